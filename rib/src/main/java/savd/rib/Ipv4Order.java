package savd.rib;

import java.util.Arrays;
import savd.net.AddressFamily;
import savd.rib.PrefixIndex.IdVisitor;

/**
 * IPv4 prefixes in order: one bucket for each value of the first 16 bits of the address, a bucket
 * being a sorted array.
 *
 * <p>An entry is {@code (low 16 address bits << 6 | length) << 32 | number}; element 0 of a bucket
 * is its count. A real table has some 17 prefixes in a bucket, so a lookup is one array access and
 * a short search in two or three cache lines. A bucket that would exceed {@link #SPLIT_AT} is
 * replaced by 256 smaller ones, by the third octet of the address; those are bounded by themselves
 * (a /24 has 511 prefixes, and 127 at most begin there that are shorter), so no feed makes
 * insertion quadratic.
 *
 * <p>A prefix shorter than /16 lies in the bucket of its first address. So that covers in other
 * buckets are found, a bitmap has one bit for each possible prefix of length 0 to 15, numbered as
 * in a heap: {@code 1 << length | first length bits}.
 */
final class Ipv4Order implements PrefixOrder {
  private static final int SPLIT_AT = 192;
  private static final int SUBS = 256;

  /** Stands in {@link #buckets} for a bucket that was split. */
  private static final long[] SPLIT = new long[0];

  private final long[][] buckets = new long[1 << 16][];
  private long[][][] split;

  /** A bit for each bucket that is not null. */
  private final long[] occupied = new long[1 << 10];

  private final long[] shorts = new long[1 << 10];

  private static long key(long low, int length) {
    return (low & 0xFFFF) << 6 | length;
  }

  private static long keyOf(long entry) {
    return entry >>> 32;
  }

  private long[] bucket(long low) {
    long[] b = buckets[(int) (low >>> 16)];
    return b == SPLIT ? split[(int) (low >>> 16)][(int) (low >>> 8) & 0xFF] : b;
  }

  private void setBucket(long low, long[] bucket) {
    int top = (int) (low >>> 16);
    if (buckets[top] == SPLIT) {
      split[top][(int) (low >>> 8) & 0xFF] = bucket;
    } else {
      buckets[top] = bucket;
      if (bucket == null) {
        occupied[top >>> 6] &= ~(1L << top);
      } else {
        occupied[top >>> 6] |= 1L << top;
      }
    }
  }

  /** The place of the first entry whose key is not below {@code key}: 1 to count + 1. */
  private static int search(long[] bucket, long key) {
    int from = 1;
    int to = (int) bucket[0] + 1;
    long least = key << 32;
    while (from < to) {
      int mid = (from + to) >>> 1;
      if (bucket[mid] < least) {
        from = mid + 1;
      } else {
        to = mid;
      }
    }
    return from;
  }

  private static boolean hits(long[] bucket, int at, long key) {
    return at <= bucket[0] && keyOf(bucket[at]) == key;
  }

  @Override
  public long touch(long low) {
    long[] b = buckets[(int) (low >>> 16)];
    return b == null || b == SPLIT ? 0 : b[b.length >>> 1];
  }

  @Override
  public int find(long high, long low, int length) {
    long[] b = bucket(low);
    if (b == null) {
      return NONE;
    }
    long key = key(low, length);
    int at = search(b, key);
    return hits(b, at, key) ? (int) b[at] : NONE;
  }

  // ---- changing

  @Override
  public int findOrPut(long high, long low, int length, int fresh) {
    long[] b = bucket(low);
    long key = key(low, length);
    int at = 1;
    if (b == null) {
      b = new long[4];
      setBucket(low, b);
    } else {
      at = search(b, key);
      if (hits(b, at, key)) {
        return (int) b[at];
      }
      if (b[0] == SPLIT_AT && buckets[(int) (low >>> 16)] != SPLIT) {
        split((int) (low >>> 16));
        return findOrPut(high, low, length, fresh);
      }
    }
    int count = (int) b[0];
    long[] to = b;
    if (count + 1 == b.length) {
      // Steps of a half keep the slack near a fifth; arrays of n * 4 longs waste nothing.
      to = Arrays.copyOf(b, b.length + Math.max(4, b.length / 2 & ~3));
      setBucket(low, to);
    }
    System.arraycopy(b, at, to, at + 1, count + 1 - at);
    to[at] = key << 32 | fresh;
    to[0] = count + 1;
    if (length < 16) {
      int bit = shortBit(low, length);
      shorts[bit >>> 6] |= 1L << bit;
    }
    return fresh;
  }

  private void split(int top) {
    if (split == null) {
      split = new long[1 << 16][][];
    }
    long[] whole = buckets[top];
    long[][] subs = new long[SUBS][];
    int end = (int) whole[0] + 1;
    for (int from = 1; from < end; ) {
      int sub = (int) (keyOf(whole[from]) >>> 14);
      int to = from;
      while (to < end && (int) (keyOf(whole[to]) >>> 14) == sub) {
        to++;
      }
      long[] b = new long[to - from + 4 & ~3];
      b[0] = to - from;
      System.arraycopy(whole, from, b, 1, to - from);
      subs[sub] = b;
      from = to;
    }
    split[top] = subs;
    buckets[top] = SPLIT;
  }

