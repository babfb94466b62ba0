package savd.cetp.tun;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import savd.cetp.message.Octets;
import savd.cetp.message.Payload;
import savd.cetp.packet.Checksum;
import savd.cetp.packet.Ip;
import savd.cetp.wire.ControlWord;
import savd.linux.Libc;
import savd.net.Ipv4Address;
import savd.net.Ipv6Address;

/** The thread from the TUN device to the other edges. */
final class Outward implements Runnable {
  private static final int BATCH = 64;
  private static final int SLOT_OCTETS = 66_000;
  private static final int POLL_MILLIS = 200;
  private static final int NEEDS_CSUM = 1;
  private static final int GSO_TCPV4 = 1;
  private static final int GSO_TCPV6 = 4;
  private static final int GSO_UDP = 5;
  private static final int ECN = 0x80;

  /** Octets for the headers of one datagram: ours, the payload element's, the transport's. */
  private static final int HEADER_ROOM = 224;

  /** More datagrams than a batch of the largest packets can make. */
  private static final int HEADERS = 4096;

  private final Plane plane;
  private final Tally tally = new Tally();
  private final Arena arena = Arena.ofShared();
  private final MemorySegment capture = Libc.captureState(arena);
  private final MemorySegment poll = arena.allocate(8, 8);
  private final MemorySegment buffers = arena.allocate((long) BATCH * SLOT_OCTETS, 64);
  private final MemorySegment[] slots = new MemorySegment[BATCH];
  private final ByteBuffer[] packets = new ByteBuffer[BATCH];
  private final MemorySegment headerSegment = arena.allocate((long) HEADERS * HEADER_ROOM, 64);
  private final ByteBuffer headers = headerSegment.asByteBuffer();
  private final DatagramSender sender = new DatagramSender(arena, tally);
  private int nextHeader;
  private long now;

  Outward(Plane plane) {
    this.plane = plane;
    for (int i = 0; i < BATCH; i++) {
      slots[i] = buffers.asSlice((long) i * SLOT_OCTETS, SLOT_OCTETS);
      packets[i] = slots[i].asByteBuffer();
    }
  }

  Tally tally() {
    return tally;
  }

  @Override
  public void run() {
    int fd = plane.tun().descriptor();
    poll.set(ValueLayout.JAVA_INT, 0, fd);
    poll.set(ValueLayout.JAVA_SHORT, 4, (short) Libc.POLLIN);
    while (plane.isRunning()) {
      int n = 0;
      now = System.nanoTime();
      while (n < BATCH) {
        long r = Libc.read(capture, fd, slots[n], SLOT_OCTETS);
        if (r <= TunDevice.HEADER) {
          break;
        }
        packet(n, (int) r);
        n++;
      }
      sender.flush();
      nextHeader = 0;
      if (n < BATCH) {
        Libc.poll(capture, poll, 1, POLL_MILLIS);
      }
    }
  }

  private void packet(int n, int length) {
    ByteBuffer b = packets[n];
    int at = TunDevice.HEADER;
    int version = b.get(at) >>> 4 & 0xF;
    if (version == 4 && length >= at + Ip.IPV4_HEADER) {
      ipv4(b, slots[n].address(), at, length);
    } else if (version == 6 && length >= at + Ip.IPV6_HEADER) {
      ipv6(b, slots[n].address(), at, length);
    }
  }

