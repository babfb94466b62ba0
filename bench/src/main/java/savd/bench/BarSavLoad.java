package savd.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IngressInterface;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.RouteBatch;
import savd.relation.ConePage;
import savd.rib.Decision;
import savd.rib.DecisionOptions;
import savd.rib.PrefixIndex;
import savd.rib.Rib;
import savd.rib.RibDelta;
import savd.rib.RibView;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RpkiDelta;
import savd.rpki.payload.Vrp;
import savd.rpki.payload.VrpTable;
import savd.rules.DecidedPaths;
import savd.rules.InterfacePolicy;
import savd.rules.RpkiAvailability;
import savd.rules.RuleDelta;
import savd.rules.SavMethod;
import savd.rules.SavPolicy;
import savd.rules.SavRules;

/**
 * What cones and ROAs cost: a generated table of one AS with all its neighbours, BAR-SAV on every
 * interface of a customer or peer and BAR-SAV-PI on those of providers; then single changes.
 *
 * <pre>
 * BarSavLoad TABLE.mrt.gz TABLE.truth.gz RPKI.json ...
 * </pre>
 */
public final class BarSavLoad {
  private static final int CHANGES = 1000;

  private final Rib rib;
  private final List<Peer> peers;
  private final Payload payload;
  private final SplittableRandom random = new SplittableRandom(7);
  private SavRules rules;

  private BarSavLoad(GeneratedTable table) {
    rib = table.rib;
    peers = table.peers;
    payload = table.payload();
  }

  public static void main(String[] args) throws IOException {
    if (args.length < 3) {
      System.err.println("usage: BarSavLoad TABLE.mrt.gz TABLE.truth.gz RPKI.json ...");
      System.exit(2);
    }
    GeneratedTable table = new GeneratedTable();
    table.readTruth(Path.of(args[1]));
    table.payload(GeneratedTable.read(Stream.of(args).skip(2).map(Path::of).toList()));
    System.out.printf("%d VRPs, %s%n", table.payload().vrpCount(), table.payload().aspas());
    table.readRoutes(Path.of(args[0]));
    BarSavLoad load = new BarSavLoad(table);
    load.fill();
    for (int round = 0; round < 2; round++) {
      load.routes("one route of a prefix, same path", false);
      load.routes("one route, alone with its path", true);
      load.roas();
      load.aspas();
    }
    load.peerLost();
  }

  /** Time of this thread on a processor: other work on the machine does not count. */
  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  // ---- rules

  private void fill() {
    rules =
        new SavRules(
            rib,
            new DecidedPaths(rib, new Decision(DecisionOptions.PLAIN)),
            SavRules.Start.AT_ONCE);
    rules.peersChanged(peers, 0);
    rules.rpkiChanged(RpkiDelta.between(Payload.EMPTY, payload), 0);
    rules.rpkiAvailability(RpkiAvailability.IN_FORCE, 0);
    List<InterfacePolicy> all = new ArrayList<>();
    for (Peer p : peers) {
      SavMethod method =
          p.role().orElseThrow() == BgpRole.PROVIDER
              ? new SavMethod.BarSavPi()
              : new SavMethod.BarSav();
      all.add(InterfacePolicy.of(p.ingress().orElseThrow(), method).withHoldNanos(0));
    }
    long start = cpu();
    rules.reconfigure(SavPolicy.of(all), 0);
    System.out.printf("graph, cones and all lists from scratch: %d ms%n", ms(start));
    for (Peer p : peers) {
      if (p.id().index() < 18) {
        describe(p);
      }
    }
  }

  private static long ms(long start) {
    return (cpu() - start) / 1_000_000;
  }

  private void describe(Peer p) {
    IngressInterface here = p.ingress().orElseThrow();
    rules.ingresses().stream()
        .filter(s -> s.ingress().equals(here))
        .forEach(
            s ->
                System.out.printf(
                    "  AS %-7s %-8s cone %6d, list %7d + %6d%n",
                    p.asn(),
                    p.role().orElseThrow(),
                    rules.cone(here, Optional.empty(), 1).map(ConePage::size).orElse(0),
                    s.ipv4Prefixes(),
                    s.ipv6Prefixes()));
  }

  // ---- single changes

  private void report(String what, long[] nanos, long statements) {
    Arrays.sort(nanos);
    System.out.printf(
        "%-36s p50 %7.1f us, p99 %8.1f us, longest %8.1f us; %d statements%n",
        what,
        nanos[nanos.length / 2] / 1e3,
        nanos[nanos.length * 99 / 100] / 1e3,
        nanos[nanos.length - 1] / 1e3,
        statements);
  }

  private static long statements(RuleDelta delta) {
    return delta.lists().stream().mapToLong(l -> l.coverage().size()).sum();
  }

