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
    /** Some path leads to another AS. */
    OUTSIDE
  }

  private final RibView rib;
  private final BestPaths bestPaths;
  private final int[] best = new int[BestPaths.MOST];
  private final IntOpenHashSet own = new IntOpenHashSet();
  private final IntOpenHashSet cone = new IntOpenHashSet();

  /** By family: prefixes that we deliver ourselves, whatever the RIB holds. */
  private final BitSet[] networks = {new BitSet(), new BitSet()};

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
    for (int i = 0; i < n; i++) {
      if (leaves(best[i])) {
        return Way.OUTSIDE;
      }
    }
    return n == 0 ? Way.NONE : Way.INSIDE;
  }

  /**
   * True if packets that take the path are handed to an AS outside the cone. Of a neighbour that is
   * no route server both what it is and what the path says must be inside.
   */
  private boolean leaves(int path) {
    Peer peer = rib.peer(rib.peerIndex(path));
    int set = rib.attributesId(path);
    byte[] bytes = rib.attributeBytes(set);
    int at =
        PathAttributes.find(
            bytes, rib.attributeOffset(set), rib.attributeLength(set), PathAttributes.AS_PATH);
    boolean ours = peer.isInternal();
    if (at >= 0) {
      int i = PathAttributes.valueOffset(bytes, at);
      int end = i + PathAttributes.valueLength(bytes, at);
      // What begins with a segment of our confederation comes from it (RFC 5065, section 4).
      for (; i < end && isConfederation(bytes[i]); i += length(bytes, i)) {
        ours = true;
      }
      if (i < end) {
        boolean served = peer.role().filter(r -> r == BgpRole.RS).isPresent();
        return leadsOut(bytes, i) || !ours && !served && !isInside(peer.asn());
      }
    }
    return !ours && !isInside(peer.asn());
  }

  private static boolean isConfederation(int type) {
    return type == SegmentType.CONFED_SEQUENCE.code() || type == SegmentType.CONFED_SET.code();
  }

  private static int length(byte[] bytes, int segment) {
    return 2 + 4 * (bytes[segment + 1] & 0xFF);
  }

  /** True if the first AS of a sequence, or any of a set, is outside. */
  private boolean leadsOut(byte[] bytes, int segment) {
    int asns = bytes[segment] == SegmentType.SET.code() ? bytes[segment + 1] & 0xFF : 1;
    for (int k = 0; k < asns; k++) {
      if (!isInside(PathAttributes.int32(bytes, segment + 2 + 4 * k))) {
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
