package savd.rib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteBatch;
import savd.net.RouteChange;
import savd.rib.DecisionOptions.Variant;
import savd.rib.Fixtures.Block;

/** One case or more for each step of RFC 4271, section 9.1, in the order of the document. */
class DecisionTest {
  private static final Prefix NET = Prefix.parse("198.51.100.0/24");
  private static final int US = 64999;
  private static final int ORIGIN = 1;
  private static final int MED = 4;
  private static final int LOCAL_PREF = 5;
  private static final int COMMUNITIES = 8;
  private static final int ORIGINATOR = 9;
  private static final int CLUSTERS = 10;

  private final Rib rib = new Rib();
  private final RouteBatch batch = new RouteBatch();
  private DecisionOptions options = DecisionOptions.PLAIN.withMaxPaths(8);

  private Peer peer(int index, int asn, String address, int identifier) {
    Peer peer =
        new Peer(
            new PeerId(index),
            "p" + index,
            IpAddress.parse(address),
            new Asn(asn),
            new Asn(US),
            identifier,
            Optional.empty(),
            Optional.empty(),
            index == 9 ? "blue" : Peer.DEFAULT_VRF);
    rib.register(peer);
    return peer;
  }

  /** An external peer of AS 64500 + index; a lower index has a lower identifier and address. */
  private Peer external(int index) {
    return peer(index, 64500 + index, "192.0.2." + (index + 1), index + 1);
  }

  private Peer internal(int index) {
    return peer(index, US, "192.0.2." + (index + 1), index + 1);
  }

  private void announce(Peer peer, int pathId, long second, Block block) {
    batch
        .reset(peer.id(), second * Fixtures.SECOND)
        .add(new RouteChange.Announce(peer.id(), NET, pathId, block.build(), false));
    rib.apply(batch);
  }

  private void announce(Peer peer, Block block) {
    announce(peer, 0, 1, block);
  }

  private static Block path(int... asns) {
    return new Block().nextHop("203.0.113.1").value(ORIGIN, 0).path(asns);
  }

  private int prefixId() {
    return rib.prefixes(AddressFamily.IPV4).find(NET);
  }

  private int best() {
    int path = new Decision(options).best(rib, AddressFamily.IPV4, prefixId());
    return path == RibView.NONE ? -1 : rib.peerIndex(path);
  }

