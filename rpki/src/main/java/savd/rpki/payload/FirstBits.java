package savd.rpki.payload;

import savd.net.AddressFamily;

/**
 * Where the rows of each value of the first 16 bits of an address begin. A table of routes is
 * validated in the order in which routes came, so nearly every search starts in cold memory; this
 * one quarter of a megabyte stays warm and leaves a search a handful of rows.
 */
final class FirstBits {
  /** As many searches, and rows, make the walk over all rows that builds it worth it. */
  static final int WORTH_IT = 4096;

  private static final int BITS = 16;

  private final boolean isV6;
  private final int[] begins = new int[(1 << BITS) + 1];

  FirstBits(VrpColumns columns) {
    isV6 = columns.family() == AddressFamily.IPV6;
    int next = 0;
    for (int row = 0; row < columns.size(); row++) {
      int value = value(columns.high(row), columns.low(row));
      while (next <= value) {
        begins[next++] = row;
      }
    }
    while (next < begins.length) {
      begins[next++] = columns.size();
    }
  }

  private int value(long high, long low) {
    return (int) (isV6 ? high >>> 64 - BITS : low >>> 32 - BITS);
  }

  /** The first row that is not before all addresses with the same first bits. */
  int begin(long high, long low) {
    return begins[value(high, low)];
  }

  /** The first row that is behind all of them. */
  int end(long high, long low) {
    return begins[value(high, low) + 1];
  }

  long bytes() {
    return 4L * begins.length;
  }
}
