package savd.pisav.detour;

import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.util.BitSet;
import savd.net.AddressFamily;
import savd.net.AsPath.SegmentType;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.PathAttributes;
import savd.net.Peer;
import savd.pisav.message.ConeNotice;
import savd.rib.RibView;
import savd.rules.BestPaths;

/** Where packets to a prefix go: to an AS of the cone or to another one. */
final class Forwarding {
  /** What the Loc-RIB route of a prefix comes to. */
  enum Way {
    /** There is none. */
    NONE,
    /** Every path leads to an AS of the cone, or stays with us. */
    INSIDE,
    /**
     * Some path leads to another AS; each that does says that packets get to another network there
     * without coming by the cone. Those to a part that only the cone announces may come by it all
     * the same.
     */
    ELSEWHERE,
    /** Some path leads to another AS, and from there to the cone, or does not say where. */
    OUTSIDE;

    /** True if packets to what the route is carrying leave the cone. */
    boolean leaves() {
      return this == ELSEWHERE || this == OUTSIDE;
    }
  }

  private final RibView rib;
  private final BestPaths bestPaths;
  private final int[] best = new int[BestPaths.MOST];
  private final IntOpenHashSet own = new IntOpenHashSet();
  private final IntOpenHashSet cone = new IntOpenHashSet();

  /** By family: prefixes that we deliver ourselves, whatever the RIB holds. */
  private final BitSet[] networks = {new BitSet(), new BitSet()};

  /** The path last looked at: its attributes, and its segments behind those of confederations. */
  private byte[] bytes;

  private int at;
  private int end;
  private boolean confederated;

  Forwarding(RibView rib, BestPaths bestPaths, MemberSelf self) {
    this.rib = rib;
    this.bestPaths = bestPaths;
    own.add(self.asn().value());
    self.others().forEach(a -> own.add(a.value()));
  }

  void become(ConeNotice notice) {
    cone.clear();
    notice.members().forEach(a -> cone.add(a.value()));
    cone.add(notice.top().value());
  }

  void addNetwork(AddressFamily family, int prefixId) {
    networks[family.ordinal()].set(prefixId);
  }

  // ---- ASes

  /** True for members, the top and ourselves. */
  boolean isInside(int asn) {
    return cone.contains(asn) || own.contains(asn);
  }

  boolean isInside(Asn asn) {
    return isInside(asn.value());
  }

  boolean isOwn(Asn asn) {
    return own.contains(asn.value());
  }

  /** True for members and the top, but not for ourselves. */
  boolean isOther(int asn) {
    return cone.contains(asn) && !own.contains(asn);
  }

  // ---- ways

  Way way(AddressFamily family, int prefixId) {
    if (networks[family.ordinal()].get(prefixId)) {
      return Way.INSIDE;
    }
    int n = bestPaths.bestPaths(family, prefixId, best);
    Way way = n == 0 ? Way.NONE : Way.INSIDE;
    for (int i = 0; i < n && way != Way.OUTSIDE; i++) {
      if (leaves(best[i])) {
        way = endsElsewhere(best[i]) ? Way.ELSEWHERE : Way.OUTSIDE;
      }
    }
    return way;
  }

  /**
   * True if packets that take the path are handed to an AS outside the cone. Of a neighbour that is
   * no route server both what it is and what the path says must be inside.
   */
  private boolean leaves(int path) {
    Peer peer = rib.peer(rib.peerIndex(path));
    if (!findSegments(path)) {
      return !isOurs(peer) && !isInside(peer.asn());
    }
    return leadsOut() || !isOurs(peer) && !isServer(peer) && !isInside(peer.asn());
  }

  /** An internal neighbour, or one of our confederation: the path says who is behind it. */
  private boolean isOurs(Peer peer) {
    return peer.isInternal() || confederated;
  }

  private static boolean isServer(Peer peer) {
    return peer.role().filter(r -> r == BgpRole.RS).isPresent();
  }

  /**
   * True if the path says of every AS on it, from the neighbour to the origin, who it is, and none
   * is inside. AS_TRANS may be anybody (RFC 6793), and so may be what a set was made from.
   */
  private boolean endsElsewhere(int path) {
    Peer peer = rib.peer(rib.peerIndex(path));
    if (!findSegments(path)) {
      return false;
    }
    int first = PathAttributes.int32(bytes, at + 2);
    if (!isOurs(peer) && !isServer(peer) && first != peer.asn().value()) {
      return false;
    }
    for (int i = at; i < end; i += length(bytes, i)) {
      if (bytes[i] != SegmentType.SEQUENCE.code()) {
        return false;
      }
      for (int k = 0; k < (bytes[i + 1] & 0xFF); k++) {
        int asn = PathAttributes.int32(bytes, i + 2 + 4 * k);
        if (isInside(asn) || asn == Asn.TRANS.value()) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Finds the segments of a path behind those of our confederation; false where there are none.
   * What begins with a segment of our confederation comes from it (RFC 5065, section 4).
   */
  private boolean findSegments(int path) {
    int set = rib.attributesId(path);
    bytes = rib.attributeBytes(set);
    confederated = false;
    int found =
        PathAttributes.find(
            bytes, rib.attributeOffset(set), rib.attributeLength(set), PathAttributes.AS_PATH);
    if (found < 0) {
      return false;
    }
    at = PathAttributes.valueOffset(bytes, found);
    end = at + PathAttributes.valueLength(bytes, found);
    for (; at < end && isConfederation(bytes[at]); at += length(bytes, at)) {
      confederated = true;
    }
    return at < end;
  }

  private static boolean isConfederation(int type) {
    return type == SegmentType.CONFED_SEQUENCE.code() || type == SegmentType.CONFED_SET.code();
  }

  private static int length(byte[] bytes, int segment) {
    return 2 + 4 * (bytes[segment + 1] & 0xFF);
  }

  /** True if the first AS of a sequence, or any of a set, is outside. */
  private boolean leadsOut() {
    int asns = bytes[at] == SegmentType.SET.code() ? bytes[at + 1] & 0xFF : 1;
    for (int k = 0; k < asns; k++) {
      if (!isInside(PathAttributes.int32(bytes, at + 2 + 4 * k))) {
        return true;
      }
    }
    return false;
  }

  // ---- origins

  /** True if the path is another AS's of the cone to originate, and takes part. */
  boolean hasOtherOrigin(int path) {
    return rib.isEligible(path) && isOther(rib.originAs(rib.attributesId(path)));
  }

  /**
   * True if the path says, validly as far as is known, that the prefix is originated outside the
   * cone too, or does not say where. Ineligible paths count: somebody may have accepted what we do
   * not.
   */
  boolean hasOutsideOrigin(int path) {
    if ((rib.flags(path) & RibView.ROV_INVALID) != 0) {
      return false;
    }
    int set = rib.attributesId(path);
    int origin = rib.originAs(set);
    if (origin != PathAttributes.NO_ORIGIN) {
      return !isInside(origin);
    }
    if (rib.attributes(set).asPath().selectionLength() != 0) {
      return true;
    }
    Peer peer = rib.peer(rib.peerIndex(path));
    return !peer.isInternal()
        && rib.attributes(set).asPath().segments().isEmpty()
        && !isInside(peer.asn());
  }
}
