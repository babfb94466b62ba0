package savd.cetp.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** How many data messages, and first messages, a thread reads in a second: best of ten rounds. */
public final class ReaderSpeed {
  private static final int MESSAGES = 1000;
  private static final int ROUNDS = 10;

  private ReaderSpeed() {}

  public static void main(String[] args) {
    for (String name : new String[] {"V1 data", "V2 the first message, lax"}) {
      byte[] octets = Vectors.all().get(name).octets();
      ByteBuffer b = ByteBuffer.allocateDirect(octets.length * MESSAGES);
      for (int i = 0; i < MESSAGES; i++) {
        b.put(octets);
      }
      double[] perSecond = new double[ROUNDS];
      for (int r = 0; r < ROUNDS; r++) {
        perSecond[r] = round(b, octets.length);
      }
      Arrays.sort(perSecond);
      System.out.printf("%s: %.1f million a second%n", name, perSecond[ROUNDS - 1] / 1e6);
    }
  }

  private static double round(ByteBuffer b, int length) {
    MessageReader reader = new MessageReader();
    int good = 0;
    long start = System.nanoTime();
    for (int n = 0; n < 2000; n++) {
      for (int i = 0; i < MESSAGES; i++) {
        good +=
            reader.read(b, i * length, length, Carriage.DATAGRAM) == Finding.WELL_FORMED ? 1 : 0;
      }
    }
    long nanos = System.nanoTime() - start;
    if (good != 2000 * MESSAGES) {
      throw new AssertionError("not all were good");
    }
    return good * 1e9 / nanos;
  }
}
