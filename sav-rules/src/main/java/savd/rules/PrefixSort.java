package savd.rules;

import java.util.Arrays;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.rib.PrefixIndex;

/** Sorts prefix numbers into the order of their prefixes: address, then length. */
final class PrefixSort {
  private static final int ID_BITS = 26;

  private PrefixSort() {}

  static void sort(PrefixIndex index, int[] ids, int n) {
    if (n < 2) {
      return;
    }
    if (index.family() == AddressFamily.IPV4 && index.capacity() <= 1 << ID_BITS) {
      packed(index, ids, n);
    } else {
      merge(index, ids, ids.clone(), 0, n);
    }
  }

  /** Address, length and number of an IPv4 prefix in one word each, in the order of the words. */
  private static void packed(PrefixIndex index, int[] ids, int n) {
    long[] words = new long[n];
    for (int i = 0; i < n; i++) {
      int id = ids[i];
      words[i] =
          (index.low(id) << 32 | (long) (index.length(id) & 63) << ID_BITS | id) ^ Long.MIN_VALUE;
    }
    Arrays.sort(words);
    for (int i = 0; i < n; i++) {
      ids[i] = (int) words[i] & (1 << ID_BITS) - 1;
    }
  }

  /** Sorts {@code [from, to)} of {@code ids}; {@code work} begins as a copy. */
  private static void merge(PrefixIndex index, int[] ids, int[] work, int from, int to) {
    if (to - from < 12) {
      insertion(index, ids, from, to);
      return;
    }
    int mid = (from + to) >>> 1;
    merge(index, work, ids, from, mid);
    merge(index, work, ids, mid, to);
    int a = from;
    int b = mid;
    for (int i = from; i < to; i++) {
      boolean first = b >= to || (a < mid && compare(index, work[a], work[b]) <= 0);
      ids[i] = first ? work[a++] : work[b++];
    }
  }

  private static void insertion(PrefixIndex index, int[] ids, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      int id = ids[i];
      int j = i - 1;
      while (j >= from && compare(index, ids[j], id) > 0) {
        ids[j + 1] = ids[j];
        j--;
      }
      ids[j + 1] = id;
    }
  }

  static int compare(PrefixIndex index, int a, int b) {
    int byAddress = AddressRanges.compare(index.high(a), index.low(a), index.high(b), index.low(b));
    return byAddress != 0 ? byAddress : Integer.compare(index.length(a), index.length(b));
  }
}
