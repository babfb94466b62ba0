package savd.bgp.wire;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import savd.net.Asn;
import savd.net.PathAttributes;

/**
 * Attributes of a block in the form a session takes: with NEXT_HOP in its place, without what stays
 * inside an AS, and with AS numbers of two octets where the peer has no others (RFC 6793).
 */
final class AttributeWriter {
  private final boolean internal;
  private final boolean fourOctetAs;
  private byte[] bytes = new byte[512];
  private int length;

  AttributeWriter(SessionParameters parameters) {
    internal = parameters.isInternal();
    fourOctetAs = parameters.fourOctetAs();
  }

  int length() {
    return length;
  }

  void copyTo(ByteBuf out) {
    out.writeBytes(bytes, 0, length);
  }

  /**
   * Writes the attributes of the block.
   *
   * @param withNextHop the block's next hop goes into NEXT_HOP
   */
  void write(byte[] b, int offset, int blockLength, boolean withNextHop) {
    length = 0;
    int end = offset + blockLength;
    int at = offset + 1 + (b[offset] & 0xFF);
    boolean nextHopDue = withNextHop;
    byte[] as4Path = new byte[0];
    byte[] as4Aggregator = new byte[0];
    while (at < end) {
      int type = b[at + 1] & 0xFF;
      int valueAt = PathAttributes.valueOffset(b, at);
      int next = valueAt + PathAttributes.valueLength(b, at);
      if (nextHopDue && type > AttributeRules.NEXT_HOP) {
        nextHop(b, offset);
        nextHopDue = false;
      }
      if (type > AttributeRules.AS4_AGGREGATOR) {
        companions(as4Path, as4Aggregator);
        as4Path = as4Aggregator = new byte[0];
      }
      if (!fourOctetAs && type == PathAttributes.AS_PATH) {
        byte[] wide = Arrays.copyOfRange(b, valueAt, next);
        byte[] narrow = narrowPath(wide);
        put(b[at] & 0xE0, type, narrow);
        as4Path = isNarrow(wide) ? new byte[0] : withoutConfederation(wide);
      } else if (!fourOctetAs && type == PathAttributes.AGGREGATOR) {
        byte[] wide = Arrays.copyOfRange(b, valueAt, next);
        put(b[at] & 0xE0, type, narrowAggregator(wide));
        as4Aggregator = Octets.u16(wide, 0) == 0 ? new byte[0] : wide;
      } else if (internal || !staysInside(type)) {
        copy(b, at, next);
      }
      at = next;
    }
    if (nextHopDue) {
      nextHop(b, offset);
    }
    companions(as4Path, as4Aggregator);
  }

  private static boolean staysInside(int type) {
    return type == PathAttributes.LOCAL_PREF
        || type == PathAttributes.ORIGINATOR_ID
        || type == PathAttributes.CLUSTER_LIST;
  }

  private void nextHop(byte[] b, int offset) {
    put(
        AttributeRules.TRANSITIVE,
        AttributeRules.NEXT_HOP,
        Arrays.copyOfRange(b, offset + 1, offset + 5));
  }

  private void companions(byte[] as4Path, byte[] as4Aggregator) {
    int flags = AttributeRules.OPTIONAL | AttributeRules.TRANSITIVE;
    if (as4Path.length > 0) {
      put(flags, AttributeRules.AS4_PATH, as4Path);
    }
    if (as4Aggregator.length > 0) {
      put(flags, AttributeRules.AS4_AGGREGATOR, as4Aggregator);
    }
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }

  private void copy(byte[] b, int from, int end) {
    ensure(end - from);
    System.arraycopy(b, from, bytes, length, end - from);
    length += end - from;
  }

  private void put(int flags, int type, byte[] value) {
    ensure(4 + value.length);
    bytes[length + 1] = (byte) type;
    if (value.length > 255) {
      bytes[length] = (byte) (flags | AttributeRules.EXTENDED_LENGTH);
      Octets.put16(bytes, length + 2, value.length);
      length += 4;
    } else {
      bytes[length] = (byte) flags;
      bytes[length + 2] = (byte) value.length;
      length += 3;
    }
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
  }

  // ---- two-octet speakers

  private static int narrow(int asn) {
    return asn >>> 16 == 0 ? asn : Asn.TRANS.value();
  }

  private static byte[] narrowPath(byte[] wide) {
    byte[] narrow = new byte[wide.length];
    int to = 0;
    for (int i = 0; i < wide.length; ) {
      int count = wide[i + 1] & 0xFF;
      narrow[to++] = wide[i++];
      narrow[to++] = wide[i++];
      for (int k = 0; k < count; k++, i += 4, to += 2) {
        Octets.put16(narrow, to, narrow(Octets.int32(wide, i)));
      }
    }
    return Arrays.copyOf(narrow, to);
  }

  private static byte[] narrowAggregator(byte[] wide) {
    byte[] narrow = Arrays.copyOfRange(wide, 2, 8);
    Octets.put16(narrow, 0, narrow(Octets.int32(wide, 0)));
    return narrow;
  }

  private static boolean isNarrow(byte[] wide) {
    for (int i = 0; i < wide.length; ) {
      int count = wide[i + 1] & 0xFF;
      i += 2;
      for (int k = 0; k < count; k++, i += 4) {
        if (Octets.u16(wide, i) != 0) {
          return false;
        }
      }
    }
    return true;
  }

  /** RFC 6793, section 3: confederation segments are not for AS4_PATH. */
  private static byte[] withoutConfederation(byte[] wide) {
    byte[] kept = new byte[wide.length];
    int to = 0;
    for (int i = 0; i < wide.length; ) {
      int size = 2 + 4 * (wide[i + 1] & 0xFF);
      if (wide[i] <= 2) {
        System.arraycopy(wide, i, kept, to, size);
        to += size;
      }
      i += size;
    }
    return Arrays.copyOf(kept, to);
  }
}
