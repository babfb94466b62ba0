package savd.cetp.tun;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import savd.cetp.packet.Ip;
import savd.linux.Libc;
import savd.net.AddressFamily;
import savd.net.IpAddress;

/** A UDP socket on one of our RLOCs (udp(7), ip(7), ipv6(7)). */
public final class UdpPort implements AutoCloseable {
  static final int SOL_UDP = 17;
  static final int UDP_SEGMENT = 103;
  static final int UDP_GRO = 104;
  static final int IPPROTO_IP = 0;
  static final int IP_TOS = 1;
  static final int IP_TTL = 2;
  static final int IP_PKTINFO = 8;
  static final int IPPROTO_IPV6 = 41;
  static final int IPV6_PKTINFO = 50;
  static final int IPV6_HOPLIMIT = 52;
  static final int IPV6_TCLASS = 67;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_NONBLOCK = 0x800;
  private static final int SOCK_CLOEXEC = 0x80000;
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
  private static final int UDP_HEADER = 8;
  private static final int BUFFER_OCTETS = 7 << 20;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment capture = Libc.captureState(arena);
  private final MemorySegment option = arena.allocate(ValueLayout.JAVA_INT);
  private final IpAddress address;
  private final int descriptor;
  private volatile boolean groups;
  private boolean closed;

  private UdpPort(IpAddress address, int port, boolean offloads) throws IOException {
    this.address = address;
    boolean v4 = address.family() == AddressFamily.IPV4;
    int type = SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
    descriptor = Libc.socket(capture, v4 ? AF_INET : AF_INET6, type, 0);
    if (descriptor < 0) {
      throw new IOException("no UDP socket: error " + -descriptor);
    }
    set(SOL_SOCKET, SO_RCVBUFFORCE, BUFFER_OCTETS);
    set(SOL_SOCKET, SO_SNDBUFFORCE, BUFFER_OCTETS);
    if (v4) {
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
    groups = offloads && set(SOL_UDP, UDP_GRO, 1) >= 0;
    int r = Libc.bind(capture, descriptor, sockaddr(arena, address, port));
    if (r < 0) {
      close();
      throw new IOException("cannot use " + address + " port " + port + ": error " + -r);
    }
  }

  /**
   * Opens a socket.
   *
   * @param offloads whether to use UDP_SEGMENT and UDP_GRO where the kernel has them
   */
  public static UdpPort open(IpAddress address, int port, boolean offloads) throws IOException {
    return new UdpPort(address, port, offloads);
  }

  private int set(int level, int name, int value) {
    option.set(ValueLayout.JAVA_INT, 0, value);
    return Libc.setsockopt(capture, descriptor, level, name, option);
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

  public IpAddress address() {
    return address;
  }

  boolean isIpv4() {
    return address.family() == AddressFamily.IPV4;
  }

  /** Whether the kernel segments and groups datagrams for us. */
  public boolean groups() {
    return groups;
  }

  /** Octets of the headers before a datagram's content. */
  int outsideOctets() {
    return (isIpv4() ? Ip.IPV4_HEADER : Ip.IPV6_HEADER) + UDP_HEADER;
  }

  /**
   * The largest IP packet that goes from here to an address, as far as the kernel knows (ip(7),
   * IP_MTU); 0 when it cannot tell.
   */
  static int pathMtu(MemorySegment target) {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment state = Libc.captureState(local);
      int family = target.get(ValueLayout.JAVA_SHORT, 0);
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

  /** Not any more: a device on the way cannot compute the checksums of the pieces. */
  void stopGrouping() {
    groups = false;
  }

  int descriptor() {
    return descriptor;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      Libc.close(capture, descriptor);
      arena.close();
    }
  }
}
