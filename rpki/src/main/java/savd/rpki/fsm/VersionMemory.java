package savd.rpki.fsm;

import java.util.concurrent.TimeUnit;

/**
 * The version a cache turned out to want, remembered for a while, so that not every connection
 * begins with a refusal, and a cache that learns is found out all the same.
 */
final class VersionMemory {
  static final long NANOS = TimeUnit.HOURS.toNanos(1);

  private static final int NONE = -1;

  private int version = NONE;
  private long untilNanos;

  void remember(int wanted, long now) {
    version = wanted;
    untilNanos = now + NANOS;
  }

  void forget() {
    version = NONE;
  }

  /** The version to ask in first. */
  int first(RouterConfig config, long now) {
    boolean known =
        version >= config.minVersion() && version <= config.maxVersion() && untilNanos - now > 0;
    return known ? version : config.maxVersion();
  }
}
