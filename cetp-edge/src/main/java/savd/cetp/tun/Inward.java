package savd.cetp.tun;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.List;
import savd.cetp.fsm.Path;
import savd.cetp.fsm.PathHealth;
import savd.cetp.message.ElementType;
import savd.cetp.message.Identity;
import savd.cetp.message.Octets;
import savd.cetp.message.Operation;
import savd.cetp.packet.Checksum;
import savd.cetp.packet.Ecn;
import savd.cetp.packet.Ip;
import savd.cetp.packet.Translation;
import savd.cetp.wire.ControlWord;
import savd.cetp.wire.Finding;
import savd.cetp.wire.MessageReader;
import savd.linux.Errno;
import savd.linux.Libc;
import savd.net.AddressFamily;
import savd.net.IpAddress;

/** The thread from the other edges to the TUN device. */
final class Inward {
  private static final int POLL_MILLIS = 200;
  private static final int TURNS = 32;
  private static final int DEFAULT_TTL = 64;
  private static final int IPV4_FRAME = 0x0800;

  /** Where the identities of a session are. */
  private static final int SOURCE = ControlWord.OCTETS;

  private static final int DESTINATION = SOURCE + 2 + Identity.SESSION_LENGTH;

  private final Plane plane;
  private final Tally tally = new Tally();
  private final Arena arena = Arena.ofShared();
  private final MemorySegment capture = Libc.captureState(arena);
  private final MemorySegment poll;
  private final Arrivals arrivals = new Arrivals(arena);
  private final ByteBuffer octets = arrivals.octets();
  private final MessageReader reader = new MessageReader();
  private final PacketWriter writer;
  private final List<Port> ports;
  private MessageHeader message;

  // Of the message at hand: the flow of a datagram before, and its identity elements.
  private Flow lastFlow;
  private long lastSource;
  private long lastDestination;
  private long fromHigh;
  private long fromLow;
  private long now;

  Inward(Plane plane) {
    this.plane = plane;
    message = arrivals.header(0);
    ports = plane.ports();
    writer = new PacketWriter(plane.tun(), arena, tally, arrivals.buffer());
    poll = arena.allocate(8L * ports.size(), 8);
    for (int i = 0; i < ports.size(); i++) {
      poll.set(ValueLayout.JAVA_INT, 8L * i, ports.get(i).descriptor());
      poll.set(ValueLayout.JAVA_SHORT, 8L * i + 4, (short) Libc.POLLIN);
    }
  }

  Tally tally() {
    return tally;
  }

  /** Receives what is there, on all ports; waits a little where there is nothing. */
  void turn() {
    if (Libc.poll(capture, poll, ports.size(), POLL_MILLIS) <= 0) {
      return;
    }
    now = System.nanoTime();
    for (int i = 0; i < ports.size(); i++) {
      if (poll.get(ValueLayout.JAVA_SHORT, 8L * i + 6) != 0) {
        receive(ports.get(i));
      }
    }
  }

  /** What was held back is not written, after a fault. */
  void forget() {
    writer.forget();
  }

  private void receive(Port port) {
    for (int turn = 0; turn < TURNS; turn++) {
      int want = arrivals.want();
      int n = arrivals.receive(port);
      if (n <= 0) {
        // Empty, or an ICMP error that this read has taken off the socket.
        if (n == -Errno.EAGAIN) {
          return;
        }
        continue;
      }
      tally.calls++;
      for (int i = 0; i < n; i++) {
        message(port, i);
      }
      // What is held back refers to the buffers.
      writer.flush();
      if (n < want) {
        return;
      }
    }
  }

  private void message(Port port, int i) {
    message = arrivals.header(i);
    int length = message.length();
    if (!message.told()) {
      tally.findings[Finding.TOTAL_LENGTH.ordinal()]++;
      return;
    }
    int name = arrivals.name(i);
    if (!port.isForUs(arrivals.names(), name)) {
      return;
    }
    fromHigh = port.fromHigh(arrivals.names(), name);
    fromLow = port.fromLow(arrivals.names(), name);
    lastFlow = null;
    int lead = port.lead(octets, arrivals.offset(i));
    int start = arrivals.offset(i) + lead;
    length -= lead;
    int each = message.segmentOctets() > 0 ? message.segmentOctets() : length;
    for (int at = 0; at < length; at += each) {
      datagram(port, start + at, Math.min(each, length - at));
    }
  }

