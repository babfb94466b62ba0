package savd.bench;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import savd.fib.netlink.NetlinkException;
import savd.fib.netlink.NetlinkSocket;
import savd.fib.netlink.NetlinkWatch;

/** Hears when the kernel's nftables go over to a new generation: when a commit took effect. */
final class CommitWatch implements AutoCloseable {
  private static final int NFNLGRP_NFTABLES = 7;
  private static final int NEWGEN = 10 << 8 | 15;
  private static final long PATIENCE_SECONDS = 60;

  private final LinkedBlockingQueue<Long> generations = new LinkedBlockingQueue<>();
  private final NetlinkWatch watch;

  CommitWatch() throws NetlinkException {
    NetlinkSocket socket =
        NetlinkSocket.open(NetlinkSocket.NETLINK_NETFILTER, 1 << (NFNLGRP_NFTABLES - 1));
    watch = NetlinkWatch.of("generations", socket, this::heard, () -> {});
  }

  private void heard(MemorySegment datagram) {
    long now = System.nanoTime();
    long at = 0;
    while (at + 16 <= datagram.byteSize()) {
      int length = datagram.get(ValueLayout.JAVA_INT_UNALIGNED, at);
      if (datagram.get(ValueLayout.JAVA_SHORT_UNALIGNED, at + 4) == NEWGEN) {
        generations.add(now);
      }
      at += Math.max(16, length + 3 & ~3);
    }
  }

  /** Forgets what was heard; the moment in nanoseconds. */
  long forgetAndStart() {
    generations.clear();
    return System.nanoTime();
  }

  /** When the next commit takes effect. */
  long next() throws InterruptedException {
    Long heard = generations.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (heard == null) {
      throw new IllegalStateException("no commit in " + PATIENCE_SECONDS + " s");
    }
    return heard;
  }

  /** The last commit before a pause. */
  long awaitQuiet(long quietMillis) throws InterruptedException {
    long last = next();
    Long next;
    while ((next = generations.poll(quietMillis, TimeUnit.MILLISECONDS)) != null) {
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
    watch.close();
  }
}
