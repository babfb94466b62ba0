package savd.cetp.message;

import savd.net.IpAddress;

/** Where an edge can be reached: the address part of an RLOC. */
public sealed interface Locator {
  /**
   * An address of the underlay.
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
   * A station of an Ethernet underlay.
   *
   * @param mac the low 48 bits
   * @param vlan backbone VLAN, or -1
   */
  record Ethernet(long mac, int vlan) implements Locator {
    @Override
    public String toString() {
      StringBuilder s = new StringBuilder();
      for (int shift = 40; shift >= 0; shift -= 8) {
        s.append(shift == 40 ? "" : ":").append("%02x".formatted(mac >>> shift & 0xFF));
      }
      return vlan < 0 ? s.toString() : s + "%" + vlan;
    }
  }
}
