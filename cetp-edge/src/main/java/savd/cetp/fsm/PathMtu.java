package savd.cetp.fsm;

import java.util.function.IntSupplier;

/**
 * How large a packet a path takes, found out by sending some and being told of those that arrive
 * (RFC 8899, Datagram Packetization Layer Path MTU Discovery): no ICMP is needed, nor believed.
 *
 * <p>The largest the kernel would send comes first: mostly it arrives, and that is all. If it does
 * not, one comes that every path should take, and then the middle of what is known, until it is
 * known well enough. What is known is confirmed while the path is used, and when that fails, a
 * black hole, all begins with what every path should take. Larger ones are tried again after ten
 * minutes.
 *
 * <p>Silence may have been loss. So the smallest that is said not to fit is asked for again, soon
 * at first and then ever more seldom: when it arrives, the search goes on from there.
 *
 * <p>Invariant: what is said to fit has been answered; that something does not is concluded from
 * silence only while something smaller is answered.
 *
 * <p>All sizes are of packets as the network below counts them, headers included.
 */
final class PathMtu {
  /** MAX_PROBES: so many of a size without answer, and it does not fit. */
  static final int MAX_PROBES = 3;

  /** PROBE_TIMER: the least that section 5.1.1 allows. */
  static final long PROBE_NANOS = 1_000_000_000L;

  /** CONFIRMATION_TIMER. */
  static final long CONFIRM_NANOS = 5_000_000_000L;

  /** PMTU_RAISE_TIMER. */
  static final long RAISE_NANOS = 600_000_000_000L;

  /** What did not fit is asked for again after so long, then after twice that, and so on. */
  static final long DOUBT_NANOS = 15_000_000_000L;

  /** When nothing at all was answered, so long nothing is asked. */
  static final long PAUSE_NANOS = 60_000_000_000L;

  /** Not to be known better than this. */
  static final int STEP = 8;

  private final int base;
  private final int least;
  private int most;

  /** The largest that arrived; 0 for none. */
  private int low;

  /** The smallest that did not; larger than what is sent at most where all did. */
  private int high;

  /** What an answer is waited for, or 0; and how often it was sent. */
  private int probed;

  private int tries;

  /** When it was sent last, or its answer came. */
  private long lookedNanos;

  private long raiseNanos;

  /** When {@link #high} is to be asked for again, and how long it had been until then. */
  private long doubtNanos;

  private long patienceNanos;

  /** Nothing is sent before this: nobody answers there. */
  private long pauseNanos;

  /**
   * @param base a size that every path should take: BASE_PLPMTU
   * @param least one that every path has to take: MIN_PLPMTU
   */
  PathMtu(int base, int least, long now) {
    this.base = base;
    this.least = least;
    lookedNanos = now - CONFIRM_NANOS;
    raiseNanos = now;
    doubtNanos = now;
    pauseNanos = now;
  }

  /** The largest packet that is known to fit; 0 while none is. */
  int fits() {
    return low;
  }

  /** True when less fits than the kernel would send. */
  boolean isNarrow() {
    return low > 0 && low < most;
  }

  /** What an answer is waited for; 0 for nothing. */
  int probed() {
    return probed;
  }

  /** How often that was sent. */
  int tries() {
    return tries;
  }

  /**
   * What to send now.
   *
   * @param usedNanos when anything else was sent last
   * @param kernel what the kernel would send at most; 0 when it cannot tell
   * @return its size, or 0
   */
  int look(long now, long usedNanos, IntSupplier kernel) {
    if (now - pauseNanos < 0) {
      return 0;
    }
    if (probed == 0) {
      boolean searching = next() != 0;
      boolean wait = now - lookedNanos < (searching ? 0 : CONFIRM_NANOS);
      if (wait || usedNanos - lookedNanos <= 0 && !searching) {
        return 0;
      }
      return begin(now, kernel.getAsInt());
    }
    if (now - lookedNanos < PROBE_NANOS) {
      return 0;
    }
    if (tries < MAX_PROBES) {
      return send(probed, now);
    }
    failed(probed, now);
    probed = 0;
    int size = now - pauseNanos < 0 ? 0 : next();
    return size == 0 ? 0 : send(size, now);
  }

  private int begin(long now, int kernel) {
    if (kernel < least) {
      lookedNanos = now;
      return 0;
    }
    if (kernel != most || now - raiseNanos >= 0) {
      most = kernel;
      low = Math.min(low, most);
      high = most + 1;
      raiseNanos = now + RAISE_NANOS;
    }
    int size = next();
    tries = 0;
    boolean doubted = low < most && now - doubtNanos >= 0;
    return send(size != 0 ? size : doubted ? high : low, now);
  }

  /** The next size to find out about; 0 when enough is known, or nothing can be. */
  private int next() {
    if (low == 0) {
      return high > most ? most : high > base ? base : high > least ? least : 0;
    }
    if (high - low <= STEP || low == most) {
      return 0;
    }
    return high > most ? most : low + (high - low) / 2;
  }

  private int send(int size, long now) {
    if (size != probed) {
      tries = 0;
    }
    probed = size;
    tries += size == 0 ? 0 : 1;
    lookedNanos = now;
    return size;
  }

  private void failed(int size, long now) {
    if (size <= low) {
      low = 0;
    }
    patienceNanos = size == high ? 2 * patienceNanos : DOUBT_NANOS;
    doubtNanos = now + patienceNanos;
    high = size;
    if (low == 0 && next() == 0) {
      // Nothing was answered at all: of sizes that says nothing. Later again.
      high = most + 1;
      pauseNanos = now + PAUSE_NANOS;
    }
  }

  /** A probe of this size has arrived; of what nobody waits for, nothing is learned. */
  void arrived(int size, long now) {
    if (size != probed || size == 0) {
      return;
    }
    low = Math.max(low, size);
    // What was said not to fit does: nothing is known then of what is larger.
    high = size < high ? high : most + 1;
    probed = 0;
    tries = 0;
    lookedNanos = now;
  }
}
