package savd.pisav.wire;

/** Numbers in network byte order. */
final class Octets {
  private Octets() {}

  static int uint16(byte[] b, int at) {
    return (b[at] & 0xFF) << 8 | b[at + 1] & 0xFF;
  }

  static int int32(byte[] b, int at) {
    return uint16(b, at) << 16 | uint16(b, at + 2);
  }

  static long uint32(byte[] b, int at) {
    return int32(b, at) & 0xFFFF_FFFFL;
  }

  static long int64(byte[] b, int at) {
    return (long) int32(b, at) << 32 | uint32(b, at + 4);
  }
}
