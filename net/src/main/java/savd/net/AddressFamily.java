package savd.net;

/**
 * The two address families savd filters, with their numbers of RFC 4760 (AFI). The subsequent
 * family is always unicast.
 */
public enum AddressFamily {
  IPV4(1, 32),
  IPV6(2, 128);

  private final int afi;
  private final int bits;

  AddressFamily(int afi, int bits) {
    this.afi = afi;
    this.bits = bits;
  }

  public int afi() {
    return afi;
  }

  /** Address length in bits: 32 or 128. */
  public int bits() {
    return bits;
  }

  /** The network mask of a prefix length as the high 64 bits of {@code (high, low)}; 0 for IPv4. */
  public long maskHigh(int length) {
    if (this == IPV4 || length == 0) {
      return 0;
    }
    return length >= 64 ? -1L : -1L << (64 - length);
  }

  /** The network mask of a prefix length as the low 64 bits of {@code (high, low)}. */
  public long maskLow(int length) {
    if (this == IPV4) {
      return length == 0 ? 0 : (-1L << (32 - length)) & 0xFFFF_FFFFL;
    }
    return length <= 64 ? 0 : -1L << (128 - length);
  }

  /** The high half of the family's last address. */
  public long lastHigh() {
    return this == IPV4 ? 0 : -1L;
  }

  /** The low half of the family's last address. */
  public long lastLow() {
    return this == IPV4 ? 0xFFFF_FFFFL : -1L;
  }
}
