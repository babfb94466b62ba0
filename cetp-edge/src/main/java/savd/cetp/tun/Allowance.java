package savd.cetp.tun;

/** So many at once, and then one each time so many nanoseconds have passed. */
final class Allowance {
  private final int most;
  private final long eachNanos;
  private long fullNanos;

  /**
   * @param most at once
   * @param eachNanos for one more
   */
  Allowance(int most, long eachNanos, long now) {
    this.most = most;
    this.eachNanos = eachNanos;
    fullNanos = now;
  }

  /** True when one more may be. */
  boolean take(long now) {
    if (now - fullNanos > 0) {
      fullNanos = now;
    }
    // How far ahead of the clock it is says how many have been taken.
    if (fullNanos - now > (most - 1) * eachNanos) {
      return false;
    }
    fullNanos += eachNanos;
    return true;
  }
}
