package savd.pisav.detour;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import savd.net.AsPath;
import savd.net.AsPath.Segment;
import savd.net.AsPath.SegmentType;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.Peer;
import savd.net.Prefix;
import savd.net.RouteChange;
import savd.pisav.message.ConeNotice;
import savd.relation.MemberStatement;
import savd.relation.MemberStatement.Detour;
import savd.relation.MemberStatement.OutsideProviders;

/**
 * What a member should say, as the rules read: over sets, from scratch, with a decision process of
 * its own (the shortest path of a neighbour whose next hop resolves; equally short ones are equal).
 */
final class NaiveDetours {
  record Key(int peer, Prefix prefix, int pathId) {}

  record Route(Peer peer, Prefix prefix, AsPath path, boolean leaked) {
    /** The origin; our own for a path that has not left our AS; AS 0 where it does not say. */
    Asn origin() {
      List<Segment> real = outsideOurs();
      if (real.isEmpty()) {
        return path.segments().isEmpty() ? peer.asn() : peer.localAsn();
      }
      Segment last = path.segments().getLast();
      return last.type() == SegmentType.SEQUENCE ? last.asns().getLast() : Asn.of(0);
    }

    boolean hasOrigin() {
      return !outsideOurs().isEmpty() && !origin().equals(Asn.of(0));
    }

    private List<Segment> outsideOurs() {
      return path.segments().stream()
          .filter(s -> s.type() == SegmentType.SEQUENCE || s.type() == SegmentType.SET)
          .toList();
    }

    /** By the path alone one knows who has sent it. */
    private boolean isTold() {
      return peer.isInternal()
          || path.segments().stream().anyMatch(s -> isConfederation(s.type()))
          || peer.role().equals(java.util.Optional.of(BgpRole.RS)) && !outsideOurs().isEmpty();
    }

    /** The ASes that packets may be handed to. */
    Set<Asn> handedTo() {
      Set<Asn> to = new HashSet<>();
      List<Segment> real = outsideOurs();
      if (!isTold()) {
        to.add(peer.asn());
      }
      if (!real.isEmpty()) {
        Segment first = real.getFirst();
        to.addAll(
            first.type() == SegmentType.SET ? first.asns() : List.of(first.asns().getFirst()));
      }
      return to;
    }

    /** All ASes that packets come by; AS_TRANS for one that the path does not say. */
    Set<Asn> all() {
      Set<Asn> out = new HashSet<>(handedTo());
      List<Segment> real = outsideOurs();
      real.forEach(s -> out.addAll(s.asns()));
      boolean clear =
          !real.isEmpty()
              && real.stream().allMatch(s -> s.type() == SegmentType.SEQUENCE)
              && (isTold() || real.getFirst().asns().getFirst().equals(peer.asn()));
      if (!clear) {
        out.add(Asn.TRANS);
      }
      return out;
    }

    private static boolean isConfederation(SegmentType type) {
      return type == SegmentType.CONFED_SEQUENCE || type == SegmentType.CONFED_SET;
    }
  }

  final Map<Key, Route> routes = new HashMap<>();
  final Set<Integer> unreachable = new HashSet<>();
  final Set<Asn> invalidOrigins = new HashSet<>();
  private final MemberSelf self;

  NaiveDetours(MemberSelf self) {
    this.self = self;
  }

  void take(RouteChange change, Peer peer) {
    int index = change.peer().index();
    switch (change) {
      case RouteChange.Announce a ->
          routes.put(
              new Key(index, a.prefix(), a.pathId()),
              new Route(peer, a.prefix(), a.attributes().asPath(), a.leaked()));
      case RouteChange.Withdraw w -> routes.remove(new Key(index, w.prefix(), w.pathId()));
      case RouteChange.PeerLost _ -> routes.keySet().removeIf(k -> k.peer() == index);
      case RouteChange.EndOfRib _, RouteChange.MarkStale _, RouteChange.SweepStale _ ->
          throw new IllegalArgumentException("not part of these histories: " + change);
    }
  }

  /** A neighbour is another one now. */
  void renew(Peer peer) {
    routes.replaceAll(
        (k, r) ->
            k.peer() == peer.id().index() ? new Route(peer, r.prefix(), r.path(), r.leaked()) : r);
  }

  /** Validated is also our own AS for what an internal neighbour originates (RFC 6811). */
  private boolean invalid(Route r) {
    return (r.hasOrigin() || r.peer().isInternal()) && invalidOrigins.contains(r.origin());
  }

  private boolean eligible(Route r) {
    return !r.leaked() && !invalid(r);
  }

