package savd.fib.netlink;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.function.Consumer;
import savd.linux.Errno;

/** A thread that reads what the kernel sends to multicast groups or unasked, until closed. */
public final class NetlinkWatch implements AutoCloseable {
  private static final Duration LOOK_AT_CLOSED = Duration.ofMillis(200);

  private final Thread thread;
  private volatile boolean closed;

  private NetlinkWatch(
      String name, NetlinkSocket socket, Consumer<MemorySegment> received, Runnable overrun) {
    socket.receiveTimeout(LOOK_AT_CLOSED);
    thread =
        Thread.ofPlatform().daemon().name(name).unstarted(() -> listen(socket, received, overrun));
    thread.start();
  }

  /**
   * Takes the socket over.
   *
   * @param received gets every datagram, valid during the call
   * @param overrun runs when the kernel had to drop some
   */
  public static NetlinkWatch of(
      String name, NetlinkSocket socket, Consumer<MemorySegment> received, Runnable overrun) {
    return new NetlinkWatch(name, socket, received, overrun);
  }

  /** Watches links and addresses of the network namespace of this thread. */
  public static NetlinkWatch ofSubnets(Runnable changed) throws NetlinkException {
    NetlinkSocket socket =
        NetlinkSocket.open(NetlinkSocket.NETLINK_ROUTE, InterfaceSubnets.CHANGES);
    return new NetlinkWatch("savd-subnets", socket, _ -> changed.run(), changed);
  }

  private void listen(NetlinkSocket socket, Consumer<MemorySegment> received, Runnable overrun) {
    try (socket) {
      while (!closed) {
        try {
          MemorySegment datagram = socket.receive();
          if (datagram.byteSize() > 0) {
            received.accept(datagram);
          }
        } catch (NetlinkException e) {
          if (e.errno() != Errno.ENOBUFS) {
            throw new IllegalStateException(e);
          }
          overrun.run();
        }
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
