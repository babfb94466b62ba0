package savd.cetp.message;

import savd.net.IpAddress;
import savd.net.Ipv6Address;

/**
 * Where an edge can be reached, and how: the address part of an RLOC. The slides name three ways to
 * carry CETP ("How to carry CETP over Internet"); each is a kind of locator.
 */
public sealed interface Locator {
  /**
   * By UDP.
   *
   * @param port UDP port where it is not the well-known one, else 0
   */
  record Ip(IpAddress address, int port) implements Locator {
    @Override
    public String toString() {
      return port == 0 ? address.toString() : "[" + address + "]:" + port;
    }
  }

  /**
   * Directly over IP, as a protocol of its own. In elements of RLOCs with a port and in destination
   * URLs it is the port 0, which no UDP port can be.
   */
  record Direct(IpAddress address) implements Locator {
    @Override
    public String toString() {
      return "ip:" + address;
    }
  }

  /**
   * A station of an Ethernet underlay.
   *
   * @param mac the low 48 bits
   * @param vlan backbone VLAN (IEEE 802.1ah), or -1
   */
  record Ethernet(long mac, int vlan) implements Locator {
    /** The first half of all addresses of stations. */
    public static final long LINK_LOCAL = 0xFE80L << 48;

    private static final long UNIVERSAL = 1L << 57;

    /** The station whose {@link #address()} this is. */
    public static Ethernet of(IpAddress linkLocal, int vlan) {
      long low = linkLocal.low() ^ UNIVERSAL;
      return new Ethernet(low >>> 40 << 24 | low & 0xFF_FFFF, vlan);
    }

    /** Six octets in hexadecimal, with colons between. */
    public static Ethernet parse(String mac, int vlan) {
      if (!mac.matches("(?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}")) {
        throw new IllegalArgumentException("not a MAC address: " + mac);
      }
      return new Ethernet(Long.parseLong(mac.replace(":", ""), 16), vlan);
    }

    /** The link-local IPv6 address of a station with this MAC (RFC 4291, appendix A). */
    @Override
    public IpAddress address() {
      return new Ipv6Address(LINK_LOCAL, interfaceIdentifier(mac));
    }

    /** The second half of the address of the station with this MAC. */
    public static long interfaceIdentifier(long mac) {
      return (mac >>> 24 << 40 | 0xFF_FE00_0000L | mac & 0xFF_FFFF) ^ UNIVERSAL;
    }

    @Override
    public String toString() {
      StringBuilder s = new StringBuilder();
      for (int shift = 40; shift >= 0; shift -= 8) {
        s.append(shift == 40 ? "" : ":").append("%02x".formatted(mac >>> shift & 0xFF));
      }
      return vlan < 0 ? s.toString() : s + "%" + vlan;
    }
  }

  /** What it is known by wherever sources are counted and remembered, however it is reached. */
  IpAddress address();

  /** Whether messages can go between this and another: the same carriage, family, VLAN. */
  default boolean reaches(Locator other) {
    return switch (this) {
      case Ip ip -> other instanceof Ip o && ip.address.family() == o.address.family();
      case Direct d -> other instanceof Direct o && d.address.family() == o.address.family();
      case Ethernet e -> other instanceof Ethernet o && e.vlan == o.vlan;
    };
  }

  /** Whether it is the same station, reached the same way; ports do not matter. */
  default boolean isSameStation(Locator other) {
    return reaches(other) && address().equals(other.address());
  }
}
