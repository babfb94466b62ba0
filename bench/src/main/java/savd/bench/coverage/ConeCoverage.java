package savd.bench.coverage;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.EnforcementMode;
import savd.net.Prefix;
import savd.relation.ConeMode;
import savd.relation.MemberStatement;
import savd.relation.MemberStatement.Detour;
import savd.relation.MemberStatement.OutsideProviders;
import savd.rib.Decision;
import savd.rib.DecisionOptions;
import savd.rpki.files.PayloadFiles;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.NamedPayload;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RpkiDelta;
import savd.rules.DecidedPaths;
import savd.rules.InterfacePolicy;
import savd.rules.PiSavPolicy;
import savd.rules.RpkiAvailability;
import savd.rules.RuleSet;
import savd.rules.SavMethod;
import savd.rules.SavPolicy;
import savd.rules.SavRules;
import savd.testbed.search.Verdicts;

/**
 * The share of real customer cones that is protected on provider interfaces: {@code ConeCoverage
 * AS-RELATIONS PREFIXES4 PREFIXES6 ROAS OUT-DIRECTORY [CONES [SEED [PERCENT]]]}. Writes one line
 * for each cone, method and share of ASes with an ASPA.
 *
 * <p>With PERCENT only cones are drawn of which that many members at least have no way up outside
 * the cone: the region centres that the draft has in mind (section 4).
 */
public final class ConeCoverage {
  private static final int[] ASPA_PERCENT = {0, 10, 50, 100};

  /** Bounds of cone sizes, members with the top; equally many cones between any two. */
  private static final int[] SIZES = {10, 20, 50, 100, 250, 700, 2000, 5001};

  private static final long NOW = 1_000_000_000L;

  private final AsRelations graph;
  private final PrefixOrigins table;
  private final Payload roas;
  private final long seed;
  private final Map<Integer, Payload> payloads = new TreeMap<>();
  private final PrintWriter out;

  private ConeCoverage(
      AsRelations graph, PrefixOrigins table, Payload roas, long seed, PrintWriter out) {
    this.graph = graph;
    this.table = table;
    this.roas = roas;
    this.seed = seed;
    this.out = out;
    for (int percent : ASPA_PERCENT) {
      payloads.put(
          percent, new Payload(roas.ipv4(), roas.ipv6(), AspaTable.of(aspas(percent)), Set.of()));
    }
  }

  public static void main(String[] args) throws IOException {
    AsRelations graph = AsRelations.read(Path.of(args[0]));
    PrefixOrigins table = PrefixOrigins.read(graph, List.of(Path.of(args[1]), Path.of(args[2])));
    Payload roas = read(Path.of(args[3]));
    Path directory = Files.createDirectories(Path.of(args[4]));
    int cones = args.length > 5 ? Integer.parseInt(args[5]) : 56;
    long seed = args.length > 6 ? Long.parseLong(args[6]) : 1;
    try (PrintWriter out =
        new PrintWriter(Files.newBufferedWriter(directory.resolve("pi-sav-coverage.csv")))) {
      out.println(
          "as,cone,method,aspa-percent,prefixes,blocked-prefixes,addresses,blocked-addresses");
      ConeCoverage coverage = new ConeCoverage(graph, table, roas, seed, out);
      int percent = args.length > 7 ? Integer.parseInt(args[7]) : 0;
      for (int top : coverage.vantages(cones, percent)) {
        coverage.measure(top);
      }
    }
  }

  private static Payload read(Path file) {
    PayloadFiles files = new PayloadFiles(List.of(file));
    files.reload(0);
    Payload all = Payload.EMPTY;
    for (NamedPayload p : files.payloads().orElseThrow()) {
      all = all.union(p.payload());
    }
    return all;
  }

  /** ASPAs of a share of all ASes; who has one with a lower share has it with a higher one. */
  private List<Aspa> aspas(int percent) {
    List<Aspa> out = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(seed);
    for (int as = 0; as < graph.size(); as++) {
      if (random.nextInt(100) < percent) {
        Set<Asn> providers = providers(as);
        out.add(
            new Aspa(
                new Asn(graph.asns[as]),
                providers.isEmpty() ? List.of(Asn.of(0)) : List.copyOf(providers)));
      }
    }
    return out;
  }

