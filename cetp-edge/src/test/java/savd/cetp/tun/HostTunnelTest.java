package savd.cetp.tun;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import savd.cetp.packet.Checksum;
import savd.cetp.packet.Ip;
import savd.cetp.wire.Carriage;
import savd.cetp.wire.ControlWord;
import savd.cetp.wire.Finding;
import savd.cetp.wire.MessageReader;

/**
 * Packets as the kernel gives them where it leaves checksums to be computed: where, the virtio
 * header says (virtio 1.2, section 5.1.6.2: "the driver sets csum_start to the offset within the
 * packet to begin checksumming, and csum_offset to how many bytes after the csum_start the new (16
 * bit ones' complement) checksum is placed", the field having the pseudo-header's).
 */
class HostTunnelTest {
  private static final int SOURCE = 0x0A000002;
  private static final int TARGET = 0x64400004;
  private static final int GRE = 47;
  private static final int IP = TunDevice.HEADER;
  private static final int TRANSPORT = IP + Ip.IPV4_HEADER;
  private final Random random = new Random(3);
  private Loopback loop;
  private MemorySegment buffer;
  private ByteBuffer b;

  @BeforeEach
  void open() throws Exception {
    loop = new Loopback(true);
    buffer = loop.arena.allocate(70_000, 64);
    b = buffer.asByteBuffer();
  }

  @AfterEach
  void close() {
    loop.close();
  }

  /** Asks for a checksum, as the kernel does: both offsets are from the packet's beginning on. */
  private void needsChecksum(int start, int offset) {
    b.put(0, (byte) 1);
    b.putShort(6, Short.reverseBytes((short) (start - IP)));
    b.putShort(8, Short.reverseBytes((short) offset));
  }

  private void fill(int at, int length) {
    byte[] octets = new byte[length];
    random.nextBytes(octets);
    b.put(at, octets);
  }

  /** An IPv4 packet of TCP at {@code at}, its checksum left to be computed. */
  private void innerTcp(int at, int data) {
    Ip.writeIpv4(b, at, 0, 40 + data, 64, Ip.TCP, 0xC0A80001, 0xC0A80002);
    int tcp = at + 20;
    fill(tcp, 20 + data);
    b.put(tcp + 12, (byte) 0x50);
    long pseudo =
        Checksum.ofAddress(0xC0A80001) + Checksum.ofAddress(0xC0A80002) + Ip.TCP + 20 + data;
    b.putShort(tcp + 16, (short) Checksum.fold(pseudo));
    needsChecksum(tcp, 16);
  }

  private static boolean isRight(ByteBuffer m, int at, int length, int protocol, long addresses) {
    return Checksum.fold(Checksum.add(addresses + protocol + length, m, at, length)) == 0xFFFF;
  }

  private ByteBuffer arrived(MessageReader reader) {
    List<byte[]> got = loop.arrived(1);
    assertThat(got).hasSize(1);
    ByteBuffer m = ByteBuffer.wrap(got.getFirst());
    assertThat(reader.read(m, 0, m.capacity(), Carriage.DATAGRAM)).isEqualTo(Finding.WELL_FORMED);
    return m;
  }

  private void send(int length, int protocol) {
    long addresses = Checksum.ofAddress(SOURCE) + Checksum.ofAddress(TARGET);
    Wrapping wrapping = new Wrapping(loop.arena, buffer, loop.sender);
    int end = TRANSPORT + length;
    wrapping.compressed(
        loop.flow(),
        0,
        TRANSPORT,
        end,
        protocol,
        addresses,
        ControlWord.COMPRESSED_IPV4,
        0,
        0,
        63,
        1400);
    wrapping.flush();
  }

  /** 8 octets of UDP, 8 of VXLAN (RFC 7348), 14 of Ethernet, then the packet inside. */
  private void vxlan(boolean outerChecksum) {
    int inner = TRANSPORT + 30;
    int data = 333;
    int length = 30 + 40 + data;
    Ip.writeIpv4(b, IP, 0, 20 + length, 64, Ip.UDP, SOURCE, TARGET);
    innerTcp(inner, data);
    b.putShort(TRANSPORT, (short) 50_000).putShort(TRANSPORT + 2, (short) 4789);
    b.putShort(TRANSPORT + 4, (short) length).putShort(TRANSPORT + 6, (short) 0);
    b.putInt(TRANSPORT + 8, 0x0800_0000).putInt(TRANSPORT + 12, 0x0000_0700);
    fill(TRANSPORT + 16, 14);
    ByteBuffer whole = ByteBuffer.allocate(length).put(0, b, TRANSPORT, length);
    long pseudo = Checksum.ofAddress(0xC0A80001) + Checksum.ofAddress(0xC0A80002);
    Ip.compute(whole, 50, 20 + data, Ip.TCP, pseudo);
    if (outerChecksum) {
      // What the kernel writes there is right once the inner one is (local checksum offload).
      long outer = Checksum.ofAddress(SOURCE) + Checksum.ofAddress(TARGET);
      Ip.compute(whole, 0, length, Ip.UDP, outer);
      b.putShort(TRANSPORT + 6, whole.getShort(6));
    }
    send(length, Ip.UDP);
    MessageReader reader = new MessageReader();
    ByteBuffer m = arrived(reader);
    int at = reader.payloadOffset();
    assertThat(reader.payloadLength()).isEqualTo(length);
    assertThat(isRight(m, at + 50, 20 + data, Ip.TCP, pseudo)).as("inside").isTrue();
    if (outerChecksum) {
      assertThat(isRight(m, at, length, Ip.UDP, 0)).as("outside").isTrue();
    } else {
      assertThat(m.getShort(at + 6)).isZero();
    }
    m.putShort(at + 6, whole.getShort(6));
    assertThat(m.slice(at, length)).isEqualTo(whole);
  }

