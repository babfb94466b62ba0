package savd.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.BgpRole;
import savd.net.Peer;
import savd.net.Prefix;
import savd.rib.Decision;
import savd.rib.DecisionOptions;
import savd.rib.RibView;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.Payload;
import savd.rpki.payload.VrpTable;
import savd.rules.DecidedPaths;
import savd.rules.InterfacePolicy;
import savd.rules.RoaUse;
import savd.rules.RpkiUse;
import savd.rules.RuleSet;
import savd.rules.SavMethod;
import savd.rules.SavPolicy;

/**
 * How often each method is wrong on a generated table whose truth is known: honest pairs of source
 * prefix and interface that it blocks (false positives), and pairs that are not honest and pass
 * (false negatives).
 *
 * <p>RPKI data are made up to fit: the table's own ASPAs, and one ROA for every route announced and
 * for every prefix that some AS sends from without announcing it.
 *
 * <pre>
 * MethodRates TABLE.mrt.gz TABLE.truth.gz ASPAS.json
 * </pre>
 */
public final class MethodRates {
  private static final SavMethod BAR = new SavMethod.BarSav();

  private final GeneratedTable table;

  private MethodRates(GeneratedTable table) {
    this.table = table;
  }

  public static void main(String[] args) throws IOException {
    if (args.length != 3) {
      System.err.println("usage: MethodRates TABLE.mrt.gz TABLE.truth.gz ASPAS.json");
      System.exit(2);
    }
    AspaTable aspas = GeneratedTable.read(List.of(Path.of(args[2]))).aspas();
    MethodRates plain = new MethodRates(load(args, Payload.EMPTY));
    System.out.println("BGP alone");
    plain.bgpMethods();
    plain.rates(Set.of(BgpRole.CUSTOMER), BAR, RoaUse.IGNORE);
    plain.rates(Set.of(BgpRole.PEER), BAR, RoaUse.IGNORE);
    Payload attested =
        new Payload(
            VrpTable.empty(AddressFamily.IPV4),
            VrpTable.empty(AddressFamily.IPV6),
            aspas,
            Set.of());
    System.out.println("ASPAs of all");
    MethodRates byAspa = new MethodRates(load(args, attested));
    byAspa.rates(Set.of(BgpRole.CUSTOMER), BAR, RoaUse.IGNORE);
    byAspa.rates(Set.of(BgpRole.PEER), BAR, RoaUse.IGNORE);
    System.out.println("ASPAs and ROAs of all");
    MethodRates all = new MethodRates(load(args, plain.authorised(aspas)));
    for (SavMethod m :
        List.of(
            BAR,
            new SavMethod.BarSavX(),
            new SavMethod.EfpUrpfA(SavMethod.Reach.CUSTOMERS),
            new SavMethod.EfpUrpfB())) {
      all.rates(Set.of(BgpRole.CUSTOMER), m, RoaUse.AUGMENT);
    }
    all.rates(Set.of(BgpRole.PEER), BAR, RoaUse.AUGMENT);
    all.rates(Set.of(BgpRole.PROVIDER), new SavMethod.LooseIgnoringDefaultUrpf(), RoaUse.IGNORE);
    all.rates(Set.of(BgpRole.PROVIDER), new SavMethod.BarSavPi(), RoaUse.AUGMENT);
  }

  private static GeneratedTable load(String[] args, Payload data) throws IOException {
    GeneratedTable t = new GeneratedTable();
    t.readTruth(Path.of(args[1]));
    t.payload(data);
    t.readRoutes(Path.of(args[0]));
    return t;
  }

  private void bgpMethods() {
    for (SavMethod m :
        List.of(
            new SavMethod.StrictUrpf(),
            new SavMethod.LooseUrpf(),
            new SavMethod.FeasiblePathUrpf(),
            new SavMethod.EfpUrpfA(SavMethod.Reach.CUSTOMERS),
            new SavMethod.EfpUrpfB())) {
      rates(Set.of(BgpRole.CUSTOMER), m, RoaUse.IGNORE);
    }
    rates(Set.of(BgpRole.PEER), new SavMethod.LooseUrpf(), RoaUse.IGNORE);
    rates(
        Set.of(BgpRole.PEER),
        new SavMethod.EfpUrpfA(SavMethod.Reach.CUSTOMERS_AND_PEERS),
        RoaUse.IGNORE);
    rates(Set.of(BgpRole.PROVIDER), new SavMethod.LooseIgnoringDefaultUrpf(), RoaUse.IGNORE);
  }

