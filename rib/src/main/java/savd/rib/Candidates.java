package savd.rib;

import java.util.Arrays;
import savd.net.AddressFamily;
import savd.net.AsPath;
import savd.net.PathAttributes;
import savd.net.Peer;
import savd.rib.DecisionOptions.Variant;

/**
 * The paths of one prefix that take part in a decision, with what is compared, in columns; refilled
 * for every prefix, so that deciding allocates nothing.
 */
final class Candidates {
  /** RFC 8326, section 5: 65535:0. */
  private static final int GRACEFUL_SHUTDOWN = 0xFFFF_0000;

  private final DecisionOptions options;
  private final boolean gracefulShutdown;
  private final long missingMed;

  int count;
  int[] paths = new int[8];
  Peer[] peers = new Peer[8];
  long[] preferences = new long[8];
  int[] pathLengths = new int[8];
  int[] origins = new int[8];
  int[] neighborAses = new int[8];
  long[] meds = new long[8];
  long[] costs = new long[8];
  int[] identifiers = new int[8];
  int[] clusterLengths = new int[8];

  /** Where the value of AS_PATH begins in its array, and its length; 0 where there is none. */
  int[] asPathOffsets = new int[8];

  int[] asPathLengths = new int[8];

  Candidates(DecisionOptions options) {
    this.options = options;
    gracefulShutdown = options.variants().contains(Variant.GRACEFUL_SHUTDOWN);
    missingMed = options.variants().contains(Variant.MISSING_MED_IS_WORST) ? 0xFFFF_FFFFL : 0;
  }

  /** Collects the paths that phase 2 may choose from (RFC 4271, section 9.1.2). */
  void collect(RibView view, AddressFamily family, int prefixId) {
    count = 0;
    for (int path = view.firstPath(family, prefixId);
        path != RibView.NONE;
        path = view.nextPath(path)) {
      if (view.isEligible(path)) {
        Peer peer = view.peer(view.peerIndex(path));
        if (options.peers().test(peer)) {
          if (count == paths.length) {
            grow();
          }
          if (read(view, path, peer, count)) {
            count++;
          }
        }
      }
    }
  }

  /** Fills row {@code n}; false if the path is out of the question. */
  private boolean read(RibView view, int path, Peer peer, int n) {
    int set = view.attributesId(path);
    byte[] bytes = view.attributeBytes(set);
    int offset = view.attributeOffset(set);
    int nextHopLength = bytes[offset] & 0xFF;
    costs[n] = cost(bytes, offset + 1, nextHopLength);
    if (costs[n] < 0) {
      return false;
    }
    paths[n] = path;
    peers[n] = peer;
    preferences[n] = options.externalPreference().applyAsLong(peer);
    pathLengths[n] = 0;
    asPathOffsets[n] = 0;
    asPathLengths[n] = 0;
    origins[n] = 2;
    neighborAses[n] = peer.localAsn().value();
    meds[n] = missingMed;
    identifiers[n] = peer.bgpIdentifier();
    clusterLengths[n] = 0;
    int end = offset + view.attributeLength(set);
    for (int at = offset + 1 + nextHopLength; at < end; ) {
      int value = PathAttributes.valueOffset(bytes, at);
      int length = PathAttributes.valueLength(bytes, at);
      if (!readAttribute(bytes, bytes[at + 1] & 0xFF, value, length, n)) {
        return false;
      }
      at = value + length;
    }
    return true;
  }

  private long cost(byte[] bytes, int at, int nextHopLength) {
    return switch (nextHopLength) {
      // Some MRT files have routes without a next hop; there is nothing that could be unreachable.
      case 0 -> 0;
      case 4 -> options.nextHops().cost(AddressFamily.IPV4, 0, unsigned32(bytes, at));
      default ->
          options.nextHops().cost(AddressFamily.IPV6, int64(bytes, at), int64(bytes, at + 8));
    };
  }

