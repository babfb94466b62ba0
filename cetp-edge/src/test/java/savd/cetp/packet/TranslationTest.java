package savd.cetp.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TranslationTest {
  private static final long HIGH = 0xFD00_000A_0000_0000L;
  private static final long PROXY_HIGH = 0xFD00_0CE7_0000_0000L;

  /** A datagram from one address to another, and an error about it, checksum over {@code sum}. */
  private static ByteBuffer error(long high, long low, long high2, long low2, long sum) {
    ByteBuffer icmp = ByteBuffer.allocate(8 + Ip.IPV6_HEADER + 8 + 33);
    Random random = new Random(3);
    icmp.put(0, (byte) 2).putInt(4, 1280);
    Ip.writeIpv6(icmp, 8, 0, 41, 63, Ip.UDP);
    icmp.putLong(16, high).putLong(24, low).putLong(32, high2).putLong(40, low2);
    icmp.putInt(48, 0x1234_0035).putShort(52, (short) 41);
    for (int i = 56; i < icmp.capacity(); i++) {
      icmp.put(i, (byte) random.nextInt());
    }
    Ip.compute(icmp, 48, 41, Ip.UDP, Checksum.add(0, icmp, 16, 32));
    Ip.compute(icmp, 0, icmp.capacity(), Ip.ICMPV6, sum);
    return icmp;
  }

  /** What arrives is to the last octet what a router here would have said of the near packet. */
  @Test
  void an_icmpv6_error_is_about_the_packet_the_host_sent() {
    ByteBuffer far = error(PROXY_HIGH, 5, HIGH, 2, 0);
    Translation.inner6(far, 0, far.capacity(), HIGH, 7, PROXY_HIGH, 9);
    assertThat(far.array()).isEqualTo(error(HIGH, 7, PROXY_HIGH, 9, 0).array());
  }

  @Test
  void an_error_that_was_spoiled_on_the_way_stays_so() {
    ByteBuffer far = error(PROXY_HIGH, 5, HIGH, 2, 0);
    far.put(70, (byte) ~far.get(70));
    Translation.inner6(far, 0, far.capacity(), HIGH, 7, PROXY_HIGH, 9);
    long sum = Checksum.add(Ip.ICMPV6 + far.capacity(), far, 0, far.capacity());
    assertThat(Checksum.fold(sum)).isNotEqualTo(0xFFFF);
  }

  @Test
  void routers_speak_only_of_packets_to_the_host_from_the_proxy() {
    ByteBuffer e = error(PROXY_HIGH, 5, HIGH, 2, 0);
    int length = e.capacity();
    assertThat(Translation.isErrorAbout6(e, 0, length, HIGH, 2, PROXY_HIGH, 5)).isTrue();
    assertThat(Translation.isErrorAbout6(e, 0, length, HIGH, 3, PROXY_HIGH, 5)).isFalse();
    assertThat(Translation.isErrorAbout6(e, 0, length, HIGH, 2, PROXY_HIGH, 6)).isFalse();
    assertThat(Translation.isErrorAbout6(e, 0, 47, HIGH, 2, PROXY_HIGH, 5)).isFalse();
    e.put(0, (byte) 128);
    assertThat(Translation.isErrorAbout6(e, 0, length, HIGH, 2, PROXY_HIGH, 5)).isFalse();
  }
}