  /** A ROA for the origin of every route, and for those that only send. */
  private Payload authorised(AspaTable aspas) {
    Map<AddressFamily, VrpTable.Builder> vrps =
        Map.of(
            AddressFamily.IPV4, VrpTable.builder(AddressFamily.IPV4),
            AddressFamily.IPV6, VrpTable.builder(AddressFamily.IPV6));
    for (AddressFamily f : AddressFamily.values()) {
      var index = table.rib.prefixes(f);
      for (int id = 0; id < index.capacity(); id++) {
        for (int p = table.rib.firstPath(f, id); p != RibView.NONE; p = table.rib.nextPath(p)) {
          int origin = table.rib.originAs(table.rib.attributesId(p));
          if (origin != 0) {
            int length = index.length(id);
            vrps.get(f).add(index.high(id), index.low(id), length, length, origin);
          }
        }
      }
    }
    table.serverReturns.forEach(v -> vrps.get(v.prefix().family()).add(v));
    return new Payload(
        vrps.get(AddressFamily.IPV4).build(),
        vrps.get(AddressFamily.IPV6).build(),
        aspas,
        Set.of());
  }

  private void rates(Set<BgpRole> roles, SavMethod method, RoaUse roas) {
    List<Peer> on =
        table.peers.stream().filter(p -> roles.contains(p.role().orElseThrow())).toList();
    SavPolicy policy =
        SavPolicy.of(
            on.stream()
                .map(
                    p ->
                        InterfacePolicy.of(p.ingress().orElseThrow(), method)
                            .withHoldNanos(0)
                            .withSpecialPurpose(InterfacePolicy.SpecialPurposeUse.IGNORE)
                            .withRpki(RpkiUse.DEFAULT.withRoas(roas)))
                .toList());
    RuleSet rules =
        RuleSet.compute(
            table.rib,
            new DecidedPaths(table.rib, new Decision(DecisionOptions.PLAIN)),
            table.peers,
            policy,
            Optional.of(table.payload()));
    long[] n = new long[4];
    for (Peer p : on) {
      for (AddressFamily f : AddressFamily.values()) {
        count(rules.permitted(p.ingress().orElseThrow(), f), f, p.id().index(), n);
      }
    }
    System.out.printf(
        "  %-22s %-10s honest %7d, blocked %6d (%6.3f %%); other %8d, passing %8d (%6.3f %%)%n",
        method.word() + (roas == RoaUse.AUGMENT ? " +ROA" : ""),
        roles.iterator().next(),
        n[0],
        n[1],
        100.0 * n[1] / n[0],
        n[2],
        n[3],
        100.0 * n[3] / n[2]);
  }

  private void count(AddressRanges permitted, AddressFamily family, int peer, long[] n) {
    for (Map.Entry<Prefix, Set<Integer>> e : table.truth.entrySet()) {
      Prefix prefix = e.getKey();
      if (prefix.family() == family) {
        boolean passes = has(permitted, prefix.high(), prefix.low());
        boolean honest = e.getValue().contains(peer);
        n[honest ? 0 : 2]++;
        n[honest ? 1 : 3] += passes == honest ? 0 : 1;
      }
    }
  }

  private static boolean has(AddressRanges ranges, long high, long low) {
    int from = 0;
    int to = ranges.size();
    while (from < to) {
      int mid = from + to >>> 1;
      if (AddressRanges.compare(ranges.lastHigh(mid), ranges.lastLow(mid), high, low) < 0) {
        from = mid + 1;
      } else {
        to = mid;
      }
    }
    return from < ranges.size()
        && AddressRanges.compare(ranges.firstHigh(from), ranges.firstLow(from), high, low) <= 0;
  }
}
