package savd.cetp.tun;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import savd.cetp.packet.Checksum;
import savd.cetp.packet.Ip;
import savd.linux.Errno;
import savd.linux.Libc;

/**
 * Writes packets to the TUN device. Consecutive segments of one TCP connection, and datagrams of
 * one UDP flow, are held back and written as one where the kernel takes that. Their data is put
 * together first, and summed where it then lies: it comes into the processor's nearest cache once
 * for both, and the kernel copies one long piece in half the time of many short ones.
 */
final class PacketWriter {
  private static final int GSO_TCPV4 = 1;
  private static final int GSO_TCPV6 = 4;
  private static final int GSO_UDP = 5;
  private static final int NEEDS_CSUM = 1;
  private static final int MAX_OCTETS = 65_000;
  private static final int MAX_SEGMENTS = 64;
  private static final int TCP_ACK = 0x10;
  private static final int TCP_PSH = 0x08;

  /** Header buffer: virtio header, then the IP header, then that of the transport. */
  private static final int IP = TunDevice.HEADER + 2;

  private final TunDevice tun;
  private final Tally tally;
  private final MemorySegment source;
  private final long base;
  private final ByteBuffer b;
  private final MemorySegment capture;
  private final MemorySegment headerSegment;
  private final ByteBuffer header;
  private final Vectors vectors;

  /** The data of the packet held back, when it is of more than one. */
  private final MemorySegment gathered;

  // The packet held back.
  private Flow flow;
  private int firstAt;
  private boolean ipv4;
  private int protocol;
  private int tos;
  private int ttl;
  private int flowLabel;
  private int transportHeader;
  private int segments;
  private int segmentOctets;
  private int dataOctets;
  private int nextSequence;
  private boolean complete;

  /**
   * @param source where the packets lie; what is held back has to stay there until {@link #flush}
   */
  PacketWriter(TunDevice tun, Arena arena, Tally tally, MemorySegment source) {
    this.tun = tun;
    this.tally = tally;
    this.source = source;
    base = source.address();
    b = source.asByteBuffer();
    capture = Libc.captureState(arena);
    headerSegment = arena.allocate(192, 8);
    header = headerSegment.asByteBuffer();
    vectors = new Vectors(arena);
    gathered = arena.allocate(1 << 16, 64);
  }

  /** Takes an IPv4 packet without its header; the transport checksum is that of the wire. */
  void ipv4(Flow f, int at, int length, int proto, int trafficClass, int hops) {
    if (!append(f, true, at, length, proto, trafficClass, hops, 0)) {
      begin(f, true, at, length, proto, trafficClass, hops, 0);
    }
  }

  /** The same for IPv6. */
  void ipv6(Flow f, int at, int length, int proto, int label, int hops) {
    if (!append(f, false, at, length, proto, 0, hops, label)) {
      begin(f, false, at, length, proto, 0, hops, label);
    }
  }

  private boolean append(
      Flow f, boolean v4, int at, int length, int proto, int trafficClass, int hops, int label) {
    if (segments == 0
        || complete
        || f != flow
        || v4 != ipv4
        || proto != protocol
        || trafficClass != tos
        || hops != ttl
        || label != flowLabel
        || segments == MAX_SEGMENTS
        || length <= transportHeader
        || length - transportHeader > segmentOctets
        || dataOctets + length > MAX_OCTETS
        || !(proto == Ip.TCP ? sameStream(at) : sameUdpFlow(at))
        || !gather(at, length)) {
      return false;
    }
    int data = length - transportHeader;
    segments++;
    dataOctets += data;
    nextSequence += data;
    complete = data < segmentOctets;
    if (proto == Ip.TCP && (b.get(at + 13) & TCP_PSH) != 0) {
      int flags = transport() + 13;
      header.put(flags, (byte) (header.get(flags) | TCP_PSH));
      complete = true;
    }
    return true;
  }

  /**
   * Puts the data of a segment behind what is held back, if the checksums of both are right: the
   * kernel takes our word for it, and a packet that was spoiled must not be made sound.
   */
  private boolean gather(int at, int length) {
    if (segments == 1 && !isSoundIn(0, firstAt, transportHeader + dataOctets)) {
      complete = true;
      return false;
    }
    return isSoundIn(dataOctets, at, length);
  }

  /** Copies a segment's data to {@code to} of what is gathered; whether its checksum is right. */
  private boolean isSoundIn(int to, int at, int length) {
    int data = length - transportHeader;
    MemorySegment.copy(source, at + transportHeader, gathered, to, data);
    long sum = Checksum.add((long) protocol + length, b, at, transportHeader);
    return Checksum.fold(sum + SegmentSum.of(gathered, to, data)) == 0xFFFF;
  }

  private int transport() {
    return IP + (ipv4 ? Ip.IPV4_HEADER : Ip.IPV6_HEADER);
  }

  /** The TCP segment at {@code at} continues what is held back, and differs in nothing else. */
  private boolean sameStream(int at) {
    int t = transport();
    if (b.getInt(at) != header.getInt(t)
        || b.getInt(at + 4) != nextSequence
        || b.getInt(at + 8) != header.getInt(t + 8)
        || (b.get(at + 12) != header.get(t + 12))
        || (b.get(at + 13) & ~TCP_PSH) != TCP_ACK
        || b.getShort(at + 14) != header.getShort(t + 14)) {
      return false;
    }
    for (int i = 20; i < transportHeader; i += 4) {
      if (b.getInt(at + i) != header.getInt(t + i)) {
        return false;
      }
    }
    return true;
  }

