package savd.fib.netlink;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import savd.linux.Errno;
import savd.linux.Libc;

/**
 * A netlink socket (RFC 3549; linux/netlink.h). It stays in the network namespace of the thread
 * that opened it. One thread at a time may use it.
 */
public final class NetlinkSocket implements AutoCloseable {
  /** Protocol of rtnetlink: links and addresses. */
  public static final int NETLINK_ROUTE = 0;

  /** Protocol of nfnetlink: nftables and packet logging. */
  public static final int NETLINK_NETFILTER = 12;

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_SNDBUFFORCE = 32;
  private static final int SO_SNDBUF = 7;
  private static final int SO_RCVBUF = 8;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_CAP_ACK = 10;
  private static final int NETLINK_EXT_ACK = 11;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_TRUNC = 0x20;
  private static final int RECEIVE_BYTES = 1 << 16;
  private static final int RECEIVE_QUEUE_BYTES = 4 << 20;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment capture = Libc.captureState(arena);
  private final MemorySegment receiveBuffer = arena.allocate(RECEIVE_BYTES, 16);
  private final MemorySegment option = arena.allocate(ValueLayout.JAVA_INT);
  private final int descriptor;
  private int sendBufferBytes;
  private boolean closed;

  private NetlinkSocket(int protocol, int groups) throws NetlinkException {
    descriptor = Libc.socket(capture, AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
    if (descriptor < 0) {
      arena.close();
      throw new NetlinkException("socket(AF_NETLINK, " + protocol + ")", -descriptor);
    }
    try (Arena local = Arena.ofConfined()) {
      MemorySegment address = local.allocate(12, 4);
      address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_NETLINK);
      address.set(ValueLayout.JAVA_INT, 8, groups);
      int r = Libc.bind(capture, descriptor, address);
      if (r < 0) {
        close();
        throw new NetlinkException("bind(AF_NETLINK)", -r);
      }
    }
    setOption(SOL_NETLINK, NETLINK_EXT_ACK, 1);
    setOption(SOL_NETLINK, NETLINK_CAP_ACK, 1);
    if (setOption(SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_QUEUE_BYTES) < 0) {
      setOption(SOL_SOCKET, SO_RCVBUF, RECEIVE_QUEUE_BYTES);
    }
  }

  /**
   * Opens a socket in the namespace of this thread.
   *
   * @param groups bit mask of the first 32 multicast groups to join, 0 for none
   */
  public static NetlinkSocket open(int protocol, int groups) throws NetlinkException {
    return new NetlinkSocket(protocol, groups);
  }

  private int setOption(int level, int name, int value) {
    option.set(ValueLayout.JAVA_INT, 0, value);
    return Libc.setsockopt(capture, descriptor, level, name, option);
  }

  /** How long {@link #receive} waits; zero waits for ever. */
  public void receiveTimeout(Duration timeout) {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment timeval = local.allocate(16, 8);
      timeval.set(ValueLayout.JAVA_LONG, 0, timeout.toSeconds());
      timeval.set(ValueLayout.JAVA_LONG, 8, timeout.toNanosPart() / 1000);
      Libc.setsockopt(capture, descriptor, SOL_SOCKET, SO_RCVTIMEO, timeval);
    }
  }

  /**
   * Sends all that was written, as one datagram: the kernel treats a batch of one datagram as one
   * transaction.
   */
  public void send(NetlinkWriter writer) throws NetlinkException {
    long length = writer.size();
    if (length + 4096 > sendBufferBytes) {
      // The kernel books more than the payload on the socket; doubling is what it allows for.
      int wanted = (int) Math.min(Integer.MAX_VALUE / 2, length + (length >> 2) + (64 << 10));
      if (setOption(SOL_SOCKET, SO_SNDBUFFORCE, wanted) < 0) {
        setOption(SOL_SOCKET, SO_SNDBUF, wanted);
      }
      sendBufferBytes = wanted;
    }
    long r = Libc.send(capture, descriptor, writer.segment(), length, 0);
    if (r < 0) {
      throw new NetlinkException("send(" + length + " bytes)", (int) -r);
    }
    if (r != length) {
      throw new NetlinkException("send(" + length + " bytes), taken " + r, Errno.EMSGSIZE);
    }
  }

  /**
   * The next datagram, valid until the next call; an empty segment when none came in time.
   *
   * @throws NetlinkException with ENOBUFS when the kernel had to drop some
   */
  public MemorySegment receive() throws NetlinkException {
    return receive(0);
  }

  /** The next datagram if one is there already, else an empty segment. */
  public MemorySegment receiveNow() throws NetlinkException {
    return receive(MSG_DONTWAIT);
  }

  private MemorySegment receive(int flags) throws NetlinkException {
    long r;
    do {
      r = Libc.recv(capture, descriptor, receiveBuffer, RECEIVE_BYTES, flags | MSG_TRUNC);
    } while (r == -Errno.EINTR);
    if (r == -Errno.EAGAIN) {
      return MemorySegment.NULL;
    }
    if (r < 0) {
      throw new NetlinkException("recv", (int) -r);
    }
    if (r > RECEIVE_BYTES) {
      throw new NetlinkException("recv of " + r + " bytes", Errno.EMSGSIZE);
    }
    return receiveBuffer.asSlice(0, r);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Libc.close(capture, descriptor);
      arena.close();
    }
  }
}
