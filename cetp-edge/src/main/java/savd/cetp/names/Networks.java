package savd.cetp.names;

import savd.net.AddressFamily;
import savd.net.IpAddress;
import savd.net.Ipv6Address;
import savd.net.Prefix;

/** What one and the same machine, or one and the same customer, may have of addresses. */
final class Networks {
  private static final int IPV4_NETWORK = 24;
  private static final int IPV6_NETWORK = 48;
  private static final int IPV6_LINK = 64;

  private Networks() {}

  /** A machine: an IPv4 address, or the link an IPv6 address is on. */
  static Prefix machine(IpAddress address) {
    // Stations of Ethernet are known by their link-local addresses: each is a machine.
    boolean whole = !(address instanceof Ipv6Address a) || a.isLinkLocal();
    return around(address, whole ? address.family().bits() : IPV6_LINK);
  }

  /** A network: a /24, or for IPv6 what a site gets, a /48. */
  static Prefix network(IpAddress address) {
    return around(address, address.family() == AddressFamily.IPV4 ? IPV4_NETWORK : IPV6_NETWORK);
  }

  private static Prefix around(IpAddress address, int length) {
    AddressFamily family = address.family();
    return Prefix.of(
        family,
        address.high() & family.maskHigh(length),
        address.low() & family.maskLow(length),
        length);
  }
}
