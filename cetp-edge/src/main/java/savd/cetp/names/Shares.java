package savd.cetp.names;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How much may wait at a time, of whoever shares a limit. Any thread. */
final class Shares {
  /**
   * A limit.
   *
   * @param of whom: all that say the same share it
   */
  record Share(Object of, int most) {}

  private final Map<Object, Integer> waiting = new HashMap<>();

  /** Takes one of each, or none where one of them has no more. */
  synchronized boolean take(List<Share> shares) {
    for (Share s : shares) {
      if (waiting.getOrDefault(s.of, 0) >= s.most) {
        return false;
      }
    }
    shares.forEach(s -> waiting.merge(s.of, 1, Integer::sum));
    return true;
  }

  /** What was taken is done. */
  synchronized void giveBack(List<Share> shares) {
    shares.forEach(s -> waiting.computeIfPresent(s.of, (o, n) -> n == 1 ? null : n - 1));
  }
}
