package savd.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import savd.control.Page;
import savd.control.RouteFilter;
import savd.control.RouteRow;
import savd.net.AddressFamily;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.rib.PrefixIndex;
import savd.rib.RouteEntry;
import savd.rib.RoutePage;
import savd.rib.RouteQuery;

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
    return new Page<>(rows(page.routes(), filter), next.map(Prefix::toString));
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
    return new Page<>(rows(routes, filter), Optional.empty());
  }

  private static List<RouteRow> rows(List<RouteEntry> routes, RouteFilter filter) {
    Predicate<RouteEntry> wanted =
        r ->
            filter.neighbor().map(r.peer().name()::equals).orElse(true)
                && (filter.ingress().isEmpty() || filter.ingress().equals(r.peer().ingress()))
                && filter
                    .origin()
                    .map(a -> r.attributes().asPath().origin().orElse(-1) == a.toLong())
                    .orElse(true);
    long now = Math.floorDiv(System.nanoTime(), 1_000_000_000L);
    return routes.stream().filter(wanted).map(r -> row(r, now)).toList();
  }

  static RouteRow row(RouteEntry r, long nowSeconds) {
    return new RouteRow(
        r.prefix(),
        r.peer().name(),
        r.peer().ingress(),
        Integer.toUnsignedLong(r.pathId()),
        r.attributes(),
        r.isStale(),
        r.isLeaked(),
        Math.max(0, (int) nowSeconds - r.arrivalSeconds()));
  }
}
