package savd.rib;

import java.util.Arrays;

/**
 * Blocks of octets in pages, addressed by place: the offset in units of four octets, so that an int
 * reaches 8 GiB.
 *
 * <p>Sizes are rounded to units up to {@link #FINE} octets and to quarters of a power of two above
 * (at most a fifth is lost). A freed block waits in the list of its class; the space of a class
 * never goes to another one.
 */
final class BlockStore {
  private static final int PAGE_SHIFT = 18;
  private static final int PAGE_BYTES = 1 << PAGE_SHIFT;
  private static final int UNIT_SHIFT = 2;
  private static final int FINE = 512;
  private static final int NONE = -1;

  /** The longest block: a path attributes field of 65535 octets, its next hop and some room. */
  private static final int MAX_LENGTH = PAGE_BYTES / 2;

  private byte[][] pages = new byte[16][];
  private int pageCount;
  private int used = PAGE_BYTES;
  private final int[] free = new int[classOf(MAX_LENGTH) + 1];

  BlockStore() {
    Arrays.fill(free, NONE);
  }

  byte[] page(int place) {
    return pages[place >>> PAGE_SHIFT - UNIT_SHIFT];
  }

  int at(int place) {
    return place << UNIT_SHIFT & PAGE_BYTES - 1;
  }

  private static int classOf(int length) {
    if (length <= FINE) {
      return length + 3 >>> 2;
    }
    int exponent = 31 - Integer.numberOfLeadingZeros(length - 1);
    int quarter = length - 1 >>> exponent - 2 & 3;
    return FINE / 4 + 1 + (exponent - 9) * 4 + quarter;
  }

  private static int classBytes(int sizeClass) {
    if (sizeClass <= FINE / 4) {
      return sizeClass << 2;
    }
    int n = sizeClass - FINE / 4 - 1;
    return (n & 3) + 5 << n / 4 + 7;
  }

  /** Copies a block of 1 to {@link #MAX_LENGTH} octets in and returns its place. */
  int put(byte[] bytes, int offset, int length) {
    if (length < 1 || length > MAX_LENGTH) {
      throw new IllegalArgumentException("attribute block of " + length + " octets");
    }
    int sizeClass = classOf(length);
    int place = free[sizeClass];
    if (place == NONE) {
      place = extend(classBytes(sizeClass));
    } else {
      free[sizeClass] = link(page(place), at(place));
    }
    System.arraycopy(bytes, offset, page(place), at(place), length);
    return place;
  }

  private int extend(int size) {
    if (used + size > PAGE_BYTES) {
      if (pageCount == pages.length) {
        pages = Arrays.copyOf(pages, pageCount * 2);
      }
      pages[pageCount++] = new byte[PAGE_BYTES];
      used = 0;
    }
    int place = (pageCount - 1) << PAGE_SHIFT - UNIT_SHIFT | used >>> UNIT_SHIFT;
    used += size;
    return place;
  }

  void free(int place, int length) {
    int sizeClass = classOf(length);
    byte[] page = page(place);
    int at = at(place);
    int next = free[sizeClass];
    page[at] = (byte) (next >>> 24);
    page[at + 1] = (byte) (next >>> 16);
    page[at + 2] = (byte) (next >>> 8);
    page[at + 3] = (byte) next;
    free[sizeClass] = place;
  }

  private static int link(byte[] page, int at) {
    return page[at] << 24
        | (page[at + 1] & 0xFF) << 16
        | (page[at + 2] & 0xFF) << 8
        | page[at + 3] & 0xFF;
  }

  long bytes() {
    return pageCount * (PAGE_BYTES + 16L) + 4L * pages.length + 4L * free.length;
  }
}
