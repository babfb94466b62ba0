package savd.bgp.wire;

/**
 * Checks AS_PATH octets and notes what is in them; widens and merges the paths of two-octet
 * speakers. Reused for every UPDATE.
 */
final class AsPathReader {
  private static final int SET = 1;
  private static final int SEQUENCE = 2;
  private static final int CONFED_SEQUENCE = 3;
  private static final int CONFED_SET = 4;
  private static final int MAX_SEGMENT = 255;

  private static final int SETS = 1 << SET | 1 << CONFED_SET;
  private static final int CONFEDERATION = 1 << CONFED_SEQUENCE | 1 << CONFED_SET;

  private final int ownAsn;
  private int segmentTypes;
  private boolean zero;
  private boolean own;

  private byte[] wide = new byte[0];
  private int wideLength;

  /**
   * @param ownAsn the number whose occurrence makes a loop; 0 for none
   */
  AsPathReader(int ownAsn) {
    this.ownAsn = ownAsn;
  }

  /** Reads a path of four-octet numbers; false where it breaks the grammar (RFC 7606, 7.2). */
  boolean scan(byte[] b, int from, int end) {
    segmentTypes = 0;
    zero = false;
    own = false;
    int i = from;
    while (i < end) {
      if (end - i < 2) {
        return false;
      }
      int type = b[i];
      int count = b[i + 1] & 0xFF;
      i += 2;
      if (type < SET || type > CONFED_SET || count == 0 || 4 * count > end - i) {
        return false;
      }
      segmentTypes |= 1 << type;
      i = scanNumbers(b, i, count);
    }
    return true;
  }

  private int scanNumbers(byte[] b, int from, int count) {
    int end = from + 4 * count;
    for (int i = from; i < end; i += 4) {
      int asn = Octets.int32(b, i);
      if (asn == 0) {
        zero = true;
      } else if (asn == ownAsn) {
        own = true;
      }
    }
    return end;
  }

  /** The last path scanned holds AS 0. */
  boolean hasZero() {
    return zero;
  }

  /** The last path scanned holds our own AS. */
  boolean hasOwn() {
    return own;
  }

  /** The last path scanned holds an AS_SET or AS_CONFED_SET. */
  boolean hasSet() {
    return (segmentTypes & SETS) != 0;
  }

  /** The last path scanned holds a confederation segment. */
  boolean hasConfederation() {
    return (segmentTypes & CONFEDERATION) != 0;
  }

  /** True where a path begins with a sequence that begins with {@code asn}. */
  static boolean beginsWith(byte[] b, int from, int end, int asn) {
    return from < end && b[from] == SEQUENCE && Octets.int32(b, from + 2) == asn;
  }

  // ---- two-octet speakers (RFC 6793)

  /** The octets that {@link #widen} and {@link #merge} made, from 0 to {@link #wideLength}. */
  byte[] wide() {
    return wide;
  }

  int wideLength() {
    return wideLength;
  }

  /** Copies a path of two-octet numbers with four; false where it breaks the grammar. */
  boolean widen(byte[] b, int from, int end) {
    int most = 2 * (end - from);
    if (wide.length < most) {
      wide = new byte[most];
    }
    int to = 0;
    int i = from;
    while (i < end) {
      if (end - i < 2) {
        return false;
      }
      int type = b[i];
      int count = b[i + 1] & 0xFF;
      i += 2;
      if (type < SET || type > CONFED_SET || count == 0 || 2 * count > end - i) {
        return false;
      }
      wide[to] = (byte) type;
      wide[to + 1] = (byte) count;
      to += 2;
      for (int k = 0; k < count; k++, i += 2, to += 4) {
        Octets.put32(wide, to, Octets.u16(b, i));
      }
    }
    wideLength = to;
    return true;
  }

  /**
   * Puts the four-octet numbers of an AS4_PATH into the path widened last (RFC 6793, section
   * 4.2.3): as much of the front of AS_PATH as it is longer, then AS4_PATH. An AS4_PATH longer than
   * AS_PATH changes nothing, and confederation segments in it are skipped. Its grammar must have
   * been checked.
   */
  void merge(byte[] as4, int from, int end) {
    int front = selectionLength(wide, 0, wideLength) - selectionLength(as4, from, end);
    if (front < 0) {
      return;
    }
    byte[] merged = new byte[wideLength + end - from];
    int to = copyFront(merged, front);
    int tail = lastSegment(merged, to);
    for (int i = from; i < end; i = segmentEnd(as4, i)) {
      if (isConfederation(as4[i])) {
        continue;
      }
      int length = segmentEnd(as4, i) - i;
      if (tail >= 0 && joins(merged, tail, as4, i)) {
        merged[tail + 1] += as4[i + 1];
        System.arraycopy(as4, i + 2, merged, to, length - 2);
        to += length - 2;
      } else {
        System.arraycopy(as4, i, merged, to, length);
        tail = to;
        to += length;
      }
    }
    wide = merged;
    wideLength = to;
  }

  /** Copies segments of {@link #wide} until {@code wanted} numbers are there; where it stopped. */
  private int copyFront(byte[] merged, int wanted) {
    int to = 0;
    int left = wanted;
    for (int i = 0; i < wideLength; i = segmentEnd(wide, i)) {
      boolean confederation = isConfederation(wide[i]);
      if (left == 0 && !confederation) {
        break;
      }
      int count = wide[i + 1] & 0xFF;
      int take = wide[i] == SEQUENCE ? Math.min(count, left) : count;
      System.arraycopy(wide, i, merged, to, 2 + 4 * take);
      merged[to + 1] = (byte) take;
      to += 2 + 4 * take;
      if (take < count) {
        break;
      }
      left -= confederation ? 0 : wide[i] == SET ? 1 : take;
    }
    return to;
  }

  private static int lastSegment(byte[] path, int end) {
    int last = -1;
    for (int i = 0; i < end; i = segmentEnd(path, i)) {
      last = i;
    }
    return last;
  }

  private static boolean joins(byte[] a, int i, byte[] b, int k) {
    return a[i] == SEQUENCE
        && b[k] == SEQUENCE
        && (a[i + 1] & 0xFF) + (b[k + 1] & 0xFF) <= MAX_SEGMENT;
  }

  private static boolean isConfederation(int type) {
    return type == CONFED_SEQUENCE || type == CONFED_SET;
  }

  private static int segmentEnd(byte[] path, int at) {
    return at + 2 + 4 * (path[at + 1] & 0xFF);
  }

  /** RFC 4271, section 9.1.2.2: a set counts one; RFC 5065: confederation segments nothing. */
  private static int selectionLength(byte[] path, int from, int end) {
    int n = 0;
    for (int i = from; i < end; i = segmentEnd(path, i)) {
      n += path[i] == SEQUENCE ? path[i + 1] & 0xFF : path[i] == SET ? 1 : 0;
    }
    return n;
  }
}
