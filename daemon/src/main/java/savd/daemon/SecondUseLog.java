package savd.daemon;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.rules.SecondUses;

/**
 * Tells and counts when something of our customer cone is blocked no longer because somebody
 * outside uses it too: whoever can announce a route that reaches us can bring that about, so an
 * operator wants to know who did. Neighbours do not decide how long the log is: a line a second.
 */
final class SecondUseLog {
  private static final Logger LOG = LoggerFactory.getLogger("savd.pisav");
  private static final long PACE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final AtomicLong count = new AtomicLong();

  // Both belong to the core thread.
  private long toldAtNanos = System.nanoTime() - PACE_NANOS;
  private long untold;

  void add(SecondUses now) {
    count.addAndGet(now.all());
    long at = System.nanoTime();
    if (at - toldAtNanos < PACE_NANOS) {
      untold += now.all();
      return;
    }
    long more = now.all() - now.some().size() + untold;
    LOG.warn(
        "our customer cone: no longer blocked, because others use them too: {}{}",
        now.some().stream()
            .map(u -> u.prefix() + " (AS " + u.by() + ")")
            .collect(Collectors.joining(", ")),
        more == 0 ? "" : " and " + more + " more");
    toldAtNanos = at;
    untold = 0;
  }

  /** Since the start. Any thread. */
  long count() {
    return count.get();
  }
}
