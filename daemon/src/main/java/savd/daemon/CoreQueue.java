package savd.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import savd.net.PeerId;
import savd.net.RouteBatch;
import savd.net.RouteSink;

/**
 * What the core loop has still to do, in order: route batches and tasks.
 *
 * <p>The queue is bounded by weight, not by refusal: above {@link #HIGH_WATER_OCTETS} it says that
 * it is not writable, the channels stop reading, and TCP holds the peers back. What was already
 * read is still taken in, so nothing is dropped and no producer blocks. Tasks (questions, timers)
 * have no weight.
 */
final class CoreQueue implements RouteSink {
  /** Memory held by batches in the queue above which producers should pause. */
  static final long HIGH_WATER_OCTETS = 8 << 20;

  /** ... and below which they go on. */
  static final long LOW_WATER_OCTETS = 2 << 20;

  /** Columns of one change in a batch, see RouteBatch. */
  private static final int OCTETS_PER_CHANGE = 26;

  private final LinkedBlockingQueue<Object> items = new LinkedBlockingQueue<>();
  private final ArrayBlockingQueue<RouteBatch> pool = new ArrayBlockingQueue<>(48);
  private final AtomicLong heldOctets = new AtomicLong();
  private final List<Runnable> waiting = new ArrayList<>();

  @Override
  public RouteBatch acquire(PeerId peer, long arrivalNanos) {
    RouteBatch pooled = pool.poll();
    return (pooled == null ? new RouteBatch() : pooled).reset(peer, arrivalNanos);
  }

  @Override
  public void submit(RouteBatch batch) {
    heldOctets.addAndGet(weight(batch));
    items.add(batch);
  }

  void execute(Runnable task) {
    items.add(task);
  }

  @Override
  public boolean isWritable() {
    return heldOctets.get() < HIGH_WATER_OCTETS;
  }

  @Override
  public void whenWritable(Runnable task) {
    synchronized (waiting) {
      if (heldOctets.get() >= LOW_WATER_OCTETS) {
        waiting.add(task);
        return;
      }
    }
    task.run();
  }

  /** The next batch or task; null when none came within the time. Only the core thread takes. */
  Object take(long timeoutNanos) throws InterruptedException {
    Object ready = items.poll();
    return ready != null || timeoutNanos <= 0
        ? ready
        : items.poll(timeoutNanos, TimeUnit.NANOSECONDS);
  }

  /** True when nothing waits. */
  boolean isEmpty() {
    return items.isEmpty();
  }

  /** Takes back a batch that has been applied, for reuse. */
  void release(RouteBatch batch) {
    long held = heldOctets.addAndGet(-weight(batch));
    pool.offer(batch);
    if (held < LOW_WATER_OCTETS) {
      List<Runnable> resumed;
      synchronized (waiting) {
        if (waiting.isEmpty()) {
          return;
        }
        resumed = new ArrayList<>(waiting);
        waiting.clear();
      }
      resumed.forEach(Runnable::run);
    }
  }

  private static long weight(RouteBatch batch) {
    return (long) batch.size() * OCTETS_PER_CHANGE + batch.attributeOctets();
  }
}
