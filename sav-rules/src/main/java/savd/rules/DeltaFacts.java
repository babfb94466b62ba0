package savd.rules;

import savd.rib.RibDelta;
import savd.rib.RibView;

/** What a change in a delta means to lists. */
final class DeltaFacts {
  private DeltaFacts() {}

  static boolean wasEligible(RibDelta delta, int i) {
    return delta.oldAttributes(i) != RibDelta.NONE && (delta.oldFlags(i) & RibView.INELIGIBLE) == 0;
  }

  static boolean isEligible(RibDelta delta, int i) {
    return delta.newAttributes(i) != RibDelta.NONE && (delta.newFlags(i) & RibView.INELIGIBLE) == 0;
  }

  /** The origin before, 0 without one and for a new path. */
  static int oldOrigin(RibView rib, RibDelta delta, int i) {
    int a = delta.oldAttributes(i);
    return a == RibDelta.NONE ? 0 : rib.originAs(a);
  }

  /** The origin now, 0 without one and for a path that is gone. */
  static int newOrigin(RibView rib, RibDelta delta, int i) {
    int a = delta.newAttributes(i);
    return a == RibDelta.NONE ? 0 : rib.originAs(a);
  }

  /** False where only attributes changed that no list but strict uRPF's reads. */
  static boolean concernsOrigins(RibView rib, RibDelta delta, int i) {
    return wasEligible(delta, i) != isEligible(delta, i)
        || oldOrigin(rib, delta, i) != newOrigin(rib, delta, i);
  }
}
