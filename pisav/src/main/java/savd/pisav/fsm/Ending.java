package savd.pisav.fsm;

import savd.pisav.message.ErrorCode;

/**
 * How a session, or an attempt to have one, ended.
 *
 * @param code {@link ErrorCode#CEASE} also for a connection that broke
 * @param text for a log line, fit to be shown
 */
public record Ending(By by, ErrorCode code, String text) {
  /** Who ended it. */
  public enum By {
    US,
    THEM,
    /** The connection broke. */
    NOBODY
  }

  /** True where the other side broke the protocol, so that it should be kept off for a while. */
  public boolean isOffence() {
    return by == By.US
        && switch (code) {
          case CORRUPT,
              UNKNOWN_TYPE,
              UNKNOWN_CRITICAL,
              NOT_AUTHORISED,
              REPLAY,
              WRONG_SPEAKER,
              LIMIT,
              RATE,
              OUT_OF_STEP,
              UNEXPECTED,
              TOO_SLOW ->
              true;
          case CEASE,
              UNSUPPORTED_VERSION,
              NOT_A_MEMBER,
              NOT_THE_TOP,
              HOLD_TIME,
              KEY_WITHDRAWN,
              TOO_MANY_SESSIONS ->
              false;
        };
  }

  /** True where the key of the other side is no longer that of its AS. */
  public boolean isWithdrawal() {
    return by == By.US && code == ErrorCode.KEY_WITHDRAWN;
  }

  @Override
  public String toString() {
    return switch (by) {
      case US -> code.text() + (text.isEmpty() ? "" : ": " + text);
      case THEM -> "the other side says: " + text;
      case NOBODY -> text;
    };
  }
}
