package savd.rules;

import savd.net.AddressRanges;
import savd.rib.PrefixIndex;

/** Sorts prefix numbers into the order of their prefixes: address, then length. */
final class PrefixSort {
  private PrefixSort() {}

  static void sort(PrefixIndex index, int[] ids, int n) {
    if (n > 1) {
      merge(index, ids, ids.clone(), 0, n);
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
