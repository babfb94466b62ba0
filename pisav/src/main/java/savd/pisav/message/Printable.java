package savd.pisav.message;

/** Text of the other side, fit to be shown. */
public final class Printable {
  private Printable() {}

  /** The text with a question mark for each control character and each half of a pair. */
  public static String text(String from) {
    StringBuilder s = new StringBuilder(from.length());
    from.codePoints()
        .forEach(
            c -> {
              int kind = Character.getType(c);
              boolean shown =
                  !Character.isISOControl(c)
                      && kind != Character.FORMAT
                      && kind != Character.SURROGATE
                      && kind != Character.LINE_SEPARATOR
                      && kind != Character.PARAGRAPH_SEPARATOR;
              s.appendCodePoint(shown ? c : '?');
            });
    return s.toString();
  }
}
