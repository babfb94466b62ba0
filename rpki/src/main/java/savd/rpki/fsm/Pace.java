package savd.rpki.fsm;

import java.util.concurrent.TimeUnit;
import savd.rpki.message.Timing;

/**
 * When a cache is asked or tried next, in nanoseconds from now: by the intervals that it gave (RFC
 * 8210, section 6), each shortened at random. A connection that breaks is tried again after a
 * second, then after twice as long each time, up to the retry interval.
 */
final class Pace {
  private static final long FIRST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Jitter jitter;
  private Timing timing = Timing.DEFAULT;
  private int attempts;

  Pace(Jitter jitter) {
    this.jitter = jitter;
  }

  Timing timing() {
    return timing;
  }

  /** The cache gave these intervals; out of range they are clamped. */
  void given(Timing intervals) {
    timing = intervals.clamped();
  }

  /** What failed before does not count any more. */
  void restart() {
    attempts = 0;
  }

  /** After nothing that counts as a failure. */
  long soon() {
    return jitter.apply(FIRST_RETRY_NANOS);
  }

  /** After one more failure. */
  long backoff() {
    long delay = FIRST_RETRY_NANOS << Math.min(attempts, 20);
    attempts++;
    return jitter.apply(Math.min(delay, TimeUnit.SECONDS.toNanos(timing.retry())));
  }

  long retry() {
    return jitter.apply(TimeUnit.SECONDS.toNanos(timing.retry()));
  }

  long refresh() {
    return jitter.apply(TimeUnit.SECONDS.toNanos(timing.refresh()));
  }

  /** Not shortened: so long the data may be used. */
  long expire() {
    return TimeUnit.SECONDS.toNanos(timing.expire());
  }
}
