package savd.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import savd.control.Page;
import savd.control.RouteFilter;
import savd.control.RouteRow;
import savd.control.RouteValidity;
import savd.net.AddressFamily;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.rib.PrefixIndex;
import savd.rib.RouteEntry;
import savd.rib.RoutePage;
import savd.rib.RouteQuery;
import savd.rpki.payload.Payload;

/** Pages of {@code show routes}. Core thread only. */
final class RouteRows {
  private RouteRows() {}

  /**
   * @param from the prefix to go on with; empty for the first page
   */
  static Page<RouteRow> page(Daemon daemon, RouteFilter filter, Optional<Prefix> from, int limit) {
    if (filter.prefix().isPresent() && filter.match() == RouteFilter.Match.COVERING) {
      return covering(daemon, filter);
    }
    AddressFamily family =
        from.or(filter::prefix).map(Prefix::family).or(filter::family).orElse(AddressFamily.IPV4);
    RoutePage page =
        query(daemon, filter, family).page(daemon.pipeline().rib(), daemon.decision(), from, limit);
    Optional<Prefix> next = page.next();
    if (next.isEmpty()
        && family == AddressFamily.IPV4
        && filter.prefix().isEmpty()
        && filter.family().isEmpty()) {
      next = Optional.of(Prefix.of(AddressFamily.IPV6, 0, 0, 0));
    }
    return new Page<>(rows(daemon, page.routes(), filter), next.map(Prefix::toString));
  }

  private static RouteQuery query(Daemon daemon, RouteFilter filter, AddressFamily family) {
    RouteQuery query =
        filter
            .prefix()
            .map(
                p ->
                    filter.match() == RouteFilter.Match.EXACT
                        ? RouteQuery.exact(p)
                        : RouteQuery.within(p))
            .orElseGet(() -> RouteQuery.all(family));
    return filter.neighbor().flatMap(name -> peer(daemon, name)).map(query::of).orElse(query);
  }

  private static Optional<PeerId> peer(Daemon daemon, String name) {
    return daemon.pipeline().peers().stream()
        .filter(p -> p.name().equals(name))
        .map(Peer::id)
        .findFirst();
  }

  /** A prefix and its less-specifics: few, so one page. */
  private static Page<RouteRow> covering(Daemon daemon, RouteFilter filter) {
    Prefix prefix = filter.prefix().orElseThrow();
    PrefixIndex index = daemon.pipeline().rib().prefixes(prefix.family());
    List<RouteEntry> routes = new ArrayList<>();
    int id = index.longestMatch(prefix.high(), prefix.low(), prefix.length());
    while (id != PrefixIndex.NONE) {
      RouteQuery exact = RouteQuery.exact(index.prefix(id));
      routes.addAll(
          exact
              .page(daemon.pipeline().rib(), daemon.decision(), Optional.empty(), Integer.MAX_VALUE)
              .routes());
      id = index.lessSpecific(id);
    }
    return new Page<>(rows(daemon, routes, filter), Optional.empty());
  }

  private static List<RouteRow> rows(Daemon daemon, List<RouteEntry> routes, RouteFilter filter) {
    Payload data = daemon.pipeline().rpki();
    // What decides is told where one prefix is asked for: of a whole table nobody would read it.
    boolean explained = filter.prefix().isPresent() && filter.match() == RouteFilter.Match.EXACT;
    Predicate<RouteEntry> wanted =
        r ->
            filter.neighbor().map(r.peer().name()::equals).orElse(true)
                && (filter.ingress().isEmpty() || filter.ingress().equals(r.peer().ingress()))
                && filter
                    .origin()
                    .map(a -> r.attributes().asPath().origin().orElse(-1) == a.toLong())
                    .orElse(true)
                && fits(filter, RouteValidities.of(r.flags(), r.peer(), data));
    long now = Math.floorDiv(System.nanoTime(), 1_000_000_000L);
    return routes.stream()
        .filter(wanted)
        .map(
            r ->
                row(
                    r,
                    explained
                        ? RouteValidities.explained(
                            r.flags(), r.peer(), r.prefix(), r.attributes().asPath(), data)
                        : RouteValidities.of(r.flags(), r.peer(), data),
                    now))
        .toList();
  }

  private static boolean fits(RouteFilter filter, RouteValidity validity) {
    return (filter.rov().isEmpty() || filter.rov().equals(validity.rov()))
        && (filter.aspa().isEmpty() || filter.aspa().equals(validity.aspa()));
  }

  private static RouteRow row(RouteEntry r, RouteValidity validity, long nowSeconds) {
    return new RouteRow(
        r.prefix(),
        r.peer().name(),
        r.peer().ingress(),
        Integer.toUnsignedLong(r.pathId()),
        r.attributes(),
        r.isStale(),
        r.isLeaked(),
        validity,
        Math.max(0, (int) nowSeconds - r.arrivalSeconds()));
  }
}
