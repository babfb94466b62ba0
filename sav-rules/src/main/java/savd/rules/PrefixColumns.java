package savd.rules;

import it.unimi.dsi.fastutil.Arrays;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.Collection;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.Prefix;

/** Prefixes of one family with flags, in columns: taken down in little time, weighed later. */
final class PrefixColumns {
  private static final int FLAGS_SHIFT = 8;

  private final AddressFamily family;

  /** Three words each: the address, then length and flags. */
  private final LongArrayList words = new LongArrayList();

  PrefixColumns(AddressFamily family) {
    this.family = family;
  }

  void add(long high, long low, int length, int flags) {
    words.add(high);
    words.add(low);
    words.add((long) flags << FLAGS_SHIFT | length);
  }

  private int size() {
    return words.size() / 3;
  }

  private long high(int i) {
    return words.getLong(3 * i);
  }

  private long low(int i) {
    return words.getLong(3 * i + 1);
  }

  private int length(int i) {
    return (int) words.getLong(3 * i + 2) & (1 << FLAGS_SHIFT) - 1;
  }

  private int flags(int i) {
    return (int) (words.getLong(3 * i + 2) >>> FLAGS_SHIFT);
  }

  void addTo(Collection<Prefix> out) {
    for (int i = 0; i < size(); i++) {
      out.add(Prefix.of(family, high(i), low(i), length(i)));
    }
  }

  /** Puts them into order: address, then length. */
  void sort() {
    Arrays.quickSort(0, size(), this::compare, this::swap);
  }

  private int compare(int a, int b) {
    int byAddress = AddressRanges.compare(high(a), low(a), high(b), low(b));
    return byAddress != 0 ? byAddress : Integer.compare(length(a), length(b));
  }

  private void swap(int a, int b) {
    for (int k = 0; k < 3; k++) {
      long word = words.getLong(3 * a + k);
      words.set(3 * a + k, words.getLong(3 * b + k));
      words.set(3 * b + k, word);
    }
  }

  /**
   * How many of them have all these flags, and how much space they take; they are in order.
   *
   * @param wanted 0 for all
   */
  ConeProtection.Amount amount(int wanted) {
    // One network is an address of IPv4, a /64 of IPv6.
    int one =
        switch (family) {
          case IPV4 -> 32;
          case IPV6 -> 64;
        };
    long prefixes = 0;
    double networks = 0;
    int outer = -1;
    for (int i = 0; i < size(); i++) {
      if ((flags(i) & wanted) == wanted) {
        prefixes++;
        // Prefixes lie within one another or apart.
        if (outer < 0 || !covers(outer, i)) {
          outer = i;
          networks += Math.scalb(1.0, one - length(i));
        }
      }
    }
    return new ConeProtection.Amount(prefixes, networks);
  }

  private boolean covers(int outer, int i) {
    return (high(i) & family.maskHigh(length(outer))) == high(outer)
        && (low(i) & family.maskLow(length(outer))) == low(outer);
  }
}
