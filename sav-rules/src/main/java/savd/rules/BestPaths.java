package savd.rules;

import savd.net.AddressFamily;

/** What strict uRPF asks the decision process. */
@FunctionalInterface
public interface BestPaths {
  /** More equal paths than any router forwards over: the room to offer. */
  int MOST = 256;

  /**
   * The paths of a prefix over which it would be forwarded: the best and those equal to it.
   *
   * @param into receives path numbers of the RIB; has room for {@link #MOST}
   * @return how many; 0 where the prefix is not in the Loc-RIB
   */
  int bestPaths(AddressFamily family, int prefixId, int[] into);
}
