package savd.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.PathAttributes;
import savd.net.Prefix;
import savd.rib.PrefixIndex;
import savd.rib.RibView;
import savd.rules.ListDefinition.Kind;

/**
 * Finds the reasons behind a list that follows the RIB. Nothing is kept for this: the chain of
 * paths that put a prefix on a list is still there to be asked, and if it is not, the prefix is
 * held.
 */
final class Explainer {
  /** Candidates and routes beyond that many say nothing new. */
  private static final int MOST = 8;

  /** So many prefixes are looked at for one page. */
  private static final int VISITS = 20_000;

  private final RibView rib;
  private final BestPaths bestPaths;
  private final Neighbors neighbors;
  private final OriginIndex origins;
  private final SourceList list;
  private final IngressInterface here;
  private final PeerSet parallel;
  private final ConeReasons cones;

  Explainer(
      RibView rib,
      BestPaths bestPaths,
      Neighbors neighbors,
      OriginIndex origins,
      SourceList list,
      IngressInterface here,
      ConeReasons cones) {
    this.rib = rib;
    this.bestPaths = bestPaths;
    this.neighbors = neighbors;
    this.origins = origins;
    this.list = list;
    this.here = here;
    this.parallel = neighbors.resolve(neighbors.parallel(here));
    this.cones = cones;
  }

  // ---- one address

  /** What the list says of an address: the prefix that decides, or {@link PrefixIndex#NONE}. */
  int deciding(IpAddress source) {
    PrefixIndex index = rib.prefixes(source.family());
    ListTable table = list.table(source.family());
    int held = PrefixIndex.NONE;
    int id = index.longestMatch(source.high(), source.low(), source.family().bits());
    for (; id != PrefixIndex.NONE; id = index.lessSpecific(id)) {
      int status = table.status(id);
      if (status == ListTable.OUT) {
        return id;
      }
      if (status == ListTable.IN) {
        if (list.definition().longestMatch() || !table.isHeld(id)) {
          return id;
        }
        held = held == PrefixIndex.NONE ? id : held;
      }
    }
    return held;
  }

  /** Why a prefix on the list is there. */
  Reason whyListed(AddressFamily family, int id) {
    Prefix prefix = rib.prefixes(family).prefix(id);
    ListTable table = list.table(family);
    if (table.isHeld(id)) {
      return new Reason.HeldAfterWithdrawal(prefix, table.deadline(id));
    }
    return switch (list.definition().kind()) {
      case ANY, ANY_BUT_DEFAULT -> new Reason.InRib(eligible(family, id, null));
      case BEST_PATH -> new Reason.BestPath(best(family, id));
      case FROM_PEERS -> new Reason.LearnedHere(eligible(family, id, list.peers()));
      case ORIGIN_LINKED -> whyLinked(family, id, prefix);
      case CONE, CONE_BY_ROA -> cones.whyInCone(family, id);
      case ANY_BUT_SHELTERED -> cones.whyOpen(family, id, eligible(family, id, null));
      case SECLUDED -> whySecluded(family, id);
      case ANY_BUT_SECLUDED -> whyNotSecluded(prefix.first());
    };
  }

  /** Why PI-SAV blocks a prefix. */
  Reason whySecluded(AddressFamily family, int id) {
    return cones.whySecluded(family, id);
  }

  /** Why PI-SAV does not block a source. */
  Reason whyNotSecluded(IpAddress source) {
    return cones.whyNotSecluded(source);
  }

  private List<RouteEvidence> eligible(AddressFamily family, int id, PeerSet from) {
    List<RouteEvidence> out = new ArrayList<>();
    Prefix prefix = rib.prefixes(family).prefix(id);
    for (int p = rib.firstPath(family, id);
        p != RibView.NONE && out.size() < MOST;
        p = rib.nextPath(p)) {
      if (rib.isEligible(p) && (from == null || from.contains(rib.peerIndex(p)))) {
        out.add(RouteEvidence.of(rib, prefix, p));
      }
    }
    return out;
  }

  private List<RouteEvidence> best(AddressFamily family, int id) {
    List<RouteEvidence> out = new ArrayList<>();
    Prefix prefix = rib.prefixes(family).prefix(id);
    int[] paths = new int[BestPaths.MOST];
    int n = bestPaths.bestPaths(family, id, paths);
    for (int i = 0; i < n; i++) {
      RouteEvidence route = RouteEvidence.of(rib, prefix, paths[i]);
      // Those that lead over this interface come first: they are the reason.
      out.add(list.peers().contains(rib.peerIndex(paths[i])) ? 0 : out.size(), route);
    }
    return out;
  }

  private Reason whyLinked(AddressFamily family, int id, Prefix prefix) {
    List<RouteEvidence> onHere = eligible(family, id, parallel);
    if (!onHere.isEmpty()) {
      return new Reason.LearnedHere(onHere);
    }
    List<RouteEvidence> fromGroup = eligible(family, id, list.peers());
    if (!fromGroup.isEmpty()) {
      return new Reason.LearnedFromCustomer(fromGroup);
    }
    for (int p = rib.firstPath(family, id); p != RibView.NONE; p = rib.nextPath(p)) {
      int origin = rib.originAs(rib.attributesId(p));
      if (rib.isEligible(p) && list.isLinked(origin)) {
        Optional<RouteEvidence> linking = linking(origin);
        if (linking.isPresent()) {
          return new Reason.OriginLinked(
              new Asn(origin), linking.get(), RouteEvidence.of(rib, prefix, p));
        }
      }
    }
    Optional<Roa> roa = cones.roa(family, id);
    return roa.<Reason>flatMap(
            r ->
                linking(r.vrp().asn().value()).map(route -> new Reason.RoaOfLinkedOrigin(r, route)))
        .orElseThrow(
            () -> new IllegalStateException(prefix + " is on " + list.id() + " for no reason"));
  }

