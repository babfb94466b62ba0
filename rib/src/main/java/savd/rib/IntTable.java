package savd.rib;

import java.util.Arrays;

/**
 * Rows of a fixed number of integers, in pages. Rows are numbered from 0 and handed out with {@link
 * #add}; freed numbers are the caller's to chain and use again.
 *
 * <p>A row lies in one page, so a reader fetches {@code page(row)} and {@code at(row)} once and
 * touches one or two cache lines. Growing adds a page: nothing is copied but the list of pages.
 */
final class IntTable {
  private static final int SHIFT = 11;
  private static final int ROWS = 1 << SHIFT;
  private static final int MASK = ROWS - 1;

  private final int stride;
  private int[][] pages = new int[16][];
  private int pageCount;
  private int rows;

  IntTable(int stride) {
    this.stride = stride;
  }

  /** The page a row lies in. */
  int[] page(int row) {
    return pages[row >>> SHIFT];
  }

  /** Where a row begins in its page. */
  int at(int row) {
    return (row & MASK) * stride;
  }

  int get(int row, int column) {
    return pages[row >>> SHIFT][(row & MASK) * stride + column];
  }

  void set(int row, int column, int value) {
    pages[row >>> SHIFT][(row & MASK) * stride + column] = value;
  }

  /** How many rows have been handed out. */
  int rows() {
    return rows;
  }

  /** Hands out one more row, all zero. */
  int add() {
    if (rows >>> SHIFT == pageCount) {
      if (rows > Integer.MAX_VALUE - ROWS) {
        throw new IllegalStateException("a table of the RIB is full");
      }
      if (pageCount == pages.length) {
        pages = Arrays.copyOf(pages, pageCount * 2);
      }
      pages[pageCount++] = new int[ROWS * stride];
    }
    return rows++;
  }

  /** Octets of memory held. */
  long bytes() {
    return pageCount * (4L * ROWS * stride + 16) + 4L * pages.length + 16;
  }
}
