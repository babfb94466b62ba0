package savd.cetp.message;

import java.util.Arrays;
import java.util.HexFormat;

/** Octets that never change. */
public final class Octets {
  /** No octets. */
  public static final Octets NONE = new Octets(new byte[0]);

  private final byte[] octets;

  private Octets(byte[] octets) {
    this.octets = octets;
  }

  /** A copy of these octets. */
  public static Octets of(byte[] octets) {
    return octets.length == 0 ? NONE : new Octets(octets.clone());
  }

  /** Reads hexadecimal digits; throws {@link IllegalArgumentException}. */
  public static Octets parse(String hex) {
    return of(HexFormat.of().parseHex(hex));
  }

  public int length() {
    return octets.length;
  }

  /** A copy. */
  public byte[] toArray() {
    return octets.clone();
  }

  /** One octet, 0 to 255. */
  public int at(int index) {
    return octets[index] & 0xFF;
  }

  /** The octets from {@code from}, inclusive, to {@code to}, exclusive. */
  public Octets slice(int from, int to) {
    return new Octets(Arrays.copyOfRange(octets, from, to));
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Octets other && Arrays.equals(octets, other.octets);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(octets);
  }

  /** Hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(octets);
  }
}
