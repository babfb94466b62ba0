package savd.net;

/**
 * An IPv4 prefix.
 *
 * @param address the first address, host order
 * @param length 0 to 32
 */
public record Ipv4Prefix(int address, int length) implements Prefix {
  public Ipv4Prefix {
    if (length < 0 || length > 32) {
      throw new IllegalArgumentException("IPv4 prefix length " + length);
    }
    if ((Integer.toUnsignedLong(address) & ~AddressFamily.IPV4.maskLow(length)) != 0) {
      throw new IllegalArgumentException(
          "bits set beyond the prefix length: " + new Ipv4Address(address) + "/" + length);
    }
  }

  @Override
  public AddressFamily family() {
    return AddressFamily.IPV4;
  }

  @Override
  public long high() {
    return 0;
  }

  @Override
  public long low() {
    return Integer.toUnsignedLong(address);
  }

  @Override
  public String toString() {
    return new Ipv4Address(address) + "/" + length;
  }
}