  private Set<Asn> providers(int as) {
    Set<Asn> out = new TreeSet<>();
    for (int p : graph.providers(as)) {
      out.add(new Asn(graph.asns[p]));
    }
    return out;
  }

  /** ASes with a provider and a cone, drawn at random, equally many of each size. */
  private List<Integer> vantages(int count, int standalonePercent) {
    List<List<Integer>> bySize = new ArrayList<>();
    for (int i = 0; i + 1 < SIZES.length; i++) {
      bySize.add(new ArrayList<>());
    }
    int[][] deciles = new int[bySize.size()][11];
    for (int as = 0; as < graph.size(); as++) {
      if (graph.customers(as).length > 0 && graph.providers(as).length > 0) {
        BitSet cone = graph.cone(as);
        int n = cone.cardinality();
        for (int i = 0; i + 1 < SIZES.length; i++) {
          if (n >= SIZES[i] && n < SIZES[i + 1]) {
            int share = 100 * graph.standalone(as, cone).cardinality() / (n - 1);
            deciles[i][share / 10]++;
            if (share >= standalonePercent) {
              bySize.get(i).add(as);
            }
          }
        }
      }
    }
    for (int i = 0; i < deciles.length; i++) {
      out.printf(
          "#deciles members from %d: ASes by standalone members, 0-9 %%, 10-19 %%, ... 100 %%: %s%n",
          SIZES[i] - 1, Arrays.toString(deciles[i]));
    }
    SplittableRandom random = new SplittableRandom(seed);
    List<Integer> drawn = new ArrayList<>();
    for (List<Integer> some : bySize) {
      int each = (count + bySize.size() - 1) / bySize.size();
      for (int k = 0; k < each && !some.isEmpty(); k++) {
        drawn.add(some.remove(random.nextInt(some.size())));
      }
    }
    return drawn;
  }

  // ---- one cone

  private void measure(int top) {
    long start = System.nanoTime();
    VantageTable vantage = new VantageTable(graph, table, top);
    vantage.fill(new OriginRouting(graph));
    List<Prefix> cone = new ArrayList<>();
    table.forEachOf(
        vantage.cone,
        i -> {
          if (table.hasOriginIn(i, vantage.cone)) {
            cone.add(table.prefix(i));
          }
        });
    double routed = (System.nanoTime() - start) / 1e9;
    statistics(vantage);
    payloads.forEach(
        (percent, payload) -> {
          vantage.rib.validateBy(new Verdicts(payload));
          while (vantage.rib.pending()) {
            vantage.rib.continuePending();
          }
          Map<String, Map<AddressFamily, AddressRanges>> permitted = new LinkedHashMap<>();
          permitted.put(
              "standalone",
              permitted(vantage, payload, new SavMethod.PiSav(), ConeMode.STANDALONE, Map.of()));
          if (percent == 100) {
            permitted.put("standalone-plus-answers", plus(vantage, payload, vantage.leaving));
            permitted.put("standalone-plus-return", plus(vantage, payload, vantage.returning));
            permitted.put("standalone-plus-no-detour", plus(vantage, payload, new BitSet()));
          }
          permitted.put(
              "bar-sav-pi",
              permitted(vantage, payload, new SavMethod.BarSavPi(), ConeMode.STANDALONE, Map.of()));
          List<Prefix> routable = cone.stream().filter(vantage::isRouted).toList();
          permitted.forEach(
              (method, p) -> print(vantage, method, percent, Amounts.of(routable, p)));
        });
    System.err.printf(
        "AS%s: cone %d, %d prefixes, routes %.1f s, all %.1f s%n",
        Integer.toUnsignedString(graph.asns[top]),
        vantage.cone.cardinality(),
        cone.size(),
        routed,
        (System.nanoTime() - start) / 1e9);
    out.flush();
  }

