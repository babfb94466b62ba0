package savd.cetp.tun;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import savd.cetp.message.Octets;
import savd.cetp.message.Payload;
import savd.cetp.packet.Checksum;
import savd.cetp.packet.Ip;
import savd.cetp.packet.Translation;
import savd.cetp.wire.ControlWord;
import savd.linux.Libc;
import savd.net.Ipv4Address;
import savd.net.Ipv6Address;

/**
 * The thread from the TUN device to the other edges: reads what there is, up to as much as stays in
 * the processor's cache, and sends it.
 */
final class Outward {
  private static final int BATCH = 128;
  private static final int BATCH_OCTETS = 128 << 10;
  private static final int LARGEST = 66_000;
  private static final int LINE = 64;
  private static final int POLL_MILLIS = 200;

  private final Plane plane;
  private final Tally tally = new Tally();
  private final Arena arena = Arena.ofShared();
  private final MemorySegment capture = Libc.captureState(arena);
  private final MemorySegment poll = arena.allocate(8, 8);
  private final MemorySegment buffer = arena.allocate(BATCH_OCTETS + LARGEST, LINE);
  private final ByteBuffer b = buffer.asByteBuffer();
  private final Wrapping wrapping = new Wrapping(arena, buffer, new DatagramSender(arena, tally));
  private final TooBig tooBig;
  private long now;

  Outward(Plane plane) {
    this.plane = plane;
    tooBig = new TooBig(plane.tun(), arena);
    poll.set(ValueLayout.JAVA_INT, 0, plane.tun().descriptor());
    poll.set(ValueLayout.JAVA_SHORT, 4, (short) Libc.POLLIN);
  }

  /** Once is enough to wake up an operator. */
  private boolean toldBeside;

  Tally tally() {
    return tally;
  }

  /** Sends what is there to be sent; waits a little where there is nothing. */
  void turn() {
    if (batch(plane.tun().descriptor())) {
      Libc.poll(capture, poll, 1, POLL_MILLIS);
    }
  }

  /** What was to be sent is not, after a fault. */
  void forget() {
    wrapping.forget();
  }

  /** Sends a batch; true when there is nothing more to read. */
  private boolean batch(int fd) {
    now = System.nanoTime();
    int at = 0;
    boolean empty = false;
    for (int n = 0; n < BATCH && at < BATCH_OCTETS && !empty; n++) {
      long r = Libc.read(capture, fd, buffer.address() + at, LARGEST);
      empty = r <= TunDevice.HEADER;
      if (!empty) {
        packet(at, at + (int) r);
        at += (int) r + LINE - 1 & -LINE;
      }
    }
    wrapping.flush();
    return empty;
  }

  private void packet(int start, int end) {
    int at = start + TunDevice.HEADER;
    int version = b.get(at) >>> 4 & 0xF;
    if (version == 4 && end >= at + Ip.IPV4_HEADER) {
      ipv4(start, at, end);
    } else if (version == 6 && end >= at + Ip.IPV6_HEADER) {
      ipv6(start, at, end);
    }
  }

  private void ipv4(int start, int at, int end) {
    int source = b.getInt(at + 12);
    long slot = plane.realm().slot4(b.getInt(at + 16));
    if (slot < 0 || slot >= plane.slots()) {
      tally.noFlow++;
      return;
    }
    int header = (b.get(at) & 0xF) * 4;
    boolean plain = header == Ip.IPV4_HEADER && (b.getShort(at + 6) & 0x3FFF) == 0;
    Flow f = plane.flows().bySlot((int) slot);
    int protocol = b.get(at + 9) & 0xFF;
    long addresses = Checksum.ofAddress(source) + Checksum.ofAddress(b.getInt(at + 16));
    int transport = at + header;
    if (f == null) {
      Payload payload = new Payload.None();
      if (plain && wrapping.isSingle(start)) {
        wrapping.checksum(start, transport, end - transport, protocol, addresses);
        byte[] content = new byte[end - transport];
        b.get(transport, content);
        payload = new Payload.CompressedIpv4(protocol, Octets.of(content));
      }
      // Fragments and groups cannot ride in a first message; what is sent again finds a session.
      handOver((int) slot, new Ipv4Address(source), payload);
      return;
    }
    if (!f.hasIpv4 || source != f.host4 && !isErrorAbout(f, transport, end, protocol)) {
      tally.spoofedHost++;
      return;
    }
    sending(f);
    int element = ControlWord.COMPRESSED_IPV4;
    int path = Wrapping.room(f, element, now);
    int room = Math.min(plane.mtu() - Ip.IPV4_HEADER, path);
    int tos = b.get(at + 1) & 0xFF;
    int ttl = b.get(at + 8) & 0xFF;
    boolean keeps = f.port.keepsHeaders();
    if (plain && !keeps && wrapping.fits(start, transport, end, room)) {
      wrapping.compressed(
          f, start, transport, end, protocol, addresses, element, 0, tos, ttl, room);
      return;
    }
    int frameRoom =
        path == Wrapping.UNKNOWN ? plane.mtu() : Math.min(plane.mtu(), path + Wrapping.FRAME_LESS);
    boolean many = (keeps || !plain) && !wrapping.isSingle(start);
    if (many && wrapping.fits(start, transport, end, frameRoom - header)) {
      wrapping.whole(f, start, at, header, end, tos, ttl, frameRoom);
      return;
    }
    if (!wrapping.isSingle(start) || Ip.isWhole(b, at) && end - at > frameRoom) {
      tally.tooBig++;
      tooBig.ipv4(b, at, end, plain ? room + Ip.IPV4_HEADER : frameRoom, now);
    } else {
      wrapping.frames(f, start, at, end, header, addresses, tos, ttl, frameRoom);
    }
  }

