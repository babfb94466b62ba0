package savd.daemon.config;

/** {@code [log]}: what goes to standard error, and in which form. */
public record LogSection(Level level, Format format) {
  /** The least important message that is still told. */
  public enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  /** One line of text or one JSON object a line. */
  public enum Format {
    TEXT,
    JSON
  }
}