  private List<Integer> multipath() {
    int[] into = new int[16];
    int n = new Decision(options).multipath(rib, AddressFamily.IPV4, prefixId(), into);
    List<Integer> peers = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      peers.add(rib.peerIndex(into[i]));
    }
    return peers;
  }

  // ---- which routes take part

  @Test
  void withoutPathsThereIsNoBest() {
    rib.prefixes(AddressFamily.IPV4).pin(NET);
    assertThat(best()).isEqualTo(-1);
    assertThat(multipath()).isEmpty();
  }

  @Test
  void aLeakedPathNeverTakesPartAndAStaleOneDoes() {
    Peer a = external(0);
    Peer b = external(1);
    announce(a, path(64500, 64510));
    announce(b, path(64501, 64520, 64510));
    batch.reset(a.id(), 0).add(new RouteChange.MarkStale(a.id(), AddressFamily.IPV4));
    rib.apply(batch);
    assertThat(best()).isZero();
    var leak = new RouteChange.Announce(a.id(), NET, 0, path(64500, 64510).build(), true);
    batch.reset(a.id(), 0).add(leak);
    rib.apply(batch);
    assertThat(best()).isEqualTo(1);
  }

  @Test
  void aPathWhoseNextHopDoesNotResolveIsLeftOut() {
    announce(external(0), path(64500, 64510));
    announce(
        external(1), new Block().nextHop("2001:db8::1").value(ORIGIN, 0).path(64501, 64520, 64510));
    options =
        options.withNextHops(
            (family, high, low) ->
                family == AddressFamily.IPV6 && high == 0x2001_0db8_0000_0000L && low == 1
                    ? 5
                    : NextHops.UNREACHABLE);
    assertThat(best()).isEqualTo(1);
  }

  @Test
  void aPathWithOurOwnAsIsALoopEvenInASet() {
    announce(external(0), path(64500, US, 64510));
    announce(
        external(1),
        new Block()
            .nextHop("203.0.113.1")
            .value(ORIGIN, 0)
            .segments(new int[] {2, 64501}, new int[] {1, 64510, US}));
    announce(external(2), path(64502, 64503, 64504, 64505, 64510));
    assertThat(multipath()).containsExactly(2);
  }

  @Test
  void whatWeReflectedOurselvesIsLeftOut() {
    announce(internal(0), path(64510).value32(ORIGINATOR, 3));
    announce(internal(1), path(64510).value32(ORIGINATOR, 5).value32(CLUSTERS, 6, 3));
    announce(internal(2), path(64511, 64510).value32(ORIGINATOR, 5).value32(CLUSTERS, 6));
    assertThat(best()).isZero();
    options = options.withOwnIdentifier(3);
    assertThat(best()).isEqualTo(2);
  }

  @Test
  void peersOfAnotherVrfDoNotTakePart() {
    announce(external(9), path(64509));
    announce(external(1), path(64501, 64510));
    options = options.withPeers(p -> p.vrf().equals(Peer.DEFAULT_VRF));
    assertThat(best()).isEqualTo(1);
  }

  // ---- degree of preference

  @Test
  void theHighestLocalPrefWinsOverEverythingBelow() {
    announce(internal(0), path(64510).value32(LOCAL_PREF, 100));
    announce(internal(1), path(64511, 64512, 64510).value32(LOCAL_PREF, 0xFFFF_FFFFL));
    assertThat(best()).isEqualTo(1);
  }

  @Test
  void localPrefOfAnExternalPeerIsIgnored() {
    announce(external(0), path(64500, 64510));
    announce(external(1), path(64501, 64520, 64510).value32(LOCAL_PREF, 500));
    assertThat(best()).isZero();
    options = options.withExternalPreference(p -> p.id().index() == 1 ? 200 : 100);
    assertThat(best()).isEqualTo(1);
  }

  @Test
  void gracefulShutdownMakesAPathTheLastChoiceIfTheOperatorWantsSo() {
    announce(external(0), path(64500, 64510).value32(COMMUNITIES, 7, 0xFFFF_0000L));
    announce(external(1), path(64501, 64520, 64510));
    assertThat(best()).isEqualTo(1);
    options = options.withVariants();
    assertThat(best()).isZero();
  }

  // ---- (a) AS path length

  @Test
  void theShorterAsPathWinsWhereASetCountsOneAndConfederationsNothing() {
    announce(external(0), path(64500, 64520, 64510));
    announce(
        external(1),
        new Block()
            .nextHop("203.0.113.1")
            .value(ORIGIN, 0)
            .segments(
                new int[] {3, 65001, 65002, 65003},
                new int[] {4, 65004, 65005},
                new int[] {2, 64501},
                new int[] {1, 1, 2, 3, 4}));
    assertThat(best()).isEqualTo(1);
  }

  // ---- (b) ORIGIN

  @Test
  void igpWinsOverEgpAndEgpOverIncompleteAndAbsentIsIncomplete() {
    announce(external(0), new Block().nextHop("203.0.113.1").path(64500, 64510));
    announce(external(1), new Block().nextHop("203.0.113.1").value(ORIGIN, 1).path(64501, 64510));
    assertThat(best()).isEqualTo(1);
    announce(external(2), path(64502, 64510));
    assertThat(best()).isEqualTo(2);
  }

  // ---- (c) MULTI_EXIT_DISC

  @Test
  void medIsComparedBetweenPathsOfOneNeighbouringAsOnly() {
    announce(peer(0, 64500, "192.0.2.1", 1), path(64500, 64510).value32(MED, 10));
    announce(peer(1, 64500, "192.0.2.2", 2), path(64500, 64510).value32(MED, 5));
    announce(peer(2, 64700, "192.0.2.3", 3), path(64700, 64510).value32(MED, 99));
    assertThat(best()).isEqualTo(1);
    options = options.withVariants(Variant.RELAXED_MULTIPATH);
    assertThat(multipath()).containsExactly(1, 2);
    options = options.withVariants(Variant.ALWAYS_COMPARE_MED, Variant.RELAXED_MULTIPATH);
    assertThat(multipath()).containsExactly(1);
  }

  /** The example every text on deterministic MED has: pairwise comparison would depend on order. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theResultDoesNotDependOnTheOrderInWhichMedPathsArrive(long seed) {
    List<Runnable> arrivals = new ArrayList<>();
    arrivals.add(() -> announce(peer(0, 64500, "192.0.2.1", 3), path(64500, 9).value32(MED, 150)));
    arrivals.add(() -> announce(peer(1, 64700, "192.0.2.2", 2), path(64700, 9).value32(MED, 200)));
    arrivals.add(() -> announce(peer(2, 64700, "192.0.2.3", 1), path(64700, 9).value32(MED, 250)));
    Collections.shuffle(arrivals, new Random(seed));
    arrivals.forEach(Runnable::run);
    assertThat(best()).isEqualTo(1);
  }

  @Test
  void aMissingMedIsZeroOrTheWorst() {
    announce(peer(0, 64500, "192.0.2.1", 1), path(64500, 64510).value32(MED, 10));
    announce(peer(1, 64500, "192.0.2.2", 2), path(64500, 64510));
    assertThat(best()).isEqualTo(1);
    options = options.withVariants(Variant.MISSING_MED_IS_WORST);
    assertThat(best()).isZero();
  }

  @Test
  void internalRoutesWithoutANeighbourOrWithASetInFrontAreOfOurOwnAs() {
    announce(internal(0), path().value32(MED, 10).value32(LOCAL_PREF, 1));
    announce(internal(1), path().value32(MED, 5).value32(LOCAL_PREF, 1));
    assertThat(best()).isEqualTo(1);
    Block set = new Block().nextHop("203.0.113.1").value(ORIGIN, 0).segments(new int[] {1, 9, 8});
    announce(internal(2), set.value32(MED, 7).value32(LOCAL_PREF, 2));
    Block set2 = new Block().nextHop("203.0.113.1").value(ORIGIN, 0).segments(new int[] {1, 7});
    announce(internal(3), set2.value32(MED, 6).value32(LOCAL_PREF, 2));
    assertThat(best()).isEqualTo(3);
  }

  // ---- (d) external before internal

  @Test
  void anExternalPathWinsOverAnInternalOne() {
    announce(internal(0), path(64600, 64510).value32(LOCAL_PREF, 100));
    announce(external(1), path(64501, 64510));
    assertThat(multipath()).containsExactly(1);
  }

  // ---- (e) interior cost

  @Test
  void theNearerNextHopWins() {
    announce(external(0), path(64500, 64510));
    announce(external(1), new Block().nextHop("203.0.113.9").value(ORIGIN, 0).path(64501, 64510));
    options = options.withNextHops((_, _, low) -> (low & 0xFF) == 9 ? 1L << 40 : (1L << 40) + 1);
    assertThat(best()).isEqualTo(1);
  }

  // ---- ties

  @Test
  void theOldestExternalWinsOnlyIfTheOperatorWantsSo() {
    announce(external(0), 0, 50, path(64500, 64510));
    announce(external(1), 0, 20, path(64501, 64510));
    assertThat(best()).isZero();
    options = options.withVariants(Variant.OLDEST_EXTERNAL);
    assertThat(best()).isEqualTo(1);
  }

  @Test
  void theLowestIdentifierWinsUnsignedAndOriginatorIdStandsForIt() {
    announce(peer(0, US, "192.0.2.1", 0x8000_0000), path(64510));
    announce(peer(1, US, "192.0.2.2", 0x7000_0000), path(64510));
    assertThat(best()).isEqualTo(1);
    announce(peer(0, US, "192.0.2.1", 0x8000_0000), path(64510).value32(ORIGINATOR, 3));
    assertThat(best()).isZero();
  }

  @Test
  void theShorterClusterListWinsBeforeTheAddress() {
    announce(internal(0), path(64510).value32(ORIGINATOR, 3).value32(CLUSTERS, 4, 5));
    announce(internal(1), path(64510).value32(ORIGINATOR, 3).value32(CLUSTERS, 4));
    assertThat(best()).isEqualTo(1);
  }

  @Test
  void theLowestPeerAddressIsTheLastResort() {
    announce(peer(0, 64500, "192.0.2.200", 1), path(64500, 64510));
    announce(peer(1, 64500, "192.0.2.20", 1), path(64500, 64510));
    announce(peer(2, 64500, "2001:db8::1", 1), path(64500, 64510));
    assertThat(multipath()).containsExactly(1, 0, 2);
  }

  @Test
  void pathsOfOnePeerAreToldApartByIdentifier() {
    Peer a = external(0);
    announce(a, -1, 1, path(64500, 64510));
    announce(a, 2, 1, path(64500, 64510));
    int path = new Decision(options).best(rib, AddressFamily.IPV4, prefixId());
    assertThat(rib.pathId(path)).isEqualTo(2);
  }

  // ---- multipath

  @Test
  void aMultipathSetHasOneAsPathUnlessRelaxedAndAtMostTheMaximum() {
    for (int i = 0; i < 4; i++) {
      announce(peer(i, 64500, "192.0.2." + (i + 1), i), path(64500, i < 3 ? 64510 : 64511));
    }
    assertThat(multipath()).containsExactly(0, 1, 2);
    options = options.withVariants(Variant.RELAXED_MULTIPATH);
    assertThat(multipath()).containsExactly(0, 1, 2, 3);
    options = options.withMaxPaths(2);
    assertThat(multipath()).containsExactly(0, 1);
    int[] one = new int[1];
    assertThat(new Decision(options).multipath(rib, AddressFamily.IPV4, prefixId(), one))
        .isEqualTo(1);
  }

  // ---- against the naive twin

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void agreesWithTheLiteralReadingOnRandomPaths(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 14; i++) {
      boolean internal = random.nextInt(3) == 0;
      peer(
          i,
          internal ? US : 64500 + random.nextInt(3),
          "192.0.2." + random.nextInt(1, 6),
          random.nextInt(1, 4));
    }
    for (int round = 0; round < 600; round++) {
      int who = random.nextInt(14);
      if (random.nextInt(4) == 0) {
        batch.reset(new PeerId(who), 0).withdraw(AddressFamily.IPV4, 0, NET.low(), 24, 0);
        rib.apply(batch);
      } else {
        announce(rib.peer(who), random.nextInt(3), random.nextInt(1, 4), randomBlock(random));
      }
      options = randomOptions(random);
      compare();
    }
  }

  private void compare() {
    int id = prefixId();
    if (id == PrefixIndex.NONE) {
      return;
    }
    List<Integer> expected =
        NaiveDecision.multipath(NaiveDecision.paths(rib, AddressFamily.IPV4, id), options);
    Decision decision = new Decision(options);
    int[] into = new int[16];
    int n = decision.multipath(rib, AddressFamily.IPV4, id, into);
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      found.add(into[i]);
    }
    assertThat(found).isEqualTo(expected);
    assertThat(decision.best(rib, AddressFamily.IPV4, id))
        .isEqualTo(expected.isEmpty() ? RibView.NONE : expected.getFirst());
  }

  private static DecisionOptions randomOptions(SplittableRandom random) {
    Set<Variant> variants = new java.util.HashSet<>();
    for (Variant v : Variant.values()) {
      if (random.nextInt(3) == 0) {
        variants.add(v);
      }
    }
    return new DecisionOptions(
        variants,
        random.nextInt(1, 9),
        p -> p.id().index() != 13,
        p -> p.id().index() == 0 ? 150 : 100,
        (_, _, low) -> (low & 3) == 3 ? NextHops.UNREACHABLE : low & 1,
        random.nextInt(4));
  }

  private static Block randomBlock(SplittableRandom r) {
    Block block = new Block();
    if (r.nextInt(10) == 0) {
      block.noNextHop();
    } else {
      block.nextHop("203.0.113." + r.nextInt(8));
    }
    if (r.nextInt(10) > 0) {
      block.value(ORIGIN, r.nextInt(5) / 2);
    }
    if (r.nextInt(12) > 0) {
      block.segments(randomSegments(r));
    }
    if (r.nextInt(3) > 0) {
      block.value32(MED, r.nextInt(3));
    }
    if (r.nextInt(3) == 0) {
      block.value32(LOCAL_PREF, 100 + 50 * r.nextInt(2));
    }
    if (r.nextInt(6) == 0) {
      block.value32(COMMUNITIES, 1, 0xFFFF_0000L);
    }
    if (r.nextInt(4) == 0) {
      block.value32(ORIGINATOR, r.nextInt(1, 4));
    }
    if (r.nextInt(4) == 0) {
      block.value32(CLUSTERS, r.longs(r.nextInt(1, 3), 1, 4).toArray());
    }
    return block;
  }

  private static int[][] randomSegments(SplittableRandom r) {
    int[][] segments = new int[r.nextInt(1, 3)][];
    for (int i = 0; i < segments.length; i++) {
      segments[i] = new int[r.nextInt(2, 4)];
      segments[i][0] = r.nextInt(3) > 0 ? 2 : r.nextInt(1, 5);
      for (int k = 1; k < segments[i].length; k++) {
        segments[i][k] = r.nextInt(40) == 0 ? US : 64500 + r.nextInt(2);
      }
    }
    return segments;
  }

  @Test
  void decidingAllocatesNothing() {
    Peer a = external(0);
    for (int i = 0; i < 20; i++) {
      announce(a, i, 1, path(64500, 64510).value32(MED, i % 3));
    }
    Decision decision = new Decision(options);
    int[] into = new int[16];
    var threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().threadId();
    int total = 0;
    for (int i = 0; i < 1000; i++) {
      total += decision.multipath(rib, AddressFamily.IPV4, prefixId(), into);
    }
    long before = threads.getThreadAllocatedBytes(id);
    for (int i = 0; i < 1000; i++) {
      total += decision.best(rib, AddressFamily.IPV4, prefixId());
    }
    long allocated = threads.getThreadAllocatedBytes(id) - before;
    assertThat(total).isNotZero();
    assertThat(allocated).as("octets for 1000 decisions").isLessThan(4096);
  }
}
