package savd.bgp.mrt;

/** A record that breaks its format. */
final class MrtFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  MrtFormatException(String text) {
    super(text);
  }
}
