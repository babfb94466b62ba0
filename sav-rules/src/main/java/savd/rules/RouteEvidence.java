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
 * @param stale kept from before a restart and not yet confirmed
 * @param leaked a route leak by RFC 9234: no list uses it
 * @param arrivalSeconds of the monotonic clock
 */
public record RouteEvidence(
    Prefix prefix,
    Peer peer,
    int pathId,
    PathAttributes attributes,
    boolean stale,
    boolean leaked,
    int arrivalSeconds) {
  static RouteEvidence of(RibView rib, Prefix prefix, int path) {
    return new RouteEvidence(
        prefix,
        rib.peer(rib.peerIndex(path)),
        rib.pathId(path),
        rib.attributes(rib.attributesId(path)),
        (rib.flags(path) & RibView.STALE) != 0,
        (rib.flags(path) & RibView.LEAKED) != 0,
        rib.arrivalSeconds(path));
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
