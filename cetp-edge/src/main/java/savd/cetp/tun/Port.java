package savd.cetp.tun;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import savd.cetp.fsm.Path;
import savd.cetp.message.Locator;
import savd.cetp.wire.Carriage;
import savd.linux.Errno;
import savd.linux.Libc;
import savd.net.AddressFamily;
import savd.net.IpAddress;

/**
 * A socket on one of our RLOCs, by which messages leave and arrive. What carries them differs:
 * {@link UdpPort}, {@link IpPort}, {@link EthernetPort}; only the first has offloads.
 */
public abstract sealed class Port implements AutoCloseable permits UdpPort, IpPort, EthernetPort {
  static final int IPPROTO_IP = 0;
  static final int IP_TOS = 1;
  static final int IP_TTL = 2;
  static final int IP_PKTINFO = 8;
  static final int IPPROTO_IPV6 = 41;
  static final int IPV6_PKTINFO = 50;
  static final int IPV6_HOPLIMIT = 52;
  static final int IPV6_TCLASS = 67;
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int AF_PACKET = 17;
  static final int SOCK_DGRAM = 2;
  static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOCK_NONBLOCK = 0x800;
  private static final int SOL_SOCKET = 1;
  private static final int SO_SNDBUFFORCE = 32;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int IP_RECVTTL = 12;
  private static final int IP_RECVTOS = 13;
  private static final int IP_MTU_DISCOVER = 10;
  private static final int IP_MTU = 14;
  private static final int IPV6_MTU = 24;
  private static final int IPV6_MTU_DISCOVER = 23;
  private static final int IPV6_RECVPKTINFO = 49;
  private static final int IPV6_RECVHOPLIMIT = 51;
  private static final int IPV6_RECVTCLASS = 66;
  private static final int IPV6_V6ONLY = 26;
  private static final int PMTUDISC_DO = 2;
  private static final int BUFFER_OCTETS = 7 << 20;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment capture = Libc.captureState(arena);
  private final MemorySegment option = arena.allocate(ValueLayout.JAVA_INT);
  private final Locator own;
  private final IpAddress address;
  private final boolean ipv4;
  private final int outside;
  private final int descriptor;
  private boolean closed;

