package savd.pisav.message;

import java.util.Optional;

/** Why a session ends. All but {@link #CEASE} and {@link #HOLD_TIME} are refusals. */
public enum ErrorCode {
  /** An orderly end; travels in a CEASE, not in an ERROR. */
  CEASE(0, "cease"),
  CORRUPT(1, "corrupt message"),
  UNSUPPORTED_VERSION(2, "unsupported version"),
  UNKNOWN_TYPE(3, "unknown message type"),
  UNKNOWN_CRITICAL(4, "unknown critical element"),
  /** The key of the channel is not bound to the AS. */
  NOT_AUTHORISED(5, "not authorised"),
  /** The AS is not in the cone at this moment; it may ask again. */
  NOT_A_MEMBER(6, "not a member"),
  /** The AS or the role is not the one configured for the other side. */
  NOT_THE_TOP(7, "not the configured top"),
  /** A sequence number or a session tag is not the one due: played again, or of another session. */
  REPLAY(8, "out of sequence"),
  /** A statement about another AS than the one the channel belongs to. */
  WRONG_SPEAKER(9, "speaks for another AS"),
  LIMIT(10, "limit exceeded"),
  RATE(11, "too many messages"),
  /** A change that does not fit what it changes, or parts that do not fit each other. */
  OUT_OF_STEP(12, "out of step"),
  /** A message that has no place in this state or direction. */
  UNEXPECTED(13, "unexpected message"),
  HOLD_TIME(14, "hold time expired"),
  KEY_WITHDRAWN(15, "key withdrawn"),
  TOO_MANY_SESSIONS(16, "too many sessions"),
  /** Something was not sent, or not taken, within its time. */
  TOO_SLOW(17, "too slow");

  private final int code;
  private final String text;

  ErrorCode(int code, String text) {
    this.code = code;
    this.text = text;
  }

  public int code() {
    return code;
  }

  /** In words, for a log line. */
  public String text() {
    return text;
  }

  public static Optional<ErrorCode> of(int code) {
    return code >= 0 && code < values().length ? Optional.of(values()[code]) : Optional.empty();
  }
}
