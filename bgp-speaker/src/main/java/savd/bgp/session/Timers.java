package savd.bgp.session;

import io.netty.channel.EventLoop;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.bgp.fsm.SessionTimer;

/**
 * The timers of one neighbour on its event loop. A timer that is armed again replaces the former;
 * none fires late.
 */
final class Timers {
  private static final Logger LOG = LoggerFactory.getLogger("savd.bgp");

  private final EventLoop loop;
  private final Consumer<SessionTimer> expired;
  private final Map<SessionTimer, Future<?>> running = new EnumMap<>(SessionTimer.class);

  Timers(EventLoop loop, Consumer<SessionTimer> expired) {
    this.loop = loop;
    this.expired = expired;
  }

  void arm(SessionTimer timer, long delayNanos) {
    cancel(timer);
    running.put(timer, loop.schedule(() -> fire(timer), delayNanos, TimeUnit.NANOSECONDS));
  }

  private void fire(SessionTimer timer) {
    running.remove(timer);
    try {
      expired.accept(timer);
    } catch (RuntimeException e) {
      // A scheduled task keeps what it throws to itself.
      LOG.error("timer {}", timer, e);
    }
  }

  void cancel(SessionTimer timer) {
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
