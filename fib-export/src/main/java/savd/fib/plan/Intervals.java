package savd.fib.plan;

import java.util.Arrays;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.IpAddress;

/**
 * Normal intervals of one family (ascending, disjoint, not adjacent), packed: 8 bytes an interval
 * for IPv4, 32 for IPv6. This is what one kernel set holds.
 */
public final class Intervals {
  private static final long LOW_32 = 0xFFFF_FFFFL;

  private final AddressFamily family;
  private final int stride;
  private long[] words;
  private int size;

  public Intervals(AddressFamily family) {
    this(family, 4);
  }

  Intervals(AddressFamily family, int capacity) {
    this.family = family;
    this.stride = family == AddressFamily.IPV4 ? 1 : 4;
    this.words = new long[capacity * stride];
  }

  /** Packs ranges that are normal already. */
  public static Intervals of(AddressRanges normal) {
    return of(normal, 0, normal.size());
  }

  static Intervals of(AddressRanges normal, int from, int to) {
    Intervals result = new Intervals(normal.family(), to - from);
    for (int i = from; i < to; i++) {
      result.append(normal.firstHigh(i), normal.firstLow(i), normal.lastHigh(i), normal.lastLow(i));
    }
    return result;
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

  /** Bytes of heap behind the intervals. */
  public long footprintBytes() {
    return 16L + 8L * words.length;
  }

  public long firstHigh(int i) {
    return stride == 1 ? 0 : words[4 * i];
  }

  public long firstLow(int i) {
    return stride == 1 ? words[i] >>> 32 : words[4 * i + 1];
  }

  public long lastHigh(int i) {
    return stride == 1 ? 0 : words[4 * i + 2];
  }

  public long lastLow(int i) {
    return stride == 1 ? words[i] & LOW_32 : words[4 * i + 3];
  }

  /** Appends behind the last interval; the caller keeps the order and the gaps. */
  void append(long firstHigh, long firstLow, long lastHigh, long lastLow) {
    ensure(size + 1);
    put(size++, firstHigh, firstLow, lastHigh, lastLow);
  }

  /** Appends an interval that starts behind the last one, joining the two where they touch. */
  void appendMerging(long firstHigh, long firstLow, long lastHigh, long lastLow) {
    if (size > 0) {
      long nextLow = lastLow(size - 1) + 1;
      long nextHigh = nextLow == 0 ? lastHigh(size - 1) + 1 : lastHigh(size - 1);
      if (firstHigh == nextHigh && firstLow == nextLow) {
        put(size - 1, firstHigh(size - 1), firstLow(size - 1), lastHigh, lastLow);
        return;
      }
    }
    append(firstHigh, firstLow, lastHigh, lastLow);
  }

  private void put(int i, long firstHigh, long firstLow, long lastHigh, long lastLow) {
    if (stride == 1) {
      words[i] = firstLow << 32 | lastLow;
    } else {
      words[4 * i] = firstHigh;
      words[4 * i + 1] = firstLow;
      words[4 * i + 2] = lastHigh;
      words[4 * i + 3] = lastLow;
    }
  }

  private void ensure(int wanted) {
    if (wanted * stride > words.length) {
      words = Arrays.copyOf(words, Math.max(wanted, size + (size >> 1)) * stride);
    }
  }

  Intervals copy() {
    return slice(0, size, size + 4);
  }

  Intervals slice(int from, int to) {
    return slice(from, to, to - from);
  }

  private Intervals slice(int from, int to, int capacity) {
    Intervals result = new Intervals(family, Math.max(1, capacity));
    System.arraycopy(words, from * stride, result.words, 0, (to - from) * stride);
    result.size = to - from;
    return result;
  }

  /** The first interval that ends at the address or behind it; {@link #size()} if none does. */
  int indexEndingAtOrBehind(long high, long low) {
    int from = 0;
    int to = size;
    if (stride == 1) {
      // The same on packed words: a change of a thousand prefixes searches two thousand times.
      while (from < to) {
        int mid = (from + to) >>> 1;
        if ((words[mid] & LOW_32) < low) {
          from = mid + 1;
        } else {
          to = mid;
        }
      }
      return from;
    }
    while (from < to) {
      int mid = (from + to) >>> 1;
      if (AddressRanges.compare(lastHigh(mid), lastLow(mid), high, low) < 0) {
        from = mid + 1;
      } else {
        to = mid;
      }
    }
    return from;
  }

  /**
   * The first interval that starts behind the address; {@link #size()} if none does.
   *
   * @param hint no interval before this one does; the first few from it on are looked at first
   */
  int indexStartingBehind(long high, long low, int hint) {
    int from = hint;
    int to = size;
    for (int near = Math.min(size, hint + 2); from < near; from++) {
      if (AddressRanges.compare(firstHigh(from), firstLow(from), high, low) > 0) {
        return from;
      }
    }
    while (from < to) {
      int mid = (from + to) >>> 1;
      if (AddressRanges.compare(firstHigh(mid), firstLow(mid), high, low) <= 0) {
        from = mid + 1;
      } else {
        to = mid;
      }
    }
    return from;
  }

  public boolean contains(long high, long low) {
    int i = indexEndingAtOrBehind(high, low);
    return i < size && AddressRanges.compare(firstHigh(i), firstLow(i), high, low) <= 0;
  }

  /** True when intervals {@code from..to-1} are exactly {@code ranges}. */
  boolean equalsAt(int from, int to, AddressRanges ranges) {
    if (to - from != ranges.size()) {
      return false;
    }
    for (int i = from; i < to; i++) {
      int k = i - from;
      if (firstHigh(i) != ranges.firstHigh(k)
          || firstLow(i) != ranges.firstLow(k)
          || lastHigh(i) != ranges.lastHigh(k)
          || lastLow(i) != ranges.lastLow(k)) {
        return false;
      }
    }
    return true;
  }

  /** Puts {@code ranges} in the place of intervals {@code from..to-1}. */
  void splice(int from, int to, AddressRanges ranges) {
    int grow = ranges.size() - (to - from);
    ensure(size + Math.max(0, grow));
    System.arraycopy(words, to * stride, words, (to + grow) * stride, (size - to) * stride);
    size += grow;
    for (int k = 0; k < ranges.size(); k++) {
      put(from + k, ranges.firstHigh(k), ranges.firstLow(k), ranges.lastHigh(k), ranges.lastLow(k));
    }
  }

  /**
   * Appends to {@code gone} the intervals of this that are not, with both bounds equal, in {@code
   * now}, and to {@code come} those of {@code now} that are not in this. Costs what differs, and a
   * comparison of the memory that does not.
   */
  void difference(Intervals now, Intervals gone, Intervals come) {
    int i = 0;
    int k = 0;
    while (true) {
      int same =
          Arrays.mismatch(
              words, i * stride, size * stride, now.words, k * stride, now.size * stride);
      if (same < 0) {
        return;
      }
      i += same / stride;
      k += same / stride;
      while (i < size || k < now.size) {
        int order = i == size ? 1 : k == now.size ? -1 : compareFirst(this, i, now, k);
        if (order == 0 && lastHigh(i) == now.lastHigh(k) && lastLow(i) == now.lastLow(k)) {
          break;
        }
        if (order <= 0) {
          gone.append(firstHigh(i), firstLow(i), lastHigh(i), lastLow(i));
          i++;
        }
        if (order >= 0) {
          come.append(now.firstHigh(k), now.firstLow(k), now.lastHigh(k), now.lastLow(k));
          k++;
        }
      }
    }
  }

  private static int compareFirst(Intervals a, int i, Intervals b, int k) {
    return AddressRanges.compare(a.firstHigh(i), a.firstLow(i), b.firstHigh(k), b.firstLow(k));
  }

  public AddressRanges toRanges() {
    AddressRanges ranges = new AddressRanges(family);
    for (int i = 0; i < size; i++) {
      ranges.add(firstHigh(i), firstLow(i), lastHigh(i), lastLow(i));
    }
    return ranges;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Intervals other
        && other.family == family
        && Arrays.equals(words, 0, size * stride, other.words, 0, other.size * stride);
  }

  @Override
  public int hashCode() {
    int h = family.hashCode();
    for (int i = 0; i < size * stride; i++) {
      h = 31 * h + Long.hashCode(words[i]);
    }
    return h;
  }

  @Override
  public String toString() {
    StringBuilder s = new StringBuilder("[");
    for (int i = 0; i < size; i++) {
      s.append(i == 0 ? "" : ", ")
          .append(IpAddress.of(family, firstHigh(i), firstLow(i)))
          .append('-')
          .append(IpAddress.of(family, lastHigh(i), lastLow(i)));
    }
    return s.append(']').toString();
  }
}