  @Override
  public void remove(long high, long low, int length) {
    long[] b = bucket(low);
    int at = search(b, key(low, length));
    int count = (int) b[0];
    if (count == 1) {
      setBucket(low, null);
    } else {
      long[] to = b;
      if (b.length > 16 && count < b.length / 3) {
        to = Arrays.copyOf(b, b.length / 2 & ~3);
        setBucket(low, to);
      }
      System.arraycopy(b, at + 1, to, at, count - at);
      to[0] = count - 1;
    }
    if (length < 16) {
      int bit = shortBit(low, length);
      shorts[bit >>> 6] &= ~(1L << bit);
    }
  }

  private static int shortBit(long low, int length) {
    return 1 << length | (int) (low >>> (32 - length));
  }

  // ---- neighbours in order

  @Override
  public int ceiling(long high, long low, int length) {
    long[] b = bucket(low);
    if (b != null) {
      int at = search(b, key(low, length));
      if (at <= b[0]) {
        return (int) b[at];
      }
    }
    for (long next = after(low); next <= 0xFFFF_FFFFL; next = after(next)) {
      b = bucket(next);
      if (b != null) {
        return (int) b[1];
      }
    }
    return NONE;
  }

  /** The first address of the bucket behind the one of {@code low}; 2^32 behind the last. */
  private long after(long low) {
    int top = (int) (low >>> 16);
    if (buckets[top] == SPLIT && (low & 0xFF00) != 0xFF00) {
      return (low | 0xFF) + 1;
    }
    int word = ++top >>> 6;
    long bits = word == occupied.length ? 0 : occupied[word] & -1L << top;
    while (bits == 0) {
      if (++word >= occupied.length) {
        return 1L << 32;
      }
      bits = occupied[word];
    }
    return (long) (word << 6 | Long.numberOfTrailingZeros(bits)) << 16;
  }

  @Override
  public void forEachWithin(long high, long low, int length, IdVisitor visitor) {
    long last = low | ~AddressFamily.IPV4.maskLow(length) & 0xFFFF_FFFFL;
    int first = 1;
    long[] b = bucket(low);
    if (b != null) {
      first = search(b, key(low, length));
    }
    for (long at = low; at <= last; at = after(at), first = 1) {
      b = bucket(at);
      if (b == null) {
        continue;
      }
      long end = at >>> 16 == last >>> 16 ? key(last, 63) : Long.MAX_VALUE;
      for (int i = first; i <= b[0] && keyOf(b[i]) <= end; i++) {
        visitor.visit((int) b[i]);
      }
    }
  }

  // ---- covers

  /**
   * The last prefix not behind (low, length), if it covers that, is the longest cover. If it does
   * not, any cover lies before it and so covers it too: it is no longer than what the two addresses
   * have in common, and the search goes on with that. Each round shortens the length.
   */
  @Override
  public int longestMatch(long high, long low, int maxLength) {
    int length = maxLength;
    while (length >= 16) {
      long address = low & AddressFamily.IPV4.maskLow(length);
      long[] b = bucket(address);
      int at = b == null ? 0 : floor(b, key(address, length));
      if (at == 0) {
        // Nothing before it in this bucket. In one that was split, covers shorter than /24 are in
        // the bucket of their own first address.
        length = nextLength(address, length);
        continue;
      }
      long key = keyOf(b[at]);
      int common = 16 + Integer.numberOfLeadingZeros((int) ((key >>> 6 ^ address) & 0xFFFF) << 16);
      int found = (int) key & 0x3F;
      if (found <= common) {
        return (int) b[at];
      }
      length = common;
    }
    return shortMatch(low, length);
  }

  private int nextLength(long address, int length) {
    if (buckets[(int) (address >>> 16)] != SPLIT) {
      return 15;
    }
    return Math.min(length - 1, 23);
  }

  private static int floor(long[] bucket, long key) {
    return search(bucket, key + 1) - 1;
  }

  private int shortMatch(long low, int maxLength) {
    for (int length = maxLength; length >= 0; length--) {
      int bit = shortBit(low, length);
      if ((shorts[bit >>> 6] & 1L << bit) != 0) {
        return find(0, low & AddressFamily.IPV4.maskLow(length), length);
      }
    }
    return NONE;
  }

  // ---- memory

  @Override
  public long bytes() {
    long bytes = 4L * buckets.length + 8L * (shorts.length + occupied.length) + 64;
    for (int top = 0; top < buckets.length; top++) {
      if (buckets[top] == SPLIT) {
        bytes += 16 + 4L * SUBS;
        for (long[] b : split[top]) {
          bytes += b == null ? 0 : 16 + 8L * b.length;
        }
      } else if (buckets[top] != null) {
        bytes += 16 + 8L * buckets[top].length;
      }
    }
    return bytes + (split == null ? 0 : 16 + 4L * split.length);
  }
}
