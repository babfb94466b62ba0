package savd.cetp.tun;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import savd.cetp.fsm.PathHealth;
import savd.cetp.packet.Checksum;
import savd.cetp.packet.Ip;
import savd.cetp.wire.ControlWord;

/**
 * Makes messages of packets that lie in a buffer, each behind its virtio header. A large packet of
 * the segmentation offload becomes as many messages as it has segments. Messages are put together
 * one behind the other, as the kernel is to have them: it copies one long piece, where headers and
 * payload by turns would cost it more than our copy, and what is summed has just been copied.
 */
final class Wrapping {
  /** By so much the head of a frame is shorter than that of a compressed IPv4 packet. */
  static final int FRAME_LESS = 1;

  /** What {@link #room} says when the path's MTU is not known. */
  static final int UNKNOWN = Integer.MAX_VALUE;

  private static final int NEEDS_CSUM = 1;
  private static final int GSO_TCPV4 = 1;
  private static final int GSO_TCPV6 = 4;
  private static final int GSO_UDP = 5;
  private static final int ECN = 0x80;

  // Where struct virtio_net_hdr has what it says, little-endian 16 bits each.
  private static final int SEGMENT_OCTETS = 4;
  private static final int SUM_START = 6;
  private static final int SUM_OFFSET = 8;

  private static final int TCP_FIN_PSH = 0x09;
  private static final int TCP_CWR = 0x80;
  private static final int TCP_HEADER = 20;
  private static final int UDP_HEADER = 8;
  private static final int FRAGMENT_HEADER = 8;
  private static final int OFFSET = 0x1FFF;
  private static final int MORE_FRAGMENTS = 0x2000;
  private static final int OPTION_COPIED = 0x80;
  private static final int OPTION_NOTHING = 1;
  private static final long MTU_KNOWN_NANOS = 60_000_000_000L;

  /** Octets for the headers of one datagram: ours, the payload element's, the transport's. */
  private static final int HEADER_ROOM = 224;

  /** Octets for messages that wait to be sent: the largest batch, and headers. */
  private static final int ROOM = 256 << 10;

  private static final int LINE = 64;

  private final MemorySegment source;
  private final ByteBuffer b;
  private final MemorySegment messageSegment;
  private final ByteBuffer messages;
  private final DatagramSender sender;

  private int nextIdentification = new java.security.SecureRandom().nextInt();

  /** Where the next message begins. */
  private int next;

  /**
   * @param source where the packets lie
   */
  Wrapping(Arena arena, MemorySegment source, DatagramSender sender) {
    this.source = source;
    b = source.asByteBuffer();
    messageSegment = arena.allocate(ROOM, LINE);
    messages = messageSegment.asByteBuffer();
    this.sender = sender;
  }

  /** True for a packet that is one, not many in one, by the virtio header at {@code start}. */
  boolean isSingle(int start) {
    return b.get(start + 1) == 0;
  }

  /** Sends what there is; the buffer may be used anew. */
  void flush() {
    sender.flush();
    next = 0;
  }

  /** What there is to send is not sent. */
  void forget() {
    sender.forget();
    next = 0;
  }

  /** Makes room for a message with a payload of {@code octets}; returns where it begins. */
  private int begin(int octets) {
    if (next + HEADER_ROOM + octets > ROOM) {
      flush();
    }
    return next;
  }

  /**
   * Makes the transport checksum that of the wire: of a packet whose addresses are zero. What the
   * kernel left to be computed is computed first; in a packet that the host itself has put into a
   * tunnel, of VXLAN say, that is not of this transport, but of the packet inside.
   *
   * @param addresses sum of the addresses it has
   */
  void checksum(int start, int transport, int length, int protocol, long addresses) {
    if ((b.get(start) & NEEDS_CSUM) != 0) {
      complete(start, transport + length);
    }
    Ip.change(b, transport, length, protocol, ~Checksum.fold(addresses) & 0xFFFF);
  }

  /** Computes the checksum the virtio header speaks of, whose field has the pseudo-header's sum. */
  private void complete(int start, int end) {
    int from = sumStart(start);
    int field = from + said(start + SUM_OFFSET);
    if (field + 2 <= end) {
      int checksum = Checksum.of(SegmentSum.of(source, from, end - from));
      b.putShort(field, (short) (checksum == 0 ? 0xFFFF : checksum));
    }
  }

  /** Where the octets begin of which the virtio header wants a checksum. */
  private int sumStart(int start) {
    return start + TunDevice.HEADER + said(start + SUM_START);
  }

