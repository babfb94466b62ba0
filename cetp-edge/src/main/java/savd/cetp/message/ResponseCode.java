package savd.cetp.message;

import java.util.Locale;

/** Why something was not done (element 64). 1 to 7 are the slides'; the ordinal is the code. */
public enum ResponseCode {
  OK,
  EDGE_BUSY,
  EDGE_CONGESTED,
  APPLICATION_BUSY,
  HOST_BUSY,
  HOST_NOT_AVAILABLE,
  UNKNOWN_CONNECTION,
  UNKNOWN_ELEMENT,
  IDENTITY_TYPE_REQUIRED,
  DENIED_BY_POLICY,
  RLOC_CHECK_FAILED,
  NAMING_CHECK_FAILED,
  IDENTITY_NOT_ASSURED,
  RATE_LIMITED,
  PUZZLE_REQUIRED,
  ENCRYPTION_REQUIRED,
  MALFORMED,
  GOING_DOWN,
  VERSION;

  private static final ResponseCode[] ALL = values();

  /** True for a code this version knows. */
  public static boolean isKnown(int code) {
    return code >= 0 && code < ALL.length;
  }

  /** The response with a code that {@link #isKnown}. */
  public static ResponseCode of(int code) {
    return ALL[code];
  }

  /** True when trying again later may help: the caller backs off instead of giving up. */
  public boolean isTemporary() {
    return switch (this) {
      case EDGE_BUSY,
          EDGE_CONGESTED,
          APPLICATION_BUSY,
          HOST_BUSY,
          HOST_NOT_AVAILABLE,
          RATE_LIMITED,
          GOING_DOWN ->
          true;
      case OK,
          UNKNOWN_CONNECTION,
          UNKNOWN_ELEMENT,
          IDENTITY_TYPE_REQUIRED,
          DENIED_BY_POLICY,
          RLOC_CHECK_FAILED,
          NAMING_CHECK_FAILED,
          IDENTITY_NOT_ASSURED,
          PUZZLE_REQUIRED,
          ENCRYPTION_REQUIRED,
          MALFORMED,
          VERSION ->
          false;
    };
  }

  /** As in {@code application-busy}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
