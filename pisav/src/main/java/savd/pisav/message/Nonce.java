package savd.pisav.message;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Sixteen octets that its sender never sent before.
 *
 * @param high the first eight
 * @param low the last eight
 */
public record Nonce(long high, long low) {
  public static final int OCTETS = 16;

  public static Nonce of(byte[] octets) {
    if (octets.length != OCTETS) {
      throw new IllegalArgumentException("a nonce of " + octets.length + " octets");
    }
    ByteBuffer b = ByteBuffer.wrap(octets);
    return new Nonce(b.getLong(), b.getLong());
  }

  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }
}
