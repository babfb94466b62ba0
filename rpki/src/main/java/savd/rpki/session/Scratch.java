package savd.rpki.session;

/** An array the connections of one event loop share while they handle what was just read. */
final class Scratch {
  private static final int SMALLEST = 64 * 1024;

  private byte[] bytes = new byte[SMALLEST];

  byte[] atLeast(int size) {
    if (bytes.length < size) {
      bytes = new byte[Math.max(size, bytes.length * 2)];
    }
    return bytes;
  }
}
