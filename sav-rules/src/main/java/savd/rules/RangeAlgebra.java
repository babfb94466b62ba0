package savd.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.Prefix;

/** Sets of addresses as normal ranges: union, difference, and prefixes made into ranges. */
final class RangeAlgebra {
  private RangeAlgebra() {}

  static AddressRanges all(AddressFamily family) {
    AddressRanges out = new AddressRanges(family);
    out.add(0, 0, family.lastHigh(), family.lastLow());
    return out;
  }

  /** The addresses of the prefixes of one family. */
  static AddressRanges of(AddressFamily family, Collection<Prefix> prefixes) {
    List<Prefix> sorted = new ArrayList<>(prefixes);
    sorted.removeIf(p -> p.family() != family);
    sorted.sort(null);
    AddressRanges out = new AddressRanges(family);
    for (Prefix p : sorted) {
      out.addMerging(p.high(), p.low(), p.lastHigh(), p.lastLow());
    }
    return out;
  }

  static AddressRanges union(AddressRanges a, AddressRanges b) {
    AddressRanges out = new AddressRanges(a.family());
    int i = 0;
    int j = 0;
    while (i < a.size() || j < b.size()) {
      boolean fromA =
          j == b.size()
              || (i < a.size()
                  && AddressRanges.compare(
                          a.firstHigh(i), a.firstLow(i), b.firstHigh(j), b.firstLow(j))
                      <= 0);
      AddressRanges r = fromA ? a : b;
      int k = fromA ? i++ : j++;
      out.addMerging(r.firstHigh(k), r.firstLow(k), r.lastHigh(k), r.lastLow(k));
    }
    return out;
  }

  /** The addresses of {@code a} that are not in {@code b}. */
  static AddressRanges difference(AddressRanges a, AddressRanges b) {
    AddressRanges out = new AddressRanges(a.family());
    int j = 0;
    for (int i = 0; i < a.size(); i++) {
      long high = a.firstHigh(i);
      long low = a.firstLow(i);
      long endHigh = a.lastHigh(i);
      long endLow = a.lastLow(i);
      while (j < b.size() && AddressRanges.compare(b.lastHigh(j), b.lastLow(j), high, low) < 0) {
        j++;
      }
      boolean left = true;
      for (int k = j;
          left
              && k < b.size()
              && AddressRanges.compare(b.firstHigh(k), b.firstLow(k), endHigh, endLow) <= 0;
          k++) {
        if (AddressRanges.compare(b.firstHigh(k), b.firstLow(k), high, low) > 0) {
          long beforeLow = b.firstLow(k) - 1;
          out.add(high, low, b.firstLow(k) == 0 ? b.firstHigh(k) - 1 : b.firstHigh(k), beforeLow);
        }
        left = AddressRanges.compare(b.lastHigh(k), b.lastLow(k), endHigh, endLow) < 0;
        low = b.lastLow(k) + 1;
        high = low == 0 ? b.lastHigh(k) + 1 : b.lastHigh(k);
      }
      if (left) {
        out.add(high, low, endHigh, endLow);
      }
    }
    return out;
  }
}
