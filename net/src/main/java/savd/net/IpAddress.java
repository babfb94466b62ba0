package savd.net;

/**
 * An IPv4 or IPv6 address as the unsigned number {@code (high, low)}; ordered within a family, IPv4
 * before IPv6.
 */
public sealed interface IpAddress extends Comparable<IpAddress> permits Ipv4Address, Ipv6Address {
  AddressFamily family();

  long high();

  long low();

  static IpAddress of(AddressFamily family, long high, long low) {
    return family == AddressFamily.IPV4 ? new Ipv4Address((int) low) : new Ipv6Address(high, low);
  }

  /**
   * Reads an address literal; never asks a resolver. Throws {@link IllegalArgumentException} naming
   * the text.
   */
  static IpAddress parse(String text) {
    return text.indexOf(':') >= 0 ? Ipv6Address.parse(text) : Ipv4Address.parse(text);
  }

  /** The address in network byte order, 4 or 16 octets. */
  byte[] octets();

  /** Reads 4 or 16 octets in network byte order. */
  static IpAddress ofOctets(byte[] octets) {
    return switch (octets.length) {
      case 4 -> new Ipv4Address((int) longAt(octets, 0, 4));
      case 16 -> new Ipv6Address(longAt(octets, 0, 8), longAt(octets, 8, 8));
      default ->
          throw new IllegalArgumentException("an address has 4 or 16 octets, not " + octets.length);
    };
  }

  private static long longAt(byte[] octets, int offset, int count) {
    long v = 0;
    for (int i = 0; i < count; i++) {
      v = v << 8 | octets[offset + i] & 0xFF;
    }
    return v;
  }

  @Override
  default int compareTo(IpAddress other) {
    int byFamily = family().compareTo(other.family());
    if (byFamily != 0) {
      return byFamily;
    }
    int byHigh = Long.compareUnsigned(high(), other.high());
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low(), other.low());
  }
}
