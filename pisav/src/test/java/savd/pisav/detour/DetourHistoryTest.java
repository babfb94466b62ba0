package savd.pisav.detour;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteChange;
import savd.pisav.message.ConeNotice;
import savd.relation.MemberStatement;
import savd.rib.Revalidation;
import savd.rib.Rib;
import savd.rib.RibDelta;
import savd.rib.RibView;
import savd.rib.RouteValidation;
import savd.rules.BestPaths;

/**
 * After any history a statement is what {@link NaiveDetours} says, and what a watch that was just
 * made says: random neighbours, routes, notices and next hops over a small world of prefixes.
 */
class DetourHistoryTest {
  private static final int STEPS = 150;

  static LongStream seeds() {
    return LongStream.range(0, Integer.getInteger("savd.detour.seeds", 100));
  }

  private Random random;
  private MemberSelf self;
  private Rib rib;
  private NaiveDetours naive;
  private DetourWatch watch;
  private final Map<Integer, Peer> peers = new TreeMap<>();
  private ConeNotice notice;
  private boolean whole;
  private boolean announced;
  private Optional<MemberStatement> said = Optional.empty();

  /** The decision process of the twin, as the rules see one. */
  private final BestPaths shortest =
      (family, prefixId, into) -> {
        int n = 0;
        int least = Integer.MAX_VALUE;
        for (int p = rib.firstPath(family, prefixId); p >= 0; p = rib.nextPath(p)) {
          if (!rib.isEligible(p) || naive.unreachable.contains(rib.peerIndex(p))) {
            continue;
          }
          int length = rib.attributes(rib.attributesId(p)).asPath().selectionLength();
          n = length < least ? 0 : n;
          least = Math.min(least, length);
          if (length == least) {
            into[n++] = p;
          }
        }
        return n;
      };

  private final RouteValidation verdicts =
      new RouteValidation() {
        @Override
        public int origin(AddressFamily family, long high, long low, int length, int originAs) {
          return naive.invalidOrigins.contains(new Asn(originAs)) ? RibView.ROV_INVALID : 0;
        }

        @Override
        public int path(byte[] block, int offset, int length) {
          return 0;
        }

        @Override
        public int fromPeer(Peer peer, int path, byte[] block, int offset, int length) {
          return 0;
        }

        @Override
        public int eligibility(int flags) {
          return (flags & (RibView.LEAKED | RibView.ROV_INVALID)) == 0 ? 0 : RibView.INELIGIBLE;
        }
      };

