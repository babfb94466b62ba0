package savd.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.Prefix;
import savd.relation.AsnUse;
import savd.relation.ConeDefinition.LocalUse;
import savd.relation.ConeMode;
import savd.relation.MemberStatement;
import savd.relation.MemberStatement.Detour;
import savd.relation.MemberStatement.OutsideProviders;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.Vrp;
import savd.rules.BarSavOracle.Route;

/**
 * PI-SAV of draft-huang-savnet-pi-sav-for-cc step by step over plain sets.
 *
 * @param seeds initial ASNs: our customers and what is configured
 * @param barred ASes that are above or beside us
 */
record PiSavOracle(
    Verdicts rpki,
    Collection<Route> routes,
    Set<Asn> own,
    LocalUse localUse,
    PiSavPolicy policy,
    Map<Asn, MemberStatement> statements,
    Set<Asn> seeds,
    Set<Asn> barred) {
  private record Link(Asn provider, Asn customer) {}

  // ---- who is below

  private boolean mayBeMember(Asn asn) {
    return AsnUse.of(asn.value()) != AsnUse.NONE && !own.contains(asn) && !barred.contains(asn);
  }

  private static List<Asn> flat(AsPath path) {
    List<Asn> asns = new ArrayList<>();
    for (AsPath.Segment s : path.segments()) {
      if (s.type() != AsPath.SegmentType.SEQUENCE) {
        return List.of();
      }
      for (Asn a : s.asns()) {
        // What is between two of the same is made up.
        asns.subList(asns.contains(a) ? asns.indexOf(a) : asns.size(), asns.size()).clear();
        asns.add(a);
      }
    }
    return asns;
  }

  private Set<Link> seen() {
    Set<Link> out = new HashSet<>();
    for (Route r : routes) {
      List<Asn> asns = flat(r.path());
      for (int i = 1; i < asns.size(); i++) {
        out.add(new Link(asns.get(i - 1), asns.get(i)));
      }
    }
    return out;
  }

  /** What paths prove, from the origin up until an ASPA excludes the next AS. */
  private Set<Link> proved() {
    Set<Link> out = new HashSet<>();
    for (Route r : routes) {
      List<Asn> asns = r.isEligible() ? flat(r.path()) : List.of();
      for (int i = asns.size() - 1; i > 0; i--) {
        Asn c = asns.get(i);
        Asn z = asns.get(i - 1);
        if (rpki.aspa(c).filter(a -> !a.providers().contains(z)).isPresent()) {
          break;
        }
        out.add(new Link(z, c));
      }
    }
    return out;
  }

  private Set<Link> attested() {
    Set<Link> out = new HashSet<>();
    for (Aspa a : rpki.aspas) {
      a.providers().stream()
          .filter(p -> p.value() != 0)
          .forEach(p -> out.add(new Link(p, a.customer())));
    }
    return out;
  }

  /** Providers that the configuration and members name: they make nobody a member. */
  private Set<Link> named() {
    Set<Link> out = new HashSet<>();
    policy.providers().forEach((c, some) -> some.forEach(p -> out.add(new Link(p, c))));
    for (MemberStatement s : statements.values()) {
      s.providers().forEach(p -> out.add(new Link(p, s.member())));
    }
    return out;
  }

  private Set<Link> declared() {
    Set<Link> out = new HashSet<>();
    for (MemberStatement s : statements.values()) {
      s.partialTransit().forEach(c -> out.add(new Link(s.member(), c)));
    }
    return out;
  }

  Set<Asn> cone() {
    Set<Link> links = declared();
    Set<Link> attested = attested();
    for (Link l : proved()) {
      if (localUse == LocalUse.ANY
          || AsnUse.of(l.customer().value()) == AsnUse.PUBLIC
          || attested.contains(l)) {
        links.add(l);
      }
    }
    Set<Asn> start = new TreeSet<>(seeds);
    start.addAll(policy.partialTransit());
    start.removeIf(a -> !mayBeMember(a));
    return closure(start, links, this::mayBeMember);
  }

  private static Set<Asn> closure(Set<Asn> start, Set<Link> links, Predicate<Asn> may) {
    Set<Asn> out = new TreeSet<>(start);
    boolean more = true;
    while (more) {
      more = false;
      for (Link l : links) {
        if (out.contains(l.provider()) && may.test(l.customer())) {
          more |= out.add(l.customer());
        }
      }
    }
    return out;
  }

  // ---- who may be reached from outside

  private boolean isSubTransit(Asn m, Set<Asn> cone, Set<Link> seen) {
    MemberStatement said = statements.get(m);
    if (said != null && said.detour() == Detour.SOME) {
      return true;
    }
    boolean says = said != null && said.detour() == Detour.NONE;
    boolean known =
        rpki.aspa(m).filter(a -> a.providers().getFirst().value() != 0).isPresent()
            || !policy.providers().getOrDefault(m, Set.of()).isEmpty()
            || says && !said.providers().isEmpty();
    if (says && policy.mode() != ConeMode.STANDALONE) {
      return !known;
    }
    Set<Asn> above = new HashSet<>();
    rpki.aspa(m).ifPresent(a -> above.addAll(a.providers()));
    above.addAll(policy.providers().getOrDefault(m, Set.of()));
    above.addAll(said == null ? Set.of() : said.providers());
    seen.stream().filter(l -> l.customer().equals(m)).forEach(l -> above.add(l.provider()));
    return above.stream().anyMatch(a -> !cone.contains(a) && !own.contains(a))
        || said != null && said.outside() == OutsideProviders.SOME
        || !known;
  }

  Set<Asn> subTransit() {
    Set<Asn> cone = cone();
    Set<Link> seen = seen();
    Set<Asn> out = new TreeSet<>(cone);
    out.removeIf(m -> !isSubTransit(m, cone, seen));
    return out;
  }

  /** The standalone CC, or standalone+ CC, and we. */
  private Set<Asn> secludedAses() {
    Set<Link> all = seen();
    all.addAll(attested());
    all.addAll(declared());
    all.addAll(named());
    Set<Asn> exposed =
        closure(subTransit(), all, a -> AsnUse.of(a.value()) != AsnUse.NONE && !own.contains(a));
    Set<Asn> out = cone();
    out.removeAll(exposed);
    out.addAll(own);
    return out;
  }

  // ---- what they originate

  /** Prefixes that are secluded, that are somebody else's, and that pass with loose uRPF. */
  record Lists(Set<Prefix> secluded, Set<Prefix> elsewhere, Set<Prefix> open) {}

  Lists lists(boolean inForce) {
    Set<Asn> good = secludedAses();
    Set<Prefix> announced = new TreeSet<>(policy.networks());
    routes.forEach(r -> announced.add(r.prefix()));
    announced.removeIf(p -> p.length() == 0);
    Set<Prefix> secluded = new TreeSet<>();
    Set<Prefix> elsewhere = new TreeSet<>();
    Set<Prefix> open = new TreeSet<>();
    for (Prefix p : announced) {
      List<Route> forIt = routes.stream().filter(r -> r.prefix().equals(p)).toList();
      boolean ours =
          policy.networks().contains(p)
              || forIt.stream().anyMatch(r -> r.isEligible() && isGood(r, good));
      boolean routeAgainst = forIt.stream().anyMatch(r -> !isGood(r, good));
      boolean roaAgainst =
          rpki.vrps.stream()
              .anyMatch(
                  v -> v.prefix().covers(p) && v.maxLength() >= p.length() && isAgainst(v, good));
      if (routeAgainst) {
        open.add(p);
      }
      if (routeAgainst || ours && roaAgainst) {
        elsewhere.add(p);
      } else if (ours && inForce) {
        secluded.add(p);
      }
      if (!secluded.contains(p) && forIt.stream().anyMatch(Route::isEligible)) {
        open.add(p);
      }
    }
    for (Vrp v : rpki.vrps) {
      if (isAgainst(v, good) && v.prefix().length() > 0) {
        elsewhere.add(v.prefix());
        if (secluded.stream().anyMatch(s -> s.covers(v.prefix()) && !s.equals(v.prefix()))) {
          open.add(v.prefix());
        }
      }
    }
    return new Lists(secluded, elsewhere, open);
  }

  private static boolean isGood(Route r, Set<Asn> good) {
    return r.ours() || r.isFrom(good);
  }

  private static boolean isAgainst(Vrp v, Set<Asn> good) {
    return v.asn().value() != 0 && !good.contains(v.asn());
  }
}
