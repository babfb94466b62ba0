package savd.rules;

import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.util.Optional;
import java.util.function.IntConsumer;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.relation.ConeEvidence;
import savd.relation.ConePage;
import savd.relation.Cones;
import savd.relation.Exposure;
import savd.relation.Obstacle;
import savd.relation.Standing;
import savd.rib.PrefixIndex;
import savd.rib.RibView;
import savd.rpki.payload.Vrp;
import savd.rpki.payload.VrpTable;

/**
 * Whether sources in a prefix can honestly come from nowhere but our customer cone: PI-SAV,
 * draft-huang-savnet-pi-sav-for-cc, sections 2 and 3, steps 5 and 6.
 *
 * <p>The document says: take the prefixes that members of the standalone CC (or standalone+ CC)
 * originate; take out those that somebody outside originates too, by ROA, SLURM or any Adj-RIB-In;
 * and what is not sure, leave out. We do that, and take "outside" for everybody whose packets may
 * come from outside: an origin in a Sub-Transit-CC speaks against a prefix as one from elsewhere
 * does. An eligible route must show the prefix; any route speaks against it, Valid or not, and so
 * does a ROA; a part of it that somebody else has is carved out.
 */
final class Seclusion {
  private final RibView rib;
  private final Roas roas;
  private final OwnNetworks networks;
  private final Exposure exposure;
  private final Cones cones;
  private final IntOpenHashSet own = new IntOpenHashSet();

  /** What the last judgement rests on; -1 where something else is it. */
  private int path;

  private int row;
  private Verdict verdict;
  private boolean inForce;

  enum Verdict {
    SECLUDED,
    /** Nobody in the cone, nor we, announce it. */
    NOT_OURS,
    /** The origin of a path or of a VRP may be reached from outside, or is not known. */
    ELSEWHERE,
    /** Members have yet to answer. */
    NOT_IN_FORCE
  }

  /**
   * @param inForce whether the list that asks is settled as if PI-SAV were in force
   */
  Seclusion(
      RibView rib,
      Roas roas,
      OwnNetworks networks,
      Exposure exposure,
      Cones cones,
      boolean inForce) {
    this.rib = rib;
    this.roas = roas;
    this.networks = networks;
    this.exposure = exposure;
    this.cones = cones;
    this.inForce = inForce;
    exposure.cone().definition().own().forEach(a -> own.add(a.value()));
  }

  Exposure exposure() {
    return exposure;
  }

  /** The same judge by another exposure of the same cone; in force at once. */
  Seclusion by(Exposure other) {
    return new Seclusion(rib, roas, networks, other, cones, true);
  }

  /** True while what is secluded is blocked, as it was when last looked. */
  boolean isInForce() {
    return inForce;
  }

  /**
   * True when PI-SAV has come into force since the last call, or ceased to be: the list is to be
   * settled whole. To be asked between steps.
   */
  boolean turnsForce() {
    boolean before = inForce;
    inForce = cones.isEvidenceInForce();
    return before != inForce;
  }

  /** How a member stands. */
  Standing standing(int asn) {
    return exposure.standing(asn, cones.standaloneExposure(exposure.cone()));
  }

  /** The same without the reason. */
  Standing.State state(int asn) {
    return exposure.state(asn, cones.standaloneExposure(exposure.cone()));
  }

  /** A page of the cone with everybody's standing; see {@link Cone#page}. */
  ConePage page(Optional<Asn> from, int limit) {
    return exposure.page(cones.standaloneExposure(exposure.cone()), from, limit);
  }

  Verdict judge(AddressFamily family, int id) {
    verdict = look(family, id);
    return verdict;
  }

  private Verdict look(AddressFamily family, int id) {
    path = RibView.NONE;
    row = VrpTable.NONE;
    if (rib.prefixes(family).length(id) == 0) {
      return Verdict.NOT_OURS;
    }
    boolean ours = networks.isConfigured(family, id);
    for (int p = rib.firstPath(family, id); p != RibView.NONE; p = rib.nextPath(p)) {
      if (networks.isOwn(p) || isSecluded(rib.originAs(rib.attributesId(p)))) {
        ours |= rib.isEligible(p);
      } else {
        path = p;
        return Verdict.ELSEWHERE;
      }
    }
    if (isGivenElsewhere(family, id)) {
      return Verdict.ELSEWHERE;
    }
    if (!ours) {
      return Verdict.NOT_OURS;
    }
    return inForce ? Verdict.SECLUDED : Verdict.NOT_IN_FORCE;
  }

