package savd.bgp;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Spoils octets the way a broken or hostile speaker might. */
public final class Mutation {
  private static final int[] EDGES = {
    0, 1, 2, 3, 4, 7, 8, 15, 16, 17, 31, 32, 33, 127, 128, 129, 254, 255
  };

  private Mutation() {}

  /** A copy with one to six changes from {@code from} on; it may be longer or shorter. */
  public static byte[] of(byte[] original, int from, RandomGenerator random) {
    byte[] b = original.clone();
    for (int n = random.nextInt(1, 7); n > 0 && b.length > from; n--) {
      int at = random.nextInt(from, b.length);
      switch (random.nextInt(7)) {
        case 0 -> b[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> b[at] = (byte) random.nextInt();
        case 2 -> b[at] = (byte) EDGES[random.nextInt(EDGES.length)];
        case 3 -> Arrays.fill(b, at, Math.min(b.length, at + 2), (byte) -random.nextInt(2));
        case 4 -> b = cut(b, at, Math.min(b.length, at + random.nextInt(1, 9)));
        case 5 -> b = repeat(b, at, Math.min(b.length, at + random.nextInt(1, 33)));
        default -> b[at] += (byte) (random.nextBoolean() ? 1 : -1);
      }
    }
    return b;
  }

  private static byte[] cut(byte[] b, int from, int to) {
    byte[] shorter = Arrays.copyOf(b, b.length - (to - from));
    System.arraycopy(b, to, shorter, from, b.length - to);
    return shorter;
  }

  private static byte[] repeat(byte[] b, int from, int to) {
    byte[] longer = Arrays.copyOf(b, b.length + to - from);
    System.arraycopy(b, from, longer, to, b.length - from);
    return longer;
  }
}