  /**
   * Opens a socket.
   *
   * @param own the RLOC it is on
   */
  Port(Locator own, int domain, int type, int protocol) throws IOException {
    this.own = own;
    address = own.address();
    ipv4 = address.family() == AddressFamily.IPV4;
    outside = new Path(address, own).outsideOctets();
    descriptor = Libc.socket(capture, domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
    if (descriptor < 0) {
      arena.close();
      throw new IOException("no socket for " + own + ": " + Errno.sentence(-descriptor));
    }
    set(SOL_SOCKET, SO_RCVBUFFORCE, BUFFER_OCTETS);
    set(SOL_SOCKET, SO_SNDBUFFORCE, BUFFER_OCTETS);
  }

  /** What an IP socket is to tell of what comes in; and that nothing is fragmented. */
  final void setIpOptions() {
    if (ipv4) {
      set(IPPROTO_IP, IP_RECVTTL, 1);
      set(IPPROTO_IP, IP_RECVTOS, 1);
      set(IPPROTO_IP, IP_PKTINFO, 1);
      set(IPPROTO_IP, IP_MTU_DISCOVER, PMTUDISC_DO);
    } else {
      set(IPPROTO_IPV6, IPV6_V6ONLY, 1);
      set(IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1);
      set(IPPROTO_IPV6, IPV6_RECVTCLASS, 1);
      set(IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
      set(IPPROTO_IPV6, IPV6_MTU_DISCOVER, PMTUDISC_DO);
    }
  }

  final int set(int level, int name, int value) {
    option.set(ValueLayout.JAVA_INT, 0, value);
    return Libc.setsockopt(capture, descriptor, level, name, option);
  }

  /** Binds the socket, or closes it and fails. */
  final void bind(MemorySegment sockaddr) throws IOException {
    int r = Libc.bind(capture, descriptor, sockaddr);
    if (r < 0) {
      close();
      throw new IOException("cannot use " + own + ": " + Errno.sentence(-r));
    }
  }

  final Arena arena() {
    return arena;
  }

  /** sockaddr_in or sockaddr_in6. */
  static MemorySegment sockaddr(Arena arena, IpAddress address, int port) {
    boolean v4 = address.family() == AddressFamily.IPV4;
    MemorySegment s = arena.allocate(v4 ? 16 : 28, 8);
    s.set(ValueLayout.JAVA_SHORT, 0, (short) (v4 ? AF_INET : AF_INET6));
    s.set(ValueLayout.JAVA_SHORT, 2, Short.reverseBytes((short) port));
    byte[] octets = address.octets();
    MemorySegment.copy(octets, 0, s, ValueLayout.JAVA_BYTE, v4 ? 4 : 8, octets.length);
    return s;
  }

  /** The RLOC it is on. */
  public final Locator locator() {
    return own;
  }

  public final IpAddress address() {
    return address;
  }

  /** Whether addresses outside are of IPv4; else of IPv6, or they are those of stations. */
  final boolean isIpv4() {
    return ipv4;
  }

  /** Octets of the headers before a message. */
  final int outsideOctets() {
    return outside;
  }

  final int descriptor() {
    return descriptor;
  }

  /** Whether a path begins here. */
  public final boolean carries(Path path) {
    return path.isFrom(own);
  }

  /** Whether the kernel segments and groups datagrams for us. */
  public boolean groups() {
    return false;
  }

  /** Not any more: a device on the way cannot compute the checksums of the pieces. */
  void stopGrouping() {}

  /** Where an RLOC is, as the kernel wants it. */
  abstract MemorySegment target(Arena arena, Locator remote);

  /** The RLOC of who sent something, by its address. */
  abstract Locator sender(IpAddress from);

  /** What becomes of octets behind the message. */
  Carriage carriage() {
    return Carriage.DATAGRAM;
  }

  /** Whether packets of IPv4 keep their header: nothing outside has room for what it says. */
  boolean keepsHeaders() {
    return false;
  }

  /** Octets before the message in what is received at {@code at}. */
  int lead(ByteBuffer octets, int at) {
    return 0;
  }

  /** Whether something received is for us, by the address at {@code at}. */
  boolean isForUs(ByteBuffer names, int at) {
    return true;
  }

  /** Of a sender's address at {@code at}, the first 64 bits; 0 of IPv4. */
  long fromHigh(ByteBuffer names, int at) {
    return ipv4 ? 0 : names.getLong(at + 8);
  }

  long fromLow(ByteBuffer names, int at) {
    return ipv4 ? names.getInt(at + 4) & 0xFFFF_FFFFL : names.getLong(at + 16);
  }

  /** Index of the interface a message came in by; 0 when not told. */
  int ingress(MessageHeader message) {
    return message.ingress();
  }

  /**
   * The largest packet that goes from here to an address, as far as the kernel knows (ip(7),
   * IP_MTU; of a station, what the device takes); 0 when it cannot tell.
   */
  static int pathMtu(MemorySegment target) {
    int family = target.get(ValueLayout.JAVA_SHORT, 0);
    if (family == AF_PACKET) {
      return deviceMtu(target.get(ValueLayout.JAVA_INT, EthernetPort.INDEX));
    }
    try (Arena local = Arena.ofConfined()) {
      MemorySegment state = Libc.captureState(local);
      int fd = Libc.socket(state, family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
      MemorySegment value = local.allocate(ValueLayout.JAVA_INT);
      MemorySegment length = local.allocate(ValueLayout.JAVA_INT);
      length.set(ValueLayout.JAVA_INT, 0, (int) value.byteSize());
      boolean v4 = family == AF_INET;
      int level = v4 ? IPPROTO_IP : IPPROTO_IPV6;
      boolean known =
          Libc.connect(state, fd, target) >= 0
              && Libc.getsockopt(state, fd, level, v4 ? IP_MTU : IPV6_MTU, value, length) >= 0;
      Libc.close(state, fd);
      return known ? value.get(ValueLayout.JAVA_INT, 0) : 0;
    }
  }

  /** The same of a path that begins here. */
  public final int pathMtu(Path path) {
    try (Arena local = Arena.ofConfined()) {
      return pathMtu(target(local, path.remote()));
    }
  }

  private static int deviceMtu(int index) {
    try {
      NetworkInterface device = NetworkInterface.getByIndex(index);
      return device == null ? 0 : device.getMTU();
    } catch (IOException e) {
      // The device has gone: what is sent there fails.
      return 0;
    }
  }

  @Override
  public final synchronized void close() {
    if (!closed) {
      closed = true;
      Libc.close(capture, descriptor);
      arena.close();
    }
  }
}
