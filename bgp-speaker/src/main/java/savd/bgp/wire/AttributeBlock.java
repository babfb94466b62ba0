package savd.bgp.wire;

import java.util.Arrays;

/**
 * Collects attributes and gives them out as the canonical block of {@link savd.net.PathAttributes}.
 * Reused for every UPDATE; its arrays grow to the greatest block seen.
 */
final class AttributeBlock {
  /** Attributes begin here, so that the longest next hop and its length fit in front. */
  private static final int START = 33;

  private byte[] bytes = new byte[512];
  private byte[] sorted = new byte[0];
  private int end = START;
  private int lastType = -1;
  private boolean ascending = true;
  private int blockStart;

  void clear() {
    end = START;
    lastType = -1;
    ascending = true;
  }

  private void ensure(int more) {
    if (end + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, end + more));
    }
  }

  /** Appends whole attributes in canonical form, the types ascending from first to last. */
  void appendRun(byte[] from, int start, int stop, int firstType, int finalType) {
    int length = stop - start;
    ensure(length);
    System.arraycopy(from, start, bytes, end, length);
    end += length;
    note(firstType, finalType);
  }

  /** Appends one attribute with a header of its own, {@code flags} without the length bit. */
  void append(int flags, int type, byte[] from, int start, int length) {
    ensure(4 + length);
    end = header(bytes, end, flags, type, length);
    System.arraycopy(from, start, bytes, end, length);
    end += length;
    note(type, type);
  }

  private static int header(byte[] to, int at, int flags, int type, int length) {
    to[at + 1] = (byte) type;
    if (length > 255) {
      to[at] = (byte) (flags | AttributeRules.EXTENDED_LENGTH);
      Octets.put16(to, at + 2, length);
      return at + 4;
    }
    to[at] = (byte) flags;
    to[at + 2] = (byte) length;
    return at + 3;
  }

  private void note(int firstType, int finalType) {
    ascending &= firstType > lastType;
    lastType = finalType;
  }

  /** Puts the next hop in front; the block then lies at {@link #offset} of {@link #bytes}. */
  void finish(byte[] from, int nextHop, int nextHopLength) {
    if (!ascending) {
      sort();
    }
    blockStart = START - 1 - nextHopLength;
    bytes[blockStart] = (byte) nextHopLength;
    System.arraycopy(from, nextHop, bytes, blockStart + 1, nextHopLength);
  }

  byte[] bytes() {
    return bytes;
  }

  int offset() {
    return blockStart;
  }

  int length() {
    return end - blockStart;
  }

  /** Selection sort by type: senders that mix up the order have few attributes. */
  private void sort() {
    if (sorted.length < bytes.length) {
      sorted = new byte[bytes.length];
    }
    int to = START;
    int above = -1;
    while (to < end) {
      int at = smallestAbove(above);
      above = bytes[at + 1] & 0xFF;
      int length = attributeLength(at);
      System.arraycopy(bytes, at, sorted, to, length);
      to += length;
    }
    byte[] swap = bytes;
    bytes = sorted;
    sorted = swap;
    ascending = true;
  }

  private int smallestAbove(int type) {
    int best = -1;
    int bestType = 256;
    for (int at = START; at < end; at += attributeLength(at)) {
      int t = bytes[at + 1] & 0xFF;
      if (t > type && t < bestType) {
        bestType = t;
        best = at;
      }
    }
    return best;
  }

  private int attributeLength(int at) {
    return (bytes[at] & AttributeRules.EXTENDED_LENGTH) != 0
        ? 4 + Octets.u16(bytes, at + 2)
        : 3 + (bytes[at + 2] & 0xFF);
  }
}
