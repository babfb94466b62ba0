package savd.pisav.fsm;

import java.util.random.RandomGenerator;

/** Delays that double from the first to the longest, each shortened by up to a quarter. */
final class Backoff {
  private final long firstNanos;
  private final long longestNanos;
  private int failures;

  Backoff(long firstNanos, long longestNanos) {
    this.firstNanos = firstNanos;
    this.longestNanos = longestNanos;
  }

  /** How long to wait after one more failure. */
  long next(RandomGenerator random) {
    long delay = firstNanos << Math.min(failures, 30);
    if (delay >= longestNanos || delay <= 0) {
      delay = longestNanos;
    } else {
      failures++;
    }
    return delay - random.nextLong(delay / 4 + 1);
  }

  void reset() {
    failures = 0;
  }
}
