package savd.cetp.fsm;

import savd.net.Ipv6Address;

/**
 * Whether a path works, for all sessions on it together. The data plane notes when it sent and
 * received; the control plane draws the conclusions. The two times are written without
 * synchronisation: being a little late is all that can happen.
 */
public final class PathHealth {
  /** RFC 8899, section 5.1.2: every path of the Internet takes that, hardly any takes less. */
  private static final int BASE_MTU = 1200;

  private static final int LEAST_MTU = 576;

  /** RFC 8200, section 5: no path may take less. */
  private static final int IPV6_LEAST_MTU = 1280;

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

  /** The largest packet that was answered on it; 0 while that is not known. As {@link #mtu}. */
  public int probedMtu;

  /** Finds that out. */
  final PathMtu search;

  private final long bornNanos;
  private boolean heard;
  private int misses;
  private boolean dead;
  private long probedNanos;
  private long deadSinceNanos;

  public PathHealth(Path path, long now) {
    this.path = path;
    boolean ipv6 = path.outsideOctets() > 0 && path.remote().address() instanceof Ipv6Address;
    search = new PathMtu(ipv6 ? IPV6_LEAST_MTU : BASE_MTU, ipv6 ? IPV6_LEAST_MTU : LEAST_MTU, now);
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

  /** Whether packets go over it, or went. */
  boolean isUsed() {
    return sentNanos - bornNanos > 0;
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
