package savd.pisav.detour;

import java.util.Iterator;
import java.util.Set;
import java.util.function.Consumer;
import savd.net.Prefix;

/** What two sets of prefixes, both iterated in order, do not have in common: in one pass. */
final class PrefixDifference {
  private PrefixDifference() {}

  static void of(
      Set<Prefix> before, Set<Prefix> now, Consumer<Prefix> removed, Consumer<Prefix> added) {
    Iterator<Prefix> a = before.iterator();
    Iterator<Prefix> b = now.iterator();
    Prefix left = next(a);
    Prefix right = next(b);
    while (left != null || right != null) {
      int order = left == null ? 1 : right == null ? -1 : left.compareTo(right);
      if (order < 0) {
        removed.accept(left);
      } else if (order > 0) {
        added.accept(right);
      }
      left = order <= 0 ? next(a) : left;
      right = order >= 0 ? next(b) : right;
    }
  }

  private static Prefix next(Iterator<Prefix> some) {
    return some.hasNext() ? some.next() : null;
  }
}
