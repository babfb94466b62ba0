package savd.rpki.fsm;

import java.util.SplittableRandom;

/** Shortens a delay at random, so that many routers do not ask one cache at once. */
@FunctionalInterface
public interface Jitter {
  /** A duration between 0.75 and 1.0 times the one given. */
  long apply(long nanos);

  /** The same sequence for the same seed. */
  static Jitter seeded(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return nanos -> (long) (nanos * (0.75 + 0.25 * random.nextDouble()));
  }

  /** Leaves every delay as it is. */
  static Jitter none() {
    return nanos -> nanos;
  }
}
