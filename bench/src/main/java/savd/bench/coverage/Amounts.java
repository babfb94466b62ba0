package savd.bench.coverage;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.Prefix;

/**
 * How much of some prefixes is blocked.
 *
 * @param prefixes all of them
 * @param blockedPrefixes those that are blocked whole
 * @param addresses IPv4 addresses, none counted twice
 * @param blockedAddresses those of them that are blocked
 */
record Amounts(long prefixes, long blockedPrefixes, double addresses, double blockedAddresses) {
  double prefixShare() {
    return prefixes == 0 ? 0 : (double) blockedPrefixes / prefixes;
  }

  double addressShare() {
    return addresses == 0 ? 0 : blockedAddresses / addresses;
  }

  /**
   * Counts.
   *
   * @param cone ascending, without repeats
   * @param permitted what passes on the interface, by family
   */
  static Amounts of(List<Prefix> cone, Map<AddressFamily, AddressRanges> permitted) {
    long blocked = 0;
    Map<AddressFamily, AddressRanges> union = new EnumMap<>(AddressFamily.class);
    for (Prefix p : cone) {
      union
          .computeIfAbsent(p.family(), AddressRanges::new)
          .addMerging(p.high(), p.low(), p.lastHigh(), p.lastLow());
      if (!touches(permitted.get(p.family()), p)) {
        blocked++;
      }
    }
    AddressRanges v4 =
        union.getOrDefault(AddressFamily.IPV4, new AddressRanges(AddressFamily.IPV4));
    double all = size(v4);
    return new Amounts(
        cone.size(), blocked, all, all - common(v4, permitted.get(AddressFamily.IPV4)));
  }

  /** True where a range has an address of a prefix. */
  private static boolean touches(AddressRanges ranges, Prefix p) {
    int from = 0;
    int to = ranges.size();
    while (from < to) {
      int mid = (from + to) >>> 1;
      if (AddressRanges.compare(ranges.lastHigh(mid), ranges.lastLow(mid), p.high(), p.low()) < 0) {
        from = mid + 1;
      } else {
        to = mid;
      }
    }
    return from < ranges.size()
        && AddressRanges.compare(
                ranges.firstHigh(from), ranges.firstLow(from), p.lastHigh(), p.lastLow())
            <= 0;
  }

  private static double size(AddressRanges v4) {
    double n = 0;
    for (int i = 0; i < v4.size(); i++) {
      n += v4.lastLow(i) - v4.firstLow(i) + 1;
    }
    return n;
  }

  private static double common(AddressRanges a, AddressRanges b) {
    double n = 0;
    for (int i = 0, k = 0; i < a.size() && k < b.size(); ) {
      long first = Math.max(a.firstLow(i), b.firstLow(k));
      long last = Math.min(a.lastLow(i), b.lastLow(k));
      n += Math.max(0, last - first + 1);
      if (a.lastLow(i) < b.lastLow(k)) {
        i++;
      } else {
        k++;
      }
    }
    return n;
  }
}
