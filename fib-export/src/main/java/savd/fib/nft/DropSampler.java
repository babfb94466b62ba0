package savd.fib.nft;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import savd.fib.DropSample;
import savd.fib.DropSamples;
import savd.fib.netlink.NetlinkException;
import savd.fib.netlink.NetlinkReader;
import savd.fib.netlink.NetlinkSocket;
import savd.fib.netlink.NetlinkWatch;
import savd.fib.netlink.NetlinkWriter;
import savd.linux.Errno;

/**
 * Collects logged packets of one nfnetlink_log group in a ring: the newest are kept, the rest is
 * counted. How many come at all is limited by the rules, per interface.
 */
final class DropSampler implements AutoCloseable {
  private static final int NFNL_SUBSYS_ULOG = 4;
  private static final int NFULNL_MSG_PACKET = 0;
  private static final int NFULNL_MSG_CONFIG = 1;
  private static final int NFULA_CFG_CMD = 1;
  private static final int NFULA_CFG_MODE = 2;
  private static final int NFULA_CFG_TIMEOUT = 4;
  private static final int NFULNL_CFG_CMD_BIND = 1;
  private static final int NFULNL_COPY_PACKET = 2;
  private static final int NFGENMSG = 4;
  private static final int CAPACITY = 1024;

  /** Hundredths of a second the kernel may gather packets before it sends them. */
  private static final int GATHER = 5;

  private final InstantSource clock;
  private final ArrayDeque<DropSample> ring = new ArrayDeque<>();
  private long lost;
  private NetlinkWatch watch;

  DropSampler(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Listens to a group in the network namespace of this thread.
   *
   * @throws NetlinkException with EBUSY when another program listens to it, EPERM without
   *     CAP_NET_ADMIN
   */
  void listen(int group, int snapLength) throws NetlinkException {
    NetlinkSocket socket = NetlinkSocket.open(NetlinkSocket.NETLINK_NETFILTER, 0);
    try {
      socket.receiveTimeout(Duration.ofSeconds(10));
      configure(socket, group, 1, out -> out.u8(NFULA_CFG_CMD, NFULNL_CFG_CMD_BIND));
      configure(socket, group, 2, out -> out.bytes(NFULA_CFG_MODE, copyMode(snapLength)));
      configure(socket, group, 3, out -> out.u32(NFULA_CFG_TIMEOUT, GATHER));
    } catch (NetlinkException e) {
      socket.close();
      throw e;
    }
    watch = NetlinkWatch.of("savd-samples", socket, this::receive, this::overrun);
  }

  private static byte[] copyMode(int snapLength) {
    return new byte[] {
      (byte) (snapLength >>> 24),
      (byte) (snapLength >>> 16),
      (byte) (snapLength >>> 8),
      (byte) snapLength,
      NFULNL_COPY_PACKET,
      0
    };
  }

  private static void configure(NetlinkSocket socket, int group, int sequence, NftKernel.Body body)
      throws NetlinkException {
    try (NetlinkWriter writer = new NetlinkWriter()) {
      long m =
          writer.beginMessage(
              NFNL_SUBSYS_ULOG << 8 | NFULNL_MSG_CONFIG, NetlinkWriter.NLM_F_ACK, sequence);
      writer.netfilterHeader(NfTables.NFPROTO_UNSPEC, group);
      body.write(writer);
      writer.endMessage(m);
      socket.send(writer);
    }
    while (true) {
      MemorySegment datagram = socket.receive();
      if (datagram.byteSize() == 0) {
        throw new NetlinkException("nfnetlink_log group " + group, Errno.ETIMEDOUT);
      }
      NetlinkReader reader = new NetlinkReader(datagram);
      while (reader.nextMessage()) {
        if (reader.type() == NetlinkReader.NLMSG_ERROR && reader.sequence() == sequence) {
          int errno =
              reader
                  .acknowledgement()
                  .map(NetlinkReader.Acknowledgement::errno)
                  .orElse(Errno.EINVAL);
          if (errno != 0) {
            throw new NetlinkException("nfnetlink_log group " + group, errno);
          }
          return;
        }
      }
    }
  }

  /** Takes the packets of one datagram in. */
  void receive(MemorySegment datagram) {
    NetlinkReader reader = new NetlinkReader(datagram);
    while (reader.nextMessage()) {
      if (reader.type() == (NFNL_SUBSYS_ULOG << 8 | NFULNL_MSG_PACKET)) {
        DropSampleDecoder.decode(reader.attributes(NFGENMSG), clock.instant())
            .ifPresent(this::keep);
      }
    }
  }

  private synchronized void keep(DropSample sample) {
    if (ring.size() == CAPACITY) {
      ring.removeFirst();
      lost++;
    }
    ring.addLast(sample);
  }

  private synchronized void overrun() {
    lost++;
  }

  synchronized DropSamples drain(Optional<String> unavailable) {
    List<DropSample> samples = new ArrayList<>(ring);
    long lostNow = lost;
    ring.clear();
    lost = 0;
    return new DropSamples(samples, lostNow, unavailable);
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
  }
}