  private int said(int at) {
    return Short.toUnsignedInt(Short.reverseBytes(b.getShort(at)));
  }

  private static short checksum(long sum, int protocol) {
    int checksum = Checksum.of(sum);
    return (short) (checksum == 0 && protocol == Ip.UDP ? 0xFFFF : checksum);
  }

  /**
   * How many octets of transport fit into a datagram on the flow's path, as far as is known.
   *
   * @param element COMPRESSED_IPV4 or COMPRESSED_IPV6
   */
  static int room(Flow f, int element, long now) {
    PathHealth path = f.health;
    int mtu = path.probedMtu;
    if (path.mtu != 0) {
      if (now - path.mtuNanos > MTU_KNOWN_NANOS) {
        path.mtu = Port.pathMtu(f.target);
        path.mtuNanos = now;
      }
      mtu = mtu == 0 ? path.mtu : Math.min(mtu, path.mtu);
    }
    return mtu == 0
        ? UNKNOWN
        : mtu - f.port.outsideOctets() - f.header.length - elementHead(element);
  }

  private static int elementHead(int element) {
    return element == ControlWord.COMPRESSED_IPV4 ? 4 : 8;
  }

  /** True for TCP and UDP of which the kernel made one packet of many. */
  private boolean isGroup(int start) {
    return isTcpGroup(start) || b.get(start + 1) == GSO_UDP;
  }

  private boolean isTcpGroup(int start) {
    int gso = b.get(start + 1) & ~ECN;
    return gso == GSO_TCPV4 || gso == GSO_TCPV6;
  }

  /** Octets of extension headers of IPv6 before the header of TCP or UDP of a group. */
  private int extensions(int start, int transport) {
    return (b.get(start) & NEEDS_CSUM) == 0 ? 0 : sumStart(start) - transport;
  }

  /**
   * True when a packet, or each of those it is made of, fits into {@code room} octets. Segments of
   * TCP always do, as they are cut here: then they are made smaller.
   */
  boolean fits(int start, int transport, int end, int room) {
    if (!isGroup(start)) {
      return end - transport <= room;
    }
    int least = extensions(start, transport) + UDP_HEADER;
    return isTcpGroup(start) || least + segmentOctets(start) <= room;
  }

  /** What the virtio header says each segment shall have of data. */
  private int segmentOctets(int start) {
    return said(start + SEGMENT_OCTETS);
  }

  /**
   * A packet without its IP header, which {@link #fits}.
   *
   * @param start its virtio header
   * @param transport its transport header, behind which it goes on to {@code end}
   * @param element COMPRESSED_IPV4 or COMPRESSED_IPV6
   * @param label class and flow label, of IPv6
   * @param room for the transport's octets
   */
  void compressed(
      Flow f,
      int start,
      int transport,
      int end,
      int protocol,
      long addresses,
      int element,
      int label,
      int tos,
      int ttl,
      int room) {
    int length = end - transport;
    if (isGroup(start)) {
      cut(f, start, transport, length, protocol, element, label, tos, ttl, room);
      return;
    }
    checksum(start, transport, length, protocol, addresses);
    if (protocol == Ip.TCP) {
      Ip.clampSegment(b, transport, length, room - TCP_HEADER);
    }
    int at = header(f, element, protocol, label, length);
    MemorySegment.copy(source, transport, messageSegment, at, length);
    send(f, ttl, tos, at + length);
  }

  /** Sends the message that ends at {@code end}. */
  private void send(Flow f, int ttl, int tos, int end) {
    sender.begin(f.port, f.target, f.health, ttl, tos, end - next);
    sender.part(messageSegment.address() + next, end - next);
    next = end;
  }

  /**
   * A packet of many in one that keeps its IPv4 header: {@link #compressed}, but {@code room} is
   * for the header too.
   *
   * @param at its IP header
   * @param header octets of that
   */
  void whole(Flow f, int start, int at, int header, int end, int tos, int ttl, int room) {
    int transport = at + header;
    int length = end - transport;
    int protocol = b.get(at + 9) & 0xFF;
    int element = ControlWord.FRAME;
    cut(f, start, transport, length, protocol, element, header, tos, ttl, room - header);
  }