  private void datagram(Port port, int at, int length) {
    Finding finding = reader.read(octets, at, length, port.carriage());
    if (finding != Finding.WELL_FORMED) {
      tally.findings[finding.ordinal()]++;
      return;
    }
    if (lastFlow != null && isLikeLast(at)) {
      deliver(lastFlow);
      return;
    }
    Flow f = reader.isData() ? flow() : null;
    if (f == null) {
      handOver(port, at, length);
      return;
    }
    PathHealth path = f.from(port, fromHigh, fromLow);
    if (path == null) {
      tally.wrongRloc++;
      return;
    }
    path.receivedNanos = now;
    plane.times().received(f.slot, now);
    if (reader.destinationOffset() == at + DESTINATION) {
      lastFlow = f;
      lastSource = octets.getLong(at + SOURCE);
      lastDestination = octets.getLong(at + DESTINATION);
    }
    deliver(f);
  }

  /** Data between the identities of the datagram before, which came from the same sender. */
  private boolean isLikeLast(int at) {
    return reader.isData()
        && octets.getLong(at + SOURCE) == lastSource
        && octets.getLong(at + DESTINATION) == lastDestination;
  }

  /** The flow a data message is of, or null. */
  private Flow flow() {
    int at = reader.destinationOffset();
    if (octets.get(at) != Identity.RANDOM || octets.get(at + 1) != Identity.SESSION_LENGTH) {
      return null;
    }
    long bits = (octets.getShort(at + 2) & 0xFFFFL) << 32 | octets.getInt(at + 4) & 0xFFFF_FFFFL;
    Flow f = plane.flows().byLocal(bits);
    return f != null && f.isPeer(octets, reader.sourceOffset()) ? f : null;
  }

  private void handOver(Port port, int at, int length) {
    AddressFamily family = port.isIpv4() ? AddressFamily.IPV4 : AddressFamily.IPV6;
    IpAddress from = IpAddress.of(family, fromHigh, fromLow);
    Path path = new Path(port.address(), port.sender(from));
    int ingress = port.ingress(message);
    ControlSink.Claim claim = claim(path, ingress);
    if (claim == ControlSink.Claim.NOTHING) {
      tally.falseCookies++;
      return;
    }
    boolean heard = claim != ControlSink.Claim.KNOCK || plane.control().listens(from);
    if (heard) {
      byte[] copy = new byte[Math.min(length, ControlWord.totalLength(octets.getInt(at)))];
      octets.get(at, copy);
      heard = plane.control().datagram(path, copy, claim, ingress);
    }
    tally.controlFull += heard ? 0 : 1;
  }

  /**
   * What a message shows for itself. A cookie counts in a set-up only: further RLOCs of a session
   * return theirs in the session.
   */
  private ControlSink.Claim claim(Path path, int ingress) {
    if (flow() != null) {
      return ControlSink.Claim.SESSION;
    }
    int cookie = -1;
    boolean setUp = false;
    for (int i = reader.elementCount() - 1; i >= 0; i--) {
      Operation operation = Operation.ofFlags(reader.elementFlags(i));
      int type = reader.elementType(i);
      if (operation == Operation.ACKNOWLEDGEMENT && type == ElementType.COOKIE.code()) {
        cookie = i;
      } else if (operation == Operation.RELIABLE_RESPONSE) {
        ElementType known = ElementType.ofCode(type);
        setUp |= known != null && known.carriesRlocs();
      }
    }
    if (cookie < 0 || !setUp) {
      return ControlSink.Claim.KNOCK;
    }
    Octets value = copy(reader.valueOffset(cookie), reader.valueLength(cookie));
    Identity source = identity(reader.sourceOffset());
    Identity destination = identity(reader.destinationOffset());
    return plane.control().returned(path, source, destination, value, ingress);
  }

