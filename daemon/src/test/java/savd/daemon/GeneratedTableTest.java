package savd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import savd.bgp.mrt.MrtPeers;
import savd.bgp.mrt.MrtSource;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteBatch;
import savd.net.RouteSink;
import savd.rib.Decision;
import savd.rib.DecisionOptions;
import savd.rib.Rib;
import savd.rib.RibView;
import savd.rules.BestPaths;
import savd.rules.DecidedPaths;
import savd.rules.InterfacePolicy;
import savd.rules.RuleSet;
import savd.rules.SavMethod;
import savd.rules.SavPolicy;
import savd.rules.SavRules;

/**
 * The rules over the table of a real AS: 53 neighbours, 118,000 prefixes, 650,000 paths, with the
 * ground truth of what may come in where (see the data's own description).
 *
 * <p>The oracle reads the same file into plain sets and follows RFC 8704 word for word; the rules
 * are compared with it computed from scratch and kept incrementally while the table loads.
 */
class GeneratedTableTest {
  private static final Path DATA =
      Path.of(System.getProperty("savd.shared", "absent"), "data", "synth");
  private static final SavMethod FEASIBLE = new SavMethod.FeasiblePathUrpf();
  private static final SavMethod A = new SavMethod.EfpUrpfA(SavMethod.Reach.CUSTOMERS);
  private static final SavMethod B = new SavMethod.EfpUrpfB();
  private static final SavMethod LOOSE = new SavMethod.LooseUrpf();
  private static final SavMethod STRICT = new SavMethod.StrictUrpf();

  private static final Map<IpAddress, BgpRole> ROLES = new HashMap<>();
  private static final Map<Integer, IpAddress> ADDRESSES = new HashMap<>();
  private static final Map<Prefix, Set<Integer>> TRUTH = new HashMap<>();
  private static final List<Peer> PEERS = new ArrayList<>();

  /** A path as the oracle sees it. */
  private record Route(int peer, Prefix prefix, OptionalLong origin) {}

  private static final List<Route> ROUTES = new ArrayList<>();
  private static Rib rib;
  private static SavRules incremental;

  @BeforeAll
  static void load() throws IOException {
    assumeTrue(
        Files.isReadable(DATA.resolve("as24724.s010.mrt.gz")), "no generated table at " + DATA);
    readTruth();
    rib = new Rib();
    incremental = new SavRules(rib, best(), SavRules.Start.AT_ONCE);
    incremental.reconfigure(mixed(), 0);
    new MrtSource(DATA.resolve("as24724.s010.mrt.gz"), new Peers(), (_, _) -> {}).start(new Both());
    for (AddressFamily family : AddressFamily.values()) {
      rib.prefixes(family).forEach(id -> remember(family, id));
    }
  }

