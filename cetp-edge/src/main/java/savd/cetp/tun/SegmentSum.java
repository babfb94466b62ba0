package savd.cetp.tun;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import savd.cetp.packet.Checksum;

/** The Internet checksum (RFC 1071) of what lies outside the heap. */
final class SegmentSum {
  private static final boolean SWAPPED = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  private SegmentSum() {}

  /**
   * The sum, 16 bits, of much data. Words are added as the machine has them, which comes out the
   * same but for the order of the two octets (RFC 1071, section 2B), and in a loop as plain as
   * this, which the compiler makes vector instructions of: three times as fast as the other.
   */
  static int of(MemorySegment m, int offset, int length) {
    MemorySegment all = m.asSlice(offset, length);
    long s = 0;
    int words = length >> 2;
    for (int i = 0; i < words; i++) {
      s += all.get(ValueLayout.JAVA_INT_UNALIGNED, 4L * i) & 0xFFFF_FFFFL;
    }
    int at = 4 * words;
    if (length - at >= 2) {
      s += all.get(ValueLayout.JAVA_SHORT_UNALIGNED, at) & 0xFFFF;
      at += 2;
    }
    if (at < length) {
      int last = all.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
      s += SWAPPED ? last : last << 8;
    }
    int sum = Checksum.fold(s);
    return SWAPPED ? (sum & 0xFF) << 8 | sum >>> 8 : sum;
  }
}
