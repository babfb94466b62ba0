package savd.fib.nft;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import savd.fib.DropSample;
import savd.fib.netlink.NetlinkReader.Attributes;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.IpAddress;

/**
 * Reads packets out of nfnetlink_log messages (linux/netfilter/nfnetlink_log.h). The interface and
 * its mode are in the prefix our log rule gives; the packet begins with its IP header.
 */
final class DropSampleDecoder {
  static final int NFULA_TIMESTAMP = 3;
  static final int NFULA_PAYLOAD = 9;
  static final int NFULA_PREFIX = 10;

  private static final Pattern PREFIX = Pattern.compile("savd (enforce|monitor) ([!-.0-~]{1,15})");

  private DropSampleDecoder() {}

  /**
   * Decodes the attributes of one packet; empty when it is not one of ours or cut too short.
   *
   * @param now for packets the kernel did not stamp
   */
  static Optional<DropSample> decode(Attributes packet, Instant now) {
    Matcher prefix = null;
    byte[] header = {};
    Instant time = now;
    while (packet.next()) {
      switch (packet.type()) {
        case NFULA_PREFIX -> prefix = PREFIX.matcher(packet.string());
        case NFULA_PAYLOAD -> header = packet.array();
        case NFULA_TIMESTAMP -> time = time(packet, now);
        default -> {}
      }
    }
    return prefix == null || !prefix.matches() ? Optional.empty() : decode(prefix, header, time);
  }

  private static Instant time(Attributes stamp, Instant now) {
    MemorySegment value = stamp.value();
    if (value.byteSize() != 16) {
      return now;
    }
    ValueLayout.OfLong bigEndian = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    long seconds = value.get(bigEndian, 0);
    long micros = value.get(bigEndian, 8);
    boolean plausible = seconds >= 0 && seconds < 1L << 40 && micros >= 0 && micros < 1_000_000;
    return plausible ? Instant.ofEpochSecond(seconds, micros * 1000) : now;
  }

  private static Optional<DropSample> decode(Matcher prefix, byte[] ip, Instant time) {
    int version = ip.length > 0 ? ip[0] >> 4 & 15 : 0;
    boolean ipv4 = version == 4 && ip.length >= 20;
    boolean ipv6 = version == 6 && ip.length >= 40;
    if (!ipv4 && !ipv6) {
      return Optional.empty();
    }
    int source = ipv4 ? 12 : 8;
    int size = ipv4 ? 4 : 16;
    return Optional.of(
        new DropSample(
            time,
            new IngressInterface(prefix.group(2)),
            IpAddress.ofOctets(Arrays.copyOfRange(ip, source, source + size)),
            IpAddress.ofOctets(Arrays.copyOfRange(ip, source + size, source + 2 * size)),
            ip[ipv4 ? 9 : 6] & 0xFF,
            prefix.group(1).equals("enforce") ? EnforcementMode.ENFORCE : EnforcementMode.MONITOR));
  }
}
