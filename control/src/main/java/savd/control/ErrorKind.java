package savd.control;

import java.util.Locale;

/** Why savd did not do what it was asked; each has a word on the wire and an exit code. */
public enum ErrorKind {
  /** The request is not understood. */
  BAD_REQUEST(2),
  /** What it names does not exist. */
  NOT_FOUND(1),
  /** A configuration is not one; the problems say why. */
  BAD_CONFIGURATION(1),
  /** Understood, but not in the present state. */
  CONFLICT(1),
  /** Too slow or too much to answer now; asking again may help. */
  BUSY(1),
  /** The kernel or another system refused. */
  REFUSED(1),
  /** A defect of savd; its log has more. */
  INTERNAL(1);

  private final int exitCode;

  ErrorKind(int exitCode) {
    this.exitCode = exitCode;
  }

  /** What savctl exits with. */
  public int exitCode() {
    return exitCode;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind of a word; {@link #INTERNAL} for one this version does not know. */
  public static ErrorKind of(String word) {
    for (ErrorKind kind : values()) {
      if (kind.word().equals(word)) {
        return kind;
      }
    }
    return INTERNAL;
  }
}
