package savd.bgp.fsm;

import java.util.SplittableRandom;

/**
 * Shortens a timer at random, so that many neighbours do not act at once (RFC 4271, section 10).
 */
@FunctionalInterface
public interface Jitter {
  /** A duration between 0.75 and 1.0 times the one given. */
  long apply(long nanos);

  /** The same sequence for the same seed. */
  static Jitter seeded(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return nanos -> (long) (nanos * (0.75 + 0.25 * random.nextDouble()));
  }

  /** Leaves every timer as it is. */
  static Jitter none() {
    return nanos -> nanos;
  }
}
