package savd.net;

/**
 * An IPv6 prefix.
 *
 * @param high the first 64 bits of the first address
 * @param low the last 64 bits of the first address
 * @param length 0 to 128
 */
public record Ipv6Prefix(long high, long low, int length) implements Prefix {
  public Ipv6Prefix {
    if (length < 0 || length > 128) {
      throw new IllegalArgumentException("IPv6 prefix length " + length);
    }
    if ((high & ~AddressFamily.IPV6.maskHigh(length)) != 0
        || (low & ~AddressFamily.IPV6.maskLow(length)) != 0) {
      throw new IllegalArgumentException(
          "bits set beyond the prefix length: " + new Ipv6Address(high, low) + "/" + length);
    }
  }

  @Override
  public AddressFamily family() {
    return AddressFamily.IPV6;
  }

  @Override
  public String toString() {
    return new Ipv6Address(high, low) + "/" + length;
  }
}
