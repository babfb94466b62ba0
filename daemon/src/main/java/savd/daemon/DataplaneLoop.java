package savd.daemon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.fib.Dataplane;
import savd.fib.DropSamples;
import savd.fib.Findings;
import savd.fib.Outcome;
import savd.net.IngressInterface;
import savd.rules.RuleDelta;

/**
 * The thread that puts rules into force. What comes while a commit is under way is coalesced into
 * the next one. A refused commit is told once and repeated, at growing intervals, until it
 * succeeds; meanwhile the rules from before are in force.
 */
final class DataplaneLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DataplaneLoop.class);
  private static final long FIRST_RETRY_NANOS = 100_000_000L;
  private static final long LAST_RETRY_NANOS = 30_000_000_000L;
  private static final long SAMPLE_NANOS = 250_000_000L;
  private static final int DEEP_EVERY = 10;

  /** How the dataplane stands. */
  enum State {
    /** No rule has been wanted yet. */
    WAITING,
    SYNCHRONIZED,
    /** The kernel refused; the last complete rules are in force. */
    RETRYING,
    DECOUPLED
  }

  /**
   * @param revision the revision the kernel holds
   * @param wanted the newest revision of the rules
   * @param error what the kernel said last, or ""
   */
  record Status(
      State state,
      long revision,
      long wanted,
      String error,
      long commits,
      long failures,
      long repairs,
      long lastCommitNanos,
      long lastReconcileNanos) {
    Status with(State newState, String newError) {
      return new Status(
          newState,
          revision,
          wanted,
          newError,
          commits,
          failures,
          repairs,
          lastCommitNanos,
          lastReconcileNanos);
    }

    Status wanting(long newest) {
      return new Status(
          state,
          revision,
          newest,
          error,
          commits,
          failures,
          repairs,
          lastCommitNanos,
          lastReconcileNanos);
    }

    Status committed(Outcome.Committed c) {
      return new Status(
          State.SYNCHRONIZED,
          c.revision(),
          Math.max(wanted, c.revision()),
          "",
          commits + 1,
          failures,
          repairs,
          c.nanos(),
          lastReconcileNanos);
    }

    Status refused(String why) {
      return new Status(
          State.RETRYING,
          revision,
          wanted,
          why,
          commits,
          failures + 1,
          repairs,
          lastCommitNanos,
          lastReconcileNanos);
    }

    Status reconciled(long atNanos, int repaired) {
      return new Status(
          state,
          revision,
          wanted,
          error,
          commits,
          failures,
          repairs + repaired,
          lastCommitNanos,
          atNanos);
    }
  }

  private record Delta(RuleDelta delta) {}

  private final Dataplane dataplane;
  private final Duration reconcileInterval;
  private final Consumer<Status> onChange;
  private final Consumer<DropSamples> onSamples;
  private final Set<IngressInterface> configured;
  private final LinkedBlockingQueue<Object> queue = new LinkedBlockingQueue<>();
  private final Thread thread;
  private final long[] commitNanos = new long[1024];
  private volatile Status status = new Status(State.WAITING, 0, 0, "", 0, 0, 0, 0, 0);
  private volatile boolean stopping;
  private long reconciliations;
  private boolean toldUnavailable;
  private long samplesAt;
  private long retryNanos = FIRST_RETRY_NANOS;
  private long retryAt = Long.MAX_VALUE;
  private long reconcileAt;

  /**
   * @param reconcileInterval between comparisons of kernel and desired state; zero for never
   * @param configured interfaces that will get rules: what an earlier run left for them stays until
   *     then
   * @param onChange told on this thread after every outcome
   * @param onSamples takes what was sampled, on this thread
   */
  DataplaneLoop(
      Dataplane dataplane,
      Duration reconcileInterval,
      Set<IngressInterface> configured,
      Consumer<Status> onChange,
      Consumer<DropSamples> onSamples) {
    this.dataplane = dataplane;
    this.configured = Set.copyOf(configured);
    this.onSamples = onSamples;
    this.reconcileInterval = reconcileInterval;
    this.onChange = onChange;
    this.reconcileAt = nextReconcile();
    this.thread = Thread.ofPlatform().name("savd-dataplane").unstarted(this::run);
  }

  void start() {
    dataplane.onSubnetsChanged(() -> queue.add((Runnable) this::refreshSubnets));
    thread.start();
  }

  void submit(RuleDelta delta) {
    queue.add(new Delta(delta));
  }

  Status status() {
    return status;
  }

  /** The last commits' durations, at most 1024, in ascending order. */
  long[] recentCommitNanos() {
    int n = (int) Math.min(status.commits(), commitNanos.length);
    long[] copy = Arrays.copyOf(commitNanos, n);
    Arrays.sort(copy);
    return copy;
  }

  /** Asks the dataplane on its thread. */
  <T> T ask(Function<Dataplane, T> question) throws InterruptedException {
    CompletableFuture<T> answer = new CompletableFuture<>();
    queue.add(
        (Runnable)
            () -> {
              try {
                answer.complete(question.apply(dataplane));
              } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
              }
            });
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Hands off the kernel, or on again. */
  void setCoupled(boolean coupled) throws InterruptedException {
    ask(
        d -> {
          if (coupled) {
            status = status.with(State.WAITING, status.error());
            settle(d.couple());
          } else {
            d.decouple();
            status = status.with(State.DECOUPLED, "");
            onChange.accept(status);
          }
          return coupled;
        });
  }

  private void run() {
    List<RuleDelta> deltas = new ArrayList<>();
    adopt();
    while (!stopping) {
      try {
        Object item =
            queue.poll(Math.max(0, nextTimer() - System.nanoTime()), TimeUnit.NANOSECONDS);
        while (item instanceof Delta d) {
          deltas.add(d.delta());
          item = queue.poll();
        }
        if (!deltas.isEmpty()) {
          List<RuleDelta> batch = List.copyOf(deltas);
          deltas.clear();
          commit(batch);
        }
        if (item instanceof Runnable task) {
          task.run();
        }
        timers(System.nanoTime());
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.error("dataplane: a request could not be carried out", e);
      }
    }
  }

  /** What an earlier run left in the kernel stays in force until the new rules are complete. */
  private void adopt() {
    switch (dataplane.adopt(configured)) {
      case Outcome.Committed _, Outcome.Held _ -> {}
      case Outcome.Rejected r -> refused(status, text(r));
      case Outcome.Diverged d -> refused(status, d.found());
    }
  }

  private long nextTimer() {
    return Math.min(samplesAt, Math.min(retryAt, reconcileAt));
  }

  private void timers(long now) {
    if (now >= retryAt) {
      retryAt = Long.MAX_VALUE;
      settle(dataplane.full());
    }
    if (now >= samplesAt) {
      samplesAt = now + SAMPLE_NANOS;
      drainSamples();
    }
    if (now >= reconcileAt) {
      reconcileAt = nextReconcile();
      reconcile();
    }
  }

  private long nextReconcile() {
    return reconcileInterval.isZero()
        ? Long.MAX_VALUE
        : System.nanoTime() + reconcileInterval.toNanos();
  }

  private void commit(List<RuleDelta> deltas) {
    status = status.wanting(deltas.getLast().revision());
    settle(dataplane.commit(deltas));
  }

  private void refreshSubnets() {
    settle(dataplane.refreshSubnets());
  }

  /** Takes note of an outcome and arms the retry where one is due. */
  private void settle(Outcome outcome) {
    Status s = status;
    switch (outcome) {
      case Outcome.Committed c -> {
        if (s.state() == State.RETRYING) {
          LOG.info("dataplane: revision {} is in force", c.revision());
        }
        retryNanos = FIRST_RETRY_NANOS;
        retryAt = Long.MAX_VALUE;
        commitNanos[(int) (s.commits() % commitNanos.length)] = c.nanos();
        status = s.committed(c);
      }
      case Outcome.Rejected r -> refused(s, text(r));
      case Outcome.Diverged d -> {
        refused(s, d.found());
        reconcileAt = retryAt;
      }
      case Outcome.Held _ -> status = status.with(State.DECOUPLED, "");
    }
    onChange.accept(status);
  }

  private static String text(Outcome.Rejected r) {
    String where = r.object().isEmpty() ? "the transaction" : r.object();
    return "the kernel refused "
        + where
        + ": "
        + r.name()
        + (r.message().isEmpty() ? "" : " (" + r.message() + ")");
  }

  private void refused(Status s, String error) {
    if (s.state() != State.RETRYING || !error.equals(s.error())) {
      LOG.warn(
          "dataplane: {}; the rules of revision {} stay in force, trying again",
          error,
          s.revision());
    }
    retryAt = System.nanoTime() + retryNanos;
    retryNanos = Math.min(retryNanos * 2, LAST_RETRY_NANOS);
    status = s.refused(error);
  }

  /**
   * Compares the kernel with what it should hold, and repairs; every tenth time element by element.
   */
  private void reconcile() {
    Dataplane.Depth depth =
        reconciliations++ % DEEP_EVERY == DEEP_EVERY - 1
            ? Dataplane.Depth.ELEMENTS
            : Dataplane.Depth.OBJECTS;
    Findings findings = dataplane.reconcile(depth);
    Status s = status;
    status = s.reconciled(System.nanoTime(), findings.isClean() ? 0 : 1);
    if (!findings.isClean()) {
      LOG.warn(
          "dataplane: the kernel was changed by others: {}",
          String.join("; ", findings.deviations()));
      settle(findings.repair());
    }
  }

  private void drainSamples() {
    DropSamples drained = dataplane.drainSamples();
    if (drained.unavailable().isPresent() && !toldUnavailable) {
      toldUnavailable = true;
      LOG.warn("dataplane: no samples of blocked packets: {}", drained.unavailable().get());
    }
    if (!drained.samples().isEmpty() || drained.lost() > 0) {
      onSamples.accept(drained);
    }
  }

  /** Lets go of the kernel after what is already queued; its rules stay in force. */
  @Override
  public void close() {
    queue.add((Runnable) () -> stopping = true);
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    dataplane.close();
  }
}
