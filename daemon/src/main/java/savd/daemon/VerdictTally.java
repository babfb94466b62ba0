package savd.daemon;

import savd.rib.RibDelta;
import savd.rib.RibView;

/**
 * How many paths have which verdict, kept from what the RIB says of its changes. Core thread only.
 */
final class VerdictTally {
  private static final int BITS = Integer.numberOfTrailingZeros(RibView.INELIGIBLE) + 1;

  /** Per flag of {@link RibView}, by the number of its bit. */
  private final long[] paths = new long[BITS];

  void follow(RibDelta delta) {
    for (int i = 0; i < delta.size(); i++) {
      int before = delta.oldAttributes(i) == RibDelta.NONE ? 0 : delta.oldFlags(i);
      int now = delta.newAttributes(i) == RibDelta.NONE ? 0 : delta.newFlags(i);
      for (int others = before ^ now; others != 0; others &= others - 1) {
        int flag = Integer.lowestOneBit(others);
        paths[Integer.numberOfTrailingZeros(flag)] += (now & flag) != 0 ? 1 : -1;
      }
    }
  }

  /**
   * How many paths have a flag.
   *
   * @param flag one of {@link RibView}, but {@link RibView#STALE}, whose changes are not told
   */
  long count(int flag) {
    return paths[Integer.numberOfTrailingZeros(flag)];
  }
}
