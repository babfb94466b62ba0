package savd.rib;

import java.util.Arrays;
import savd.net.AddressFamily;
import savd.rib.PrefixIndex.IdVisitor;

/**
 * IPv6 prefixes in order: blocks of at most {@link #FULL} numbers, themselves in order; a tree of
 * two levels.
 *
 * <p>A block keeps the high half of every address beside the number, which nearly always decides a
 * comparison; only where two high halves are equal is the {@link PrefixTable} asked for the rest. A
 * block that is full is split in the middle, one that has become small joins its neighbour. The
 * cost of a search is logarithmic in the number of prefixes whatever they are; inserting moves at
 * most one block's entries, and once in {@link #FULL} / 2 insertions the list of blocks.
 */
final class Ipv6Order implements PrefixOrder {
  private static final int FULL = 64;

  private final PrefixTable table;

  /** The blocks: high halves, numbers, and how many. The first high half of each lies apart. */
  private long[][] highs = new long[64][];

  private int[][] ids = new int[64][];
  private int[] counts = new int[64];
  private long[] firsts = new long[64];
  private int blocks;

  /** Where {@link #locate} found, or would put, the prefix. */
  private int block;

  private int slot;

  Ipv6Order(PrefixTable table) {
    this.table = table;
  }

  private int compareTail(int id, long low, int length) {
    int byLow = Long.compareUnsigned(table.low(id), low);
    return byLow != 0 ? byLow : table.length(id) - length;
  }

  private boolean startsAfter(int b, long high, long low, int length) {
    long first = firsts[b];
    return first == high
        ? compareTail(ids[b][0], low, length) > 0
        : Long.compareUnsigned(first, high) > 0;
  }

  /**
   * Sets {@link #block} and {@link #slot} to the prefix, or to where it belongs: the slot is then
   * that of the first prefix behind it and may be one past the end of the block.
   *
   * @return true if the prefix is there
   */
  private boolean locate(long high, long low, int length) {
    int from = 0;
    int to = blocks;
    while (from < to) {
      int mid = (from + to) >>> 1;
      if (startsAfter(mid, high, low, length)) {
        to = mid;
      } else {
        from = mid + 1;
      }
    }
    block = Math.max(0, from - 1);
    if (blocks == 0) {
      slot = 0;
      return false;
    }
    return locateWithin(highs[block], ids[block], counts[block], high, low, length);
  }

  private boolean locateWithin(
      long[] blockHighs, int[] blockIds, int count, long high, long low, int length) {
    int from = 0;
    int to = count;
    while (from < to) {
      int mid = (from + to) >>> 1;
      long h = blockHighs[mid];
      int order =
          h == high ? compareTail(blockIds[mid], low, length) : Long.compareUnsigned(h, high);
      if (order == 0) {
        slot = mid;
        return true;
      }
      if (order < 0) {
        from = mid + 1;
      } else {
        to = mid;
      }
    }
    slot = from;
    return false;
  }

  @Override
  public long touch(long low) {
    // Which block it will be is only known after a search.
    return 0;
  }

  @Override
  public int find(long high, long low, int length) {
    return locate(high, low, length) ? ids[block][slot] : NONE;
  }

  // ---- changing

  @Override
  public int findOrPut(long high, long low, int length, int fresh) {
    if (locate(high, low, length)) {
      return ids[block][slot];
    }
    if (blocks == 0) {
      openBlock(0);
    } else if (counts[block] == FULL) {
      split();
    }
    int count = counts[block];
    System.arraycopy(highs[block], slot, highs[block], slot + 1, count - slot);
    System.arraycopy(ids[block], slot, ids[block], slot + 1, count - slot);
    highs[block][slot] = high;
    ids[block][slot] = fresh;
    counts[block] = count + 1;
    firsts[block] = highs[block][0];
    return fresh;
  }

  /** Makes room in the list for an empty block at {@code at}. */
  private void openBlock(int at) {
    if (blocks == counts.length) {
      int n = blocks + (blocks >>> 1);
      highs = Arrays.copyOf(highs, n);
      ids = Arrays.copyOf(ids, n);
      counts = Arrays.copyOf(counts, n);
      firsts = Arrays.copyOf(firsts, n);
    }
    System.arraycopy(highs, at, highs, at + 1, blocks - at);
    System.arraycopy(ids, at, ids, at + 1, blocks - at);
    System.arraycopy(counts, at, counts, at + 1, blocks - at);
    System.arraycopy(firsts, at, firsts, at + 1, blocks - at);
    highs[at] = new long[FULL];
    ids[at] = new int[FULL];
    counts[at] = 0;
    blocks++;
  }

