package savd.cetp.message;

import java.util.Arrays;
import java.util.HexFormat;

/** Octets that never change. A few, as in a session's identity, are kept without an array. */
public final class Octets {
  /** No octets. */
  public static final Octets NONE = new Octets(new byte[0], 0, 0);

  /** Longer ones; null for those that fit into {@link #few}. */
  private final byte[] many;

  /** The first octet highest. */
  private final long few;

  private final byte fewLength;

  private Octets(byte[] source, int from, int to) {
    int length = to - from;
    if (length > Long.BYTES) {
      many = Arrays.copyOfRange(source, from, to);
      few = 0;
      fewLength = 0;
    } else {
      long bits = 0;
      for (int i = 0; i < Long.BYTES; i++) {
        bits = bits << 8 | (i < length ? source[from + i] & 0xFF : 0);
      }
      many = null;
      few = bits;
      fewLength = (byte) length;
    }
  }

  /** A copy of these octets. */
  public static Octets of(byte[] octets) {
    return octets.length == 0 ? NONE : new Octets(octets, 0, octets.length);
  }

  /** Reads hexadecimal digits; throws {@link IllegalArgumentException}. */
  public static Octets parse(String hex) {
    return of(HexFormat.of().parseHex(hex));
  }

  public int length() {
    return many == null ? fewLength : many.length;
  }

  /** A copy. */
  public byte[] toArray() {
    if (many != null) {
      return many.clone();
    }
    byte[] octets = new byte[fewLength];
    for (int i = 0; i < fewLength; i++) {
      octets[i] = (byte) at(i);
    }
    return octets;
  }

  /** One octet, 0 to 255. */
  public int at(int index) {
    if (many != null) {
      return many[index] & 0xFF;
    }
    if (index < 0 || index >= fewLength) {
      throw new IndexOutOfBoundsException(index);
    }
    return (int) (few >>> 8 * (Long.BYTES - 1 - index)) & 0xFF;
  }

  /** The octets from {@code from}, inclusive, to {@code to}, exclusive. */
  public Octets slice(int from, int to) {
    return new Octets(many == null ? toArray() : many, from, to);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Octets other
        && few == other.few
        && fewLength == other.fewLength
        && Arrays.equals(many, other.many);
  }

  @Override
  public int hashCode() {
    return many == null ? Long.hashCode(few * 0x9E37_79B9_7F4A_7C15L) : Arrays.hashCode(many);
  }

  /** Hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(toArray());
  }
}
