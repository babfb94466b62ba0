package savd.rib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import savd.net.AddressFamily;
import savd.net.Ipv4Prefix;
import savd.net.Ipv6Prefix;
import savd.net.PathAttributes;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteBatch;
import savd.net.RouteChange;

class RibTest {
  private static final PeerId A = new PeerId(0);
  private static final PeerId B = new PeerId(1);
  private static final Prefix NET = Prefix.parse("198.51.100.0/24");
  private static final Prefix NET6 = Prefix.parse("2001:db8::/32");
  private static final PathAttributes X = Fixtures.attributes("192.0.2.1", 64500, 64510);
  private static final PathAttributes Y = Fixtures.attributes("192.0.2.2", 64500, 64511);

  private final Rib rib = new Rib();
  private final RouteBatch batch = new RouteBatch();

  @BeforeEach
  void peers() {
    rib.register(Fixtures.peer(0));
    rib.register(Fixtures.peer(1));
  }

  private RibDelta apply(PeerId peer, long seconds, RouteChange... changes) {
    batch.reset(peer, seconds * Fixtures.SECOND);
    for (RouteChange change : changes) {
      batch.add(change);
    }
    return rib.apply(batch);
  }

  private static RouteChange announce(PeerId peer, Prefix prefix, PathAttributes attributes) {
    return new RouteChange.Announce(peer, prefix, 0, attributes, false);
  }

  private int path(Prefix prefix) {
    return rib.firstPath(prefix.family(), rib.prefixes(prefix.family()).find(prefix));
  }

  @Test
  void aNewPathIsAChangeFromNothing() {
    RibDelta delta = apply(A, 7, announce(A, NET, X));
    assertThat(delta.size()).isEqualTo(1);
    assertThat(delta.oldAttributes(0)).isEqualTo(RibDelta.NONE);
    assertThat(rib.attributes(delta.newAttributes(0))).isEqualTo(X);
    assertThat(rib.originAs(delta.newAttributes(0))).isEqualTo(64510);
    assertThat(rib.arrivalSeconds(path(NET))).isEqualTo(7);
    assertThat(rib.peer(rib.peerIndex(path(NET))).name()).isEqualTo("peer0");
  }

  @Test
  void announcingTheSameAgainIsNoChangeAndKeepsTheArrival() {
    apply(A, 7, announce(A, NET, X));
    assertThat(apply(A, 9, announce(A, NET, X)).isEmpty()).isTrue();
    assertThat(rib.arrivalSeconds(path(NET))).isEqualTo(7);
  }

  @Test
  void thePrefixesOfAPeerAreFoundThoughOthersShareItsPlaceInTheFilter() {
    PeerId sameBit = new PeerId(32);
    rib.register(Fixtures.peer(32));
    apply(A, 7, announce(A, NET, X), announce(A, NET6, X));
    apply(B, 7, announce(B, Prefix.parse("203.0.113.0/24"), X));
    apply(sameBit, 7, announce(sameBit, Prefix.parse("192.0.2.0/24"), X));
    List<Prefix> found = new ArrayList<>();
    for (AddressFamily family : AddressFamily.values()) {
      rib.forEachPrefixOf(family, 0, id -> found.add(rib.prefixes(family).prefix(id)));
    }
    assertThat(found).contains(NET, NET6).doesNotContain(Prefix.parse("203.0.113.0/24"));
  }

  @Test
  void aNumberThatWasFreedHasNoPath() {
    apply(A, 7, announce(A, NET, X));
    int id = rib.prefixes(AddressFamily.IPV4).find(NET);
    apply(A, 8, new RouteChange.Withdraw(A, NET, 0));
    rib.releaseDelta();
    assertThat(rib.firstPath(AddressFamily.IPV4, id)).isEqualTo(RibView.NONE);
  }

  @Test
  void aReplacedAttributeSetCanBeReadUntilTheNextMutation() {
    apply(A, 7, announce(A, NET, X));
    RibDelta delta = apply(A, 9, announce(A, NET, Y));
    int old = delta.oldAttributes(0);
    assertThat(rib.attributes(old)).isEqualTo(X);
    assertThat(rib.attributeSetCount()).isEqualTo(2);
    rib.releaseDelta();
    assertThat(rib.attributeSetCount()).isEqualTo(1);
    assertThat(rib.attributes(rib.attributesId(path(NET)))).isEqualTo(Y);
  }

  @Test
  void aPrefixThatLostItsLastPathCanBeReadAndPinnedUntilTheNextMutation() {
    apply(A, 7, announce(A, NET, X), announce(A, NET6, X));
    RibDelta delta =
        apply(A, 8, new RouteChange.Withdraw(A, NET, 0), new RouteChange.Withdraw(A, NET6, 0));
    assertThat(delta.size()).isEqualTo(2);
    int id = delta.prefixId(0);
    assertThat(rib.prefixes(AddressFamily.IPV4).prefix(id)).isEqualTo(NET);
    rib.prefixes(AddressFamily.IPV4).pin(id);
    rib.releaseDelta();
    assertThat(rib.prefixes(AddressFamily.IPV4).find(NET)).isEqualTo(id);
    assertThat(rib.firstPath(AddressFamily.IPV4, id)).isEqualTo(RibView.NONE);
    assertThat(rib.prefixes(AddressFamily.IPV6).find(NET6)).isEqualTo(PrefixIndex.NONE);
  }

