package savd.cetp.session;

/** For what may happen often and is worth a line now and then. One thread at a time. */
final class Seldom {
  private final long pauseNanos;
  private long lastNanos;

  /**
   * @param pauseNanos between two lines
   */
  Seldom(long pauseNanos, long now) {
    this.pauseNanos = pauseNanos;
    lastNanos = now - pauseNanos;
  }

  /** Whether it is time for another. */
  boolean isTime(long now) {
    if (now - lastNanos < pauseNanos) {
      return false;
    }
    lastNanos = now;
    return true;
  }
}
