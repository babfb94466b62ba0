package savd.bgp.session;

import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import savd.net.AddressFamily;

/**
 * Watches how many routes the RIB holds of a neighbour.
 *
 * <p>The RIB counts, not the session: only the RIB knows whether an announcement is a new route or
 * replaces one, and a second table here would cost as much as the first. So the core tells the
 * number after each batch it has applied; the limit is then exceeded by at most what lies in the
 * bounded queue between.
 */
final class PrefixLimiter {
  /** How a count stands to the limit. */
  enum Level {
    FINE,
    NEAR,
    OVER
  }

  /** Gets to know a level that was not there before. */
  @FunctionalInterface
  interface Listener {
    void reached(AddressFamily family, Level level, long routes);
  }

  private final Listener listener;
  private final AtomicIntegerArray levels = new AtomicIntegerArray(AddressFamily.values().length);
  private volatile Map<AddressFamily, PrefixLimit> limits;

  PrefixLimiter(Map<AddressFamily, PrefixLimit> limits, Listener listener) {
    this.limits = limits;
    this.listener = listener;
  }

  void configure(Map<AddressFamily, PrefixLimit> newLimits) {
    limits = newLimits;
    for (int i = 0; i < levels.length(); i++) {
      levels.set(i, Level.FINE.ordinal());
    }
  }

  /** May be called on any thread; cheap while the level stays. */
  void held(AddressFamily family, long routes) {
    PrefixLimit limit = limits.get(family);
    if (limit == null) {
      return;
    }
    Level level =
        routes > limit.routes() ? Level.OVER : routes >= limit.warnAt() ? Level.NEAR : Level.FINE;
    int before = levels.getAndSet(family.ordinal(), level.ordinal());
    if (level.ordinal() > before) {
      listener.reached(family, level, routes);
    }
  }
}