  private boolean readAttribute(byte[] bytes, int type, int at, int length, int n) {
    boolean internal = peers[n].isInternal();
    switch (type) {
      case PathAttributes.ORIGIN -> origins[n] = bytes[at];
      case PathAttributes.AS_PATH -> {
        return readAsPath(bytes, at, length, n);
      }
      case PathAttributes.MULTI_EXIT_DISC -> meds[n] = unsigned32(bytes, at);
      case PathAttributes.LOCAL_PREF -> {
        // Not for external peers (RFC 4271, section 5.1.5).
        if (internal) {
          preferences[n] = unsigned32(bytes, at);
        }
      }
      case PathAttributes.COMMUNITIES -> {
        if (gracefulShutdown && contains(bytes, at, length, GRACEFUL_SHUTDOWN)) {
          preferences[n] = 0;
        }
      }
      case PathAttributes.ORIGINATOR_ID -> {
        identifiers[n] = (int) unsigned32(bytes, at);
        return options.ownIdentifier() == 0 || identifiers[n] != options.ownIdentifier();
      }
      case PathAttributes.CLUSTER_LIST -> {
        clusterLengths[n] = length / 4;
        return options.ownIdentifier() == 0
            || !contains(bytes, at, length, options.ownIdentifier());
      }
      default -> {}
    }
    return true;
  }

  /**
   * Path length (a set counts one, confederation segments nothing: RFC 5065, section 5.3) and
   * neighbouring AS; false if our own AS is on the path.
   *
   * <p>A path that is empty or begins with a set was made by aggregation in an AS; the neighbouring
   * AS is then the local one (RFC 4271, section 9.1.2.2 c).
   */
  private boolean readAsPath(byte[] bytes, int at, int length, int n) {
    asPathOffsets[n] = at;
    asPathLengths[n] = length;
    int own = peers[n].localAsn().value();
    boolean first = true;
    for (int i = at; i < at + length; ) {
      int type = bytes[i];
      int asns = bytes[i + 1] & 0xFF;
      if (contains(bytes, i + 2, 4 * asns, own)) {
        return false;
      }
      if (type == AsPath.SegmentType.SEQUENCE.code()) {
        pathLengths[n] += asns;
        if (first) {
          neighborAses[n] = (int) unsigned32(bytes, i + 2);
        }
        first = false;
      } else if (type == AsPath.SegmentType.SET.code()) {
        pathLengths[n]++;
        first = false;
      }
      i += 2 + 4 * asns;
    }
    return true;
  }

  private static boolean contains(byte[] bytes, int at, int length, int wanted) {
    for (int i = at; i < at + length; i += 4) {
      if ((int) unsigned32(bytes, i) == wanted) {
        return true;
      }
    }
    return false;
  }

  private static long unsigned32(byte[] b, int i) {
    return (b[i] & 0xFFL) << 24
        | (b[i + 1] & 0xFF) << 16
        | (b[i + 2] & 0xFF) << 8
        | b[i + 3] & 0xFF;
  }

  private static long int64(byte[] b, int i) {
    return unsigned32(b, i) << 32 | unsigned32(b, i + 4);
  }

  private void grow() {
    int n = count * 2;
    paths = Arrays.copyOf(paths, n);
    peers = Arrays.copyOf(peers, n);
    preferences = Arrays.copyOf(preferences, n);
    pathLengths = Arrays.copyOf(pathLengths, n);
    origins = Arrays.copyOf(origins, n);
    neighborAses = Arrays.copyOf(neighborAses, n);
    meds = Arrays.copyOf(meds, n);
    costs = Arrays.copyOf(costs, n);
    identifiers = Arrays.copyOf(identifiers, n);
    clusterLengths = Arrays.copyOf(clusterLengths, n);
    asPathOffsets = Arrays.copyOf(asPathOffsets, n);
    asPathLengths = Arrays.copyOf(asPathLengths, n);
  }
}
