package savd.bgp.session;

import java.util.Arrays;
import java.util.Optional;
import savd.bgp.wire.PathAttributesBuilder;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IpAddress;
import savd.net.PathAttributes;
import savd.net.Peer;
import savd.net.RouteChange;

/**
 * What becomes of a route of one neighbour on its way to another: whether it may go, and with which
 * attributes (RFC 4271, sections 5.1 and 9.2; RFC 1997; RFC 9234, section 5).
 *
 * @param to the neighbour it would go to
 * @param nextHop4 our IPv4 next hop towards an external neighbour; empty where there is none
 * @param nextHop6 likewise for IPv6
 */
record Egress(Peer to, Optional<IpAddress> nextHop4, Optional<IpAddress> nextHop6) {
  private static final int NO_EXPORT = 0xFFFFFF01;
  private static final int NO_ADVERTISE = 0xFFFFFF02;
  private static final int NO_EXPORT_SUBCONFED = 0xFFFFFF03;
  private static final int TRANSITIVE = 0x40;
  private static final int LONGEST_SEGMENT = 255;
  private static final int DEFAULT_LOCAL_PREF = 100;

  /**
   * The attributes to send the route with; empty when it must not go there.
   *
   * @param from who we have it from; empty for a source that is no neighbour
   */
  Optional<PathAttributes> of(RouteChange.Announce route, Optional<Peer> from) {
    PathAttributes a = route.attributes();
    boolean back = route.peer().equals(to.id());
    boolean reflected = to.isInternal() && from.filter(Peer::isInternal).isPresent();
    if (back || reflected || route.leaked() || isHeldBack(a, from)) {
      return Optional.empty();
    }
    return to.isInternal() ? Optional.of(internal(a)) : external(route, from);
  }

  private boolean isHeldBack(PathAttributes a, Optional<Peer> from) {
    boolean byCommunity =
        Arrays.stream(a.communities())
            .anyMatch(
                c ->
                    c == NO_ADVERTISE
                        || !to.isInternal() && (c == NO_EXPORT || c == NO_EXPORT_SUBCONFED));
    return byCommunity
        || onlyToCustomer(a, from).isPresent() && to.role().filter(r -> !isBelow(r)).isPresent();
  }

  /**
   * The OTC attribute, or what it would be had it been added when the route came in: the AS of a
   * provider, a peer or a route server (RFC 9234, section 5).
   */
  private static Optional<Asn> onlyToCustomer(PathAttributes a, Optional<Peer> from) {
    return a.onlyToCustomer()
        .or(() -> from.filter(p -> p.role().filter(r -> !isBelow(r)).isPresent()).map(Peer::asn));
  }

  /**
   * A route with OTC goes to a customer and to a client of ours, and to no one else whose role is
   * known.
   */
  private static boolean isBelow(BgpRole role) {
    return switch (role) {
      case CUSTOMER, RS_CLIENT -> true;
      case PROVIDER, RS, PEER -> false;
    };
  }

  private static PathAttributes internal(PathAttributes a) {
    return a.localPref().isPresent()
        ? a
        : new PathAttributesBuilder(a).localPref(DEFAULT_LOCAL_PREF).build();
  }

  private Optional<PathAttributes> external(RouteChange.Announce route, Optional<Peer> from) {
    Optional<IpAddress> nextHop =
        switch (route.prefix().family()) {
          case IPV4 -> nextHop4;
          case IPV6 -> nextHop6;
        };
    return nextHop.map(self -> external(route.attributes(), self, from));
  }

  private PathAttributes external(PathAttributes a, IpAddress self, Optional<Peer> from) {
    PathAttributesBuilder b = new PathAttributesBuilder(a).nextHop(self);
    b.set(
        TRANSITIVE,
        PathAttributes.AS_PATH,
        prepended(a.value(PathAttributes.AS_PATH).orElse(new byte[0])));
    b.remove(PathAttributes.MULTI_EXIT_DISC).remove(PathAttributes.LOCAL_PREF);
    b.remove(PathAttributes.ORIGINATOR_ID).remove(PathAttributes.CLUSTER_LIST);
    if (a.onlyToCustomer().isEmpty() && to.role().filter(Egress::isDownOrAcross).isPresent()) {
      b.onlyToCustomer(onlyToCustomer(a, from).orElse(to.localAsn()));
    }
    return b.build();
  }

  /** RFC 9234, section 5: towards these a route leaves with OTC. */
  static boolean isDownOrAcross(BgpRole role) {
    return switch (role) {
      case CUSTOMER, PEER, RS_CLIENT -> true;
      case PROVIDER, RS -> false;
    };
  }

  /**
   * Our AS in front: in the first segment where that is a sequence with room, or in one of its own.
   */
  private byte[] prepended(byte[] path) {
    Asn asn = to.localAsn();
    boolean fits =
        path.length > 0
            && path[0] == AsPath.SegmentType.SEQUENCE.code()
            && (path[1] & 0xFF) < LONGEST_SEGMENT;
    byte[] longer = new byte[path.length + (fits ? 4 : 6)];
    longer[0] = (byte) AsPath.SegmentType.SEQUENCE.code();
    longer[1] = (byte) (fits ? (path[1] & 0xFF) + 1 : 1);
    for (int i = 0; i < 4; i++) {
      longer[2 + i] = (byte) (asn.value() >>> (24 - 8 * i));
    }
    int rest = fits ? 2 : 0;
    System.arraycopy(path, rest, longer, 6, path.length - rest);
    return longer;
  }
}
