package savd.cetp.session;

import java.util.concurrent.ConcurrentHashMap;
import savd.net.IpAddress;

/**
 * Addresses that have proved lately to be where they say: when more knock than can be answered,
 * these are heard first, so that a flood from forged addresses keeps no neighbour out. Each is
 * heard so often a second only, for a flood might forge one of these. Any thread.
 */
final class KnownRlocs {
  static final int PER_SECOND = 200;
  private static final int MAX = 1 << 16;
  private static final long SECOND = 1_000_000_000L;
  private static final long KEEP_NANOS = 600 * SECOND;

  private static final class Known {
    private volatile long provenNanos;

    // Of the data plane's thread; who reads them late lets one more in.
    private long second;
    private int heard;
  }

  private final ConcurrentHashMap<IpAddress, Known> all = new ConcurrentHashMap<>();
  private volatile long sweptNanos = Long.MIN_VALUE / 2;

  /** An address has returned a cookie, or a session goes there. */
  void proven(IpAddress address, long now) {
    Known known = all.get(address);
    if (known == null) {
      if (all.size() >= MAX && now - sweptNanos >= SECOND) {
        // Not for each of those that find it full: looking through all takes a while.
        sweptNanos = now;
        all.values().removeIf(k -> now - k.provenNanos > KEEP_NANOS);
      }
      if (all.size() >= MAX) {
        return;
      }
      known = all.computeIfAbsent(address, a -> new Known());
    }
    known.provenNanos = now;
  }

  /** Whether something from there is heard before others. */
  boolean isHeard(IpAddress address, long now) {
    Known known = all.get(address);
    return known != null
        && now - known.provenNanos <= KEEP_NANOS
        && (known.second != now / SECOND || known.heard < PER_SECOND);
  }

  /** Something from there has been heard. */
  void heard(IpAddress address, long now) {
    Known known = all.get(address);
    if (known != null) {
      long second = now / SECOND;
      known.heard = known.second == second ? known.heard + 1 : 1;
      known.second = second;
    }
  }
}
