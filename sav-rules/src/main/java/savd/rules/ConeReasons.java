package savd.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import savd.net.AddressFamily;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Prefix;
import savd.relation.AsnUse;
import savd.relation.Standing;
import savd.rib.PrefixIndex;
import savd.rib.RibView;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.Vrp;
import savd.rpki.payload.VrpTable;

/** The part of an explanation that ROAs, ASPAs and cones are behind. */
final class ConeReasons {
  private static final int MOST = 8;

  private final RibView rib;
  private final Roas roas;
  private final RpkiProvenance provenance;
  private final SourceList list;

  ConeReasons(RibView rib, Roas roas, RpkiProvenance provenance, SourceList list) {
    this.rib = rib;
    this.roas = roas;
    this.provenance = provenance;
    this.list = list;
  }

  // ---- why a prefix is on a list

  /** By a route or a ROA of a member of the list's cone. */
  Reason whyInCone(AddressFamily family, int id) {
    Prefix prefix = rib.prefixes(family).prefix(id);
    if (list.definition().kind() == ListDefinition.Kind.CONE) {
      for (int p = rib.firstPath(family, id); p != RibView.NONE; p = rib.nextPath(p)) {
        int origin = rib.originAs(rib.attributesId(p));
        if (rib.isEligible(p) && list.isLinked(origin)) {
          return new Reason.ConeMember(
              new Asn(origin), RouteEvidence.of(rib, prefix, p), chain(origin));
        }
      }
    }
    return roa(family, id)
        .<Reason>map(r -> new Reason.RoaOfConeMember(r, chain(r.vrp().asn().value())))
        .orElseThrow(
            () -> new IllegalStateException(prefix + " is on " + list.id() + " for no reason"));
  }

  /** The ROA that puts a prefix on the list. */
  Optional<Roa> roa(AddressFamily family, int id) {
    int row = list.definition().usesRoas() ? list.linkedRow(family, id) : VrpTable.NONE;
    return row == VrpTable.NONE ? Optional.empty() : Optional.of(roa(roas.table(family).vrp(row)));
  }

  private Roa roa(Vrp vrp) {
    return new Roa(vrp, provenance.of(vrp));
  }

  private List<ConeStep> chain(int asn) {
    return list.cone().chain(asn).stream()
        .map(l -> new ConeStep(l, l.aspa().flatMap(provenance::of)))
        .toList();
  }

  // ---- provider interfaces

  /** Why a prefix passes towards us from outside: it is not ours, or not sheltered. */
  Reason whyOpen(AddressFamily family, int id, List<RouteEvidence> routes) {
    Shelter shelter = list.shelter();
    Shelter.Verdict verdict = shelter.judge(family, id);
    return verdict == Shelter.Verdict.NOT_OURS
        ? new Reason.InRib(routes)
        : new Reason.Unsheltered(
            rib.prefixes(family).prefix(id),
            routes,
            obstacle(shelter, verdict, family, id),
            Optional.empty(),
            Optional.empty());
  }

  private String obstacle(Shelter shelter, Shelter.Verdict verdict, AddressFamily family, int id) {
    Prefix prefix = rib.prefixes(family).prefix(id);
    String what =
        shelter
            .decidingPath()
            .map(p -> RouteEvidence.of(rib, prefix, p).toString())
            .or(() -> shelter.decidingRoa(family).map(v -> "ROA " + roa(v)))
            .orElse("");
    return switch (verdict) {
      case SHELTERED, NOT_OURS -> "";
      case ROUTE_NOT_VALID -> "a customer's route is not Valid by both ROA and ASPA: " + what;
      case NOT_FROM_CUSTOMERS -> "no customer announces it and no ROA is for it";
      case ORIGIN_OUTSIDE -> "an origin is outside the cone: " + what;
      case ORIGIN_EXPOSED ->
          shelter.obstacle(family).map(Object::toString).orElse("an origin is exposed")
              + ": "
              + what;
    };
  }

