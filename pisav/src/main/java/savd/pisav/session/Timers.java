package savd.pisav.session;

import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Timers on the event loop. One that is armed again replaces the former. */
final class Timers<T> {
  private static final Logger LOG = LoggerFactory.getLogger("savd.pisav");

  private final EventLoop loop;
  private final Consumer<T> expired;
  private final Map<T, Future<?>> running = new HashMap<>();

  Timers(EventLoop loop, Consumer<T> expired) {
    this.loop = loop;
    this.expired = expired;
  }

  void arm(T timer, long delayNanos) {
    cancel(timer);
    running.put(timer, loop.schedule(() -> fire(timer), delayNanos, TimeUnit.NANOSECONDS));
  }

  private void fire(T timer) {
    running.remove(timer);
    try {
      expired.accept(timer);
    } catch (RuntimeException e) {
      // A scheduled task keeps what it throws to itself.
      LOG.error("timer {}", timer, e);
    }
  }

  void cancel(T timer) {
    Future<?> future = running.remove(timer);
    if (future != null) {
      future.cancel(false);
    }
  }

  void cancelAll() {
    running.values().forEach(f -> f.cancel(false));
    running.clear();
  }
}
