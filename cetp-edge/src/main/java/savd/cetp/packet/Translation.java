package savd.cetp.packet;

import java.nio.ByteBuffer;

/**
 * ICMP errors carry the head of a packet as the far host saw it: here it is made what the near host
 * had sent (as RFC 5508, section 4.2, does for address translators).
 */
public final class Translation {
  private Translation() {}

  /** True for ICMP messages with a packet inside. */
  public static boolean isError(int type) {
    return type == 3 || type == 11 || type == 12;
  }

  /** True for ICMPv6 messages with a packet inside. */
  public static boolean isError6(int type) {
    return type >= 1 && type <= 4;
  }

  /**
   * Puts {@code host} and {@code proxy} into the packet inside an ICMP error for the host, and sets
   * both checksums right. A message too short for that is left alone.
   *
   * @param at the ICMP header
   */
  public static void inner(ByteBuffer b, int at, int length, int host, int proxy) {
    int ip = at + 8;
    if (length < 8 + Ip.IPV4_HEADER || (b.get(ip) & 0xF0) != 0x40) {
      return;
    }
    int header = (b.get(ip) & 0xF) * 4;
    if (header < Ip.IPV4_HEADER || length < 8 + header) {
      return;
    }
    long old = Checksum.ofAddress(b.getInt(ip + 12)) + Checksum.ofAddress(b.getInt(ip + 16));
    long now = Checksum.ofAddress(host) + Checksum.ofAddress(proxy);
    int protocol = b.get(ip + 9) & 0xFF;
    b.putInt(ip + 12, host);
    b.putInt(ip + 16, proxy);
    b.putShort(ip + 10, (short) 0);
    b.putShort(ip + 10, (short) Checksum.of(Checksum.add(0, b, ip, header)));
    transport(b, ip + header, at + length, protocol, old, now);
    b.putShort(at + 2, (short) 0);
    b.putShort(at + 2, (short) Checksum.of(Checksum.add(0, b, at, length)));
  }

  private static void transport(
      ByteBuffer b, int transport, int end, int protocol, long old, long now) {
    Ip.change(b, transport, end - transport, protocol, ~Checksum.fold(old) & 0xFFFF);
    Ip.change(b, transport, end - transport, protocol, Checksum.fold(now));
  }

  /**
   * The same for ICMPv6. The checksum is changed by what changes, so that a message that was
   * spoiled on the way stays so.
   */
  public static void inner6(
      ByteBuffer b,
      int at,
      int length,
      long hostHigh,
      long hostLow,
      long proxyHigh,
      long proxyLow) {
    int ip = at + 8;
    if (length < 8 + Ip.IPV6_HEADER || (b.get(ip) & 0xF0) != 0x60) {
      return;
    }
    long before = Checksum.add(0, b, ip, length - 8);
    long old = Checksum.add(0, b, ip + 8, 32);
    b.putLong(ip + 8, hostHigh);
    b.putLong(ip + 16, hostLow);
    b.putLong(ip + 24, proxyHigh);
    b.putLong(ip + 32, proxyLow);
    long now = Checksum.add(0, b, ip + 8, 32);
    transport(b, ip + Ip.IPV6_HEADER, at + length, b.get(ip + 6) & 0xFF, old, now);
    int checksum = b.getShort(at + 2) & 0xFFFF;
    int changed = Checksum.minus(checksum, Checksum.fold(before));
    long after = Checksum.add(0, b, ip, length - 8);
    b.putShort(at + 2, (short) Checksum.plus(changed, Checksum.fold(after)));
  }

  /**
   * True for an ICMP error, from whomever on the way, about a packet from {@code proxy} to {@code
   * host}.
   */
  public static boolean isErrorAbout(ByteBuffer b, int at, int length, int host, int proxy) {
    return length >= 8 + Ip.IPV4_HEADER
        && isError(b.get(at) & 0xFF)
        && b.getInt(at + 8 + 12) == proxy
        && b.getInt(at + 8 + 16) == host;
  }

  /** The same for ICMPv6. */
  public static boolean isErrorAbout6(
      ByteBuffer b,
      int at,
      int length,
      long hostHigh,
      long hostLow,
      long proxyHigh,
      long proxyLow) {
    int ip = at + 8;
    return length >= 8 + Ip.IPV6_HEADER
        && isError6(b.get(at) & 0xFF)
        && b.getLong(ip + 8) == proxyHigh
        && b.getLong(ip + 16) == proxyLow
        && b.getLong(ip + 24) == hostHigh
        && b.getLong(ip + 32) == hostLow;
  }
}