  private void ipv6(int start, int at, int end) {
    long high = b.getLong(at + 8);
    long low = b.getLong(at + 16);
    long slot = plane.realm().slot6(b.getLong(at + 24), b.getLong(at + 32));
    if (slot < 0 || slot >= plane.slots()) {
      tally.noFlow++;
      return;
    }
    Flow f = plane.flows().bySlot((int) slot);
    int protocol = b.get(at + 6) & 0xFF;
    int flow = b.getInt(at) & 0xFFFFFFF;
    long addresses =
        Checksum.ofAddress(high, low) + Checksum.ofAddress(b.getLong(at + 24), b.getLong(at + 32));
    int transport = at + Ip.IPV6_HEADER;
    if (f == null) {
      Payload payload = new Payload.None();
      if (wrapping.isSingle(start)) {
        wrapping.checksum(start, transport, end - transport, protocol, addresses);
        byte[] content = new byte[end - transport];
        b.get(transport, content);
        payload = new Payload.CompressedIpv6(protocol, flow, Octets.of(content));
      }
      handOver((int) slot, new Ipv6Address(high, low), payload);
      return;
    }
    boolean own = high == f.host6High && low == f.host6Low;
    if (!f.hasIpv6 || !own && !isErrorAbout6(f, transport, end, protocol)) {
      tally.spoofedHost++;
      if (high == f.host6High && !toldBeside) {
        toldBeside = true;
        plane.control().beside(new Ipv6Address(high, low));
      }
      return;
    }
    sending(f);
    int ttl = b.get(at + 7) & 0xFF;
    int tos = flow >>> 20 & 0xFF;
    int element = ControlWord.COMPRESSED_IPV6;
    int room = Math.min(plane.mtu() - Ip.IPV6_HEADER, Wrapping.room(f, element, now));
    if (!wrapping.fits(start, transport, end, room)) {
      // Hosts need not send less than what every link takes: below, it is for us to cut.
      int least = Ip.LEAST_IPV6 - Ip.IPV6_HEADER;
      if (room < least
          && protocol != Ip.HOP_BY_HOP
          && wrapping.fits(start, transport, end, least)) {
        wrapping.fragments(f, start, transport, end, protocol, addresses, flow, tos, ttl, room);
        return;
      }
      tally.tooBig++;
      tooBig.ipv6(b, at, end, Math.max(Ip.LEAST_IPV6, room + Ip.IPV6_HEADER), now);
      return;
    }
    wrapping.compressed(
        f, start, transport, end, protocol, addresses, element, flow, tos, ttl, room);
  }

  /**
   * A router between us and the host may say what became of a packet to it. It speaks for the host
   * then: the far side knows no other address here.
   */
  private boolean isErrorAbout(Flow f, int at, int end, int protocol) {
    return protocol == Ip.ICMP && Translation.isErrorAbout(b, at, end - at, f.host4, f.proxy4);
  }

  private boolean isErrorAbout6(Flow f, int at, int end, int protocol) {
    return protocol == Ip.ICMPV6
        && Translation.isErrorAbout6(
            b, at, end - at, f.host6High, f.host6Low, f.proxy6High, f.proxy6Low);
  }

  private void sending(Flow f) {
    f.health.sentNanos = now;
    plane.times().sent(f.slot, now);
  }

  private void handOver(int slot, savd.net.IpAddress source, Payload payload) {
    if (!plane.control().fromHost(slot, source, payload)) {
      tally.controlFull++;
    }
  }

  void close() {
    arena.close();
  }
}
