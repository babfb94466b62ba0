package savd.rib;

import java.util.List;
import java.util.Optional;
import savd.net.Prefix;

/**
 * A part of the answer to a {@link RouteQuery}.
 *
 * @param routes in order of prefix; may be empty though more follows
 * @param next where to go on; empty at the end
 */
public record RoutePage(List<RouteEntry> routes, Optional<Prefix> next) {
  public RoutePage {
    routes = List.copyOf(routes);
  }
}