  /** A route from the list's group with the origin. */
  private Optional<RouteEvidence> linking(int origin) {
    int slot = origins.find(origin);
    List<RouteEvidence> found = new ArrayList<>(1);
    for (AddressFamily family : AddressFamily.values()) {
      origins.forEachPosting(
          family,
          slot,
          id -> {
            int p = found.isEmpty() ? rib.firstPath(family, id) : RibView.NONE;
            for (; p != RibView.NONE && found.isEmpty(); p = rib.nextPath(p)) {
              if (rib.isEligible(p)
                  && rib.originAs(rib.attributesId(p)) == origin
                  && list.peers().contains(rib.peerIndex(p))) {
                found.add(RouteEvidence.of(rib, rib.prefixes(family).prefix(id), p));
              }
            }
          });
    }
    return found.stream().findFirst();
  }

  /** The routes that cover an address, longest prefix first, and why each is not enough. */
  private Reason whyNotListed(IpAddress source) {
    List<Candidate> out = new ArrayList<>();
    AddressFamily family = source.family();
    PrefixIndex index = rib.prefixes(family);
    int id = index.longestMatch(source.high(), source.low(), family.bits());
    for (; id != PrefixIndex.NONE && out.size() < MOST; id = index.lessSpecific(id)) {
      Prefix prefix = index.prefix(id);
      for (int p = rib.firstPath(family, id);
          p != RibView.NONE && out.size() < MOST;
          p = rib.nextPath(p)) {
        WhyNot why = whyNot(prefix, p);
        out.add(
            new Candidate(
                RouteEvidence.of(rib, prefix, p), why, here, cones.because(family, id, p, why)));
      }
    }
    return new Reason.NotListed(out, cones.roasAround(source));
  }

  /**
   * Why a source is blocked: the prefix that decides against it, if one does, or what is missing.
   */
  Reason whyBlocked(IpAddress source, int deciding) {
    if (deciding != PrefixIndex.NONE && list.seclusion() != null) {
      return whySecluded(source.family(), deciding);
    }
    return deciding != PrefixIndex.NONE && list.shelter() != null
        ? cones.whySheltered(source.family(), deciding)
        : whyNotListed(source);
  }

  private WhyNot whyNot(Prefix prefix, int path) {
    if (!rib.isEligible(path)) {
      return cones.whyIneligible(path);
    }
    Kind kind = list.definition().kind();
    if (kind == Kind.BEST_PATH) {
      return WhyNot.NOT_BEST;
    }
    if (prefix.isDefault()) {
      return WhyNot.DEFAULT_ROUTE;
    }
    if (kind == Kind.CONE || kind == Kind.CONE_BY_ROA) {
      return cones.whyNotInCone(path);
    }
    if (kind != Kind.ORIGIN_LINKED) {
      return WhyNot.ELSEWHERE;
    }
    return rib.originAs(rib.attributesId(path)) == PathAttributes.NO_ORIGIN
        ? WhyNot.NO_ORIGIN
        : WhyNot.ORIGIN_NOT_LINKED;
  }

  // ---- many prefixes

  /** A page of the list. */
  Listing page(AddressFamily family, Optional<Prefix> from, int limit) {
    PrefixIndex index = rib.prefixes(family);
    ListTable table = list.table(family);
    List<Listing.Row> rows = new ArrayList<>();
    int id =
        from.map(p -> index.ceiling(p.high(), p.low(), p.length()))
            .orElseGet(() -> index.ceiling(0, 0, 0));
    for (int visits = 0; id != PrefixIndex.NONE; id = index.next(id)) {
      if (rows.size() == limit || ++visits > VISITS) {
        return new Listing(rows, Optional.of(index.prefix(id)));
      }
      row(table, family, id).ifPresent(rows::add);
    }
    return new Listing(rows, Optional.empty());
  }

  private Optional<Listing.Row> row(ListTable table, AddressFamily family, int id) {
    Prefix prefix = rib.prefixes(family).prefix(id);
    boolean blocks = list.definition().blocks();
    return switch (table.status(id)) {
      case ListTable.IN ->
          Optional.of(
              new Listing.Row(
                  prefix,
                  blocks ? Explanation.Verdict.BLOCK : Explanation.Verdict.PERMIT,
                  whyListed(family, id),
                  table.isHeld(id) ? table.deadline(id) : Long.MAX_VALUE));
      case ListTable.OUT ->
          table.isInByLessSpecific(id)
              ? Optional.of(
                  new Listing.Row(
                      prefix,
                      blocks ? Explanation.Verdict.PERMIT : Explanation.Verdict.BLOCK,
                      blocks ? whyNotSecluded(prefix.first()) : whyBlocked(prefix.first(), id),
                      Long.MAX_VALUE))
              : Optional.empty();
      default -> Optional.empty();
    };
  }
}
