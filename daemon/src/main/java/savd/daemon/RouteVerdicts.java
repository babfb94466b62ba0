package savd.daemon;

import savd.net.AddressFamily;
import savd.net.BgpRole;
import savd.net.Peer;
import savd.rib.Revalidation;
import savd.rib.RibView;
import savd.rib.RouteValidation;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RpkiDelta;
import savd.rpki.payload.VrpTable;
import savd.rpki.validation.AspaValidity;
import savd.rpki.validation.AspaVerification;
import savd.rpki.validation.Direction;

/**
 * Origin validation (RFC 6811) and ASPA path verification for the RIB, with the data in force. Core
 * thread only.
 *
 * <p>Origins are validated on every session, paths on external ones whose role is known
 * (draft-ietf-sidrops-aspa-verification, section 6.2).
 */
final class RouteVerdicts implements RouteValidation {
  /** So many VRPs touch most of a table. */
  private static final int MANY = 50_000;

  private Payload data = Payload.EMPTY;
  private int excluded = RibView.LEAKED;

  /** The data in force. */
  Payload data() {
    return data;
  }

  /**
   * Other data are in force.
   *
   * @return the routes that they can touch
   */
  Revalidation use(RpkiDelta delta) {
    data = delta.after();
    if (isLarge(delta) || (delta.before().aspas().size() == 0) != (data.aspas().size() == 0)) {
      // Whether paths are verified at all is another question than what they come to.
      return Revalidation.everything();
    }
    Revalidation touched = new Revalidation();
    for (AddressFamily family : AddressFamily.values()) {
      touch(touched, delta.removed(family));
      touch(touched, delta.added(family));
    }
    return delta.aspaCustomers().length == 0 ? touched : touched.paths();
  }

  private static boolean isLarge(RpkiDelta delta) {
    int rows = 0;
    for (AddressFamily family : AddressFamily.values()) {
      rows += delta.removed(family).size() + delta.added(family).size();
    }
    return rows > MANY;
  }

  private static void touch(Revalidation touched, VrpTable changed) {
    for (int row = 0; row < changed.size(); row = changed.endOfPrefix(row)) {
      touched.within(changed.family(), changed.high(row), changed.low(row), changed.length(row));
    }
  }

  /**
   * Routes with any of these flags take no part from now on.
   *
   * @return true if these are others than before
   */
  boolean exclude(int flags) {
    boolean other = excluded != flags;
    excluded = flags;
    return other;
  }

  @Override
  public int origin(AddressFamily family, long high, long low, int length, int originAs) {
    return switch (data.vrps(family).validate(high, low, length, originAs)) {
      case VALID -> RibView.ROV_VALID;
      case INVALID -> RibView.ROV_INVALID;
      case NOT_FOUND -> 0;
    };
  }

  @Override
  public int path(byte[] block, int offset, int length) {
    // Without any ASPA all paths are unknown, or invalid by their form, which ASPAs alone make
    // matter.
    return data.aspas().size() == 0
        ? 0
        : AspaVerification.verdicts(data.aspas(), block, offset, length);
  }

  @Override
  public int fromPeer(Peer peer, int path, byte[] block, int offset, int length) {
    if (peer.isInternal() || peer.role().isEmpty() || data.aspas().size() == 0) {
      return 0;
    }
    BgpRole role = peer.role().get();
    // A route server need not add its AS to the path.
    if (role != BgpRole.RS
        && !AspaVerification.startsWith(block, offset, length, peer.asn().value())) {
      return RibView.ASPA_INVALID;
    }
    return switch (AspaValidity.of(path, Direction.of(role))) {
      case VALID -> RibView.ASPA_VALID;
      case INVALID -> RibView.ASPA_INVALID;
      case UNKNOWN -> 0;
    };
  }

  @Override
  public int eligibility(int flags) {
    return (flags & excluded) == 0 ? 0 : RibView.INELIGIBLE;
  }
}
