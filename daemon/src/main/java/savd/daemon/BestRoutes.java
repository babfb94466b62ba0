package savd.daemon;

import java.util.Arrays;
import java.util.Set;
import java.util.function.IntPredicate;
import savd.net.AddressFamily;
import savd.net.BgpRole;
import savd.net.Peer;
import savd.rib.Decision;
import savd.rib.DecisionOptions;
import savd.rib.RibView;
import savd.rules.BestPaths;

/**
 * The decision process as strict uRPF asks for it. Routes of customers are preferred to those of peers and these to those of
 * providers, as operators' policies do (RFC 7454 leaves it to them); within a class RFC 4271 decides.
 */
final class BestRoutes implements BestPaths {
  /** Paths that may share the load; more than any Linux router is configured for. */
  private static final int MAX_PATHS = 64;

  private final RibView rib;
  private final Decision decision;
  private final int[] paths = new int[MAX_PATHS];

  BestRoutes(RibView rib, int bgpIdentifier) {
    this.rib = rib;
    this.decision =
        new Decision(
            new DecisionOptions(
                Set.of(DecisionOptions.Variant.GRACEFUL_SHUTDOWN),
                MAX_PATHS,
                _ -> true,
                BestRoutes::preference,
                DecisionOptions.PLAIN.nextHops(),
                bgpIdentifier));
  }

  Decision decision() {
    return decision;
  }

  static long preference(Peer peer) {
    return peer.role().map(BestRoutes::preference).orElse(DecisionOptions.DEFAULT_PREFERENCE);
  }

  private static long preference(BgpRole role) {
    return switch (role) {
      case CUSTOMER, RS_CLIENT -> 300;
      case PEER, RS -> 200;
      case PROVIDER -> DecisionOptions.DEFAULT_PREFERENCE;
    };
  }

  @Override
  public Egress egress(AddressFamily family, int prefixId, IntPredicate here) {
    int n = decision.multipath(rib, family, prefixId, paths);
    for (int i = 0; i < n; i++) {
      if (here.test(rib.peerIndex(paths[i]))) {
        return Egress.HERE;
      }
    }
    return n == 0 ? Egress.NONE : Egress.ELSEWHERE;
  }

  @Override
  public int[] bestPaths(AddressFamily family, int prefixId) {
    return Arrays.copyOf(paths, decision.multipath(rib, family, prefixId, paths));
  }
}
