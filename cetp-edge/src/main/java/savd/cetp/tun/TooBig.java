package savd.cetp.tun;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import savd.cetp.packet.Checksum;
import savd.cetp.packet.Ip;

/**
 * Tells hosts by ICMP that a packet is too large for the path, and what would not be (RFC 792 and
 * 1191; RFC 4443, section 3.2), in the name of whom it was for. One message a millisecond at most:
 * who goes on all the same is told again.
 */
final class TooBig {
  private static final int UNREACHABLE = 3;
  private static final int FRAGMENTATION_NEEDED = 4;
  private static final int PACKET_TOO_BIG = 2;
  private static final int TTL = 64;
  private static final long PAUSE_NANOS = 1_000_000;

  /** RFC 1812, section 4.3.2.3: not more than 576 octets in all. RFC 4443 allows 1280. */
  private static final int MOST_QUOTED = 576 - Ip.IPV4_HEADER - 8;

  private final MemorySegment segment;
  private final ByteBuffer out;
  private final PacketWriter writer;
  private long lastNanos;

  TooBig(TunDevice tun, Arena arena) {
    segment = arena.allocate(1024, 8);
    out = segment.asByteBuffer();
    writer = new PacketWriter(tun, arena, new Tally(), segment);
    lastNanos = System.nanoTime() - PAUSE_NANOS;
  }

  private boolean isTooSoon(long now) {
    if (now - lastNanos < PAUSE_NANOS) {
      return true;
    }
    lastNanos = now;
    return false;
  }

  /**
   * About the packet between {@code at} and {@code end}.
   *
   * @param mtu the largest IP packet that would do
   */
  void ipv4(ByteBuffer b, int at, int end, int mtu, long now) {
    if (isTooSoon(now)) {
      return;
    }
    int quoted = Math.min(end - at, MOST_QUOTED);
    int icmp = Ip.IPV4_HEADER;
    out.putLong(icmp, 0);
    out.put(icmp, (byte) UNREACHABLE).put(icmp + 1, (byte) FRAGMENTATION_NEEDED);
    out.putShort(icmp + 6, (short) mtu);
    out.put(icmp + 8, b, at, quoted);
    out.putShort(icmp + 2, (short) Checksum.of(Checksum.add(0, out, icmp, 8 + quoted)));
    int total = icmp + 8 + quoted;
    Ip.writeIpv4(out, 0, 0, total, TTL, Ip.ICMP, b.getInt(at + 16), b.getInt(at + 12));
    writer.whole(0, total);
  }

  /** The same of IPv6. */
  void ipv6(ByteBuffer b, int at, int end, int mtu, long now) {
    if (isTooSoon(now)) {
      return;
    }
    int quoted = Math.min(end - at, MOST_QUOTED);
    int icmp = Ip.IPV6_HEADER;
    Ip.writeIpv6(out, 0, 0, 8 + quoted, TTL, Ip.ICMPV6);
    out.put(8, b, at + 24, 16);
    out.put(24, b, at + 8, 16);
    out.putLong(icmp, 0);
    out.put(icmp, (byte) PACKET_TOO_BIG);
    out.putInt(icmp + 4, mtu);
    out.put(icmp + 8, b, at, quoted);
    long addresses = Checksum.add(0, out, 8, 32);
    Ip.compute(out, icmp, 8 + quoted, Ip.ICMPV6, addresses);
    writer.whole(0, icmp + 8 + quoted);
  }
}
