package savd.rib;

import savd.net.AddressFamily;
import savd.net.PathAttributes;
import savd.net.Peer;
import savd.net.PeerId;

/**
 * What a reader sees of the RIB: for every prefix a chain of paths, each with its peer, attributes
 * and flags.
 *
 * <p>Paths and attribute sets are numbers into packed tables; a number is valid until the next
 * mutation. Only the thread that owns the RIB may read.
 */
public interface RibView {
  int NONE = -1;

  /**
   * The route is kept from before a restart or refresh and not yet confirmed (RFC 4724, RFC 7313).
   */
  int STALE = 1;

  /** A route leak by RFC 9234. */
  int LEAKED = 2;

  /** A VRP covers the route and names its origin (RFC 6811); neither flag: no VRP covers it. */
  int ROV_VALID = 4;

  /** VRPs cover the route and none matches (RFC 6811). */
  int ROV_INVALID = 8;

  /** The ASPAs speak for the whole AS path (draft-ietf-sidrops-aspa-verification). */
  int ASPA_VALID = 16;

  /** The ASPAs speak against the AS path; neither flag: unknown, or not to be verified. */
  int ASPA_INVALID = 32;

  /**
   * Visible, but kept out of the decision process and out of the input of SAV lists, for one of the
   * reasons above; which of them count says {@link RouteValidation#eligibility}.
   */
  int INELIGIBLE = 64;

  PrefixIndex prefixes(AddressFamily family);

  /**
   * The first path of a prefix, or {@link #NONE}, also for a number that was once given out and is
   * free. The order of a chain means nothing.
   */
  int firstPath(AddressFamily family, int prefixId);

  /** The next path of the same prefix, or {@link #NONE}. */
  int nextPath(int path);

  /** Index of the peer the path came from. */
  int peerIndex(int path);

  /** ADD-PATH identifier, 0 without (RFC 7911). */
  int pathId(int path);

  int attributesId(int path);

  int flags(int path);

  default boolean isEligible(int path) {
    return (flags(path) & INELIGIBLE) == 0;
  }

  /** Seconds of the monotonic clock at which the path arrived in its present form. */
  int arrivalSeconds(int path);

  /**
   * Origin AS of an attribute set as 32 bits, {@link PathAttributes#NO_ORIGIN} where there is none.
   */
  int originAs(int attributesId);

  PathAttributes attributes(int attributesId);

  /**
   * The array the block of an attribute set lies in, for the static readers of {@link
   * PathAttributes}; not to be written.
   */
  default byte[] attributeBytes(int attributesId) {
    return attributes(attributesId).block();
  }

  /** Where in {@link #attributeBytes} the block begins. */
  default int attributeOffset(int attributesId) {
    return 0;
  }

  /** How many octets the block has. */
  default int attributeLength(int attributesId) {
    return attributes(attributesId).block().length;
  }

  /**
   * Calls the visitor for the number of every prefix that a peer has a path for, in ascending order
   * of number, and perhaps for some that it had one for.
   */
  default void forEachPrefixOf(AddressFamily family, int peer, PrefixIndex.IdVisitor visitor) {
    int capacity = prefixes(family).capacity();
    for (int id = 0; id < capacity; id++) {
      if (firstPath(family, id) != NONE) {
        visitor.visit(id);
      }
    }
  }

  Peer peer(PeerId id);

  /** The peer by its index, as {@link #peerIndex} gives it. */
  default Peer peer(int index) {
    return peer(new PeerId(index));
  }

  /** Paths held, ineligible and stale ones included, over all peers. */
  long pathCount(AddressFamily family);

  long pathCount(PeerId peer, AddressFamily family);
}