  @Test
  void aStalePathIsConfirmedWithoutAChangeAndTheOthersGoAtEndOfRib() {
    Prefix other = Prefix.parse("203.0.113.0/24");
    apply(A, 1, announce(A, NET, X), announce(A, other, X), announce(A, NET6, X));
    apply(B, 1, announce(B, other, X));
    assertThat(apply(A, 2, new RouteChange.MarkStale(A, AddressFamily.IPV4)).isEmpty()).isTrue();
    assertThat(rib.flags(path(NET))).isEqualTo(RibView.STALE);
    assertThat(rib.isEligible(path(NET))).isTrue();
    assertThat(rib.flags(path(NET6))).isZero();
    assertThat(apply(A, 3, announce(A, NET, X)).isEmpty()).isTrue();
    RibDelta delta = apply(A, 4, new RouteChange.EndOfRib(A, AddressFamily.IPV4));
    assertThat(delta.size()).isEqualTo(1);
    assertThat(rib.prefixes(AddressFamily.IPV4).prefix(delta.prefixId(0))).isEqualTo(other);
    assertThat(delta.oldFlags(0)).isEqualTo(RibView.STALE);
    assertThat(rib.pathCount(A, AddressFamily.IPV4)).isEqualTo(1);
    assertThat(rib.pathCount(B, AddressFamily.IPV4)).isEqualTo(1);
    assertThat(rib.pathCount(A, AddressFamily.IPV6)).isEqualTo(1);
  }

  @Test
  void aLeakIsKeptAndIneligibleAndLosingTheMarkIsAChange() {
    apply(A, 1, new RouteChange.Announce(A, NET, 0, X, true));
    assertThat(rib.isEligible(path(NET))).isFalse();
    RibDelta delta = apply(A, 2, announce(A, NET, X));
    assertThat(delta.size()).isEqualTo(1);
    assertThat(delta.oldFlags(0)).isEqualTo(RibView.LEAKED | RibView.INELIGIBLE);
    assertThat(delta.newFlags(0)).isZero();
    assertThat(delta.oldAttributes(0)).isEqualTo(delta.newAttributes(0));
  }

  @Test
  void pathIdentifiersTellTheRoutesOfOnePeerApart() {
    apply(
        A,
        1,
        new RouteChange.Announce(A, NET, 1, X, false),
        new RouteChange.Announce(A, NET, -1, Y, false));
    assertThat(rib.pathCount(A, AddressFamily.IPV4)).isEqualTo(2);
    RibDelta delta = apply(A, 2, new RouteChange.Withdraw(A, NET, -1));
    assertThat(delta.pathId(0)).isEqualTo(-1);
    assertThat(rib.attributes(delta.oldAttributes(0))).isEqualTo(Y);
    assertThat(rib.pathId(path(NET))).isEqualTo(1);
    assertThat(apply(A, 3, new RouteChange.Withdraw(A, NET, 0)).isEmpty()).isTrue();
  }

