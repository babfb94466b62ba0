package savd.cetp.packet;

import java.nio.ByteBuffer;

/** IP headers, where they lie. Numbers of IANA's registries. */
public final class Ip {
  public static final int IPV4_HEADER = 20;
  public static final int IPV6_HEADER = 40;
  public static final int ICMP = 1;
  public static final int TCP = 6;
  public static final int UDP = 17;
  private static final int DCCP = 33;
  private static final int UDP_LITE = 136;
  public static final int ICMPV6 = 58;
  public static final int FRAGMENT = 44;
  public static final int HOP_BY_HOP = 0;

  /** What every link of IPv6 takes (RFC 8200, section 5). */
  public static final int LEAST_IPV6 = 1280;

  private static final int ROUTING = 43;
  private static final int DESTINATION = 60;
  private static final int DONT_FRAGMENT = 0x4000;

  private Ip() {}

  /**
   * Where the checksum of a transport protocol is, from its header on, for those that cover the
   * addresses; -1 for others.
   */
  public static int checksumOffset(int protocol) {
    return switch (protocol) {
      case TCP -> 16;
      case UDP, UDP_LITE, DCCP -> 6;
      case ICMPV6 -> 2;
      default -> -1;
    };
  }

  /**
   * Changes a transport checksum for addresses that come ({@code sum}) or leave (its complement). A
   * UDP checksum of zero is none and stays.
   *
   * @param sum 16 bits
   */
  public static void change(ByteBuffer b, int transport, int length, int protocol, int sum) {
    int at = transport;
    int end = transport + length;
    int next = protocol;
    while (isExtension(next)) {
      if (end - at < 8 || next == FRAGMENT && (b.getShort(at + 2) & 0xFFF8) != 0) {
        return;
      }
      int octets = next == FRAGMENT ? 8 : 8 * ((b.get(at + 1) & 0xFF) + 1);
      next = b.get(at) & 0xFF;
      at += octets;
    }
    if (end - at >= 0) {
      changeAt(b, at, end - at, next, sum);
    }
  }

  /** IPv6 headers that may stand before the transport's. */
  private static boolean isExtension(int protocol) {
    return protocol == HOP_BY_HOP
        || protocol == ROUTING
        || protocol == FRAGMENT
        || protocol == DESTINATION;
  }

  private static void changeAt(ByteBuffer b, int transport, int length, int protocol, int sum) {
    int offset = checksumOffset(protocol);
    if (offset < 0 || length < offset + 2) {
      return;
    }
    int old = b.getShort(transport + offset) & 0xFFFF;
    if (old == 0 && protocol == UDP) {
      return;
    }
    int changed = Checksum.plus(old, sum);
    if (changed == 0 && (protocol == UDP || protocol == UDP_LITE)) {
      // Zero is none, or none that there may be (RFC 768; RFC 3828, section 3.1).
      changed = 0xFFFF;
    }
    b.putShort(transport + offset, (short) changed);
  }

  /** Computes a transport checksum anew, of a packet whose addresses sum to {@code addresses}. */
  public static void compute(
      ByteBuffer b, int transport, int length, int protocol, long addresses) {
    int offset = checksumOffset(protocol);
    b.putShort(transport + offset, (short) 0);
    int sum = Checksum.of(Checksum.add(addresses + protocol + length, b, transport, length));
    b.putShort(transport + offset, (short) (sum == 0 && protocol == UDP ? 0xFFFF : sum));
  }

  /** True for an IPv4 packet that must not be fragmented. */
  public static boolean isWhole(ByteBuffer b, int at) {
    return (b.getShort(at + 6) & DONT_FRAGMENT) != 0;
  }

  /** Writes an IPv4 header of 20 octets: not to be fragmented, identification 0. */
  public static void writeIpv4(
      ByteBuffer b,
      int at,
      int tos,
      int totalLength,
      int ttl,
      int protocol,
      int source,
      int destination) {
    b.putShort(at, (short) (0x4500 | tos));
    b.putShort(at + 2, (short) totalLength);
    b.putInt(at + 4, DONT_FRAGMENT);
    b.putShort(at + 8, (short) (ttl << 8 | protocol));
    b.putShort(at + 10, (short) 0);
    b.putInt(at + 12, source);
    b.putInt(at + 16, destination);
    b.putShort(at + 10, (short) Checksum.of(Checksum.add(0, b, at, IPV4_HEADER)));
  }

  /** Writes an IPv6 header, addresses excepted. */
  public static void writeIpv6(
      ByteBuffer b, int at, int flow, int payloadLength, int hopLimit, int protocol) {
    b.putInt(at, 6 << 28 | flow & 0xFFFFFFF);
    b.putShort(at + 4, (short) payloadLength);
    b.put(at + 6, (byte) protocol);
    b.put(at + 7, (byte) hopLimit);
  }

  /**
   * Brings the maximum segment size of a TCP SYN down to {@code most}; the checksum with it.
   *
   * @param length of the segment
   */
  public static void clampSegment(ByteBuffer b, int transport, int length, int most) {
    if (length < 24 || (b.get(transport + 13) & 2) == 0) {
      return;
    }
    int end = transport + Math.min(length, (b.get(transport + 12) >>> 4 & 0xF) * 4);
    int at = transport + 20;
    while (at < end) {
      int kind = b.get(at) & 0xFF;
      if (kind == 0) {
        return;
      }
      if (kind == 1) {
        at++;
        continue;
      }
      int size = at + 1 < end ? b.get(at + 1) & 0xFF : 0;
      if (size < 2 || at + size > end) {
        return;
      }
      if (kind == 2 && size == 4) {
        int old = b.getShort(at + 2) & 0xFFFF;
        if (old > most) {
          b.putShort(at + 2, (short) most);
          int checksum = b.getShort(transport + 16) & 0xFFFF;
          // An option may begin at an odd octet: then its halves count in two words.
          boolean odd = (at - transport & 1) != 0;
          int gone = odd ? Short.toUnsignedInt(Short.reverseBytes((short) old)) : old;
          int come = odd ? Short.toUnsignedInt(Short.reverseBytes((short) most)) : most;
          b.putShort(transport + 16, (short) Checksum.plus(Checksum.minus(checksum, gone), come));
        }
        return;
      }
      at += size;
    }
  }
}
