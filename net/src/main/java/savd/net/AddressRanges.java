package savd.net;

import java.util.Arrays;
import java.util.StringJoiner;

/**
 * Inclusive address ranges of one family in columns, in the order added. Where a method asks for
 * <em>normal</em> ranges they are ascending, disjoint and not adjacent.
 */
public final class AddressRanges {
  private final AddressFamily family;
  private int size;
  private long[] bounds = new long[16];

  public AddressRanges(AddressFamily family) {
    this.family = family;
  }

  public AddressFamily family() {
    return family;
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  public void clear() {
    size = 0;
  }

  /** Adds {@code first..last}, both inclusive, as it is. */
  public void add(long firstHigh, long firstLow, long lastHigh, long lastLow) {
    if (4 * size == bounds.length) {
      bounds = Arrays.copyOf(bounds, bounds.length * 2);
    }
    int i = 4 * size++;
    bounds[i] = firstHigh;
    bounds[i + 1] = firstLow;
    bounds[i + 2] = lastHigh;
    bounds[i + 3] = lastLow;
  }

  public void add(Prefix p) {
    add(p.high(), p.low(), p.lastHigh(), p.lastLow());
  }

  /**
   * Adds a range that starts at or behind the start of the last one, merging it with the last where
   * they overlap or touch: ranges added in ascending order of start end up normal.
   */
  public void addMerging(long firstHigh, long firstLow, long lastHigh, long lastLow) {
    if (size > 0) {
      int i = 4 * (size - 1);
      long endHigh = bounds[i + 2];
      long endLow = bounds[i + 3];
      long nextLow = endLow + 1;
      long nextHigh = nextLow == 0 ? endHigh + 1 : endHigh;
      boolean endsAtTop = nextHigh == 0 && nextLow == 0;
      if (endsAtTop || compare(firstHigh, firstLow, nextHigh, nextLow) <= 0) {
        if (compare(lastHigh, lastLow, endHigh, endLow) > 0) {
          bounds[i + 2] = lastHigh;
          bounds[i + 3] = lastLow;
        }
        return;
      }
    }
    add(firstHigh, firstLow, lastHigh, lastLow);
  }

  public long firstHigh(int i) {
    return bounds[4 * i];
  }

  public long firstLow(int i) {
    return bounds[4 * i + 1];
  }

  public long lastHigh(int i) {
    return bounds[4 * i + 2];
  }

  public long lastLow(int i) {
    return bounds[4 * i + 3];
  }

  /** Compares two addresses as unsigned 128-bit numbers. */
  public static int compare(long aHigh, long aLow, long bHigh, long bLow) {
    int byHigh = Long.compareUnsigned(aHigh, bHigh);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(aLow, bLow);
  }

  /** True when a range holds the address; the ranges must be normal. */
  public boolean contains(long high, long low) {
    int from = 0;
    int to = size - 1;
    while (from <= to) {
      int mid = (from + to) >>> 1;
      if (compare(high, low, firstHigh(mid), firstLow(mid)) < 0) {
        to = mid - 1;
      } else if (compare(high, low, lastHigh(mid), lastLow(mid)) > 0) {
        from = mid + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof AddressRanges r
        && r.family == family
        && r.size == size
        && Arrays.equals(bounds, 0, 4 * size, r.bounds, 0, 4 * size);
  }

  @Override
  public int hashCode() {
    int h = family.hashCode();
    for (int i = 0; i < 4 * size; i++) {
      h = 31 * h + Long.hashCode(bounds[i]);
    }
    return h;
  }

  @Override
  public String toString() {
    StringJoiner s = new StringJoiner(", ", "[", "]");
    for (int i = 0; i < size; i++) {
      s.add(
          IpAddress.of(family, firstHigh(i), firstLow(i))
              + "-"
              + IpAddress.of(family, lastHigh(i), lastLow(i)));
    }
    return s.toString();
  }
}
