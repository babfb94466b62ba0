package savd.testbed.search;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import savd.net.Asn;
import savd.net.Prefix;
import savd.pisav.detour.DetourWatch;
import savd.pisav.detour.MemberSelf;
import savd.pisav.message.ConeNotice;
import savd.relation.ConeMode;
import savd.relation.MemberStatement;
import savd.relation.MemberStatement.Detour;
import savd.relation.MemberStatement.OutsideProviders;
import savd.testbed.topology.Announcement;
import savd.testbed.topology.Network;
import savd.testbed.topology.Network.Relation;
import savd.testbed.topology.Routes;
import savd.testbed.topology.Slots;
import savd.testbed.topology.StableState;

/**
 * What the ASes of a cone answer to a notice of the top: worked out from their forwarding, or by
 * the real member's side on a real RIB of theirs.
 *
 * @param state what they route by
 * @param cone the members as the top sees them, by AS of the network
 * @param prefixes what the notice names, by announcement
 */
record Members(StableState state, BitSet cone, BitSet prefixes) {
  private Network network() {
    return state.internet().network();
  }

  private Asn asn(int as) {
    return new Asn(network().asn(as));
  }

  private boolean isInside(int as) {
    return cone.get(as) || as == state.internet().top();
  }

  // ---- from the forwarding

  /**
   * What a member says by its forwarding: there is a detour if a packet to any prefix of the notice
   * leaves it for an AS that is not in the cone, unless the member's route for just that prefix
   * leads to an origin outside and not by the cone.
   */
  MemberStatement byForwarding(int as, OutsideProviders outside, Set<Asn> providers) {
    Set<Asn> detoured = new TreeSet<>();
    Set<Prefix> outsideOrigins = new TreeSet<>();
    List<Announcement> all = state.internet().announcements();
    for (int i = 0; i < all.size(); i++) {
      Announcement a = all.get(i);
      if (a.isOrigin(as) || !prefixes.get(i) && !hasOriginInside(a)) {
        continue;
      }
      Origins seen = origins(as, i);
      if (!prefixes.get(i) && !seen.inside()) {
        continue;
      }
      if (isDetour(as, i)) {
        for (int o : a.origins()) {
          detoured.add(asn(o));
        }
      }
      if (seen.outside()) {
        outsideOrigins.add(a.slots().prefix(state.internet().family()));
      }
    }
    return new MemberStatement(
        asn(as),
        detoured.isEmpty() ? Detour.NONE : Detour.SOME,
        detoured,
        outside,
        providers,
        partialTransit(as),
        outsideOrigins);
  }

  /** By the longest match for the whole prefix. */
  private boolean isDetour(int as, int announcement) {
    Slots slots = state.internet().announcements().get(announcement).slots();
    for (int i : state.covering(slots.first())) {
      int via = state.routes(i).via(as);
      if (state.internet().announcements().get(i).slots().count() >= slots.count()
          && via != Routes.NONE) {
        return leaves(via) && (i != announcement || comesBack(state.routes(i), via));
      }
    }
    return leaves(state.defaultEnd(as));
  }

  private boolean leaves(int end) {
    return end >= 0 && !isInside(network().neighbor(end));
  }

  /** Whether an AS of the cone is on the way of a route. */
  private boolean comesBack(Routes routes, int via) {
    for (int end = via; end >= 0; end = routes.via(network().neighbor(end))) {
      if (isInside(network().neighbor(end))) {
        return true;
      }
    }
    return false;
  }

  private boolean hasOriginInside(Announcement a) {
    for (int o : a.origins()) {
      if (isInside(o)) {
        return true;
      }
    }
    return false;
  }

  /** Where the routes of an announcement that an AS is told of begin. */
  private record Origins(boolean inside, boolean outside) {}

  private Origins origins(int as, int announcement) {
    boolean inside = false;
    boolean outside = false;
    for (int e = network().firstEnd(as); e < network().firstEnd(as + 1); e++) {
      if (state.routes(announcement).isReceived(e)) {
        boolean in = isInside(state.routes(announcement).origin(e));
        inside |= in;
        outside |= !in;
      }
    }
    return new Origins(inside, outside);
  }

  private Set<Asn> partialTransit(int as) {
    Set<Asn> out = new HashSet<>();
    for (int e = network().firstEnd(as); e < network().firstEnd(as + 1); e++) {
      if (network().isPartialTransit(e)) {
        out.add(asn(network().neighbor(e)));
      }
    }
    return out;
  }

  /** Whether a member has a provider outside the cone, up or down. */
  OutsideProviders outside(int as) {
    for (int e = network().firstEnd(as); e < network().firstEnd(as + 1); e++) {
      if (network().relation(e) == Relation.PROVIDER && !isInside(network().neighbor(e))) {
        return OutsideProviders.SOME;
      }
    }
    return OutsideProviders.NONE;
  }

  /** The providers of a member, all of them. */
  Set<Asn> providers(int as) {
    Set<Asn> out = new TreeSet<>();
    for (int e = network().firstEnd(as); e < network().firstEnd(as + 1); e++) {
      if (network().relation(e) == Relation.PROVIDER) {
        out.add(asn(network().neighbor(e)));
      }
    }
    return out;
  }

  // ---- by the real member's side

  /** The notice that the top would send. */
  ConeNotice notice() {
    Set<Asn> members = new TreeSet<>();
    cone.stream().filter(as -> as != state.internet().top()).forEach(as -> members.add(asn(as)));
    Set<Prefix> named = new TreeSet<>();
    prefixes.stream()
        .mapToObj(i -> state.internet().announcements().get(i).slots())
        .forEach(s -> named.add(s.prefix(state.internet().family())));
    return new ConeNotice(
        ConeMode.CONSERVATIVE, asn(state.internet().top()), 1, List.of(), members, Set.of(), named);
  }

  /** What a member says by the real watch over a RIB that its neighbours have filled. */
  MemberStatement byWatch(int as) {
    NeighborsRouter router = new NeighborsRouter(network(), as);
    Set<Prefix> networks = new TreeSet<>();
    for (Announcement a : state.internet().announcements()) {
      if (a.isOrigin(as)) {
        networks.add(a.slots().prefix(state.internet().family()));
      }
    }
    MemberSelf self =
        new MemberSelf(asn(as), Set.of(), networks, partialTransit(as), Optional.of(outside(as)));
    try (DetourWatch watch = new DetourWatch(router.rib(), router.best(), self)) {
      watch.peersChanged(router.peers());
      watch.notice(notice());
      router.hear(state, watch::apply);
      watch.ribWhole(true);
      return watch.statement().orElseThrow();
    }
  }

  /** By AS number. */
  static Map<Asn, MemberStatement> byAsn(List<MemberStatement> some) {
    Map<Asn, MemberStatement> out = new TreeMap<>();
    some.forEach(s -> out.put(s.member(), s));
    return out;
  }

  /** AS numbers of the network, to ASes. */
  static Map<Asn, Integer> numbers(Network network) {
    Map<Asn, Integer> out = new HashMap<>();
    for (int as = 0; as < network.size(); as++) {
      out.put(new Asn(network.asn(as)), as);
    }
    return out;
  }
}
