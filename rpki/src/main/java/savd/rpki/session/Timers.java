package savd.rpki.session;

import io.netty.channel.EventLoop;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.rpki.fsm.RtrTimer;

/** The timers of one cache on the event loop. A timer that is armed again replaces the former. */
final class Timers {
  private static final Logger LOG = LoggerFactory.getLogger("savd.rpki");

  private final EventLoop loop;
  private final Consumer<RtrTimer> expired;
  private final Map<RtrTimer, Future<?>> running = new EnumMap<>(RtrTimer.class);

  Timers(EventLoop loop, Consumer<RtrTimer> expired) {
    this.loop = loop;
    this.expired = expired;
  }

  void arm(RtrTimer timer, long delayNanos) {
    cancel(timer);
    running.put(timer, loop.schedule(() -> fire(timer), delayNanos, TimeUnit.NANOSECONDS));
  }

  private void fire(RtrTimer timer) {
    running.remove(timer);
    try {
      expired.accept(timer);
    } catch (RuntimeException e) {
      // A scheduled task keeps what it throws to itself.
      LOG.error("timer {}", timer, e);
    }
  }

  void cancel(RtrTimer timer) {
    Future<?> future = running.remove(timer);
    if (future != null) {
      future.cancel(false);
    }
  }
}
