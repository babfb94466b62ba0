package savd.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.Prefix;
import savd.relation.AsnUse;
import savd.relation.ConeDefinition.LocalUse;
import savd.rib.RibView;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.Vrp;

/**
 * BAR-SAV, Procedure X and BAR-SAV-PI of draft-ietf-sidrops-bar-sav step by step over plain sets.
 *
 * @param own our AS numbers
 */
record BarSavOracle(Verdicts rpki, Collection<Route> routes, Set<Asn> own, LocalUse localUse) {
  /**
   * A route in an Adj-RIB-In.
   *
   * @param flags of {@link RibView}
   * @param ours began in our AS
   */
  record Route(
      int peer, Prefix prefix, AsPath path, int flags, boolean ours, boolean fromCustomer) {
    boolean isEligible() {
      return (flags & RibView.INELIGIBLE) == 0;
    }

    boolean isFrom(Set<Asn> origins) {
      return path.origin().isPresent() && origins.contains(Asn.of(path.origin().getAsLong()));
    }
  }

  // ---- who is below

  private boolean mayBeMember(Asn asn) {
    return AsnUse.of(asn.value()) != AsnUse.NONE && !own.contains(asn);
  }

  /** Procedure X: S(1) is the neighbour, S(i) those whose ASPA names one of S(i-1). */
  Set<Asn> procedureX(Set<Asn> seeds) {
    return iterate(seeds, Set.of());
  }

  /** BAR-SAV: A(i) by ASPA and B(i) by AS_PATH join in every round. */
  Set<Asn> cone(Set<Asn> seeds) {
    Set<List<Asn>> links = new HashSet<>();
    routes.stream().filter(Route::isEligible).forEach(r -> addLinks(r.path(), links));
    return iterate(seeds, links);
  }

  private Set<Asn> iterate(Set<Asn> seeds, Set<List<Asn>> links) {
    Set<Asn> d = new TreeSet<>();
    seeds.stream().filter(this::mayBeMember).forEach(d::add);
    Set<Asn> z = new TreeSet<>(d);
    while (!z.isEmpty()) {
      Set<Asn> next = new TreeSet<>();
      for (Aspa a : rpki.aspas) {
        if (a.providers().stream().anyMatch(z::contains) && mayBeMember(a.customer())) {
          next.add(a.customer());
        }
      }
      for (List<Asn> link : links) {
        Asn c = link.get(1);
        boolean said = localUse == LocalUse.ANY || AsnUse.of(c.value()) == AsnUse.PUBLIC;
        if (z.contains(link.get(0)) && said && mayBeMember(c)) {
          next.add(c);
        }
      }
      next.removeAll(d);
      d.addAll(next);
      z = next;
    }
    return d;
  }

  /** The links (z, c) of a path, from its origin up until an ASPA excludes the next AS. */
  private void addLinks(AsPath path, Set<List<Asn>> links) {
    List<Asn> asns = new ArrayList<>();
    for (AsPath.Segment s : path.segments()) {
      if (s.type() != AsPath.SegmentType.SEQUENCE) {
        return;
      }
      for (Asn a : s.asns()) {
        // What is between two of the same is made up.
        asns.subList(asns.contains(a) ? asns.indexOf(a) : asns.size(), asns.size()).clear();
        asns.add(a);
      }
    }
    for (int i = asns.size() - 1; i > 0; i--) {
      Asn c = asns.get(i);
      Asn z = asns.get(i - 1);
      if (!c.equals(z)) {
        if (rpki.aspa(c).filter(a -> !a.providers().contains(z)).isPresent()) {
          return;
        }
        links.add(List.of(z, c));
      }
    }
  }

  // ---- what they may send

  /** Q1. */
  Set<Prefix> byRoa(Set<Asn> d) {
    Set<Prefix> q1 = new HashSet<>();
    for (Vrp v : rpki.vrps) {
      if (d.contains(v.asn()) && v.prefix().length() > 0) {
        q1.add(v.prefix());
      }
    }
    return q1;
  }

  /** Q1 and Q2. */
  Set<Prefix> list(Set<Asn> d) {
    Set<Prefix> q = byRoa(d);
    for (Route r : routes) {
      if (r.isEligible() && r.isFrom(d) && r.prefix().length() > 0) {
        q.add(r.prefix());
      }
    }
    return q;
  }

  // ---- provider interfaces

  /** S, of the union of the cones of all customer interfaces. */
  Set<Prefix> sheltered(Set<Asn> seedsOfAllCustomers) {
    Set<Asn> du = cone(seedsOfAllCustomers);
    Set<Asn> good = new HashSet<>();
    for (Asn a : du) {
      if (isReachedThroughConeOnly(a, du, new HashSet<>())) {
        good.add(a);
      }
    }
    good.addAll(own);
    Set<Prefix> s = list(du);
    s.removeIf(p -> !isSheltered(p, du, good));
    return s;
  }

  /** Every AS on every way up names its providers, and all of them are in the cone or we. */
  private boolean isReachedThroughConeOnly(Asn a, Set<Asn> du, Set<Asn> visited) {
    if (own.contains(a) || !visited.add(a)) {
      return true;
    }
    return rpki.aspa(a)
        .filter(
            x ->
                x.providers().stream()
                    .allMatch(
                        p ->
                            (du.contains(p) || own.contains(p))
                                && isReachedThroughConeOnly(p, du, visited)))
        .isPresent();
  }

  private boolean isSheltered(Prefix p, Set<Asn> du, Set<Asn> good) {
    List<Route> forIt = routes.stream().filter(r -> r.prefix().equals(p)).toList();
    List<Route> fromCustomers = forIt.stream().filter(Route::fromCustomer).toList();
    boolean valid =
        fromCustomers.stream()
            .allMatch(
                r ->
                    r.isEligible()
                        && (r.flags() & RibView.ROV_VALID) != 0
                        && (r.flags() & RibView.ASPA_VALID) != 0);
    boolean known = !fromCustomers.isEmpty() || byRoa(du).contains(p);
    boolean routesGood =
        forIt.stream().filter(Route::isEligible).allMatch(r -> r.ours() || r.isFrom(good));
    boolean roasGood =
        rpki.vrps.stream()
            .filter(v -> v.asn().value() != 0)
            .filter(
                v -> v.prefix().covers(p) && v.maxLength() >= p.length() || p.covers(v.prefix()))
            .allMatch(v -> good.contains(v.asn()));
    return valid && known && routesGood && roasGood;
  }
}