  private Octets copy(int at, int length) {
    byte[] value = new byte[length];
    octets.get(at, value);
    return Octets.of(value);
  }

  private Identity identity(int at) {
    int type = octets.get(at) & 0xFF;
    int length = octets.get(at + 1);
    // Of at most 64 octets, but the length may be of two all the same.
    return length < 0
        ? new Identity(type, copy(at + 3, (length & 0x7F) << 8 | octets.get(at + 2) & 0xFF))
        : new Identity(type, copy(at + 2, length));
  }

  private void deliver(Flow f) {
    int at = reader.payloadOffset();
    int ttl = hops(at);
    if (ttl <= 0) {
      tally.expired++;
      return;
    }
    int length = reader.payloadLength();
    int protocol = reader.payloadProtocol();
    switch (reader.payloadCode()) {
      case ControlWord.COMPRESSED_IPV4 -> {
        if (f.hasIpv4) {
          icmpError(f, at, length, protocol);
          writer.ipv4(f, at, length, protocol, message.tos(), ttl);
        }
      }
      case ControlWord.COMPRESSED_IPV6 -> {
        if (f.hasIpv6) {
          int label = octets.getInt(at - 4) & 0xFFFFFFF;
          int tos = Ecn.combined(label >>> 20 & 0xFF, message.tos());
          if (tos < 0) {
            tally.congested++;
            return;
          }
          icmpError6(f, at, length, protocol);
          writer.ipv6(f, at, length, protocol, label & 0xFFFFF | tos << 20, ttl);
        }
      }
      default -> frame(f, at, length, protocol, ttl);
    }
  }

  /** How far a packet may go on: as the network outside says, or, if it does not, itself. */
  private int hops(int at) {
    if (message.ttl() >= 0) {
      return message.ttl() - 1;
    }
    boolean ipv4 =
        reader.payloadCode() == ControlWord.FRAME && reader.payloadProtocol() == IPV4_FRAME;
    return ipv4 ? (octets.get(at + 8) & 0xFF) - 1 : DEFAULT_TTL;
  }

  /** What is inside an ICMP error is of the far side's addresses. */
  private void icmpError(Flow f, int at, int length, int protocol) {
    if (protocol == Ip.ICMP && length >= 8 && Translation.isError(octets.get(at) & 0xFF)) {
      Translation.inner(octets, at, length, f.host4, f.proxy4);
    }
  }

  private void icmpError6(Flow f, int at, int length, int protocol) {
    if (protocol == Ip.ICMPV6 && length >= 8 && Translation.isError6(octets.get(at) & 0xFF)) {
      Translation.inner6(octets, at, length, f.host6High, f.host6Low, f.proxy6High, f.proxy6Low);
    }
  }

  /** An IPv4 packet with its header: gets its addresses back. */
  private void frame(Flow f, int at, int length, int etherType, int ttl) {
    if (etherType != IPV4_FRAME || !f.hasIpv4) {
      tally.noFlow++;
      return;
    }
    int header = (octets.get(at) & 0xF) * 4;
    int tos = Ecn.combined(octets.get(at + 1) & 0xFF, message.tos());
    if (tos < 0) {
      tally.congested++;
      return;
    }
    octets.put(at + 1, (byte) tos);
    octets.putInt(at + 12, f.proxy4);
    octets.putInt(at + 16, f.host4);
    octets.put(at + 8, (byte) ttl);
    octets.putShort(at + 10, (short) 0);
    octets.putShort(at + 10, (short) Checksum.of(Checksum.add(0, octets, at, header)));
    if ((octets.getShort(at + 6) & 0x1FFF) == 0) {
      Ip.change(octets, at + header, length - header, octets.get(at + 9) & 0xFF, f.sum4);
    }
    writer.whole(at, length);
  }

  void close() {
    arena.close();
  }
}
