package savd.daemon;

import savd.net.BgpRole;
import savd.net.Peer;
import savd.rib.Decision;
import savd.rib.DecisionOptions;

/**
 * The decision process as savd sets it up: routes of customers are preferred to those of peers and
 * these to those of providers, as operators' policies do; within a class RFC 4271 decides.
 */
final class DecisionPolicy {
  /** Paths that may share the load; more than a Linux router is configured for. */
  private static final int MAX_PATHS = 64;

  private DecisionPolicy() {}

  /**
   * @param bgpIdentifier ours, for routes that came from here (RFC 4456)
   */
  static Decision decision(int bgpIdentifier) {
    return new Decision(
        DecisionOptions.PLAIN
            .withVariants(
                DecisionOptions.Variant.GRACEFUL_SHUTDOWN,
                DecisionOptions.Variant.RELAXED_MULTIPATH)
            .withMaxPaths(MAX_PATHS)
            .withExternalPreference(DecisionPolicy::preference)
            .withOwnIdentifier(bgpIdentifier));
  }

  static long preference(Peer peer) {
    return peer.role().map(DecisionPolicy::preference).orElse(DecisionOptions.DEFAULT_PREFERENCE);
  }

  private static long preference(BgpRole role) {
    return switch (role) {
      case CUSTOMER, RS_CLIENT -> 300;
      case PEER, RS -> 200;
      case PROVIDER -> DecisionOptions.DEFAULT_PREFERENCE;
    };
  }
}
