package savd.daemon;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.net.AddressFamily;
import savd.net.PeerId;
import savd.net.RouteBatch;
import savd.rib.Rib;
import savd.rules.ConeScan;

/**
 * The thread that owns RIB and rules. It takes batches and tasks in order; questions are answered
 * between two of them, so that a status line never waits for a full table.
 */
final class CoreLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CoreLoop.class);
  private static final long IDLE_NANOS = 1_000_000_000L;
  private static final Runnable WAKE = () -> {};

  private final SavPipeline pipeline;
  private final CoreQueue queue;
  private final RoutesHeld routesHeld;
  private final ConcurrentLinkedQueue<Runnable> questions = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean stopping;
  private volatile Counts counts = new Counts(0, 0, 0);

  /** What can be read at any time from any thread; true of one moment. */
  record Counts(long ipv4Routes, long ipv6Routes, long revision) {}

  /** Told, on the core thread, how many routes the RIB holds of a peer whose batch was applied. */
  @FunctionalInterface
  interface RoutesHeld {
    void tell(PeerId peer, AddressFamily family, long routes);
  }

  CoreLoop(SavPipeline pipeline, CoreQueue queue, RoutesHeld routesHeld) {
    this.pipeline = pipeline;
    this.queue = queue;
    this.routesHeld = routesHeld;
    this.thread = Thread.ofPlatform().name("savd-core").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  Counts counts() {
    return counts;
  }

  /** For tasks and questions, which are on the core's thread. */
  SavPipeline pipeline() {
    return pipeline;
  }

  /** Has the core do something, in order with the batches submitted before. Any thread. */
  void execute(Consumer<SavPipeline> task) {
    queue.execute(() -> task.accept(pipeline));
  }

  /** Asks the core; the question overtakes the queue. */
  <T> T ask(Callable<T> question) throws InterruptedException {
    try {
      return put(question).get();
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  /** Has the core go on with something, other work between, until there is no more of it. */
  void askInSlices(Callable<Boolean> slice) throws InterruptedException {
    boolean more = true;
    while (more) {
      more = ask(slice);
    }
  }

  /** Goes through the customer cone in slices; empty where there is none. */
  Optional<ConeScan> scanCone(ConeScan.Aim aim) throws InterruptedException {
    Optional<ConeScan> scan = ask(() -> pipeline.rules().scanCone(aim));
    if (scan.isPresent()) {
      askInSlices(scan.get()::next);
    }
    return scan;
  }

  /** Asks the core, and takes no answer where it is busy with something long. */
  <T> Optional<T> askWithin(Duration patience, Callable<T> question) throws InterruptedException {
    try {
      return Optional.of(put(question).get(patience.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  private static RuntimeException failure(Throwable cause) {
    return switch (cause) {
      case RuntimeException r -> r;
      case Error e -> throw e;
      default -> new IllegalStateException(cause);
    };
  }

  /** Puts a question to the core; the answer comes on the core's thread. */
  <T> CompletableFuture<T> put(Callable<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    questions.add(
        () -> {
          try {
            answer.complete(question.call());
          } catch (Exception | Error e) {
            answer.completeExceptionally(e);
          }
        });
    queue.execute(WAKE);
    return answer;
  }

  private void run() {
    while (!stopping) {
      try {
        step();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        // A defect must not take the filter down: the rules in force stay, and the log says where
        // to look.
        LOG.error("core: an event could not be processed", e);
      }
    }
  }

  private void step() throws InterruptedException {
    long now = System.nanoTime();
    boolean pending = pipeline.pending();
    long wait = pending ? 0 : Math.clamp(pipeline.nextDeadline() - now, 0, IDLE_NANOS);
    Object item = queue.take(wait);
    Runnable question;
    while ((question = questions.poll()) != null) {
      question.run();
    }
    now = System.nanoTime();
    if (pending) {
      // A slice after every item: a steady flow of updates must not keep a lost peer's routes
      // alive.
      pipeline.continuePending(now);
    }
    switch (item) {
      case null -> {}
      case RouteBatch batch -> {
        try {
          pipeline.apply(batch, now);
          tellRoutesHeld(batch.peer());
        } finally {
          publish();
          queue.release(batch);
        }
      }
      case Runnable task -> task.run();
      default -> throw new IllegalStateException("not a batch or a task: " + item);
    }
    if (pipeline.nextDeadline() <= now) {
      pipeline.tick(now);
    }
    publish();
  }

  private void tellRoutesHeld(PeerId peer) {
    Rib rib = pipeline.rib();
    routesHeld.tell(peer, AddressFamily.IPV4, rib.pathCount(peer, AddressFamily.IPV4));
    routesHeld.tell(peer, AddressFamily.IPV6, rib.pathCount(peer, AddressFamily.IPV6));
  }

  private void publish() {
    long v4 = pipeline.rib().pathCount(AddressFamily.IPV4);
    long v6 = pipeline.rib().pathCount(AddressFamily.IPV6);
    long revision = pipeline.rules().revision();
    Counts c = counts;
    if (c.ipv4Routes != v4 || c.ipv6Routes != v6 || c.revision != revision) {
      counts = new Counts(v4, v6, revision);
    }
  }

  /** Stops after the event at hand. */
  @Override
  public void close() {
    stopping = true;
    queue.execute(WAKE);
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
