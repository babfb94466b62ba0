package savd.rib;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import savd.net.AddressFamily;
import savd.net.IpAddress;
import savd.net.PeerId;
import savd.net.Prefix;

/**
 * A question for routes that is answered in pages, so that the core never works long on one.
 *
 * <p>A page names the prefix to go on with. Routes that come and go between two pages may or may
 * not be seen; a prefix is seen whole or not at all, and none twice.
 *
 * @param scope which prefixes
 * @param peer only this peer's paths; empty for all
 */
public record RouteQuery(Scope scope, Optional<PeerId> peer) {
  /** A page looks at so many prefixes for each route it may hold; most have no path of the peer. */
  private static final int VISITS_PER_ROUTE = 16;

  private static final int LEAST_VISITS = 4096;

  /** Which prefixes a query is about. */
  public sealed interface Scope {
    /** All prefixes of a family. */
    record All(AddressFamily family) implements Scope {}

    /** One prefix, exactly. */
    record Exact(Prefix prefix) implements Scope {}

    /** A prefix, present or not, and its more-specifics. */
    record Within(Prefix prefix) implements Scope {}

    /** The longest prefix with a path (of the peer asked for) that covers an address. */
    record LongestMatch(IpAddress address) implements Scope {}
  }

  public static RouteQuery all(AddressFamily family) {
    return new RouteQuery(new Scope.All(family), Optional.empty());
  }

  public static RouteQuery exact(Prefix prefix) {
    return new RouteQuery(new Scope.Exact(prefix), Optional.empty());
  }

  public static RouteQuery within(Prefix prefix) {
    return new RouteQuery(new Scope.Within(prefix), Optional.empty());
  }

  public static RouteQuery longestMatch(IpAddress address) {
    return new RouteQuery(new Scope.LongestMatch(address), Optional.empty());
  }

  public RouteQuery of(PeerId only) {
    return new RouteQuery(scope, Optional.of(only));
  }

  /**
   * Reads a page.
   *
   * @param decision marks the best paths
   * @param from {@link RoutePage#next} of the page before; empty for the first
   * @param limit a page ends with the prefix that reaches so many routes, 1 and up
   */
  public RoutePage page(RibView view, Decision decision, Optional<Prefix> from, int limit) {
    return switch (scope) {
      case Scope.All(AddressFamily family) -> {
        Prefix all = Prefix.of(family, 0, 0, 0);
        yield range(view, decision, from.orElse(all), all, limit);
      }
      case Scope.Within(Prefix prefix) -> range(view, decision, from.orElse(prefix), prefix, limit);
      case Scope.Exact(Prefix prefix) ->
          single(view, decision, prefix.family(), view.prefixes(prefix.family()).find(prefix));
      case Scope.LongestMatch(IpAddress address) ->
          single(view, decision, address.family(), longestWithPath(view, address));
    };
  }

  private RoutePage range(RibView view, Decision decision, Prefix from, Prefix scope, int limit) {
    PrefixIndex index = view.prefixes(scope.family());
    List<RouteEntry> routes = new ArrayList<>();
    long visits = Math.max(LEAST_VISITS, (long) limit * VISITS_PER_ROUTE);
    int id = index.ceiling(from.high(), from.low(), from.length());
    while (id != PrefixIndex.NONE && scope.contains(index.prefix(id).first())) {
      if (routes.size() >= limit || visits-- == 0) {
        return new RoutePage(routes, Optional.of(index.prefix(id)));
      }
      read(view, decision, scope.family(), id, routes);
      id = index.next(id);
    }
    return new RoutePage(routes, Optional.empty());
  }

  private RoutePage single(RibView view, Decision decision, AddressFamily family, int id) {
    List<RouteEntry> routes = new ArrayList<>();
    if (id != PrefixIndex.NONE) {
      read(view, decision, family, id, routes);
    }
    return new RoutePage(routes, Optional.empty());
  }

  private int longestWithPath(RibView view, IpAddress address) {
    AddressFamily family = address.family();
    PrefixIndex index = view.prefixes(family);
    int id = index.longestMatch(address.high(), address.low(), family.bits());
    while (id != PrefixIndex.NONE && !hasPath(view, family, id)) {
      id = index.lessSpecific(id);
    }
    return id;
  }

  private boolean hasPath(RibView view, AddressFamily family, int id) {
    int path = view.firstPath(family, id);
    while (path != RibView.NONE && !wants(view, path)) {
      path = view.nextPath(path);
    }
    return path != RibView.NONE;
  }

  private boolean wants(RibView view, int path) {
    return peer.isEmpty() || peer.get().index() == view.peerIndex(path);
  }

  private void read(
      RibView view, Decision decision, AddressFamily family, int id, List<RouteEntry> out) {
    if (!hasPath(view, family, id)) {
      return;
    }
    Prefix prefix = view.prefixes(family).prefix(id);
    int best = decision.best(view, family, id);
    for (int path = view.firstPath(family, id); path != RibView.NONE; path = view.nextPath(path)) {
      if (wants(view, path)) {
        out.add(
            new RouteEntry(
                prefix,
                view.peer(view.peerIndex(path)),
                view.pathId(path),
                view.attributes(view.attributesId(path)),
                view.flags(path),
                view.arrivalSeconds(path),
                path == best));
      }
    }
  }
}
