package savd.rules;

import java.util.Optional;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.relation.Cone;
import savd.relation.Exposure;
import savd.relation.Obstacle;
import savd.rib.PrefixIndex;
import savd.rib.RibView;
import savd.rpki.payload.Vrp;
import savd.rpki.payload.VrpTable;

/**
 * Whether sources in a prefix can honestly come from nowhere but our customers: the set S of
 * draft-ietf-sidrops-bar-sav, section on provider interfaces.
 *
 * <p>The document says: take what the cones of the customer interfaces originate by routes or may
 * originate by ROAs; keep it where all routes for it from customers are Valid, by ROA and by ASPA;
 * where all its ROA origins are in the cone; and where every AS on the way up from each origin has
 * an ASPA with all its providers in the cone. We do that, and leave a prefix out when in doubt:
 * when neither a customer announces it nor a ROA names it, when any eligible route has another
 * origin, and when a ROA for a part of it has.
 */
final class Shelter {
  private static final int VALID = RibView.ROV_VALID | RibView.ASPA_VALID;

  private final RibView rib;
  private final Roas roas;
  private final Cone cone;
  private final Exposure exposure;
  private final PeerSet customers;
  private final OwnNetworks networks;

  /** What the last judgement rests on; -1 where something else is it. */
  private int path;

  private int row;

  enum Verdict {
    SHELTERED,
    /** Nobody in the cone originates it. */
    NOT_OURS,
    /** {@link Shelter#path} from a customer is not Valid in both ways. */
    ROUTE_NOT_VALID,
    /** No customer announces it and no ROA is for it. */
    NOT_FROM_CUSTOMERS,
    /** The origin of a path or of a VRP is not in the cone. */
    ORIGIN_OUTSIDE,
    /** The origin of a path or of a VRP is exposed. */
    ORIGIN_EXPOSED
  }

  Shelter(
      RibView rib,
      Roas roas,
      Cone cone,
      Exposure exposure,
      PeerSet customers,
      OwnNetworks networks) {
    this.rib = rib;
    this.roas = roas;
    this.cone = cone;
    this.exposure = exposure;
    this.customers = customers;
    this.networks = networks;
  }

  Verdict judge(AddressFamily family, int id) {
    path = RibView.NONE;
    row = VrpTable.NONE;
    boolean byRoa = hasRoaInCone(family, id);
    if (rib.prefixes(family).length(id) == 0 || !byRoa && !hasRouteInCone(family, id)) {
      return Verdict.NOT_OURS;
    }
    Verdict routes = judgeRoutes(family, id, byRoa);
    return routes == Verdict.SHELTERED ? judgeRoas(family, id) : routes;
  }

  private boolean hasRoaInCone(AddressFamily family, int id) {
    int first = roas.firstRow(family, id);
    VrpTable table = roas.table(family);
    int end = first == VrpTable.NONE ? first : table.endOfPrefix(first);
    for (int r = first; r < end; r++) {
      if (cone.contains(table.asn(r))) {
        return true;
      }
    }
    return false;
  }

  private boolean hasRouteInCone(AddressFamily family, int id) {
    for (int p = rib.firstPath(family, id); p != RibView.NONE; p = rib.nextPath(p)) {
      if (rib.isEligible(p) && cone.contains(rib.originAs(rib.attributesId(p)))) {
        return true;
      }
    }
    return false;
  }

  private Verdict judgeRoutes(AddressFamily family, int id, boolean byRoa) {
    boolean announced = false;
    for (int p = rib.firstPath(family, id); p != RibView.NONE; p = rib.nextPath(p)) {
      path = p;
      if (customers.contains(rib.peerIndex(p))) {
        announced = true;
        if (!rib.isEligible(p) || (rib.flags(p) & VALID) != VALID) {
          return Verdict.ROUTE_NOT_VALID;
        }
      }
      if (rib.isEligible(p) && !networks.isOwn(p)) {
        Verdict origin = judge(rib.originAs(rib.attributesId(p)));
        if (origin != Verdict.SHELTERED) {
          return origin;
        }
      }
    }
    path = RibView.NONE;
    return announced || byRoa ? Verdict.SHELTERED : Verdict.NOT_FROM_CUSTOMERS;
  }

  /** VRPs that allow the prefix, and those for parts of it. */
  private Verdict judgeRoas(AddressFamily family, int id) {
    PrefixIndex index = rib.prefixes(family);
    VrpTable table = roas.table(family);
    long high = index.high(id);
    long low = index.low(id);
    int length = index.length(id);
    for (int group = table.longestCovering(high, low, length);
        group != VrpTable.NONE;
        group = table.lessSpecific(group)) {
      for (int r = group, end = table.endOfPrefix(group); r < end; r++) {
        Verdict v = table.maxLength(r) < length ? Verdict.SHELTERED : judgeRow(table, r);
        if (v != Verdict.SHELTERED) {
          return v;
        }
      }
    }
    for (int r = table.firstWithin(high, low, length), end = table.endWithin(high, low, length);
        r < end;
        r++) {
      Verdict v = judgeRow(table, r);
      if (v != Verdict.SHELTERED) {
        return v;
      }
    }
    return Verdict.SHELTERED;
  }

  /** AS 0 in a ROA says that nobody originates it. */
  private Verdict judgeRow(VrpTable table, int r) {
    row = r;
    return table.asn(r) == 0 ? Verdict.SHELTERED : judge(table.asn(r));
  }

  private Verdict judge(int origin) {
    if (exposure.isSheltered(origin) || cone.definition().own().contains(new Asn(origin))) {
      return Verdict.SHELTERED;
    }
    return cone.contains(origin) ? Verdict.ORIGIN_EXPOSED : Verdict.ORIGIN_OUTSIDE;
  }

  // ---- what the last judgement rests on

  /** The path that decided, if one did. */
  Optional<Integer> decidingPath() {
    return path == RibView.NONE ? Optional.empty() : Optional.of(path);
  }

  /** The VRP that decided, if one did. */
  Optional<Vrp> decidingRoa(AddressFamily family) {
    return path != RibView.NONE || row == VrpTable.NONE
        ? Optional.empty()
        : Optional.of(roas.table(family).vrp(row));
  }

  /** Why the origin that decided is exposed. */
  Optional<Obstacle> obstacle(AddressFamily family) {
    return decidingPath()
        .map(p -> rib.originAs(rib.attributesId(p)))
        .or(() -> decidingRoa(family).map(v -> v.asn().value()))
        .flatMap(exposure::why);
  }
}