  private static void readTruth() throws IOException {
    Map<String, Set<Integer>> sets = new HashMap<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(DATA.resolve("as24724.s010.truth.gz"))),
                StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] f = line.split("\t");
        switch (f[0]) {
          case "N" -> {
            ROLES.put(IpAddress.parse(f[4]), BgpRole.valueOf(f[3].toUpperCase()));
            ADDRESSES.put(Integer.parseInt(f[1]), IpAddress.parse(f[4]));
          }
          case "S" -> {
            Set<Integer> members = new HashSet<>();
            for (String n : f[2].equals("-") ? new String[0] : f[2].split(",")) {
              members.add(Integer.parseInt(n));
            }
            sets.put(f[1], members);
          }
          case "P" -> TRUTH.put(Prefix.parse(f[1]), sets.get(f[2]));
          case "V", "D" -> {}
          default -> throw new AssertionError(line);
        }
      }
    }
  }

  private static BestPaths best() {
    return new DecidedPaths(rib, new Decision(DecisionOptions.PLAIN));
  }

  private static IngressInterface port(int peer) {
    return new IngressInterface("if" + peer);
  }

  private static InterfacePolicy on(int peer, SavMethod method) {
    return InterfacePolicy.of(port(peer), method)
        .withHoldNanos(0)
        .withSpecialPurpose(InterfacePolicy.SpecialPurposeUse.IGNORE);
  }

  /** What the interfaces use while the table loads: every method, on some of them. */
  private static SavPolicy mixed() {
    List<SavMethod> customer = List.of(FEASIBLE, A, B, STRICT, new SavMethod.VrfUrpf());
    List<SavMethod> other =
        List.of(LOOSE, FEASIBLE, STRICT, new SavMethod.LooseIgnoringDefaultUrpf());
    List<InterfacePolicy> all = new ArrayList<>();
    for (int n : ADDRESSES.keySet()) {
      boolean isCustomer = ROLES.get(ADDRESSES.get(n)) == BgpRole.CUSTOMER;
      List<SavMethod> some = isCustomer ? customer : other;
      all.add(on(n, some.get(n % some.size())));
    }
    return SavPolicy.of(all);
  }

  /** Peers get their numbers in the file as numbers here. */
  private static final class Peers implements MrtPeers {
    @Override
    public Optional<PeerId> peer(IpAddress address, Asn asn, int bgpIdentifier) {
      for (Peer p : PEERS) {
        if (p.address().equals(address)) {
          return Optional.of(p.id());
        }
      }
      int n = PEERS.size();
      assertThat(ADDRESSES.get(n)).isEqualTo(address);
      Peer peer =
          new Peer(
              new PeerId(n),
              "n" + n,
              address,
              asn,
              Asn.of(24724),
              bgpIdentifier,
              Optional.of(port(n)),
              Optional.of(ROLES.get(address)),
              Peer.DEFAULT_VRF);
      PEERS.add(peer);
      rib.register(peer);
      incremental.peersChanged(PEERS, 0);
      return Optional.of(peer.id());
    }

    @Override
    public Optional<BgpRole> role(PeerId peer) {
      return PEERS.get(peer.index()).role();
    }
  }

  /** Applies to the RIB and to the rules that follow it. */
  private static final class Both implements RouteSink {
    @Override
    public RouteBatch acquire(PeerId peer, long arrivalNanos) {
      return new RouteBatch().reset(peer, arrivalNanos);
    }

    @Override
    public void submit(RouteBatch full) {
      incremental.apply(rib.apply(full), 0);
    }

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void whenWritable(Runnable task) {
      task.run();
    }
  }

  private static void remember(AddressFamily family, int id) {
    Prefix prefix = rib.prefixes(family).prefix(id);
    for (int p = rib.firstPath(family, id); p != RibView.NONE; p = rib.nextPath(p)) {
      ROUTES.add(
          new Route(
              rib.peerIndex(p), prefix, rib.attributes(rib.attributesId(p)).asPath().origin()));
    }
  }

  private static boolean isCustomer(int peer) {
    return PEERS.get(peer).role().equals(Optional.of(BgpRole.CUSTOMER));
  }

  private static Set<Integer> sharing(int peer) {
    Set<Integer> out = new HashSet<>();
    PEERS.forEach(
        p -> {
          if (p.asn().equals(PEERS.get(peer).asn())) {
            out.add(p.id().index());
          }
        });
    return out;
  }

  // ---- the oracle

  private static Set<Prefix> list(SavMethod method, int peer) {
    Set<Integer> group = new HashSet<>();
    switch (method) {
      case SavMethod.FeasiblePathUrpf _, SavMethod.EfpUrpfA _ -> group.addAll(sharing(peer));
      case SavMethod.EfpUrpfB _ ->
          PEERS.stream()
              .map(p -> p.id().index())
              .filter(GeneratedTableTest::isCustomer)
              .forEach(group::add);
      default -> throw new AssertionError(method);
    }
    Set<Prefix> list = new HashSet<>();
    Set<Long> origins = new HashSet<>();
    for (Route r : ROUTES) {
      if (group.contains(r.peer())) {
        list.add(r.prefix());
        r.origin().ifPresent(origins::add);
      }
    }
    if (!method.equals(FEASIBLE)) {
      for (Route r : ROUTES) {
        if (r.origin().isPresent() && origins.contains(r.origin().getAsLong())) {
          list.add(r.prefix());
        }
      }
    }
    return list;
  }

  /** Prefixes as ranges, by walking them in order. */
  private static AddressRanges ranges(AddressFamily family, Collection<Prefix> prefixes) {
    AddressRanges out = new AddressRanges(family);
    for (Prefix p : new TreeSet<>(prefixes)) {
      if (p.family() == family) {
        out.addMerging(p.high(), p.low(), p.lastHigh(), p.lastLow());
      }
    }
    return out;
  }

  private static RuleSet compute(SavPolicy policy) {
    return RuleSet.compute(rib, best(), PEERS, policy);
  }

  private static RuleSet everywhere(SavMethod method) {
    return compute(
        SavPolicy.of(
            PEERS.stream()
                .filter(p -> isCustomer(p.id().index()) || method.equals(FEASIBLE))
                .map(p -> on(p.id().index(), method))
                .toList()));
  }

  private static void compareWithOracle(SavMethod method) {
    RuleSet rules = everywhere(method);
    Map<Object, Set<Prefix>> known = new HashMap<>();
    for (Peer p : PEERS) {
      int n = p.id().index();
      if (rules.rules().containsKey(port(n))) {
        Set<Prefix> expected =
            known.computeIfAbsent(
                method.equals(B) ? "all customers" : sharing(n), _ -> list(method, n));
        for (AddressFamily family : AddressFamily.values()) {
          assertThat(rules.permitted(port(n), family))
              .as("%s on %s, %s", method.word(), port(n), family)
              .isEqualTo(ranges(family, expected));
        }
      }
    }
    assertThat(rules.rules()).hasSizeGreaterThanOrEqualTo(40);
  }

  @Test
  void theWholeTableIsThere() {
    // Counted by bgpdump.
    assertThat(rib.pathCount(AddressFamily.IPV4)).isEqualTo(551_197);
    assertThat(rib.pathCount(AddressFamily.IPV6)).isEqualTo(101_664);
  }

  @Test
  void feasiblePathListsAreTheAdjRibsIn() {
    compareWithOracle(FEASIBLE);
  }

  @Test
  void algorithmAEqualsItsOracleOnEveryCustomerInterface() {
    compareWithOracle(A);
  }

  @Test
  void algorithmBEqualsItsOracle() {
    compareWithOracle(B);
  }

  @Test
  void looseUrpfCoversEveryPrefixOfTheTable() {
    RuleSet rules = compute(SavPolicy.of(List.of(on(0, LOOSE))));
    Set<Prefix> all = new HashSet<>();
    ROUTES.forEach(r -> all.add(r.prefix()));
    for (AddressFamily family : AddressFamily.values()) {
      assertThat(rules.permitted(port(0), family)).isEqualTo(ranges(family, all));
    }
  }

  @Test
  void rulesKeptWhileTheTableLoadedEqualThoseFromScratch() {
    RuleSet scratch = compute(mixed());
    RuleSet kept = RuleSet.current(incremental);
    assertThat(incremental.ingresses()).allSatisfy(i -> assertThat(i.ready()).isTrue());
    assertThat(scratch.rules()).hasSameSizeAs(incremental.ingresses());
    incremental
        .ingresses()
        .forEach(
            i -> {
              for (AddressFamily family : AddressFamily.values()) {
                assertThat(kept.permitted(i.ingress(), family))
                    .as(i.ingress() + " by " + i.method().word())
                    .isEqualTo(scratch.permitted(i.ingress(), family));
              }
            });
  }

  /**
   * The data's description counts 1,040 legitimate pairs of prefix and customer interface, 28 of
   * them not announced there: what a feasible-path filter drops.
   */
  @Test
  void onCustomerInterfacesTheMethodsBlockWhatTheGroundTruthSays() {
    Map<SavMethod, Integer> blocked = new HashMap<>();
    int pairs = 0;
    for (SavMethod m : List.of(STRICT, FEASIBLE, A, B)) {
      RuleSet rules = everywhere(m);
      int improper = 0;
      pairs = 0;
      for (Map.Entry<Prefix, Set<Integer>> e : TRUTH.entrySet()) {
        for (int peer : e.getValue()) {
          if (isCustomer(peer)) {
            pairs++;
            Prefix p = e.getKey();
            AddressRanges permitted = rules.permitted(port(peer), p.family());
            improper += permitted.contains(p.high(), p.low()) ? 0 : 1;
          }
        }
      }
      blocked.put(m, improper);
    }
    assertThat(pairs).isEqualTo(1040);
    assertThat(blocked.get(FEASIBLE)).isBetween(1, 28);
    assertThat(blocked.get(STRICT)).isGreaterThanOrEqualTo(blocked.get(FEASIBLE));
    assertThat(blocked.get(A)).isLessThanOrEqualTo(blocked.get(FEASIBLE));
    assertThat(blocked.get(B)).isLessThanOrEqualTo(blocked.get(A));
  }

  @Test
  void everyListedPrefixCanSayWhy() {
    for (int peer : List.of(15, 20, 30)) {
      incremental
          .listing(port(peer), AddressFamily.IPV4, Optional.empty(), 500)
          .rows()
          .forEach(row -> assertThat(row.reason().text()).isNotBlank());
    }
  }
}