  private void ipv4(ByteBuffer b, long base, int at, int end) {
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
      if (plain && b.get(1) == 0) {
        checksum(b, transport, end - transport, protocol, addresses);
        byte[] content = new byte[end - transport];
        b.get(transport, content);
        handOver(
            (int) slot,
            new Ipv4Address(source),
            new Payload.CompressedIpv4(protocol, Octets.of(content)));
      }
      return;
    }
    if (!f.hasIpv4 || source != f.host4) {
      tally.spoofedHost++;
      return;
    }
    int tos = b.get(at + 1) & 0xFF;
    int ttl = b.get(at + 8) & 0xFF;
    if (plain) {
      int element = ControlWord.COMPRESSED_IPV4;
      carry(f, b, base, transport, end, protocol, addresses, element, 0, tos, ttl);
    } else {
      frame(f, b, base, at, end, header, addresses, tos, ttl);
    }
  }

  private void ipv6(ByteBuffer b, long base, int at, int end) {
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
      if (b.get(1) == 0) {
        checksum(b, transport, end - transport, protocol, addresses);
        byte[] content = new byte[end - transport];
        b.get(transport, content);
        handOver(
            (int) slot,
            new Ipv6Address(high, low),
            new Payload.CompressedIpv6(protocol, flow, Octets.of(content)));
      }
      return;
    }
    if (!f.hasIpv6 || high != f.host6High || low != f.host6Low) {
      tally.spoofedHost++;
      return;
    }
    int hops = b.get(at + 7) & 0xFF;
    int element = ControlWord.COMPRESSED_IPV6;
    carry(f, b, base, transport, end, protocol, addresses, element, flow, flow >>> 20 & 0xFF, hops);
  }

  private void handOver(int slot, savd.net.IpAddress source, Payload payload) {
    if (!plane.control().fromHost(slot, source, payload)) {
      tally.controlFull++;
    }
  }

  /** Makes the transport checksum that of the wire: of a packet whose addresses are zero. */
  private static void checksum(
      ByteBuffer b, int transport, int length, int protocol, long addresses) {
    if ((b.get(0) & NEEDS_CSUM) == 0) {
      Ip.change(b, transport, length, protocol, ~Checksum.fold(addresses) & 0xFFFF);
    } else if (length >= Ip.checksumOffset(protocol) + 2 && Ip.checksumOffset(protocol) >= 0) {
      Ip.compute(b, transport, length, protocol, 0);
    }
  }

  private void carry(
      Flow f,
      ByteBuffer b,
      long base,
      int transport,
      int end,
      int protocol,
      long addresses,
      int element,
      int flow,
      int tos,
      int ttl) {
    f.health.sentNanos = now;
    plane.times().sent(f.slot, now);
    int gso = b.get(1) & ~ECN;
    int length = end - transport;
    if (gso == GSO_TCPV4 || gso == GSO_TCPV6 || gso == GSO_UDP) {
      cut(f, b, base, transport, length, protocol, element, flow, tos, ttl);
      return;
    }
    if (protocol == Ip.TCP) {
      Ip.clampSegment(b, transport, length, plane.segmentMost(element));
    }
    checksum(b, transport, length, protocol, addresses);
    int at = header(f, element, protocol, flow, length);
    int head = nextHeader * HEADER_ROOM;
    sender.begin(f.port, f.target, ttl, tos, at - head + length);
    sender.part(headerSegment.address() + head, at - head);
    sender.part(base + transport, length);
    nextHeader++;
    roomForHeaders();
  }

  private void roomForHeaders() {
    if (nextHeader == HEADERS) {
      sender.flush();
      nextHeader = 0;
    }
  }

  /** Writes our header and the payload element's head; returns where they end. */
  private int header(Flow f, int element, int protocol, int flow, int length) {
    int at = nextHeader * HEADER_ROOM;
    byte[] own = f.header;
    headers.put(at, own);
    int head = element == ControlWord.COMPRESSED_IPV4 ? 4 : 8;
    headers.putInt(at, f.headerWord | own.length + head + length);
    int end = at + own.length;
    headers.put(end, (byte) element);
    headers.putShort(end + 1, (short) (0x8000 | head + length));
    headers.put(end + 3, (byte) protocol);
    if (head == 8) {
      headers.putInt(end + 4, flow);
    }
    return end + head;
  }

  /** Cuts a large packet into datagrams, each with a transport header of its own. */
  private void cut(
      Flow f,
      ByteBuffer b,
      long base,
      int transport,
      int length,
      int protocol,
      int element,
      int flow,
      int tos,
      int ttl) {
    boolean tcp = protocol == Ip.TCP;
    int head = tcp ? (b.get(transport + 12) >>> 4 & 0xF) * 4 : 8;
    int size = Short.toUnsignedInt(Short.reverseBytes(b.getShort(4)));
    if (size == 0 || head < 8 || head > length) {
      return;
    }
    int sequence = b.getInt(transport + 4);
    for (int from = head; from < length; from += size) {
      int data = Math.min(size, length - from);
      int start = nextHeader * HEADER_ROOM;
      int at = header(f, element, protocol, flow, head + data);
      headers.put(at, b, transport, head);
      if (tcp) {
        headers.putInt(at + 4, sequence + from - head);
        int flags = b.get(transport + 13) & 0xFF;
        flags &= from + data < length ? ~0x09 : 0xFF;
        flags &= from > head ? ~0x80 : 0xFF;
        headers.put(at + 13, (byte) flags);
      } else {
        headers.putShort(at + 4, (short) (head + data));
      }
      int check = at + Ip.checksumOffset(protocol);
      headers.putShort(check, (short) 0);
      long sum = Checksum.add(protocol + head + data, headers, at, head);
      int checksum = Checksum.of(Checksum.add(sum, b, transport + from, data));
      headers.putShort(check, (short) (checksum == 0 && !tcp ? 0xFFFF : checksum));
      sender.begin(f.port, f.target, ttl, tos, at + head - start + data);
      sender.part(headerSegment.address() + start, at + head - start);
      sender.part(base + transport + from, data);
      nextHeader++;
      roomForHeaders();
    }
  }

  /** A packet with options, or a fragment: goes with its header, addresses zero. */
  private void frame(
      Flow f, ByteBuffer b, long base, int at, int end, int header, long sum, int tos, int ttl) {
    if (header < Ip.IPV4_HEADER || at + header > end) {
      return;
    }
    if ((b.getShort(at + 6) & 0x1FFF) == 0) {
      checksum(b, at + header, end - at - header, b.get(at + 9) & 0xFF, sum);
    }
    b.putLong(at + 12, 0);
    b.putShort(at + 10, (short) 0);
    b.putShort(at + 10, (short) Checksum.of(Checksum.add(0, b, at, header)));
    f.health.sentNanos = now;
    plane.times().sent(f.slot, now);
    int start = nextHeader * HEADER_ROOM;
    int own = f.header.length;
    headers.put(start, f.header);
    headers.putInt(start, f.headerWord | own + 3 + end - at);
    headers.put(start + own, (byte) ControlWord.FRAME);
    headers.putShort(start + own + 1, (short) 0x0800);
    sender.begin(f.port, f.target, ttl, tos, own + 3 + end - at);
    sender.part(headerSegment.address() + start, own + 3);
    sender.part(base + at, end - at);
    nextHeader++;
    roomForHeaders();
  }

  void close() {
    arena.close();
  }
}
