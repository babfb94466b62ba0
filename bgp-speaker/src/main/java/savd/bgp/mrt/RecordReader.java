package savd.bgp.mrt;

import savd.net.AddressFamily;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.net.Ipv6Address;

/** Reads fields of one record in order; a field beyond its end is a {@link MrtFormatException}. */
final class RecordReader {
  private byte[] bytes;
  private int at;
  private int end;

  void reset(byte[] record, int from, int to) {
    bytes = record;
    at = from;
    end = to;
  }

  byte[] bytes() {
    return bytes;
  }

  int at() {
    return at;
  }

  int end() {
    return end;
  }

  int left() {
    return end - at;
  }

  /** Steps over octets and returns where they begin. */
  int skip(int octets) throws MrtFormatException {
    if (octets > end - at) {
      throw new MrtFormatException(
          octets + " octets expected where " + (end - at) + " are left of the record");
    }
    int from = at;
    at += octets;
    return from;
  }

  int u8() throws MrtFormatException {
    return bytes[skip(1)] & 0xFF;
  }

  int u16() throws MrtFormatException {
    int i = skip(2);
    return (bytes[i] & 0xFF) << 8 | bytes[i + 1] & 0xFF;
  }

  int int32() throws MrtFormatException {
    return u16() << 16 | u16();
  }

  private long int64() throws MrtFormatException {
    return (long) int32() << 32 | int32() & 0xFFFF_FFFFL;
  }

  /** An AS number of two or four octets. */
  int asn(boolean fourOctets) throws MrtFormatException {
    return fourOctets ? int32() : u16();
  }

  IpAddress address(AddressFamily family) throws MrtFormatException {
    return switch (family) {
      case IPV4 -> new Ipv4Address(int32());
      case IPV6 -> new Ipv6Address(int64(), int64());
    };
  }

  /** The high half of an address whose first {@code octets} octets are at {@code from}. */
  static long high(byte[] b, AddressFamily family, int from, int octets, int length) {
    return family == AddressFamily.IPV4
        ? 0
        : left64(b, from, Math.min(octets, 8)) & family.maskHigh(length);
  }

  /** The low half of the same address, bits beyond {@code length} cleared. */
  static long low(byte[] b, AddressFamily family, int from, int octets, int length) {
    return family == AddressFamily.IPV4
        ? left64(b, from, octets) >>> 32 & family.maskLow(length)
        : left64(b, from + 8, octets - 8) & family.maskLow(length);
  }

  private static long left64(byte[] b, int from, int octets) {
    long v = 0;
    for (int k = 0; k < octets; k++) {
      v |= (b[from + k] & 0xFFL) << (56 - 8 * k);
    }
    return v;
  }
}
