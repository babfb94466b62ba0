package savd.fib.nft;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import savd.fib.DropSample;
import savd.fib.netlink.NetlinkReader.Attributes;
import savd.fib.netlink.NetlinkWriter;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.IpAddress;

class DropSampleDecoderTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_000_000);

  private static byte[] attributes(String prefix, byte[] packet) {
    try (NetlinkWriter out = new NetlinkWriter()) {
      out.string(DropSampleDecoder.NFULA_PREFIX, prefix);
      out.u128(DropSampleDecoder.NFULA_TIMESTAMP, 1_700_000_000L, 250_000);
      out.bytes(DropSampleDecoder.NFULA_PAYLOAD, packet);
      return out.toArray();
    }
  }

  private static Optional<DropSample> decode(byte[] attributes) {
    return DropSampleDecoder.decode(new Attributes(MemorySegment.ofArray(attributes)), NOW);
  }

  /**
   * RFC 791, section 3.1: version and header length, ..., protocol at 9, addresses at 12 and 16.
   */
  private static byte[] ipv4() {
    byte[] ip = new byte[28];
    ip[0] = 0x45;
    ip[9] = 17;
    System.arraycopy(IpAddress.parse("203.0.113.9").octets(), 0, ip, 12, 4);
    System.arraycopy(IpAddress.parse("198.51.100.1").octets(), 0, ip, 16, 4);
    return ip;
  }

  /** RFC 8200, section 3: next header at 6, addresses at 8 and 24. */
  private static byte[] ipv6() {
    byte[] ip = new byte[40];
    ip[0] = 0x60;
    ip[6] = 58;
    System.arraycopy(IpAddress.parse("2001:db8::9").octets(), 0, ip, 8, 16);
    System.arraycopy(IpAddress.parse("2001:db8::1").octets(), 0, ip, 24, 16);
    return ip;
  }

  @Test
  void packetsOfBothFamiliesAreRead() {
    Instant stamped = Instant.ofEpochSecond(1_700_000_000L, 250_000_000);
    assertThat(decode(attributes("savd enforce eth0", ipv4())))
        .contains(
            new DropSample(
                stamped,
                new IngressInterface("eth0"),
                IpAddress.parse("203.0.113.9"),
                IpAddress.parse("198.51.100.1"),
                17,
                EnforcementMode.ENFORCE));
    assertThat(decode(attributes("savd monitor br-lan.7", ipv6())))
        .contains(
            new DropSample(
                stamped,
                new IngressInterface("br-lan.7"),
                IpAddress.parse("2001:db8::9"),
                IpAddress.parse("2001:db8::1"),
                58,
                EnforcementMode.MONITOR));
  }

  @Test
  void whatIsNotOursOrTooShortIsNoSample() {
    assertThat(decode(attributes("somebody else", ipv4()))).isEmpty();
    assertThat(decode(attributes("savd enforce ", ipv4()))).isEmpty();
    assertThat(decode(new byte[0])).isEmpty();
    for (int n = 0; n < 20; n++) {
      assertThat(decode(attributes("savd enforce eth0", Arrays.copyOf(ipv4(), n)))).isEmpty();
    }
    for (int n = 0; n < 40; n++) {
      assertThat(decode(attributes("savd enforce eth0", Arrays.copyOf(ipv6(), n)))).isEmpty();
    }
  }

  @Test
  void arbitraryBytesAreASampleOrNone() {
    Random random = new Random(11);
    byte[] seed = attributes("savd enforce eth0", ipv6());
    int samples = 0;
    for (int round = 0; round < 200_000; round++) {
      byte[] bytes =
          Arrays.copyOf(seed, random.nextInt(20) == 0 ? random.nextInt(seed.length) : seed.length);
      for (int k = 0; bytes.length > 0 && k < random.nextInt(5); k++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      samples += decode(bytes).isPresent() ? 1 : 0;
    }
    assertThat(samples).isBetween(10_000, 199_999);
  }
}
