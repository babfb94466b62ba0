package savd.cetp.tun;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import savd.cetp.packet.Checksum;
import savd.cetp.packet.Ip;
import savd.cetp.wire.Carriage;
import savd.cetp.wire.ControlWord;
import savd.cetp.wire.Finding;
import savd.cetp.wire.MessageReader;
import savd.linux.Libc;

/** What is sent over two sockets of this machine, with and without the kernel's grouping. */
class LoopbackTest {
  private static final int SOL_SOCKET = 1;
  private static final int SO_NO_CHECK = 11;
  private final Random random = new Random(11);
  private Loopback loop;

  @AfterEach
  void close() {
    if (loop != null) {
      loop.close();
    }
  }

  private void open(boolean offloads) throws Exception {
    loop = new Loopback(offloads);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void datagrams_arrive_in_order_and_as_they_were_however_they_went(boolean offloads)
      throws Exception {
    open(offloads);
    sendRuns();
    assertThat(loop.tally.batched > 0).isEqualTo(loop.from.groups());
  }

  @Test
  void datagrams_of_a_message_the_kernel_does_not_cut_go_one_by_one() throws Exception {
    open(true);
    // udp(7): it cuts nothing that is to go without checksums.
    MemorySegment yes = loop.arena.allocate(ValueLayout.JAVA_INT);
    yes.set(ValueLayout.JAVA_INT, 0, 1);
    MemorySegment capture = Libc.captureState(loop.arena);
    int r = Libc.setsockopt(capture, loop.from.descriptor(), SOL_SOCKET, SO_NO_CHECK, yes);
    assertThat(r).isZero();
    sendRuns();
    assertThat(loop.tally.calls).isGreaterThanOrEqualTo(400);
  }

  private void sendRuns() {
    MemorySegment target = Port.sockaddr(loop.arena, Loopback.HERE, Loopback.TO);
    List<byte[]> sent = new ArrayList<>();
    MemorySegment content = loop.arena.allocate(400 * 1400L);
    long at = 0;
    for (int i = 0; i < 400; i++) {
      // Runs of one length, a shorter one, another run: groups of all shapes.
      int length = i % 7 == 3 ? 1 + random.nextInt(900) : 900;
      byte[] octets = new byte[length];
      random.nextBytes(octets);
      sent.add(octets);
      // In two parts, some right behind the one before, some not.
      int first = Math.min(20, length - 1);
      int gap = random.nextInt(2);
      MemorySegment.copy(octets, 0, content, ValueLayout.JAVA_BYTE, at, first);
      MemorySegment.copy(
          octets, first, content, ValueLayout.JAVA_BYTE, at + first + gap, length - first);
      loop.sender.begin(loop.from, target, null, 64, 0, length);
      loop.sender.part(content.address() + at, first);
      loop.sender.part(content.address() + at + first + gap, length - first);
      at += gap + length;
      if (i % 100 == 99) {
        loop.sender.flush();
        List<byte[]> got = loop.arrived(100);
        assertThat(got).containsExactlyElementsOf(sent);
        sent.clear();
      }
    }
    assertThat(loop.tally.packets).isEqualTo(400);
    assertThat(loop.tally.sendFailed).isZero();
  }

  /** A large TCP packet as a TUN device with offloads gives it: virtio header, IP, TCP, data. */
  private static void largeTcp(ByteBuffer b, byte[] data, int segment) {
    int total = Ip.IPV4_HEADER + 32 + data.length;
    b.put(0, (byte) 1).put(1, (byte) 1);
    b.putShort(4, Short.reverseBytes((short) segment));
    b.putShort(6, Short.reverseBytes((short) Ip.IPV4_HEADER)).putShort(8, (short) (16 << 8));
    Ip.writeIpv4(b, 10, 0, total, 63, Ip.TCP, 0x0A000002, 0x64400004);
    int t = 30;
    b.putInt(t, 0x1234_0050).putInt(t + 4, 0xFFFF_FF00).putInt(t + 8, 77);
    b.put(t + 12, (byte) 0x80).put(t + 13, (byte) 0x99).putShort(t + 14, (short) 500);
    b.putLong(t + 20, 0x0101_080A_0000_0001L).putInt(t + 28, 9);
    b.put(t + 32, data);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 700})
  void a_large_packet_of_tcp_becomes_segments_with_right_checksums_that_fit_the_path(int mtu)
      throws Exception {
    open(true);
    MemorySegment buffer = loop.arena.allocate(70_000, 64);
    byte[] data = new byte[20_123];
    random.nextBytes(data);
    largeTcp(buffer.asByteBuffer(), data, 1396);
    Flow f = loop.flow();
    f.health.mtu = mtu;
    f.health.mtuNanos = System.nanoTime();
    Wrapping wrapping = new Wrapping(loop.arena, buffer, loop.sender);
    int element = ControlWord.COMPRESSED_IPV4;
    int room = Wrapping.room(f, element, System.nanoTime());
    int end = 62 + data.length;
    assertThat(wrapping.fits(0, 30, end, room)).isTrue();
    wrapping.compressed(f, 0, 30, end, Ip.TCP, 0, element, 0, 0, 63, room);
    wrapping.flush();
    int segment = mtu == 0 ? 1396 : mtu - 28 - 24 - 32;
    int wanted = (data.length + segment - 1) / segment;
    List<byte[]> got = loop.arrived(wanted);
    assertThat(got).hasSize(wanted);
    byte[] back = new byte[data.length];
    MessageReader reader = new MessageReader();
    int at = 0;
    for (byte[] message : got) {
      ByteBuffer m = ByteBuffer.wrap(message);
      assertThat(message.length).isLessThanOrEqualTo(mtu == 0 ? 1472 : mtu - 28);
      assertThat(reader.read(m, 0, message.length, Carriage.DATAGRAM))
          .isEqualTo(Finding.WELL_FORMED);
      int tcp = reader.payloadOffset();
      int length = reader.payloadLength();
      assertThat(m.getInt(tcp + 4)).isEqualTo(0xFFFF_FF00 + at);
      assertThat(Checksum.fold(Checksum.add(Ip.TCP + (long) length, m, tcp, length)))
          .isEqualTo(0xFFFF);
      boolean last = at + length - 32 == data.length;
      // CWR on the first only, PSH and FIN on the last only (as RFC 3168 and any TCP sender do).
      assertThat(m.get(tcp + 13) & 0xFF).isEqualTo(0x10 | (at == 0 ? 0x80 : 0) | (last ? 0x09 : 0));
      m.get(tcp + 32, back, at, length - 32);
      at += length - 32;
    }
    assertThat(back).isEqualTo(data);
  }
}
