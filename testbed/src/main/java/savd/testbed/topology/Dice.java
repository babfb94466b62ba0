package savd.testbed.topology;

/**
 * Random numbers by SplitMix64: a seed gives the same topology with every JDK, so a failing seed
 * stays a test.
 */
final class Dice {
  private long state;

  Dice(long seed) {
    state = seed * 0x9E37_79B9_7F4A_7C15L + 0x1234_5678_9ABC_DEFL;
  }

  static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return b ^ (b >>> 31);
  }

  long next() {
    state += 0x9E37_79B9_7F4A_7C15L;
    return mix(state);
  }

  /** 0 up to {@code bound}, exclusive; 0 for a bound of 0. */
  int below(int bound) {
    return bound <= 1 ? 0 : (int) Long.remainderUnsigned(next() >>> 1, bound);
  }

  /** {@code from} to {@code to}, both inclusive. */
  int between(int from, int to) {
    return from + below(to - from + 1);
  }

  /** 0 up to 1, exclusive. */
  double unit() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  boolean chance(double probability) {
    return unit() < probability;
  }

  double oneOf(double... some) {
    return some[below(some.length)];
  }

  <T> T oneOf(java.util.List<T> some) {
    return some.get(below(some.size()));
  }
}
