package savd.testbed.search;

import savd.net.AddressFamily;
import savd.net.Peer;
import savd.rib.RibView;
import savd.rib.RouteValidation;
import savd.rpki.payload.Payload;
import savd.rpki.validation.AspaValidity;
import savd.rpki.validation.AspaVerification;
import savd.rpki.validation.Direction;

/**
 * Validates routes by data that never change, as a daemon does that excludes what is Invalid.
 *
 * @param data the data in force
 */
public record Verdicts(Payload data) implements RouteValidation {
  private static final int EXCLUDED = RibView.LEAKED | RibView.ROV_INVALID | RibView.ASPA_INVALID;

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
    return data.aspas().size() == 0
        ? 0
        : AspaVerification.verdicts(data.aspas(), block, offset, length);
  }

  @Override
  public int fromPeer(Peer peer, int path, byte[] block, int offset, int length) {
    if (data.aspas().size() == 0) {
      return 0;
    }
    return switch (AspaValidity.of(path, Direction.of(peer.role().orElseThrow()))) {
      case VALID -> RibView.ASPA_VALID;
      case INVALID -> RibView.ASPA_INVALID;
      case UNKNOWN -> 0;
    };
  }

  @Override
  public int eligibility(int flags) {
    return (flags & EXCLUDED) == 0 ? 0 : RibView.INELIGIBLE;
  }
}