  /** Withdraws a route and announces it again, perhaps one whose path nobody else has. */
  private void routes(String what, boolean alone) {
    long[] nanos = new long[2 * CHANGES];
    long statements = 0;
    PrefixIndex index = rib.prefixes(AddressFamily.IPV4);
    int[] uses = alone ? uses() : null;
    RouteBatch batch = new RouteBatch();
    for (int i = 0; i < nanos.length; ) {
      int id = random.nextInt(index.capacity());
      int p = rib.firstPath(AddressFamily.IPV4, id);
      if (p == RibView.NONE || (alone && uses[rib.attributesId(p)] != 1)) {
        continue;
      }
      byte[] block = rib.attributes(rib.attributesId(p)).block();
      PeerId peer = new PeerId(rib.peerIndex(p));
      int pathId = rib.pathId(p);
      long low = index.low(id);
      int length = index.length(id);
      batch.reset(peer, 0);
      batch.withdraw(AddressFamily.IPV4, 0, low, length, pathId);
      for (int k = 0; k < 2; k++) {
        var delta = rib.apply(batch);
        long start = cpu();
        RuleDelta out = rules.apply(delta, 0);
        nanos[i++] = cpu() - start;
        statements += statements(out);
        batch.reset(peer, 0);
        int set = batch.addAttributes(block, 0, block.length);
        batch.announce(AddressFamily.IPV4, 0, low, length, pathId, set, false);
      }
    }
    report(what, nanos, statements);
  }

  private int[] uses() {
    int[] uses = new int[4 * rib.attributeSetCount()];
    for (AddressFamily f : AddressFamily.values()) {
      for (int id = 0; id < rib.prefixes(f).capacity(); id++) {
        for (int p = rib.firstPath(f, id); p != RibView.NONE; p = rib.nextPath(p)) {
          uses[rib.attributesId(p)]++;
        }
      }
    }
    return uses;
  }

  /** One VRP goes and comes. */
  private void roas() {
    long[] nanos = new long[200];
    long statements = 0;
    VrpTable all = payload.ipv4();
    for (int i = 0; i < nanos.length; ) {
      Vrp vrp = all.vrp(random.nextInt(all.size()));
      VrpTable one = VrpTable.builder(AddressFamily.IPV4).add(vrp).build();
      VrpTable none = VrpTable.empty(AddressFamily.IPV4);
      Payload less =
          new Payload(all.apply(one, none), payload.ipv6(), payload.aspas(), payload.routerKeys());
      for (RpkiDelta d :
          List.of(RpkiDelta.between(payload, less), RpkiDelta.between(less, payload))) {
        long start = cpu();
        RuleDelta out = rules.rpkiChanged(d, 0);
        nanos[i++] = cpu() - start;
        statements += statements(out);
      }
    }
    report("one VRP", nanos, statements);
  }

  /** The ASPA of one AS with several providers loses one of these, and has it again. */
  private void aspas() {
    long[] nanos = new long[200];
    long statements = 0;
    AspaTable all = payload.aspas();
    for (int i = 0; i < nanos.length; ) {
      Aspa a = all.aspa(random.nextInt(all.size()));
      if (a.providers().size() < 2) {
        continue;
      }
      List<Asn> fewer = a.providers().subList(1, a.providers().size());
      AspaTable changed = all.with(List.of(), List.of(new Aspa(a.customer(), fewer)));
      Payload other = new Payload(payload.ipv4(), payload.ipv6(), changed, payload.routerKeys());
      for (RpkiDelta d :
          List.of(RpkiDelta.between(payload, other), RpkiDelta.between(other, payload))) {
        long start = cpu();
        RuleDelta out = rules.rpkiChanged(d, 0);
        nanos[i++] = cpu() - start;
        statements += statements(out);
      }
    }
    report("one ASPA", nanos, statements);
  }

  /** The neighbour with the largest cone goes, slice by slice, with all its routes. */
  private void peerLost() {
    Peer peer =
        peers.stream()
            .filter(p -> p.role().orElseThrow() == BgpRole.PEER)
            .max(Comparator.comparing(p -> rib.pathCount(p.id(), AddressFamily.IPV4)))
            .orElseThrow();
    long routes =
        rib.pathCount(peer.id(), AddressFamily.IPV4) + rib.pathCount(peer.id(), AddressFamily.IPV6);
    RouteBatch batch = new RouteBatch().reset(peer.id(), 0);
    batch.event(RouteBatch.Kind.PEER_LOST, AddressFamily.IPV4);
    RibDelta delta = rib.apply(batch);
    long all = 0;
    long longest = 0;
    while (true) {
      long start = cpu();
      rules.apply(delta, 0);
      long took = cpu() - start;
      all += took;
      longest = Math.max(longest, took);
      if (!rib.pending()) {
        break;
      }
      delta = rib.continuePending();
    }
    System.out.printf(
        "AS %s lost with %d routes: %d ms, longest slice %d us; cone then %d%n",
        peer.asn(),
        routes,
        all / 1_000_000,
        longest / 1000,
        rules.cone(peer.ingress().orElseThrow(), Optional.empty(), 1).orElseThrow().size());
  }
}
