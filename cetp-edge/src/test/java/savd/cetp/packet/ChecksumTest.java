package savd.cetp.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChecksumTest {
  /** RFC 1071, section 3: 00 01 f2 03 f4 f5 f6 f7 sum to ddf2. */
  @Test
  void the_example_of_rfc_1071() {
    ByteBuffer b = ByteBuffer.wrap(HexFormat.of().parseHex("0001f203f4f5f6f7"));
    assertThat(Checksum.fold(Checksum.add(0, b, 0, 8))).isEqualTo(0xddf2);
  }

  private static int slow(byte[] octets) {
    long sum = 0;
    for (int i = 0; i < octets.length; i++) {
      sum += (octets[i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
    }
    while (sum > 0xFFFF) {
      sum = (sum >>> 16) + (sum & 0xFFFF);
    }
    return (int) sum;
  }

  @Test
  void any_length_sums_as_octet_by_octet() {
    Random random = new Random(4);
    for (int length = 0; length < 200; length++) {
      byte[] octets = new byte[length];
      random.nextBytes(octets);
      assertThat(Checksum.fold(Checksum.add(0, ByteBuffer.wrap(octets), 0, length)))
          .isEqualTo(slow(octets));
    }
  }

  /** Out of the sender's addresses, into the receiver's: as if computed there. */
  @Test
  void a_checksum_carried_over_zero_addresses_is_right_at_the_other_end() {
    Random random = new Random(5);
    for (int n = 0; n < 2000; n++) {
      // 33 is DCCP (RFC 4340, section 9), 136 UDP-Lite (RFC 3828, section 3.1).
      int protocol = new int[] {Ip.TCP, Ip.UDP, Ip.ICMPV6, 33, 136}[n % 5];
      byte[] segment = new byte[20 + random.nextInt(60)];
      random.nextBytes(segment);
      ByteBuffer here = ByteBuffer.wrap(segment.clone());
      long sender = random.nextInt() & 0xFFFF_FFFFL;
      long receiver = random.nextInt() & 0xFFFF_FFFFL;
      Ip.compute(here, 0, segment.length, protocol, sender);
      ByteBuffer wire = ByteBuffer.wrap(here.array().clone());
      Ip.change(wire, 0, segment.length, protocol, ~Checksum.fold(sender) & 0xFFFF);
      ByteBuffer zero = ByteBuffer.wrap(segment.clone());
      Ip.compute(zero, 0, segment.length, protocol, 0);
      assertThat(wire.array()).isEqualTo(zero.array());
      Ip.change(wire, 0, segment.length, protocol, Checksum.fold(receiver));
      ByteBuffer there = ByteBuffer.wrap(segment.clone());
      Ip.compute(there, 0, segment.length, protocol, receiver);
      assertThat(wire.array()).isEqualTo(there.array());
    }
  }

  @Test
  void no_udp_checksum_stays_none() {
    ByteBuffer b = ByteBuffer.allocate(12);
    Ip.change(b, 0, 12, Ip.UDP, 0x1234);
    assertThat(b.getShort(6)).isZero();
  }

  /** RFC 3828, section 3.1: "If the computed checksum is 0, it is transmitted as all ones". */
  @Test
  void udp_lite_has_no_checksum_of_zero() {
    ByteBuffer b = ByteBuffer.allocate(12);
    b.putShort(6, (short) 0x1234);
    Ip.change(b, 0, 12, 136, 0x1234);
    assertThat(b.getShort(6)).isEqualTo((short) 0xFFFF);
  }

  @Test
  void a_segment_size_is_clamped_wherever_the_option_begins() {
    for (int nops = 0; nops < 4; nops++) {
      ByteBuffer b = ByteBuffer.allocate(28);
      b.put(12, (byte) (7 << 4)).put(13, (byte) 2);
      for (int i = 0; i < nops; i++) {
        b.put(20 + i, (byte) 1);
      }
      b.put(20 + nops, (byte) 2).put(21 + nops, (byte) 4).putShort(22 + nops, (short) 1460);
      Ip.compute(b, 0, 28, Ip.TCP, 77);
      Ip.clampSegment(b, 0, 28, 1400);
      assertThat(b.getShort(22 + nops)).isEqualTo((short) 1400);
      int checksum = b.getShort(16) & 0xFFFF;
      Ip.compute(b, 0, 28, Ip.TCP, 77);
      assertThat(b.getShort(16) & 0xFFFF).isEqualTo(checksum);
      Ip.clampSegment(b, 0, 28, 1450);
      assertThat(b.getShort(22 + nops)).isEqualTo((short) 1400);
    }
  }

  /** An error about a packet the far host saw names what the near host had sent. */
  @Test
  void an_icmp_error_is_about_the_packet_the_host_sent() {
    int farProxy = 0x64400001;
    int far = 0x0A000002;
    int near = 0x0A000007;
    int nearProxy = 0x64400009;
    ByteBuffer icmp = ByteBuffer.allocate(8 + 20 + 8);
    icmp.put(0, (byte) 3).put(1, (byte) 3);
    Ip.writeIpv4(icmp, 8, 0, 48, 60, Ip.UDP, farProxy, far);
    icmp.putInt(28, 0x1234_0035).putShort(32, (short) 28).putShort(34, (short) 0x5555);
    Translation.inner(icmp, 0, icmp.capacity(), near, nearProxy);
    assertThat(icmp.getInt(20)).isEqualTo(near);
    assertThat(icmp.getInt(24)).isEqualTo(nearProxy);
    assertThat(Checksum.fold(Checksum.add(0, icmp, 8, 20))).isEqualTo(0xFFFF);
    assertThat(Checksum.fold(Checksum.add(0, icmp, 0, 36))).isEqualTo(0xFFFF);
    assertThat(icmp.getShort(34)).isNotEqualTo((short) 0x5555);
  }
}