  private Stream<Route> of(Prefix prefix) {
    return routes.values().stream().filter(r -> r.prefix().equals(prefix));
  }

  private Set<Route> best(Prefix prefix) {
    List<Route> usable =
        of(prefix)
            .filter(this::eligible)
            .filter(r -> !unreachable.contains(r.peer().id().index()))
            .toList();
    OptionalInt least = usable.stream().mapToInt(r -> r.path().selectionLength()).min();
    return usable.stream()
        .filter(r -> OptionalInt.of(r.path().selectionLength()).equals(least))
        .collect(Collectors.toSet());
  }

  /** Itself first, then what covers it, longest first. */
  private static List<Prefix> covers(Prefix p) {
    return IntStream.rangeClosed(0, p.length())
        .map(i -> p.length() - i)
        .mapToObj(
            n ->
                Prefix.of(
                    p.family(),
                    p.high() & p.family().maskHigh(n),
                    p.low() & p.family().maskLow(n),
                    n))
        .toList();
  }

  MemberStatement statement(
      ConeNotice notice, Collection<Peer> peers, boolean whole, boolean announced) {
    Set<Asn> others = new HashSet<>(notice.members());
    others.add(notice.top());
    Set<Asn> inside = new HashSet<>(others);
    inside.add(self.asn());
    inside.addAll(self.others());
    others.remove(self.asn());
    others.removeAll(self.others());

    Set<Prefix> destinations = new HashSet<>(notice.prefixes());
    routes.values().stream()
        .filter(r -> eligible(r) && r.hasOrigin() && others.contains(r.origin()))
        .forEach(r -> destinations.add(r.prefix()));
    destinations.removeIf(Prefix::isDefault);

    Set<Prefix> detoured =
        destinations.stream().filter(d -> leaves(d, inside)).collect(Collectors.toSet());
    Set<Asn> origins =
        detoured.stream()
            .flatMap(this::of)
            .filter(r -> eligible(r) && r.hasOrigin() && others.contains(r.origin()))
            .map(Route::origin)
            .collect(Collectors.toSet());
    Set<Prefix> outsideOrigins =
        destinations.stream()
            .filter(d -> of(d).anyMatch(r -> !invalid(r) && !inside.contains(r.origin())))
            .collect(Collectors.toSet());
    return new MemberStatement(
        self.asn(),
        announced || !whole || !detoured.isEmpty() ? Detour.SOME : Detour.NONE,
        origins,
        self.outside().orElse(outside(peers, inside)),
        providers(peers),
        self.partialTransit(),
        outsideOrigins);
  }

  private boolean leaves(Prefix destination, Set<Asn> inside) {
    for (Prefix p : covers(destination)) {
      if (self.networks().contains(p)) {
        return false;
      }
      Set<Route> best = best(p);
      if (!best.isEmpty()) {
        return best.stream()
            .filter(r -> !inside.containsAll(r.handedTo()))
            .anyMatch(r -> !p.equals(destination) || mayComeBack(r, inside));
      }
    }
    return false;
  }

  private static boolean mayComeBack(Route r, Set<Asn> inside) {
    return r.all().stream().anyMatch(a -> inside.contains(a) || a.equals(Asn.TRANS));
  }

  private boolean isOurs(Peer p) {
    return p.asn().equals(p.localAsn())
        || p.asn().equals(self.asn())
        || self.others().contains(p.asn());
  }

  /** External neighbours that have one of these roles. */
  private Set<Asn> having(Collection<Peer> peers, String... roles) {
    return peers.stream()
        .filter(p -> !isOurs(p))
        .filter(p -> List.of(roles).contains(p.role().map(Objects::toString).orElse("none")))
        .map(Peer::asn)
        .collect(Collectors.toSet());
  }

  private Set<Asn> providers(Collection<Peer> peers) {
    if (self.providers().isPresent()) {
      Set<Asn> out = new HashSet<>(self.providers().get());
      out.addAll(having(peers, "PROVIDER"));
      return out;
    }
    return isAllSeen(peers) ? having(peers, "PROVIDER", "none") : Set.of();
  }

  private boolean isAllSeen(Collection<Peer> peers) {
    return !peers.isEmpty() && peers.stream().noneMatch(this::isOurs);
  }

  private OutsideProviders outside(Collection<Peer> peers, Set<Asn> inside) {
    Set<Asn> up = having(peers, "PROVIDER", "PEER", "RS", "none");
    self.providers().ifPresent(up::addAll);
    if (!inside.containsAll(up)) {
      return OutsideProviders.SOME;
    }
    return self.providers().isPresent() || isAllSeen(peers)
        ? OutsideProviders.NONE
        : OutsideProviders.UNSAID;
  }
}
