package savd.rules;

import java.util.function.IntPredicate;
import savd.net.AddressFamily;

/** What strict uRPF asks the decision process. */
public interface BestPaths {
  /**
   * Where the best path of a prefix and those equal to it lead.
   *
   * @param here true for the peers (by index) whose traffic arrives on the interface asked about
   */
  Egress egress(AddressFamily family, int prefixId, IntPredicate here);

  /** The answer. */
  enum Egress {
    /** No usable path: the prefix is not in the Loc-RIB. */
    NONE,
    /** The best path, or one equal to it, leads over the interface. */
    HERE,
    /** All best paths lead elsewhere. */
    ELSEWHERE
  }

  /** The paths of the prefix that are best, for an explanation. */
  int[] bestPaths(AddressFamily family, int prefixId);
}