  private void begin(long seed) {
    random = new Random(seed);
    rib = new Rib();
    Set<Prefix> networks = new HashSet<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      networks.add(prefix());
    }
    Set<Asn> others = random.nextInt(3) == 0 ? Set.of(Asn.of(8)) : Set.of();
    Optional<Set<Asn>> providers =
        switch (random.nextInt(3)) {
          case 0 -> Optional.empty();
          case 1 -> Optional.of(Set.of());
          default -> Optional.of(Set.of(Asn.of(5 + random.nextInt(7))));
        };
    self = new MemberSelf(Member.SELF, others, networks, Set.of(), Optional.empty(), providers);
    naive = new NaiveDetours(self);
    watch = new DetourWatch(rib, shortest, self);
    rib.validateBy(verdicts);
    drain();
    for (int i = 0; i < 3; i++) {
      neighbor(i);
    }
  }

  private <T> T pick(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  private Prefix prefix() {
    if (random.nextInt(14) == 0) {
      return Prefix.parse(random.nextBoolean() ? "0.0.0.0/0" : "::/0");
    }
    int bits = random.nextInt(5);
    int host = random.nextInt(16) & -(1 << bits);
    return random.nextInt(3) == 0
        ? Prefix.parse("2a00::" + Integer.toHexString(host) + "/" + (128 - bits))
        : Prefix.parse("20.0.0." + host + "/" + (32 - bits));
  }

  // ---- steps

  private void hear(Optional<MemberStatement> statement) {
    statement.ifPresent(s -> assertThat(said).isNotEqualTo(Optional.of(s)));
    said = statement.isPresent() ? statement : said;
  }

  private void apply(RibDelta delta) {
    hear(watch.apply(delta));
  }

  private void drain() {
    while (rib.pending()) {
      apply(rib.continuePending());
    }
  }

  /** A new neighbour, or one that has another role now; an AS number stays for life. */
  private void neighbor(int index) {
    Asn asn =
        pick(
            List.of(
                Member.TOP, Asn.of(5), Asn.of(6), Member.SELF, Asn.of(8), Asn.of(9), Asn.of(10)));
    asn = peers.containsKey(index) ? peers.get(index).asn() : asn;
    BgpRole role = random.nextInt(4) == 0 ? null : pick(List.of(BgpRole.values()));
    Peer peer = Member.peer(index, asn, role);
    peers.put(index, peer);
    naive.renew(peer);
    rib.register(peer);
    drain();
    hear(watch.peersChanged(peers.values()));
  }

  private String path(int peer) {
    StringBuilder s = new StringBuilder(random.nextInt(8) == 0 ? "(65001 65002) " : "");
    s.append(random.nextInt(10) == 0 ? "{4,9} " : "");
    s.append(random.nextInt(3) == 0 ? "" : peers.get(peer).asn() + " ");
    for (int i = random.nextInt(4); i > 0; i--) {
      s.append(random.nextInt(40) == 0 ? Asn.TRANS.value() : 4 + random.nextInt(9)).append(' ');
    }
    return s.append(random.nextInt(8) == 0 ? "{5,6}" : "").toString();
  }

  private RouteChange change(int peer) {
    int pathId = random.nextInt(6) == 0 ? 1 : 0;
    return random.nextInt(3) == 0
        ? new RouteChange.Withdraw(new PeerId(peer), prefix(), pathId)
        : Member.announcement(
            peer, prefix().toString(), pathId, path(peer), random.nextInt(8) == 0);
  }

  private void routes() {
    int peer = pick(List.copyOf(peers.keySet()));
    RouteChange[] changes = new RouteChange[1 + random.nextInt(6)];
    for (int i = 0; i < changes.length; i++) {
      changes[i] = change(peer);
      naive.take(changes[i], peers.get(peer));
    }
    apply(rib.apply(Member.batch(changes)));
  }

  private void lose() {
    RouteChange lost = new RouteChange.PeerLost(new PeerId(pick(List.copyOf(peers.keySet()))));
    naive.take(lost, null);
    apply(rib.apply(Member.batch(lost)));
    drain();
  }

  private void otherNotice() {
    Set<Asn> members = notice == null ? Set.of() : notice.members();
    if (notice == null || random.nextInt(3) == 0) {
      members = new HashSet<>();
      for (int i = random.nextInt(6); i > 0; i--) {
        members.add(Asn.of(5 + random.nextInt(5)));
      }
    }
    List<Prefix> prefixes = new ArrayList<>(notice == null ? Set.of() : notice.prefixes());
    prefixes.removeIf(_ -> random.nextInt(3) == 0);
    for (int i = random.nextInt(5); i > 0; i--) {
      prefixes.add(prefix());
    }
    notice = Member.notice(members, prefixes.toArray(Prefix[]::new));
    hear(watch.notice(notice));
  }

  private void step() {
    switch (random.nextInt(24)) {
      case 0, 1 -> otherNotice();
      case 2 -> neighbor(random.nextInt(5));
      case 3 -> lose();
      case 4 -> {
        if (!naive.unreachable.add(random.nextInt(5))) {
          naive.unreachable.clear();
        }
        hear(watch.bestPathsChanged());
      }
      case 5 -> {
        if (!naive.invalidOrigins.add(Asn.of(5 + random.nextInt(7)))) {
          naive.invalidOrigins.clear();
        }
        apply(rib.revalidate(Revalidation.everything()));
        drain();
      }
      case 6 -> hear(watch.ribWhole(whole = random.nextInt(4) != 0));
      case 7 -> hear(watch.announceDetour(announced = random.nextInt(4) == 0));
      default -> routes();
    }
  }

  private void compare(Optional<MemberStatement> statement) {
    assertThat(statement)
        .isEqualTo(
            Optional.ofNullable(notice)
                .map(n -> naive.statement(n, peers.values(), whole, announced)));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyStepEqualsTheTwinAndAFreshWatch(long seed) {
    begin(seed);
    for (int i = 0; i < STEPS; i++) {
      step();
      compare(said);
    }
    compare(watch.statement());
    if (notice != null) {
      DetourWatch fresh = new DetourWatch(rib, shortest, self);
      fresh.peersChanged(peers.values());
      fresh.ribWhole(whole);
      fresh.announceDetour(announced);
      compare(fresh.notice(notice));
      fresh.close();
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void afterTheEndNothingIsHeldInTheIndex(long seed) {
    begin(seed);
    for (int i = 0; i < STEPS; i++) {
      step();
    }
    watch.close();
    for (int index : peers.keySet()) {
      rib.apply(Member.batch(new RouteChange.PeerLost(new PeerId(index))));
      while (rib.pending()) {
        rib.continuePending();
      }
    }
    rib.releaseDelta();
    for (AddressFamily family : AddressFamily.values()) {
      assertThat(rib.prefixes(family).size()).isZero();
    }
  }
}
