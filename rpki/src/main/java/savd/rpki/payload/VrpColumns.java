package savd.rpki.payload;

import java.util.Arrays;
import savd.net.AddressFamily;

/**
 * The columns of a {@link VrpTable}: an IPv4 row is one long of address, length and maximum length,
 * and the AS; an IPv6 row two longs of address, a short of both lengths, and the AS.
 */
final class VrpColumns {
  private static final int NONE = VrpTable.NONE;

  /** More VRPs than share the first 32 bits of their addresses in real data: 5,288 in 2025. */
  private static final int LARGE_GROUP = 8192;

  private final AddressFamily family;
  private int size;

  /** IPv4: address shifted by 32, length by 8, maximum length. IPv6: the low half. */
  private long[] low;

  /** IPv6 only: the high half. */
  private long[] high;

  /** IPv6 only: length shifted by 8, maximum length. */
  private short[] lengths;

  private int[] asns;

  VrpColumns(AddressFamily family, int capacity) {
    this.family = family;
    low = new long[capacity];
    asns = new int[capacity];
    boolean v6 = family == AddressFamily.IPV6;
    high = new long[v6 ? capacity : 0];
    lengths = new short[v6 ? capacity : 0];
  }

  AddressFamily family() {
    return family;
  }

  int size() {
    return size;
  }

  private boolean isV6() {
    return family == AddressFamily.IPV6;
  }

  void append(long h, long l, int length, int maxLength, int asn) {
    if (size == low.length) {
      resize(size + (size >> 1) + 1);
    }
    if (isV6()) {
      high[size] = h;
      low[size] = l;
      lengths[size] = (short) (length << 8 | maxLength);
    } else {
      low[size] = l << 32 | (long) length << 8 | maxLength;
    }
    asns[size++] = asn;
  }

  private void resize(int n) {
    low = Arrays.copyOf(low, n);
    asns = Arrays.copyOf(asns, n);
    if (isV6()) {
      high = Arrays.copyOf(high, n);
      lengths = Arrays.copyOf(lengths, n);
    }
  }

  // ---- rows

  long high(int row) {
    return isV6() ? high[row] : 0;
  }

  long low(int row) {
    return isV6() ? low[row] : low[row] >>> 32;
  }

  private int bothLengths(int row) {
    return isV6() ? lengths[row] & 0xFFFF : (int) low[row] & 0xFFFF;
  }

  int length(int row) {
    return bothLengths(row) >>> 8;
  }

  int maxLength(int row) {
    return bothLengths(row) & 0xFF;
  }

  int asn(int row) {
    return asns[row];
  }

  /** The AS column with its top bits turned, so that a signed order of it is the unsigned one. */
  int[] asnsForSigned() {
    int[] out = new int[size];
    Arrays.setAll(out, i -> asns[i] ^ Integer.MIN_VALUE);
    return out;
  }

  boolean samePrefix(int a, int b) {
    return isV6()
        ? high[a] == high[b] && low[a] == low[b] && (lengths[a] ^ lengths[b]) >>> 8 == 0
        : (low[a] ^ low[b]) >>> 8 == 0;
  }

  /** True when the row's prefix equals or covers the one given. */
  boolean covers(int row, long h, long l, int length) {
    int mine = length(row);
    return mine <= length
        && (h & family.maskHigh(mine)) == high(row)
        && (l & family.maskLow(mine)) == low(row);
  }

  private int compare(int row, long h, long l, int lengthAndMax, int asn) {
    int c = Long.compareUnsigned(high(row), h);
    c = c != 0 ? c : Long.compareUnsigned(low(row), l);
    c = c != 0 ? c : Integer.compare(bothLengths(row), lengthAndMax);
    return c != 0 ? c : Integer.compareUnsigned(asns[row], asn);
  }

  int compare(int row, VrpColumns other, int otherRow) {
    return compare(
        row,
        other.high(otherRow),
        other.low(otherRow),
        other.bothLengths(otherRow),
        other.asns[otherRow]);
  }

  // ---- search

  /** The last row that is not behind the one given, or NONE. */
  int lastNotBehind(long h, long l, int length, int maxLength, int asn) {
    return lastNotBehind(0, size, h, l, length, maxLength, asn);
  }

  /**
   * The same where rows before {@code from} are known not to be behind, and from {@code to} are.
   */
  int lastNotBehind(int from, int to, long h, long l, int length, int maxLength, int asn) {
    int lengthAndMax = length << 8 | maxLength;
    while (from < to) {
      int mid = from + to >>> 1;
      if (compare(mid, h, l, lengthAndMax, asn) <= 0) {
        from = mid + 1;
      } else {
        to = mid;
      }
    }
    return from - 1;
  }

  /** The last row whose prefix is before the one given, or NONE. */
  int lastBefore(long h, long l, int length) {
    int lengthAndMax = length << 8;
    int from = 0;
    int to = size;
    while (from < to) {
      int mid = from + to >>> 1;
      if (compare(mid, h, l, lengthAndMax, 0) < 0) {
        from = mid + 1;
      } else {
        to = mid;
      }
    }
    return from - 1;
  }

  /** Per row the first row of the next shorter covering prefix. */
  int[] lessSpecifics() {
    int[] out = new int[size];
    lessSpecifics(0, size, NONE, out);
    return out;
  }