  /** Why a prefix is blocked towards us from outside. */
  Reason whySheltered(AddressFamily family, int id) {
    Prefix prefix = rib.prefixes(family).prefix(id);
    List<RouteEvidence> routes = new ArrayList<>();
    List<Integer> origins = new ArrayList<>();
    for (int p = rib.firstPath(family, id); p != RibView.NONE; p = rib.nextPath(p)) {
      if (rib.isEligible(p)) {
        origins.add(rib.originAs(rib.attributesId(p)));
        if (routes.size() < MOST) {
          routes.add(RouteEvidence.of(rib, prefix, p));
        }
      }
    }
    Optional<Roa> roa = roa(family, id);
    roa.ifPresent(r -> origins.add(r.vrp().asn().value()));
    List<ConeStep> chain =
        origins.stream().filter(list.cone()::contains).findFirst().map(this::chain).orElseThrow();
    return new Reason.ShelteredByCone(prefix, routes, roa, chain);
  }

  // ---- PI-SAV

  /** Why PI-SAV blocks a prefix. */
  Reason whySecluded(AddressFamily family, int id) {
    Prefix prefix = rib.prefixes(family).prefix(id);
    List<RouteEvidence> routes = evidence(family, id);
    Optional<Integer> origin =
        firstOrigin(family, id).filter(o -> list.cone().contains(o.intValue()));
    Optional<Standing> standing = origin.map(list.seclusion()::standing);
    return new PiSavReason.Secluded(
        prefix, routes, origin.map(this::chain).orElse(List.of()), standing, testimony(standing));
  }

  private Optional<Testimony> testimony(Optional<Standing> standing) {
    return standing.flatMap(Standing::obstacle).map(o -> list.seclusion().testimony(o.asn()));
  }

  private Optional<Integer> firstOrigin(AddressFamily family, int id) {
    for (int p = rib.firstPath(family, id); p != RibView.NONE; p = rib.nextPath(p)) {
      if (rib.isEligible(p)) {
        return Optional.of(rib.originAs(rib.attributesId(p)));
      }
    }
    return Optional.empty();
  }

  private List<RouteEvidence> evidence(AddressFamily family, int id) {
    List<RouteEvidence> out = new ArrayList<>();
    Prefix prefix = rib.prefixes(family).prefix(id);
    for (int p = rib.firstPath(family, id);
        p != RibView.NONE && out.size() < MOST;
        p = rib.nextPath(p)) {
      if (rib.isEligible(p)) {
        out.add(RouteEvidence.of(rib, prefix, p));
      }
    }
    return out;
  }

  /** Why PI-SAV does not block a source: the longest prefix around it that has an answer. */
  Reason whyNotSecluded(IpAddress source) {
    AddressFamily family = source.family();
    PrefixIndex index = rib.prefixes(family);
    Seclusion seclusion = list.seclusion();
    int id = index.longestMatch(source.high(), source.low(), family.bits());
    int longest = id;
    for (; id != PrefixIndex.NONE; id = index.lessSpecific(id)) {
      Prefix prefix = index.prefix(id);
      switch (seclusion.judge(family, id)) {
        case SECLUDED -> {
          ListTable table = list.table(family);
          return new PiSavReason.NotYetBlocked(
              prefix,
              table.isHeld(id)
                  ? "it waits for the hold, or for a session that is lost"
                  : "its state has just turned");
        }
        case NOT_IN_FORCE -> {
          return new PiSavReason.NotYetBlocked(
              prefix, "aggressive mode waits until every sub-transit AS has answered");
        }
        case ELSEWHERE -> {
          if (concernsCone(family, id)) {
            return unsheltered(seclusion, family, id);
          }
        }
        case NOT_OURS -> {}
      }
    }
    return new PiSavReason.NotFromCone(
        longest == PrefixIndex.NONE ? List.of() : evidence(family, longest));
  }

  /** True where a member originates it, or something around it. */
  private boolean concernsCone(AddressFamily family, int prefix) {
    PrefixIndex index = rib.prefixes(family);
    for (int id = prefix; id != PrefixIndex.NONE; id = index.lessSpecific(id)) {
      for (int p = rib.firstPath(family, id); p != RibView.NONE; p = rib.nextPath(p)) {
        if (list.cone().contains(rib.originAs(rib.attributesId(p)))) {
          return true;
        }
      }
    }
    return false;
  }

  private Reason unsheltered(Seclusion seclusion, AddressFamily family, int id) {
    String what = elsewhere(seclusion, family, id);
    Optional<Standing> standing =
        seclusion.decidingOrigin(family).filter(list.cone()::contains).map(seclusion::standing);
    return new Reason.Unsheltered(
        rib.prefixes(family).prefix(id), evidence(family, id), what, standing, testimony(standing));
  }

