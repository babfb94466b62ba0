package savd.cetp.packet;

import java.nio.ByteBuffer;

/** The Internet checksum (RFC 1071) and its changes (RFC 1624). Sums are of 16-bit words. */
public final class Checksum {
  private Checksum() {}

  /**
   * Adds {@code length} octets at {@code offset} to a sum; an odd last octet counts as the high one
   * of a word.
   *
   * @param b big endian
   */
  public static long add(long sum, ByteBuffer b, int offset, int length) {
    long s = sum;
    int at = offset;
    int end = offset + length;
    while (end - at >= 32) {
      long w0 = b.getLong(at);
      long w1 = b.getLong(at + 8);
      long w2 = b.getLong(at + 16);
      long w3 = b.getLong(at + 24);
      s += (w0 >>> 32) + (w0 & 0xFFFF_FFFFL) + (w1 >>> 32) + (w1 & 0xFFFF_FFFFL);
      s += (w2 >>> 32) + (w2 & 0xFFFF_FFFFL) + (w3 >>> 32) + (w3 & 0xFFFF_FFFFL);
      at += 32;
    }
    while (end - at >= 4) {
      s += b.getInt(at) & 0xFFFF_FFFFL;
      at += 4;
    }
    if (end - at >= 2) {
      s += b.getShort(at) & 0xFFFF;
      at += 2;
    }
    return at < end ? s + ((b.get(at) & 0xFF) << 8) : s;
  }

  /** Brings a sum to 16 bits. */
  public static int fold(long sum) {
    long s = (sum >>> 32) + (sum & 0xFFFF_FFFFL);
    s = (s >>> 16) + (s & 0xFFFF);
    s = (s >>> 16) + (s & 0xFFFF);
    s = (s >>> 16) + (s & 0xFFFF);
    return (int) s;
  }

  /** The checksum of what was summed. */
  public static int of(long sum) {
    return ~fold(sum) & 0xFFFF;
  }

  /** The checksum after {@code sum}, of 16 bits, came to what it covers. */
  public static int plus(int checksum, int sum) {
    return of((~checksum & 0xFFFF) + (long) sum);
  }

  /** The checksum after {@code sum}, of 16 bits, left what it covers. */
  public static int minus(int checksum, int sum) {
    return of((~checksum & 0xFFFF) + (long) (~sum & 0xFFFF));
  }

  /** The sum of an IPv4 address. */
  public static long ofAddress(int address) {
    return (address >>> 16) + (address & 0xFFFF);
  }

  /** The sum of an IPv6 address. */
  public static long ofAddress(long high, long low) {
    return (high >>> 32) + (high & 0xFFFF_FFFFL) + (low >>> 32) + (low & 0xFFFF_FFFFL);
  }
}
