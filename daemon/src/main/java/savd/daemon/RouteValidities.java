package savd.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import savd.control.OriginVerdict;
import savd.control.PathVerdict;
import savd.control.RouteValidity;
import savd.net.AsPath;
import savd.net.BgpRole;
import savd.net.Peer;
import savd.net.Prefix;
import savd.rib.RibView;
import savd.rpki.payload.Payload;
import savd.rpki.payload.VrpTable;
import savd.rpki.validation.AspaVerdict;
import savd.rpki.validation.AspaVerification;
import savd.rpki.validation.Direction;

/**
 * What RPKI data say of routes, in the words of the control protocol. The verdict is the one the
 * RIB keeps and acts upon; what decides is looked up when somebody asks.
 */
final class RouteValidities {
  /** VRPs named in one sentence; the rest is counted. */
  private static final int MOST_VRPS = 4;

  private RouteValidities() {}

  /** The verdicts a route has, by its flags of {@link RibView}. */
  static RouteValidity of(int flags, Peer peer, Payload data) {
    return new RouteValidity(
        data.vrpCount() == 0 ? Optional.empty() : Optional.of(origin(flags)),
        Optional.empty(),
        verifiesPaths(peer, data) ? Optional.of(path(flags)) : Optional.empty(),
        Optional.empty(),
        (flags & RibView.INELIGIBLE) != 0);
  }

  /** The same with what decides. */
  static RouteValidity explained(int flags, Peer peer, Prefix prefix, AsPath path, Payload data) {
    RouteValidity verdicts = of(flags, peer, data);
    return new RouteValidity(
        verdicts.rov(),
        verdicts.rov().map(_ -> originReason(prefix, origin(path, peer), data)),
        verdicts.aspa(),
        verdicts.aspa().map(_ -> pathReason(peer, path, data)),
        verdicts.ineligible());
  }

  static OriginVerdict origin(int flags) {
    if ((flags & RibView.ROV_VALID) != 0) {
      return OriginVerdict.VALID;
    }
    return (flags & RibView.ROV_INVALID) != 0 ? OriginVerdict.INVALID : OriginVerdict.NOT_FOUND;
  }

  static PathVerdict path(int flags) {
    if ((flags & RibView.ASPA_VALID) != 0) {
      return PathVerdict.VALID;
    }
    return (flags & RibView.ASPA_INVALID) != 0 ? PathVerdict.INVALID : PathVerdict.UNKNOWN;
  }

  /** True for external sessions whose role is known, while there are ASPAs. */
  static boolean verifiesPaths(Peer peer, Payload data) {
    return !peer.isInternal() && peer.role().isPresent() && data.aspas().size() > 0;
  }

  /** The origin as 32 bits, 0 without one; a route of our own AS has ours (RFC 6811, section 2). */
  private static int origin(AsPath path, Peer peer) {
    return path.segments().isEmpty() && peer.isInternal()
        ? peer.asn().value()
        : (int) path.origin().orElse(0);
  }

  private static String originReason(Prefix p, int origin, Payload data) {
    VrpTable vrps = data.vrps(p.family());
    int match = vrps.matching(p.high(), p.low(), p.length(), origin);
    if (match != VrpTable.NONE) {
      return vrps.vrp(match) + " matches";
    }
    List<String> covering = new ArrayList<>();
    int more = 0;
    for (int group = vrps.longestCovering(p.high(), p.low(), p.length());
        group != VrpTable.NONE;
        group = vrps.lessSpecific(group)) {
      for (int row = group; row < vrps.endOfPrefix(group); row++) {
        if (covering.size() < MOST_VRPS) {
          covering.add(vrps.vrp(row) + whyNot(vrps.asn(row) == origin));
        } else {
          more++;
        }
      }
    }
    if (covering.isEmpty()) {
      return "no VRP covers it";
    }
    return String.join(", ", covering) + (more == 0 ? "" : " and " + more + " more do not match");
  }

  private static String whyNot(boolean sameOrigin) {
    return sameOrigin ? " allows no prefix as long" : " names another AS";
  }

  private static String pathReason(Peer peer, AsPath path, Payload data) {
    BgpRole role = peer.role().orElseThrow();
    Direction direction = Direction.of(role);
    boolean otherNeighbor = role != BgpRole.RS && path.neighbor().orElse(-1) != peer.asn().toLong();
    AspaVerdict verdict =
        otherNeighbor
            ? AspaVerdict.otherNeighbor(direction)
            : AspaVerification.explain(data.aspas(), path, direction);
    String outcome = verdict.validity().name().toLowerCase(Locale.ROOT) + ": ";
    String text = verdict.toString();
    String reason = text.startsWith(outcome) ? text.substring(outcome.length()) : whyValid(path);
    return reason + " (" + direction.name().toLowerCase(Locale.ROOT) + ")";
  }

  private static String whyValid(AsPath path) {
    boolean oneHop =
        path.segments().stream().flatMap(s -> s.asns().stream()).distinct().count() < 2;
    return oneHop ? "the neighbour is the origin" : "ASPAs speak for every hop that needs it";
  }
}
