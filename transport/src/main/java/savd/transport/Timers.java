package savd.transport;

import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;

/**
 * The timers of one session on its event loop. A timer that is armed again replaces the former;
 * none fires once it is cancelled.
 *
 * @param <T> what they are told apart by, an enum as a rule
 */
public final class Timers<T> {
  private final EventLoop loop;
  private final Logger log;
  private final Consumer<T> expired;
  private final Map<T, Future<?>> running = new HashMap<>(4);

  /**
   * @param log told what {@code expired} throws
   * @param expired called on the loop
   */
  public Timers(EventLoop loop, Logger log, Consumer<T> expired) {
    this.loop = loop;
    this.log = log;
    this.expired = expired;
  }

  /** Lets it fire once, {@code delayNanos} from now. */
  public void arm(T timer, long delayNanos) {
    cancel(timer);
    running.put(timer, loop.schedule(() -> fire(timer), delayNanos, TimeUnit.NANOSECONDS));
  }

  private void fire(T timer) {
    running.remove(timer);
    try {
      expired.accept(timer);
    } catch (RuntimeException e) {
      // A scheduled task keeps what it throws to itself.
      log.error("timer {}", timer, e);
    }
  }

  /** Does nothing where it is not armed. */
  public void cancel(T timer) {
    Future<?> future = running.remove(timer);
    if (future != null) {
      future.cancel(false);
    }
  }

  public void cancelAll() {
    running.values().forEach(f -> f.cancel(false));
    running.clear();
  }
}
