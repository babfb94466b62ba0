package savd.cetp.fsm;

/**
 * Whether a path works, for all sessions on it together. The data plane notes when it sent and
 * received; the control plane draws the conclusions. The two times are written without
 * synchronisation: being a little late is all that can happen.
 */
public final class PathHealth {
  private final Path path;

  /** When anything came in last, and when anything went out; nanoseconds of the machine's clock. */
  public long receivedNanos;

  public long sentNanos;

  /**
   * The largest IP packet the path takes, as far as the kernel has found out; 0 when nothing
   * smaller than what our devices take is known. The data plane writes and reads it.
   */
  public int mtu;

  /** When {@link #mtu} was found out. */
  public long mtuNanos;

  private final long bornNanos;
  private boolean heard;
  private int misses;
  private boolean dead;
  private long probedNanos;
  private long deadSinceNanos;

  public PathHealth(Path path, long now) {
    this.path = path;
    bornNanos = now;
    receivedNanos = now;
    sentNanos = now;
  }

  /** Something came in over it. */
  void hear(long now) {
    heard = true;
    receivedNanos = now;
  }

  /** Whether anything ever came in over it. */
  boolean isHeard() {
    return heard || receivedNanos - bornNanos > 0;
  }

  public Path path() {
    return path;
  }

  /** Probes sent since the last sign of life. */
  int misses() {
    return misses;
  }

  /** True while probes go unanswered. */
  public boolean isDead() {
    return dead;
  }

  /** Has given reason to doubt it: dead until something comes in. */
  void suspect(long now) {
    dead = true;
    deadSinceNanos = now;
    probedNanos = now;
  }

  /** What a look at the clock says. */
  enum Verdict {
    FINE,
    PROBE,
    DIED,
    PROBE_DEAD,
    REVIVED
  }

  /**
   * What is to be done. A path dies after {@code probes} probes, each as long after the other as
   * the first after the last sign of life: whatever comes in meanwhile, however late, starts the
   * count anew, so a path may be slower than that.
   */
  Verdict look(long now, EdgeSettings settings) {
    if (dead) {
      if (receivedNanos - deadSinceNanos > 0) {
        dead = false;
        misses = 0;
        return Verdict.REVIVED;
      }
      if (now - probedNanos >= settings.deadPathProbeNanos()) {
        probedNanos = now;
        return Verdict.PROBE_DEAD;
      }
      return Verdict.FINE;
    }
    if (misses > 0 && receivedNanos - probedNanos >= 0) {
      misses = 0;
    }
    // Nothing sent since the last reception asks for no answer.
    boolean waiting = misses > 0 || sentNanos - receivedNanos > 0;
    long since = misses > 0 ? probedNanos : receivedNanos;
    if (!waiting || now - since < settings.pathProbeNanos()) {
      return Verdict.FINE;
    }
    if (misses >= settings.pathProbes()) {
      dead = true;
      deadSinceNanos = now;
      return Verdict.DIED;
    }
    misses++;
    probedNanos = now;
    return Verdict.PROBE;
  }
}