  private String elsewhere(Seclusion seclusion, AddressFamily family, int id) {
    seclusion.judge(family, id);
    String what =
        seclusion
            .decidingPath()
            .map(p -> RouteEvidence.of(rib, rib.prefixes(family).prefix(id), p).toString())
            .or(() -> seclusion.decidingRoa(family).map(v -> "ROA " + roa(v)))
            .orElse("");
    return seclusion.obstacle(family).map(Object::toString).orElse("an origin is outside the cone")
        + ": "
        + what;
  }

  // ---- why not

  /** What keeps an ineligible route out of all lists. */
  WhyNot whyIneligible(int path) {
    int flags = rib.flags(path);
    if ((flags & RibView.ROV_INVALID) != 0) {
      return WhyNot.ROV_INVALID;
    }
    return (flags & RibView.ASPA_INVALID) != 0 ? WhyNot.ASPA_INVALID : WhyNot.LEAKED;
  }

  /** Why a route does not put its prefix on a list that follows a cone. */
  WhyNot whyNotInCone(int path) {
    if (list.definition().kind() == ListDefinition.Kind.CONE_BY_ROA) {
      return WhyNot.NO_ROA;
    }
    int origin = rib.originAs(rib.attributesId(path));
    if (origin == 0) {
      return WhyNot.NO_ORIGIN;
    }
    return AsnUse.of(origin) == AsnUse.PUBLIC ? WhyNot.NOT_IN_CONE : WhyNot.NUMBER_NOT_ASSERTED;
  }

  /** The object that made a route invalid. */
  Optional<String> because(AddressFamily family, int id, int path, WhyNot why) {
    return switch (why) {
      case ROV_INVALID -> coveringRoa(family, id);
      case ASPA_INVALID -> excludingAspa(rib.attributes(rib.attributesId(path)).asPath());
      case LEAKED,
          DEFAULT_ROUTE,
          NOT_BEST,
          ELSEWHERE,
          ORIGIN_NOT_LINKED,
          NO_ORIGIN,
          NOT_IN_CONE,
          NUMBER_NOT_ASSERTED,
          NO_ROA ->
          Optional.empty();
    };
  }

  private Optional<String> coveringRoa(AddressFamily family, int id) {
    PrefixIndex index = rib.prefixes(family);
    VrpTable table = roas.table(family);
    int row = table.longestCovering(index.high(id), index.low(id), index.length(id));
    return row == VrpTable.NONE ? Optional.empty() : Optional.of("ROA " + roa(table.vrp(row)));
  }

  /** The first ASPA from the origin upward that does not name the next AS. */
  private Optional<String> excludingAspa(AsPath path) {
    AspaTable aspas = roas.payload().aspas();
    List<Asn> asns = path.segments().stream().flatMap(s -> s.asns().stream()).toList();
    for (int i = asns.size() - 1; i > 0; i--) {
      Asn customer = asns.get(i);
      Asn provider = asns.get(i - 1);
      if (!customer.equals(provider)
          && aspas.authorized(customer.value(), provider.value())
              == AspaTable.Authorization.NOT_PROVIDER) {
        savd.rpki.payload.Aspa aspa = aspas.aspa(aspas.find(customer.value()));
        String source = provenance.of(aspa).map(s -> " (" + s + ")").orElse("");
        return Optional.of("ASPA " + aspa + source + " does not name AS" + provider);
      }
    }
    return Optional.empty();
  }

  /** ROAs that cover a source and name origins that do not count. */
  List<Roa> roasAround(IpAddress source) {
    List<Roa> out = new ArrayList<>();
    if (!list.definition().usesRoas() || list.shelter() != null) {
      return out;
    }
    AddressFamily family = source.family();
    VrpTable table = roas.table(family);
    for (int group = table.longestCovering(source.high(), source.low(), family.bits());
        group != VrpTable.NONE && out.size() < MOST;
        group = table.lessSpecific(group)) {
      for (int r = group, end = table.endOfPrefix(group); r < end && out.size() < MOST; r++) {
        out.add(roa(table.vrp(r)));
      }
    }
    return out;
  }
}
