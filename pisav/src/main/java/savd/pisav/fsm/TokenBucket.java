package savd.pisav.fsm;

/** So many messages at once, and so many a second in the long run. */
final class TokenBucket {
  private static final long SECOND_NANOS = 1_000_000_000L;

  private final int burst;
  private final long nanosEach;
  private long fullAtNanos;

  TokenBucket(long nowNanos, int perSecond, int burst) {
    this.burst = burst;
    nanosEach = SECOND_NANOS / perSecond;
    fullAtNanos = nowNanos;
  }

  /** Takes so many; false when there are not that many. */
  boolean take(long nowNanos, int count) {
    // The bucket is full when that time is past; each token taken puts it off.
    long full = fullAtNanos - nowNanos > 0 ? fullAtNanos : nowNanos;
    if (full + count * nanosEach - nowNanos > nanosEach * burst) {
      return false;
    }
    fullAtNanos = full + count * nanosEach;
    return true;
  }
}
