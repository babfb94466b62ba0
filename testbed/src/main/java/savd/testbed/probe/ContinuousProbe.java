package savd.testbed.probe;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import savd.testbed.lab.LabException;

/**
 * Flows sent at a steady rate until told to stop, with an account of every packet: which permitted
 * one was lost, which forbidden one came through, and when.
 */
public final class ContinuousProbe implements AutoCloseable {
  /** Whether packets of a flow must arrive or must not. */
  public enum Expectation {
    PERMITTED,
    FORBIDDEN
  }

  /** A flow and what must become of its packets. */
  public record Expected(Flow flow, Expectation expectation) {}

  /**
   * A packet that went the wrong way.
   *
   * @param expected its flow
   * @param number its place in the flow
   * @param nanos when it was sent, by {@link System#nanoTime}
   */
  public record Violation(Expected expected, int number, long nanos) {}

  /** The account: how many packets were sent in all, and which went wrong. */
  public record Account(long sent, List<Violation> violations) {}

  private static final int MOST = 20_000_000;
  private final PacketProbe probe;
  private final List<Running> running = new ArrayList<>();
  private final Future<?> sending;
  private final Arena arena = Arena.ofShared();
  private volatile boolean stop;

  private static final class Running {
    final Expected expected;
    final Tally tally = new Tally(1 << 16);
    final PacketProbe.Stream stream;
    long[] times = new long[1 << 16];
    int sent;

    Running(Expected expected, PacketProbe probe, Arena arena) {
      this.expected = expected;
      this.stream = probe.open(expected.flow(), tally, arena);
    }
  }

  /**
   * Starts sending; all flows must leave from one node.
   *
   * @param packetsPerSecond over all flows together
   */
  public ContinuousProbe(PacketProbe probe, List<Expected> flows, int packetsPerSecond) {
    this.probe = probe;
    for (Expected expected : flows) {
      probe.settle(expected.flow());
      running.add(new Running(expected, probe, arena));
    }
    long gapNanos = 1_000_000_000L / packetsPerSecond;
    sending = probe.sender(flows.getFirst().flow().node()).submit(() -> send(gapNanos));
  }

  private void send(long gapNanos) {
    long next = System.nanoTime();
    for (int i = 0; !stop; i = (i + 1) % running.size()) {
      Running r = running.get(i);
      if (r.sent == MOST) {
        throw new LabException("a continuous probe of more than " + MOST + " packets");
      }
      if (r.sent == r.times.length) {
        r.times = java.util.Arrays.copyOf(r.times, 2 * r.sent);
      }
      r.times[r.sent] = System.nanoTime();
      r.stream.send(r.sent++);
      next += gapNanos;
      long wait = next - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
      } else if (wait < -100_000_000L) {
        // The machine held us up: go on from now instead of sending a burst that queues overflow
        // on.
        next = System.nanoTime();
      }
    }
  }

  /** Stops sending, waits for what is on its way, and returns the account. */
  public Account finish() {
    stop = true;
    try {
      sending.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted", e);
    } catch (java.util.concurrent.ExecutionException e) {
      throw new LabException("continuous probe", e.getCause());
    }
    List<Violation> violations = new ArrayList<>();
    long sent = 0;
    for (Running r : running) {
      probe.settle(r.expected.flow());
      BitSet arrived = r.tally.arrivals();
      for (int i = 0; i < r.sent; i++) {
        if (arrived.get(i) != (r.expected.expectation() == Expectation.PERMITTED)) {
          violations.add(new Violation(r.expected, i, r.times[i]));
        }
      }
      sent += r.sent;
      probe.forget(r.stream.number);
    }
    running.clear();
    arena.close();
    return new Account(sent, violations);
  }

  @Override
  public void close() {
    if (!running.isEmpty()) {
      finish();
    }
  }
}
