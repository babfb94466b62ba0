package savd.cetp.fsm;

/**
 * Whether the peer's state of a session lives (slides, "TTL"): its time to live is N seconds, we
 * look after N/2 - 1 of silence, ask, and give up after K questions without answer.
 *
 * <p>The slides restart the limit "upon reception and upon every other sending". We read: a sending
 * restarts it once after each reception, so that one who only sends does not stop asking.
 */
final class KeepAlive {
  private static final long SECOND = 1_000_000_000L;

  /** What is to do. */
  enum Verdict {
    WAIT,
    ASK,
    GIVE_UP
  }

  private final int tries;
  private long limitNanos;
  private long receivedNanos;
  private long armedNanos;
  private boolean armedBySending;
  private int asked;

  KeepAlive(int peerSeconds, int tries, long now) {
    this.tries = tries;
    receivedNanos = now;
    armedNanos = now;
    peerTimeToLive(peerSeconds);
  }

  /** The peer's time to live is this, in seconds, 4 to 86400. */
  void peerTimeToLive(long seconds) {
    long n = Math.clamp(seconds, 4, 86_400);
    limitNanos = Math.max(SECOND, (n / 2 - 1) * SECOND);
  }

  void received(long when) {
    if (when - receivedNanos > 0) {
      receivedNanos = when;
      armedNanos = when;
      armedBySending = false;
      asked = 0;
    }
  }

  /** When the peer was last heard from, as far as has been told here. */
  long receivedNanos() {
    return receivedNanos;
  }

  void sent(long when) {
    if (!armedBySending && asked == 0 && when - armedNanos > 0) {
      armedNanos = when;
      armedBySending = true;
    }
  }

  long deadline() {
    return armedNanos + limitNanos;
  }

  Verdict look(long now) {
    if (deadline() - now > 0) {
      return Verdict.WAIT;
    }
    if (asked >= tries) {
      return Verdict.GIVE_UP;
    }
    asked++;
    armedNanos = now;
    return Verdict.ASK;
  }
}
