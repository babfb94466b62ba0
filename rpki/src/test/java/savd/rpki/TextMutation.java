package savd.rpki;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Spoils a text the way a bad editor, a cut transfer or an enemy might. */
public final class TextMutation {
  /** Pieces that mean something to a reader of JSON, of CSV or of numbers. */
  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ":",
          ",",
          "\"",
          "\\",
          "\\u0000",
          "null",
          "true",
          "-1",
          "0",
          "1e9",
          "4294967295",
          "4294967296",
          "99999999999999999999",
          "0.5",
          "\"AS1\"",
          "\"10.0.0.0/8\"",
          "\"::/0\"",
          "\n",
          "\0",
          "\uFEFF",
          "\u00e9",
          "asn",
          "prefix",
          "providers",
          "AS",
          "/",
          "33",
          "129");

  private TextMutation() {}

  /** A copy with one to three changes; it may be longer or shorter. */
  public static byte[] of(byte[] original, RandomGenerator random) {
    byte[] b = original;
    for (int n = random.nextInt(1, 4); n > 0 && b.length > 0; n--) {
      int at = random.nextInt(b.length);
      int to = Math.min(b.length, at + 1 + random.nextInt(1 << random.nextInt(6)));
      b =
          switch (random.nextInt(30)) {
            case 0, 1, 2, 3, 4 -> splice(b, at, at + 1, new byte[] {(byte) random.nextInt()});
            case 5, 6, 7, 8 -> splice(b, at, to, new byte[0]);
            case 9, 10, 11 -> splice(b, at, at, Arrays.copyOfRange(b, at, to));
            case 12 -> Arrays.copyOf(b, at);
            case 13, 14, 15, 16 -> splice(b, at, to, piece(random));
            case 17, 18, 19, 20, 21, 22 -> splice(b, at, at + 1, digit(random));
            default -> splice(b, at, at, piece(random));
          };
    }
    return b;
  }

  private static byte[] digit(RandomGenerator random) {
    return new byte[] {(byte) ('0' + random.nextInt(10))};
  }

  private static byte[] piece(RandomGenerator random) {
    return PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] splice(byte[] b, int from, int to, byte[] middle) {
    byte[] out = Arrays.copyOf(b, from + middle.length + b.length - to);
    System.arraycopy(middle, 0, out, from, middle.length);
    System.arraycopy(b, to, out, from + middle.length, b.length - to);
    return out;
  }
}
