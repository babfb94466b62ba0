package savd.bgp.session;

import java.util.Arrays;

/**
 * The array in which the octets of one read lie while they are decoded. There is one per event
 * loop, not per session: a thousand idle sessions need none.
 */
final class LoopScratch {
  private byte[] bytes = new byte[16 * 1024];

  /** At least so many octets; what the array held before is kept. */
  byte[] atLeast(int length) {
    if (bytes.length < length) {
      bytes = Arrays.copyOf(bytes, Math.max(length, 2 * bytes.length));
    }
    return bytes;
  }
}