  /** Writes our header and the payload element's head; returns where they end. */
  private int header(Flow f, int element, int protocol, int label, int length) {
    int at = begin(length);
    byte[] own = f.header;
    messages.put(at, own);
    int head = elementHead(element);
    messages.putInt(at, f.headerWord | own.length + head + length);
    int end = at + own.length;
    messages.put(end, (byte) element);
    messages.putShort(end + 1, (short) (0x8000 | head + length));
    messages.put(end + 3, (byte) protocol);
    if (head == 8) {
      messages.putInt(end + 4, label);
    }
    return end + head;
  }

  /**
   * Cuts a large packet into datagrams, each with a transport header of its own, and with the
   * extension headers before it.
   *
   * @param more class and flow label, of IPv6; octets of the IP header, of a frame
   */
  private void cut(
      Flow f,
      int start,
      int transport,
      int length,
      int protocol,
      int element,
      int more,
      int tos,
      int ttl,
      int room) {
    boolean tcp = isTcpGroup(start);
    int before = extensions(start, transport);
    int upper = transport + before;
    int own = tcp ? (b.get(upper + 12) >>> 4 & 0xF) * 4 : UDP_HEADER;
    int head = before + own;
    int size = Math.min(segmentOctets(start), room - head);
    boolean odd = before < 0 || before > 0 && element != ControlWord.COMPRESSED_IPV6;
    if (odd || size <= 0 || own < UDP_HEADER || head > length) {
      return;
    }
    int sequence = tcp ? b.getInt(upper + 4) : 0;
    int flags = tcp ? b.get(upper + 13) & 0xFF : 0;
    int upperProtocol = tcp ? Ip.TCP : Ip.UDP;
    int check = Ip.checksumOffset(upperProtocol);
    b.putShort(upper + check, (short) 0);
    for (int from = head; from < length; from += size) {
      int data = Math.min(size, length - from);
      int at =
          element == ControlWord.FRAME
              ? frameHeader(f, transport - more, more, (from - head) / size, head + data)
              : header(f, element, protocol, more, head + data);
      if (tcp) {
        b.putInt(upper + 4, sequence + from - head);
        int kept = flags & (from + data < length ? ~TCP_FIN_PSH : 0xFF);
        b.put(upper + 13, (byte) (kept & (from > head ? ~TCP_CWR : 0xFF)));
      } else {
        b.putShort(upper + 4, (short) (own + data));
      }
      messages.put(at, b, transport, head);
      MemorySegment.copy(source, transport + from, messageSegment, at + head, data);
      int sumAt = at + before;
      long sum = upperProtocol + own + data + SegmentSum.of(messageSegment, sumAt, own + data);
      messages.putShort(sumAt + check, checksum(sum, upperProtocol));
      send(f, ttl, tos, at + head + data);
    }
  }

  /**
   * An IPv4 packet with options, a fragment, or one that is to be fragmented: goes with its header,
   * addresses zero, in as many pieces as it takes (RFC 791, section 3.2).
   *
   * @param room for one piece, IP header included
   */
  void frames(
      Flow f, int start, int at, int end, int header, long addresses, int tos, int ttl, int room) {
    int each = room - header & -8;
    if (header < Ip.IPV4_HEADER || at + header > end || each <= 0) {
      return;
    }
    int fragment = b.getShort(at + 6) & 0xFFFF;
    if ((fragment & OFFSET) == 0) {
      checksum(start, at + header, end - at - header, b.get(at + 9) & 0xFF, addresses);
    }
    b.putLong(at + 12, 0);
    int last = end - at <= room ? at + header : end - 1 - (end - 1 - at - header) % each;
    for (int from = at + header; from <= last; from += each) {
      int to = from == last ? end : from + each;
      int flags = fragment + ((from - at - header) >>> 3) | (to < end ? MORE_FRAGMENTS : 0);
      frame(f, at, header, flags, from, to, tos, ttl);
      if (from == at + header) {
        forgetOptions(at + Ip.IPV4_HEADER, from);
      }
    }
  }

  /**
   * Writes our header and an IPv4 header, addresses zero, of the {@code nth} segment cut from the
   * packet at {@code packet}; returns where they end.
   *
   * @param octets of the IPv4 header
   */
  private int frameHeader(Flow f, int packet, int octets, int nth, int length) {
    int total = octets + length;
    int own = begin(total);
    messages.put(own, f.header);
    messages.putInt(own, f.headerWord | f.header.length + 3 + total);
    int ip = own + f.header.length + 3;
    messages.put(ip - 3, (byte) ControlWord.FRAME);
    messages.putShort(ip - 2, (short) 0x0800);
    messages.put(ip, b, packet, octets);
    messages.putLong(ip + 12, 0);
    messages.putShort(ip + 2, (short) total);
    messages.putShort(ip + 4, (short) (b.getShort(packet + 4) + nth));
    messages.putShort(ip + 10, (short) 0);
    messages.putShort(ip + 10, (short) Checksum.of(Checksum.add(0, messages, ip, octets)));
    return ip + octets;
  }

