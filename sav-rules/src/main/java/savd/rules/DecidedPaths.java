package savd.rules;

import savd.net.AddressFamily;
import savd.rib.Decision;
import savd.rib.RibView;

/**
 * The best paths by the decision process of the RIB (RFC 4271, section 9.1), multipath sets
 * included.
 *
 * <p>One thread at a time. When the outcome changes for another reason than a path (a next hop's
 * cost), {@link SavRules#bestPathsChanged} has to be told.
 */
public final class DecidedPaths implements BestPaths {
  private final RibView rib;
  private final Decision decision;

  public DecidedPaths(RibView rib, Decision decision) {
    this.rib = rib;
    this.decision = decision;
  }

  @Override
  public int bestPaths(AddressFamily family, int prefixId, int[] into) {
    return decision.multipath(rib, family, prefixId, into);
  }
}
