package savd.rib;

import savd.net.PathAttributes;
import savd.net.Peer;
import savd.net.Prefix;

/**
 * A path as a reader outside the core sees it.
 *
 * @param pathId ADD-PATH identifier, 0 without (RFC 7911)
 * @param flags of {@link RibView}
 * @param arrivalSeconds of the monotonic clock at which the path came in its present form
 * @param best true if the decision process chose it
 */
public record RouteEntry(
    Prefix prefix,
    Peer peer,
    int pathId,
    PathAttributes attributes,
    int flags,
    int arrivalSeconds,
    boolean best) {
  public boolean isStale() {
    return (flags & RibView.STALE) != 0;
  }

  public boolean isLeaked() {
    return (flags & RibView.LEAKED) != 0;
  }
}