  /** The piece of a packet between {@code from} and {@code to}. */
  private void frame(
      Flow f, int packet, int header, int fragment, int from, int to, int tos, int ttl) {
    int own = begin(header + to - from);
    int length = f.header.length;
    messages.put(own, f.header);
    messages.putInt(own, f.headerWord | length + 3 + header + to - from);
    messages.put(own + length, (byte) ControlWord.FRAME);
    messages.putShort(own + length + 1, (short) 0x0800);
    int ip = own + length + 3;
    messages.put(ip, b, packet, header);
    messages.putShort(ip + 2, (short) (header + to - from));
    messages.putShort(ip + 6, (short) fragment);
    messages.putShort(ip + 10, (short) 0);
    messages.putShort(ip + 10, (short) Checksum.of(Checksum.add(0, messages, ip, header)));
    MemorySegment.copy(source, from, messageSegment, ip + header, to - from);
    send(f, ttl, tos, ip + header + to - from);
  }

  /**
   * An IPv6 packet, or a group of UDP, for which the path has less room than any link must have:
   * goes in fragments (RFC 8200, section 4.5), which the host at the other end puts together. Ours
   * are inside our messages; a datagram in fragments is what many networks drop.
   *
   * @param room for one piece, without IP header
   */
  void fragments(
      Flow f,
      int start,
      int transport,
      int end,
      int protocol,
      long addresses,
      int label,
      int tos,
      int ttl,
      int room) {
    if (!isGroup(start)) {
      checksum(start, transport, end - transport, protocol, addresses);
      pieces(f, transport, end, protocol, label, tos, ttl, room);
      return;
    }
    int size = extensions(start, transport) == 0 ? segmentOctets(start) : 0;
    for (int data = transport + UDP_HEADER; size > 0 && data < end; data += size) {
      int to = Math.min(data + size, end);
      // Over what has been copied into messages already.
      int header = data - UDP_HEADER;
      b.putInt(header, b.getInt(transport));
      b.putShort(header + 4, (short) (to - header));
      b.putShort(header + 6, (short) 0);
      long sum = protocol + to - header + SegmentSum.of(source, header, to - header);
      b.putShort(header + 6, checksum(sum, protocol));
      pieces(f, header, to, protocol, label, tos, ttl, room);
    }
  }

  private void pieces(
      Flow f, int from, int end, int protocol, int label, int tos, int ttl, int room) {
    boolean again = protocol == Ip.FRAGMENT && end - from >= FRAGMENT_HEADER;
    int first = again ? from + FRAGMENT_HEADER : from;
    int nextHeader = again ? b.get(from) : protocol;
    int offset = again ? b.getShort(from + 2) & 0xFFFF : 0;
    int identification = again ? b.getInt(from + 4) : nextIdentification++;
    int each = room - FRAGMENT_HEADER & -8;
    for (int at = first; each > 0 && at < end; at += each) {
      int data = Math.min(each, end - at);
      int more = at + data < end ? 1 : offset & 1;
      int to = header(f, ControlWord.COMPRESSED_IPV6, Ip.FRAGMENT, label, FRAGMENT_HEADER + data);
      messages.putShort(to, (short) (nextHeader << 8));
      messages.putShort(to + 2, (short) ((offset & ~7) + at - first | more));
      messages.putInt(to + 4, identification);
      MemorySegment.copy(source, at, messageSegment, to + FRAGMENT_HEADER, data);
      send(f, ttl, tos, to + FRAGMENT_HEADER + data);
    }
  }

  /** Only options that say so are in fragments behind the first; the others become nothing. */
  private void forgetOptions(int from, int end) {
    int at = from;
    while (at < end && b.get(at) != 0) {
      int size = b.get(at) == OPTION_NOTHING || at + 1 == end ? 1 : b.get(at + 1) & 0xFF;
      if (size == 0 || at + size > end) {
        return;
      }
      if ((b.get(at) & OPTION_COPIED) == 0) {
        for (int i = at; i < at + size; i++) {
          b.put(i, (byte) OPTION_NOTHING);
        }
      }
      at += size;
    }
  }
}