  private void closeBlock(int at) {
    int behind = --blocks - at;
    System.arraycopy(highs, at + 1, highs, at, behind);
    System.arraycopy(ids, at + 1, ids, at, behind);
    System.arraycopy(counts, at + 1, counts, at, behind);
    System.arraycopy(firsts, at + 1, firsts, at, behind);
    highs[blocks] = null;
    ids[blocks] = null;
  }

  /** Moves the upper part of the full block into a new one; block and slot follow. */
  private void split() {
    // Prefixes that come in ascending order would leave half-empty blocks behind: at the very end
    // of
    // the order a split moves nothing.
    int keep = slot == FULL && block == blocks - 1 ? FULL : FULL / 2;
    openBlock(block + 1);
    int moved = FULL - keep;
    System.arraycopy(highs[block], keep, highs[block + 1], 0, moved);
    System.arraycopy(ids[block], keep, ids[block + 1], 0, moved);
    counts[block] = keep;
    counts[block + 1] = moved;
    firsts[block + 1] = highs[block + 1][0];
    if (slot > keep || keep == FULL) {
      block++;
      slot -= keep;
    }
  }

  @Override
  public void remove(long high, long low, int length) {
    locate(high, low, length);
    int count = --counts[block];
    System.arraycopy(highs[block], slot + 1, highs[block], slot, count - slot);
    System.arraycopy(ids[block], slot + 1, ids[block], slot, count - slot);
    if (count == 0) {
      closeBlock(block);
      return;
    }
    firsts[block] = highs[block][0];
    if (count <= FULL / 4) {
      if (block + 1 < blocks && count + counts[block + 1] <= FULL / 2) {
        join(block);
      } else if (block > 0 && count + counts[block - 1] <= FULL / 2) {
        join(block - 1);
      }
    }
  }

  /** Appends the block behind {@code at} to it. */
  private void join(int at) {
    System.arraycopy(highs[at + 1], 0, highs[at], counts[at], counts[at + 1]);
    System.arraycopy(ids[at + 1], 0, ids[at], counts[at], counts[at + 1]);
    counts[at] += counts[at + 1];
    closeBlock(at + 1);
  }

  // ---- neighbours in order, covers

  @Override
  public int ceiling(long high, long low, int length) {
    locate(high, low, length);
    if (blocks == 0) {
      return NONE;
    }
    if (slot < counts[block]) {
      return ids[block][slot];
    }
    return block + 1 < blocks ? ids[block + 1][0] : NONE;
  }

  @Override
  public void forEachWithin(long high, long low, int length, IdVisitor visitor) {
    long lastHigh = high | ~AddressFamily.IPV6.maskHigh(length);
    long lastLow = low | ~AddressFamily.IPV6.maskLow(length);
    locate(high, low, length);
    // The visitor may search, which moves block and slot.
    for (int b = block, from = slot; b < blocks; b++, from = 0) {
      for (int i = from; i < counts[b]; i++) {
        int byHigh = Long.compareUnsigned(highs[b][i], lastHigh);
        int id = ids[b][i];
        if (byHigh > 0 || byHigh == 0 && Long.compareUnsigned(table.low(id), lastLow) > 0) {
          return;
        }
        visitor.visit(id);
      }
    }
  }

  /**
   * As {@link Ipv4Order#longestMatch}: the floor, or else what it has in common with the address.
   */
  @Override
  public int longestMatch(long high, long low, int maxLength) {
    int length = maxLength;
    while (true) {
      long h = high & AddressFamily.IPV6.maskHigh(length);
      long l = low & AddressFamily.IPV6.maskLow(length);
      if (locate(h, l, length)) {
        return ids[block][slot];
      }
      if (slot == 0) {
        // The first block begins behind the address, or there is none.
        return NONE;
      }
      int floor = ids[block][slot - 1];
      long highDifference = highs[block][slot - 1] ^ h;
      int common =
          highDifference != 0
              ? Long.numberOfLeadingZeros(highDifference)
              : 64 + Long.numberOfLeadingZeros(table.low(floor) ^ l);
      if (table.length(floor) <= common) {
        return floor;
      }
      length = common;
    }
  }

  // ---- memory

  @Override
  public long bytes() {
    return blocks * (16L + 8 * FULL + 16 + 4 * FULL) + 20L * counts.length + 64;
  }
}