  /** What the graph and the routes say of the members, beside all methods. */
  private void statistics(VantageTable v) {
    BitSet standalone = graph.standalone(v.top(), v.cone);
    BitSet peering = v.peeringAbove();
    BitSet both = (BitSet) peering.clone();
    both.and(standalone);
    BitSet returning = (BitSet) v.returning.clone();
    returning.and(standalone);
    BitSet leaving = (BitSet) v.leaving.clone();
    leaving.and(standalone);
    out.printf(
        "# AS%s cone %d standalone %d peering-above %d standalone-peering-above %d leaving %d returning %d standalone-leaving %d standalone-returning %d%n",
        Integer.toUnsignedString(graph.asns[v.top()]),
        v.cone.cardinality() - 1,
        standalone.cardinality(),
        peering.cardinality(),
        both.cardinality(),
        v.leaving.cardinality(),
        v.returning.cardinality(),
        leaving.cardinality(),
        returning.cardinality());
  }

  private void print(VantageTable v, String method, int percent, Amounts a) {
    out.printf(
        "%s,%d,%s,%d,%d,%d,%.0f,%.0f%n",
        Integer.toUnsignedString(graph.asns[v.top()]),
        v.cone.cardinality() - 1,
        method,
        percent,
        a.prefixes(),
        a.blockedPrefixes(),
        a.addresses(),
        a.blockedAddresses());
  }

  /** Every member answers; these say that they have a detour. */
  private Map<AddressFamily, AddressRanges> plus(VantageTable v, Payload payload, BitSet detour) {
    Map<Asn, MemberStatement> said = new TreeMap<>();
    v.cone.stream()
        .filter(as -> as != v.top())
        .forEach(
            as -> {
              Asn asn = new Asn(graph.asns[as]);
              Set<Asn> providers = providers(as);
              boolean outside = providers.stream().anyMatch(p -> !v.cone.get(index(p)));
              said.put(
                  asn,
                  new MemberStatement(
                      asn,
                      detour.get(as) ? Detour.SOME : Detour.NONE,
                      Set.of(),
                      outside ? OutsideProviders.SOME : OutsideProviders.NONE,
                      providers,
                      Set.of(),
                      Set.of()));
            });
    return permitted(v, payload, new SavMethod.PiSav(), ConeMode.CONSERVATIVE, said);
  }

  private int index(Asn asn) {
    return graph.index(asn.value());
  }

  private Map<AddressFamily, AddressRanges> permitted(
      VantageTable v,
      Payload payload,
      SavMethod method,
      ConeMode mode,
      Map<Asn, MemberStatement> said) {
    SavRules rules =
        new SavRules(
            v.rib,
            new DecidedPaths(v.rib, new Decision(DecisionOptions.PLAIN)),
            SavRules.Start.AT_ONCE);
    rules.peersChanged(v.peers, NOW);
    rules.rpkiChanged(RpkiDelta.between(Payload.EMPTY, payload), NOW);
    rules.rpkiAvailability(RpkiAvailability.IN_FORCE, NOW);
    rules.memberStatements(said, NOW);
    InterfacePolicy policy =
        InterfacePolicy.of(v.provider, method)
            .withRole(BgpRole.PROVIDER)
            .withMode(EnforcementMode.ENFORCE)
            .withHoldNanos(0)
            .withSpecialPurpose(InterfacePolicy.SpecialPurposeUse.IGNORE);
    rules.reconfigure(
        SavPolicy.of(List.of(policy))
            .withPiSav(new PiSavPolicy(mode, Set.of(), Map.of(), v.own(), Set.of())),
        NOW);
    RuleSet current = RuleSet.current(rules);
    Map<AddressFamily, AddressRanges> out = new EnumMap<>(AddressFamily.class);
    for (AddressFamily f : AddressFamily.values()) {
      out.put(f, current.permitted(v.provider, f));
    }
    // Lets go of what the lists hold in the RIB.
    rules.reconfigure(SavPolicy.EMPTY, NOW);
    return out;
  }
}
