package savd.daemon;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import savd.net.AddressFamily;
import savd.net.PathAttributes;
import savd.rib.PrefixIndex;
import savd.rib.Rib;
import savd.rib.RibView;

/**
 * How many prefixes each AS originates in the Adj-RIBs-In, over eligible routes. Nobody keeps that,
 * so it takes a walk over the table: in slices, between which the core goes on with its work. What
 * changes meanwhile may be counted or not.
 */
final class OriginCounts {
  /** Prefixes looked at in one go: some tenths of a millisecond. */
  private static final int SLICE = 1 << 12;

  private final Map<Integer, Integer> prefixes = new HashMap<>();

  private OriginCounts() {}

  static OriginCounts of(CoreLoop core, Rib rib) throws InterruptedException {
    OriginCounts counts = new OriginCounts();
    for (AddressFamily family : AddressFamily.values()) {
      int from = 0;
      while (from >= 0) {
        int begin = from;
        from = core.ask(() -> counts.slice(rib, family, begin));
      }
    }
    return counts;
  }

  /** Counts a slice; gives the number to go on with, below 0 at the end. Core thread only. */
  private int slice(Rib rib, AddressFamily family, int begin) {
    PrefixIndex index = rib.prefixes(family);
    int end = Math.min(index.capacity(), begin + SLICE);
    Set<Integer> origins = new HashSet<>();
    for (int id = begin; id < end; id++) {
      origins.clear();
      for (int p = rib.firstPath(family, id); p != RibView.NONE; p = rib.nextPath(p)) {
        int origin = rib.originAs(rib.attributesId(p));
        if (rib.isEligible(p) && origin != PathAttributes.NO_ORIGIN) {
          origins.add(origin);
        }
      }
      origins.forEach(o -> prefixes.merge(o, 1, Integer::sum));
    }
    return end < index.capacity() ? end : -1;
  }

  /**
   * @param origin as 32 bits
   */
  int prefixes(int origin) {
    return prefixes.getOrDefault(origin, 0);
  }
}