  @Test
  void the_packet_inside_a_hosts_vxlan_gets_its_checksum() {
    vxlan(false);
  }

  @Test
  void the_packet_inside_and_the_datagram_around_it_are_both_right() {
    vxlan(true);
  }

  @Test
  void so_does_the_packet_inside_a_protocol_without_checksum() {
    fill(TRANSPORT, 4);
    Ip.writeIpv4(b, IP, 0, 20 + 4 + 40 + 77, 64, GRE, SOURCE, TARGET);
    innerTcp(TRANSPORT + 4, 77);
    send(4 + 40 + 77, GRE);
    MessageReader reader = new MessageReader();
    ByteBuffer m = arrived(reader);
    long pseudo = Checksum.ofAddress(0xC0A80001) + Checksum.ofAddress(0xC0A80002);
    assertThat(isRight(m, reader.payloadOffset() + 24, 20 + 77, Ip.TCP, pseudo)).isTrue();
  }

  @Test
  void an_end_of_the_field_behind_the_packet_writes_nothing() {
    fill(TRANSPORT, 60);
    Ip.writeIpv4(b, IP, 0, 80, 64, GRE, SOURCE, TARGET);
    needsChecksum(TRANSPORT + 50, 9);
    byte[] before = new byte[60];
    b.get(TRANSPORT, before);
    send(60, GRE);
    MessageReader reader = new MessageReader();
    ByteBuffer m = arrived(reader);
    assertThat(m.slice(reader.payloadOffset(), 60)).isEqualTo(ByteBuffer.wrap(before));
  }

  /** Destination options before TCP, RFC 8200, section 4.6: 8 octets, nothing but padding. */
  @Test
  void a_large_packet_of_tcp_behind_extension_headers_is_cut_behind_them() {
    int transport = IP + Ip.IPV6_HEADER;
    int tcp = transport + 8;
    int data = 3000;
    Ip.writeIpv6(b, IP, 5, 8 + 20 + data, 64, 60);
    b.putLong(transport, 0x0600_0104_0000_0000L);
    fill(tcp, 20 + data);
    b.put(tcp + 12, (byte) 0x50).put(tcp + 13, (byte) 0x18);
    b.put(1, (byte) 4);
    b.putShort(4, Short.reverseBytes((short) 1000));
    needsChecksum(tcp, 16);
    Wrapping wrapping = new Wrapping(loop.arena, buffer, loop.sender);
    int end = tcp + 20 + data;
    int first = b.getInt(tcp + 4);
    assertThat(wrapping.fits(0, transport, end, 1300)).isTrue();
    wrapping.compressed(
        loop.flow(), 0, transport, end, 60, 0, ControlWord.COMPRESSED_IPV6, 5, 0, 63, 1300);
    wrapping.flush();
    List<byte[]> got = loop.arrived(3);
    assertThat(got).hasSize(3);
    MessageReader reader = new MessageReader();
    for (int i = 0; i < 3; i++) {
      ByteBuffer m = ByteBuffer.wrap(got.get(i));
      assertThat(reader.read(m, 0, m.capacity(), Carriage.DATAGRAM)).isEqualTo(Finding.WELL_FORMED);
      int at = reader.payloadOffset();
      assertThat(reader.payloadProtocol()).isEqualTo(60);
      assertThat(reader.payloadLength()).isEqualTo(8 + 20 + 1000);
      assertThat(m.getLong(at)).isEqualTo(0x0600_0104_0000_0000L);
      assertThat(m.getInt(at + 8 + 4)).isEqualTo(first + 1000 * i);
      assertThat(isRight(m, at + 8, 1020, Ip.TCP, 0)).isTrue();
    }
  }
}