  private boolean isSecluded(int origin) {
    return own.contains(origin) || exposure.isSheltered(origin);
  }

  /** True where a VRP allows somebody else to originate exactly this. */
  private boolean isGivenElsewhere(AddressFamily family, int id) {
    PrefixIndex index = rib.prefixes(family);
    VrpTable table = roas.table(family);
    int length = index.length(id);
    for (int group = table.longestCovering(index.high(id), index.low(id), length);
        group != VrpTable.NONE;
        group = table.lessSpecific(group)) {
      for (int r = group, end = table.endOfPrefix(group); r < end; r++) {
        if (table.maxLength(r) >= length && isElsewhere(table, r)) {
          row = r;
          return true;
        }
      }
    }
    return false;
  }

  /** AS 0 in a ROA says that nobody originates it. */
  private boolean isElsewhere(VrpTable table, int r) {
    return table.asn(r) != 0 && !isSecluded(table.asn(r));
  }

  /** True where a VRP for a part of a prefix names somebody else. */
  boolean hasPartElsewhere(AddressFamily family, int id) {
    PrefixIndex index = rib.prefixes(family);
    VrpTable table = roas.table(family);
    int length = index.length(id);
    long high = index.high(id);
    long low = index.low(id);
    int end = table.endWithin(high, low, length);
    for (int r = table.firstWithin(high, low, length); r < end; r++) {
      if (table.length(r) > length && isElsewhere(table, r)) {
        return true;
      }
    }
    return false;
  }

  /** Visits the VRPs for parts of a prefix that name somebody else. */
  void forEachPartElsewhere(AddressFamily family, int id, IntConsumer visitor) {
    PrefixIndex index = rib.prefixes(family);
    VrpTable table = roas.table(family);
    int length = index.length(id);
    long high = index.high(id);
    long low = index.low(id);
    for (int r = table.firstWithin(high, low, length), end = table.endWithin(high, low, length);
        r < end;
        r++) {
      if (table.length(r) > length && isElsewhere(table, r)) {
        visitor.accept(r);
      }
    }
  }

  // ---- what the last judgement rests on

  boolean wasElsewhere() {
    return verdict == Verdict.ELSEWHERE;
  }

  /**
   * Who is not in the cone at all and originates it, or may by a ROA; AS 0 where a route hides it.
   */
  Optional<Asn> userOutside(AddressFamily family) {
    // Asked of every prefix that comes off the list: without the lambdas of decidingOrigin, which
    // cost the first compiler a call into the JVM each.
    if (path == RibView.NONE && row == VrpTable.NONE) {
      return Optional.empty();
    }
    int origin =
        path != RibView.NONE ? rib.originAs(rib.attributesId(path)) : roas.table(family).asn(row);
    return exposure.cone().contains(origin) ? Optional.empty() : Optional.of(new Asn(origin));
  }

  boolean wasSecluded() {
    return verdict == Verdict.SECLUDED;
  }

  /** The path that decided, if one did. */
  Optional<Integer> decidingPath() {
    return path == RibView.NONE ? Optional.empty() : Optional.of(path);
  }

  /** The VRP that decided, if one did. */
  Optional<Vrp> decidingRoa(AddressFamily family) {
    return row == VrpTable.NONE ? Optional.empty() : Optional.of(roas.table(family).vrp(row));
  }

  /** Why the origin that decided may be reached from outside; empty for one outside the cone. */
  Optional<Obstacle> obstacle(AddressFamily family) {
    return decidingOrigin(family).flatMap(exposure::why);
  }

  /** The origin that decided, if one did. */
  Optional<Integer> decidingOrigin(AddressFamily family) {
    return decidingPath()
        .map(p -> rib.originAs(rib.attributesId(p)))
        .or(() -> decidingRoa(family).map(v -> v.asn().value()));
  }

  /** What a member has answered. */
  Testimony testimony(Asn member) {
    ConeEvidence evidence = cones.evidence();
    return new Testimony(
        member, Optional.ofNullable(evidence.statements().get(member)), evidence.mode());
  }
}
