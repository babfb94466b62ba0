package savd.rules;

import savd.net.PathAttributes;
import savd.net.Peer;
import savd.net.Prefix;
import savd.rib.RibView;

/**
 * A route behind an answer.
 *
 * @param prefix what it is for
 * @param peer the neighbour it came from
 * @param pathId 0 without ADD-PATH
 * @param attributes as held
 * @param flags of {@link RibView}
 * @param arrivalSeconds of the monotonic clock
 */
public record RouteEvidence(
    Prefix prefix,
    Peer peer,
    int pathId,
    PathAttributes attributes,
    int flags,
    int arrivalSeconds) {
  static RouteEvidence of(RibView rib, Prefix prefix, int path) {
    return new RouteEvidence(
        prefix,
        rib.peer(rib.peerIndex(path)),
        rib.pathId(path),
        rib.attributes(rib.attributesId(path)),
        rib.flags(path),
        rib.arrivalSeconds(path));
  }

  /** True for one kept from before a restart and not yet confirmed. */
  public boolean stale() {
    return (flags & RibView.STALE) != 0;
  }

  /** True for a route leak by RFC 9234. */
  public boolean leaked() {
    return (flags & RibView.LEAKED) != 0;
  }

  /** "10.0.0.0/8 from n1 on eth0, path 1 2". */
  @Override
  public String toString() {
    String path = attributes.asPath().toString();
    return prefix
        + " from "
        + peer.name()
        + peer.ingress().map(i -> " on " + i).orElse("")
        + (path.isEmpty() ? ", empty path" : ", path " + path);
  }
}