  private boolean sameUdpFlow(int at) {
    return b.getInt(at) == header.getInt(transport()) && b.getShort(at + 6) != 0;
  }

  private void begin(
      Flow f, boolean v4, int at, int length, int proto, int trafficClass, int hops, int label) {
    flush();
    flow = f;
    firstAt = at;
    ipv4 = v4;
    protocol = proto;
    tos = trafficClass;
    ttl = hops;
    flowLabel = label;
    transportHeader = headerToCopy(at, length, proto);
    if (transportHeader == 0) {
      Ip.change(b, at, length, proto, v4 ? f.sum4 : f.sum6);
    }
    int t = transport();
    header.put(t, b, at, transportHeader);
    int data = length - transportHeader;
    segments = 1;
    segmentOctets = data;
    dataOctets = data;
    complete = !mayGrow(at, data, proto);
    if (proto == Ip.TCP && transportHeader > 0) {
      nextSequence = b.getInt(at + 4) + data;
    }
  }

  /** Octets of transport header that are kept apart from the data. */
  private int headerToCopy(int at, int length, int proto) {
    if (proto == Ip.TCP && length >= 20) {
      int octets = (b.get(at + 12) >>> 4 & 0xF) * 4;
      return octets >= 20 && octets <= length ? octets : 0;
    }
    return proto == Ip.UDP && length >= 8 ? 8 : 0;
  }

  private boolean mayGrow(int at, int data, int proto) {
    if (data == 0 || transportHeader == 0) {
      return false;
    }
    return switch (tun.offload()) {
      case NONE -> false;
      case TCP -> proto == Ip.TCP && b.get(at + 13) == TCP_ACK;
      case TCP_AND_UDP ->
          proto == Ip.TCP ? b.get(at + 13) == TCP_ACK : proto == Ip.UDP && b.getShort(at + 6) != 0;
    };
  }

  /** What is held back is not written. */
  void forget() {
    segments = 0;
    vectors.clear();
  }

  /** Writes what is held back. */
  void flush() {
    if (segments == 0) {
      return;
    }
    int t = transport();
    int length = transportHeader + dataOctets;
    int sum = ipv4 ? flow.sum4 : flow.sum6;
    header.putLong(2, 0);
    header.putShort(10, (short) 0);
    if (segments > 1) {
      virtioHeader(t, length, sum);
    } else {
      finish(t, sum);
    }
    if (ipv4) {
      Ip.writeIpv4(
          header, IP, tos, Ip.IPV4_HEADER + length, ttl, protocol, flow.proxy4, flow.host4);
    } else {
      Ip.writeIpv6(header, IP, flowLabel, length, ttl, protocol);
      header.putLong(IP + 8, flow.proxy6High);
      header.putLong(IP + 16, flow.proxy6Low);
      header.putLong(IP + 24, flow.host6High);
      header.putLong(IP + 32, flow.host6Low);
    }
    tally.packets += segments;
    tally.octets += length;
    tally.batched += segments > 1 ? segments : 0;
    vectors.add(headerSegment.address() + 2, t + transportHeader - 2);
    if (dataOctets > 0) {
      vectors.add(segments > 1 ? gathered.address() : base + firstAt + transportHeader, dataOctets);
    }
    write();
    segments = 0;
  }

  /** A packet by itself: its checksum gets the addresses. */
  private void finish(int t, int sum) {
    if (transportHeader > 0) {
      Ip.change(header, t, transportHeader, protocol, sum);
    }
  }

  /** Several in one: the kernel, or the card, cuts and computes. */
  private void virtioHeader(int t, int length, int sum) {
    int network = t - IP;
    int type = protocol == Ip.UDP ? GSO_UDP : ipv4 ? GSO_TCPV4 : GSO_TCPV6;
    header.put(2, (byte) NEEDS_CSUM);
    header.put(3, (byte) type);
    header.putShort(4, Short.reverseBytes((short) (network + transportHeader)));
    header.putShort(6, Short.reverseBytes((short) segmentOctets));
    header.putShort(8, Short.reverseBytes((short) network));
    header.putShort(10, Short.reverseBytes((short) Ip.checksumOffset(protocol)));
    int partial = Checksum.fold((long) sum + protocol + length);
    header.putShort(t + Ip.checksumOffset(protocol), (short) partial);
    if (protocol == Ip.UDP) {
      header.putShort(t + 4, (short) length);
    }
  }

  private void write() {
    tally.calls++;
    long r;
    do {
      r = Libc.writev(capture, tun.descriptor(), vectors.segment(), vectors.count());
    } while (r == -Errno.EINTR);
    tally.sendFailed += r < 0 ? 1 : 0;
    vectors.clear();
  }

  /** Writes a whole IP packet that is complete in itself. */
  void whole(int at, int length) {
    flush();
    header.putLong(2, 0);
    header.putShort(10, (short) 0);
    vectors.add(headerSegment.address() + 2, TunDevice.HEADER);
    vectors.add(base + at, length);
    tally.packets++;
    tally.octets += length;
    write();
  }
}
