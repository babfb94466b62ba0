package savd.rules;

import java.util.Arrays;
import java.util.function.IntPredicate;
import savd.net.AddressFamily;
import savd.rib.Decision;
import savd.rib.RibView;

/**
 * The best paths by the decision process of the RIB (RFC 4271, section 9.1), multipath sets
 * included.
 *
 * <p>Keeps buffers; one thread at a time. When the outcome changes for another reason than a path
 * (a next hop's cost), {@link SavRules#bestPathsChanged} has to be told.
 */
public final class DecidedPaths implements BestPaths {
  /** More equal paths than any router forwards over. */
  private static final int MOST = 256;

  private final RibView rib;
  private final Decision decision;
  private final int[] paths = new int[MOST];

  public DecidedPaths(RibView rib, Decision decision) {
    this.rib = rib;
    this.decision = decision;
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