  @Test
  void aPeerThatIsNotRegisteredIsRefusedAndNothingChanges() {
    PeerId unknown = new PeerId(77);
    assertThatThrownBy(() -> apply(unknown, 1, announce(unknown, NET, X)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("peer#77");
    assertThat(rib.pathCount(AddressFamily.IPV4)).isZero();
  }

  @Test
  void onlyAPeerWithoutPathsCanBeForgotten() {
    apply(A, 1, announce(A, NET, X));
    assertThatThrownBy(() -> rib.forget(A)).isInstanceOf(IllegalStateException.class);
    apply(A, 2, new RouteChange.PeerLost(A));
    rib.forget(A);
    assertThat(rib.pathCount(A, AddressFamily.IPV4)).isZero();
    assertThatThrownBy(() -> rib.peer(A)).isInstanceOf(IllegalArgumentException.class);
  }

  // ---- long chains

  @Test
  void aPrefixMayHaveVeryManyPathsAndNoneIsLostOrSlow() {
    int count = 200_000;
    batch.reset(A, 0);
    int x = batch.addAttributes(X.block(), 0, X.block().length);
    for (int i = 0; i < count; i++) {
      batch.announce(NET.family(), 0, NET.low(), 24, i * 0x9E3779B1, x, false);
    }
    assertThat(rib.apply(batch).size()).isEqualTo(count);
    assertThat(rib.apply(batch).isEmpty()).as("the same again").isTrue();
    apply(B, 1, announce(B, NET, Y));
    batch.reset(A, 2);
    for (int i = 0; i < count; i++) {
      if (i % 7 != 0) {
        batch.withdraw(NET.family(), 0, NET.low(), 24, i * 0x9E3779B1);
      }
    }
    assertThat(rib.apply(batch).size()).isEqualTo(batch.size());
    Set<Integer> left = new HashSet<>();
    for (int path = path(NET); path != RibView.NONE; path = rib.nextPath(path)) {
      if (rib.peerIndex(path) == A.index()) {
        left.add(rib.pathId(path));
      }
    }
    assertThat(left).hasSize((count + 6) / 7).contains(0, 7 * 0x9E3779B1);
    apply(A, 3, new RouteChange.PeerLost(A));
    while (rib.pending()) {
      rib.continuePending();
    }
    assertThat(rib.pathCount(AddressFamily.IPV4)).isEqualTo(1);
    assertThat(rib.peerIndex(path(NET))).isEqualTo(B.index());
  }

  // ---- slices

  private void fill(PeerId peer, int count) {
    batch.reset(peer, 0);
    int set = batch.addAttributes(X.block(), 0, X.block().length);
    for (int i = 0; i < count; i++) {
      Prefix p = i % 4 == 0 ? new Ipv6Prefix((long) i << 32, 0, 48) : new Ipv4Prefix(i << 8, 24);
      batch.announce(p.family(), p.high(), p.low(), p.length(), 0, set, false);
    }
    rib.apply(batch);
  }

  @Test
  void losingABigPeerTakesSeveralCallsBetweenWhichOtherPeersGoOn() {
    int count = 3 * Rib.SLICE + 5;
    fill(A, count);
    fill(B, count);
    RibDelta delta = apply(A, 1, new RouteChange.PeerLost(A));
    long removed = delta.size();
    assertThat(removed).isEqualTo(Rib.SLICE);
    assertThat(rib.pending()).isTrue();
    int slices = 1;
    while (rib.pending()) {
      Prefix fresh = new Ipv4Prefix(0xC000_0000 | slices << 8, 24);
      assertThat(apply(B, 2, announce(B, fresh, X)).size()).isEqualTo(1);
      delta = rib.continuePending();
      assertThat(delta.size()).isLessThanOrEqualTo(Rib.SLICE);
      removed += delta.size();
      slices++;
    }
    assertThat(removed).isEqualTo(count);
    assertThat(slices).isEqualTo(4);
    assertThat(rib.pathCount(A, AddressFamily.IPV4) + rib.pathCount(A, AddressFamily.IPV6))
        .isZero();
    assertThat(rib.pathCount(B, AddressFamily.IPV4) + rib.pathCount(B, AddressFamily.IPV6))
        .isEqualTo(count + slices - 1);
    assertThat(rib.continuePending().isEmpty()).isTrue();
  }

  @Test
  void aPeerThatComesBackFindsItsOldRoutesGone() {
    int count = 2 * Rib.SLICE;
    fill(A, count);
    apply(A, 1, new RouteChange.PeerLost(A));
    assertThat(rib.pending()).isTrue();
    Prefix first = new Ipv4Prefix(1 << 8, 24);
    RibDelta delta = apply(A, 2, announce(A, first, Y));
    assertThat(rib.pending()).isFalse();
    assertThat(delta.size()).isEqualTo(count - Rib.SLICE + 1);
    assertThat(rib.pathCount(A, AddressFamily.IPV4)).isEqualTo(1);
    assertThat(rib.attributes(rib.attributesId(path(first)))).isEqualTo(Y);
  }

  @Test
  void changesBehindAnEventInOneBatchComeAfterAllOfIt() {
    int count = 2 * Rib.SLICE;
    fill(A, count);
    RibDelta delta = apply(A, 1, new RouteChange.PeerLost(A), announce(A, NET, Y));
    assertThat(rib.pending()).isFalse();
    assertThat(delta.size()).isEqualTo(count + 1);
    assertThat(rib.pathCount(A, AddressFamily.IPV4)).isEqualTo(1);
  }

  @Test
  void theMemoryReportNamesEveryTableAndGrowsWithTheRoutes() {
    long before = rib.memory().bytes();
    fill(A, 10_000);
    MemoryReport report = rib.memory();
    List<String> names = new ArrayList<>();
    report.tables().forEach(t -> names.add(t.name()));
    assertThat(names).doesNotHaveDuplicates().contains("paths", "ipv4-order", "attribute-blocks");
    assertThat(report.bytes() - before).isBetween(10_000L * 30, 10_000L * 200);
  }

  @Test
  void whatIsFreedIsUsedAgain() {
    churn(0, 2_000);
    long before = rib.memory().bytes();
    churn(2_000, 20_000);
    assertThat(rib.memory().bytes()).isLessThan(before + before / 20);
    assertThat(rib.attributeSetCount()).isLessThanOrEqualTo(200);
  }

  /** Every round a new attribute set of a new size, a prefix that comes and one that goes. */
  private void churn(int from, int to) {
    for (int i = from; i < to; i++) {
      Prefix comes = new Ipv4Prefix(i << 8, 24);
      Prefix goes = new Ipv4Prefix(i - 100 << 8, 24);
      PathAttributes set =
          new Fixtures.Block()
              .nextHop("192.0.2.1")
              .value(1, 0)
              .path(64500, i)
              .value(8, new int[4 * (i % 150)])
              .build();
      apply(A, i, announce(A, comes, set), new RouteChange.Withdraw(A, goes, 0));
    }
  }
}
