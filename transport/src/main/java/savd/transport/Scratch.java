package savd.transport;

/**
 * The array in which the octets of one read lie while they are decoded. There is one per event
 * loop, not per session: a thousand idle sessions need none.
 */
public final class Scratch {
  private static final int SMALLEST = 16 * 1024;

  private byte[] bytes = new byte[SMALLEST];

  /** At least so many octets, of any content. */
  byte[] atLeast(int length) {
    if (bytes.length < length) {
      bytes = new byte[Math.max(length, 2 * bytes.length)];
    }
    return bytes;
  }
}
