package savd.net;

/**
 * An IPv4 or IPv6 prefix; no bit beyond the length is set. Ordered by family, address, then length.
 */
public sealed interface Prefix extends Comparable<Prefix> permits Ipv4Prefix, Ipv6Prefix {
  AddressFamily family();

  /** The high half of the first address; 0 for IPv4. */
  long high();

  /** The low half of the first address; the whole address for IPv4, zero-extended. */
  long low();

  /** 0 to 32 or 0 to 128. */
  int length();

  /** Makes a prefix; bits beyond the length are an {@link IllegalArgumentException}. */
  static Prefix of(AddressFamily family, long high, long low, int length) {
    return family == AddressFamily.IPV4
        ? new Ipv4Prefix((int) low, length)
        : new Ipv6Prefix(high, low, length);
  }

  /**
   * Reads {@code address/length} (a bare address is a host prefix); throws {@link
   * IllegalArgumentException} saying why.
   */
  static Prefix parse(String text) {
    int slash = text.indexOf('/');
    IpAddress address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
    int bits = address.family().bits();
    int length = bits;
    if (slash >= 0) {
      String digits = text.substring(slash + 1);
      if (digits.isEmpty()
          || digits.length() > 3
          || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
        throw new IllegalArgumentException("not a prefix: " + text);
      }
      length = Integer.parseInt(digits);
      if (length > bits) {
        throw new IllegalArgumentException("prefix length over " + bits + ": " + text);
      }
    }
    return of(address.family(), address.high(), address.low(), length);
  }

  default IpAddress first() {
    return IpAddress.of(family(), high(), low());
  }

  default long lastHigh() {
    return high() | ~family().maskHigh(length()) & family().lastHigh();
  }

  default long lastLow() {
    return low() | ~family().maskLow(length()) & family().lastLow();
  }

  default IpAddress last() {
    return IpAddress.of(family(), lastHigh(), lastLow());
  }

  default boolean isDefault() {
    return length() == 0;
  }

  default boolean contains(IpAddress address) {
    return address.family() == family()
        && (address.high() & family().maskHigh(length())) == high()
        && (address.low() & family().maskLow(length())) == low();
  }

  /** True when {@code other} is this prefix or a more-specific of it. */
  default boolean covers(Prefix other) {
    return other.length() >= length() && contains(other.first());
  }

  @Override
  default int compareTo(Prefix other) {
    int byAddress = first().compareTo(other.first());
    return byAddress != 0 ? byAddress : Integer.compare(length(), other.length());
  }
}
