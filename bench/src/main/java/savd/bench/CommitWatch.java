package savd.bench;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import savd.fib.netlink.NetlinkException;
import savd.fib.netlink.NetlinkReader;
import savd.fib.netlink.NetlinkSocket;
import savd.fib.netlink.NetlinkWriter;

/**
 * Learns when a commit of nftables has taken effect, to about 0.1 ms.
 *
 * <p>It asks for the generation again and again. To listen to the kernel's messages of new
 * generations would be easier, but where somebody listens the kernel also writes a message for each
 * element, before that one: a quarter of what a commit costs (docs/lab-notes/nftables-commit.md). A
 * new generation is only the middle of a commit; its end is when an empty batch gets the lock.
 */
final class CommitWatch implements AutoCloseable {
  private static final int NETFILTER_HEADER = 4;
  private static final int SUBSYSTEM = 10;
  private static final int GETGEN = SUBSYSTEM << 8 | 16;
  private static final int BATCH_BEGIN = 0x10;
  private static final int BATCH_END = 0x11;
  private static final int GENERATION = 1;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long REST_NANOS = 10_000;

  private final NetlinkSocket socket;
  private final NetlinkWriter out = new NetlinkWriter();
  private int known;

  CommitWatch() throws NetlinkException {
    socket = NetlinkSocket.open(NetlinkSocket.NETLINK_NETFILTER, 0);
    known = generation();
  }

  private int generation() {
    out.clear();
    long m = out.beginMessage(GETGEN, 0, 1);
    out.netfilterHeader(0, 0);
    out.endMessage(m);
    try {
      socket.send(out);
      NetlinkReader in = new NetlinkReader(socket.receive());
      if (in.nextMessage()) {
        NetlinkReader.Attributes a = in.attributes(NETFILTER_HEADER);
        while (a.next()) {
          if (a.type() == GENERATION) {
            return a.u32();
          }
        }
      }
      throw new IllegalStateException("no generation in the kernel's answer");
    } catch (NetlinkException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitEnd() {
    out.clear();
    for (int type : new int[] {BATCH_BEGIN, BATCH_END}) {
      long m = out.beginMessage(type, 0, 1);
      out.netfilterHeader(0, SUBSYSTEM);
      out.endMessage(m);
    }
    try {
      socket.send(out);
    } catch (NetlinkException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Only commits from now on count; the moment in nanoseconds. */
  long forgetAndStart() {
    awaitEnd();
    known = generation();
    return System.nanoTime();
  }

  /** When a commit has taken effect. */
  long next() {
    long at = nextWithin(PATIENCE_NANOS);
    if (at == NEVER) {
      throw new IllegalStateException("no commit in a minute");
    }
    return at;
  }

  private static final long NEVER = Long.MIN_VALUE;

  private long nextWithin(long patienceNanos) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < patienceNanos) {
      int now = generation();
      if (now != known) {
        known = now;
        awaitEnd();
        return System.nanoTime();
      }
      LockSupport.parkNanos(REST_NANOS);
    }
    return NEVER;
  }

  /** The last commit before a pause. */
  long awaitQuiet(long quietMillis) {
    long last = next();
    long next;
    while ((next = nextWithin(TimeUnit.MILLISECONDS.toNanos(quietMillis))) != NEVER) {
      last = next;
    }
    return last;
  }

  static void report(String what, long[] nanos) {
    Arrays.sort(nanos);
    System.out.printf(
        "%s: n %d, p50 %.3f ms, p90 %.3f ms, p99 %.3f ms, max %.3f ms%n",
        what,
        nanos.length,
        nanos[nanos.length / 2] / 1e6,
        nanos[nanos.length * 9 / 10] / 1e6,
        nanos[nanos.length * 99 / 100] / 1e6,
        nanos[nanos.length - 1] / 1e6);
  }

  @Override
  public void close() {
    socket.close();
    out.close();
  }
}
