package savd.rules;

import java.util.Arrays;
import savd.rib.PrefixIndex.IdVisitor;

/**
 * A set of small numbers as a bitmap in pages that exist only where a member is: a thousand lists
 * of a hundred prefixes each cost a page each, not a thousand full bitmaps.
 */
final class IdSet {
  private static final int PAGE_BITS = 12;
  private static final int PAGE_WORDS = 1 << (PAGE_BITS - 6);

  private long[][] pages = new long[0][];
  private int size;

  boolean contains(int id) {
    int p = id >>> PAGE_BITS;
    if (p >= pages.length || pages[p] == null) {
      return false;
    }
    return (pages[p][id >>> 6 & PAGE_WORDS - 1] >>> id & 1) != 0;
  }

  /** True when the number was not there before. */
  boolean add(int id) {
    int p = id >>> PAGE_BITS;
    if (p >= pages.length) {
      pages = Arrays.copyOf(pages, Math.max(p + 1, pages.length + (pages.length >> 1)));
    }
    long[] page = pages[p];
    if (page == null) {
      page = new long[PAGE_WORDS];
      pages[p] = page;
    }
    int w = id >>> 6 & PAGE_WORDS - 1;
    long bit = 1L << id;
    if ((page[w] & bit) != 0) {
      return false;
    }
    page[w] |= bit;
    size++;
    return true;
  }

  /** True when the number was there. */
  boolean remove(int id) {
    if (!contains(id)) {
      return false;
    }
    pages[id >>> PAGE_BITS][id >>> 6 & PAGE_WORDS - 1] &= ~(1L << id);
    size--;
    if (size == 0) {
      pages = new long[0][];
    }
    return true;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void clear() {
    pages = new long[0][];
    size = 0;
  }

  /** Visits members in ascending order; the visitor may remove the member it is given. */
  void forEach(IdVisitor visitor) {
    long[][] all = pages;
    for (int p = 0; p < all.length; p++) {
      long[] page = all[p];
      if (page == null) {
        continue;
      }
      for (int w = 0; w < PAGE_WORDS; w++) {
        for (long bits = page[w]; bits != 0; bits &= bits - 1) {
          visitor.visit((p << PAGE_BITS) + (w << 6) + Long.numberOfTrailingZeros(bits));
        }
      }
    }
  }
}