  /**
   * The same for some rows, in one walk with a stack.
   *
   * @param around the first row of the longest prefix that covers them all, or NONE
   */
  void lessSpecifics(int from, int to, int around, int[] into) {
    int[] open = new int[130];
    open[0] = around;
    int depth = 1;
    for (int row = from; row < to; row++) {
      if (row > from && samePrefix(row, row - 1)) {
        into[row] = into[row - 1];
        continue;
      }
      while (depth > 1 && !covers(open[depth - 1], high(row), low(row), length(row))) {
        depth--;
      }
      into[row] = open[depth - 1];
      open[depth++] = row;
    }
  }

  // ---- building

  /** Returns the row of one that was there more than once, or NONE. */
  int sortAndTrim() {
    int repeated = NONE;
    if (!isSorted()) {
      sort();
    }
    int kept = 0;
    for (int row = 0; row < size; row++) {
      if (kept == 0 || compare(row, this, kept - 1) != 0) {
        move(row, kept++);
      } else if (repeated == NONE) {
        repeated = kept - 1;
      }
    }
    size = kept;
    if (size != low.length) {
      resize(size);
    }
    return repeated;
  }

  /**
   * Sorts by the first 32 bits of the address with the library's sort of plain numbers, which is
   * several times faster than one that calls back, and then what these bits leave together.
   */
  private void sort() {
    long[] keys = new long[size];
    for (int row = 0; row < size; row++) {
      keys[row] = (long) firstBits(row) << 32 | row;
    }
    Arrays.sort(keys);
    permute(keys);
    for (int from = 0; from < size; ) {
      int to = from + 1;
      while (to < size && firstBits(to) == firstBits(from)) {
        to++;
      }
      if (to - from > LARGE_GROUP) {
        // Slower, and never quadratic, whatever order a hostile cache sends.
        it.unimi.dsi.fastutil.Arrays.mergeSort(from, to, (a, b) -> compare(a, this, b), this::swap);
      } else if (to - from > 1) {
        it.unimi.dsi.fastutil.Arrays.quickSort(from, to, (a, b) -> compare(a, this, b), this::swap);
      }
      from = to;
    }
  }

  /** The first 32 bits of an address, turned so that their signed order is the right one. */
  private int firstBits(int row) {
    return (int) ((isV6() ? high[row] : low[row]) >>> 32) ^ Integer.MIN_VALUE;
  }

  /** Puts the row that is named by the low half of each key in the key's place. */
  private void permute(long[] keys) {
    VrpColumns old = new VrpColumns(family, 0);
    old.low = low;
    old.high = high;
    old.lengths = lengths;
    old.asns = asns;
    low = new long[size];
    asns = new int[size];
    if (isV6()) {
      high = new long[size];
      lengths = new short[size];
    }
    for (int row = 0; row < size; row++) {
      int from = (int) keys[row];
      low[row] = old.low[from];
      asns[row] = old.asns[from];
      if (isV6()) {
        high[row] = old.high[from];
        lengths[row] = old.lengths[from];
      }
    }
  }

  private boolean isSorted() {
    for (int row = 1; row < size; row++) {
      if (compare(row - 1, this, row) > 0) {
        return false;
      }
    }
    return true;
  }

  private void move(int from, int to) {
    low[to] = low[from];
    asns[to] = asns[from];
    if (isV6()) {
      high[to] = high[from];
      lengths[to] = lengths[from];
    }
  }

  private void swap(int a, int b) {
    long l = low[a];
    low[a] = low[b];
    low[b] = l;
    int n = asns[a];
    asns[a] = asns[b];
    asns[b] = n;
    if (isV6()) {
      long h = high[a];
      high[a] = high[b];
      high[b] = h;
      short s = lengths[a];
      lengths[a] = lengths[b];
      lengths[b] = s;
    }
  }

  /** How many rows from {@code i} on equal those of the other columns from {@code j} on. */
  int equalRows(int i, VrpColumns other, int j) {
    int n = Math.min(size - i, other.size - j);
    n = within(n, Arrays.mismatch(low, i, i + n, other.low, j, j + n));
    n = within(n, Arrays.mismatch(asns, i, i + n, other.asns, j, j + n));
    if (isV6()) {
      n = within(n, Arrays.mismatch(high, i, i + n, other.high, j, j + n));
      n = within(n, Arrays.mismatch(lengths, i, i + n, other.lengths, j, j + n));
    }
    return n;
  }

  private static int within(int n, int mismatch) {
    return mismatch < 0 ? n : mismatch;
  }

  /** The row that equals one of the other columns, or NONE. */
  int find(VrpColumns other, int row) {
    int found = lastNotBehind(other, row);
    return found != NONE && compare(found, other, row) == 0 ? found : NONE;
  }

  /** The last row that is not behind one of the other columns, or NONE. */
  int lastNotBehind(VrpColumns other, int row) {
    return lastNotBehind(
        other.high(row), other.low(row), other.length(row), other.maxLength(row), other.asns[row]);
  }

  /** Appends rows of other columns, for which there is room. */
  void appendRows(VrpColumns from, int begin, int end) {
    int n = end - begin;
    System.arraycopy(from.low, begin, low, size, n);
    System.arraycopy(from.asns, begin, asns, size, n);
    if (isV6()) {
      System.arraycopy(from.high, begin, high, size, n);
      System.arraycopy(from.lengths, begin, lengths, size, n);
    }
    size += n;
  }

  long bytes() {
    return 8L * low.length + 8L * high.length + 2L * lengths.length + 4L * asns.length;
  }
}
