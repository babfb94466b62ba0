package savd.cetp.fsm;

import java.util.Locale;

/** What an edge counts. */
public enum EdgeEvent {
  /** A message for an identity nobody here has. */
  UNKNOWN_DESTINATION,
  /** A message for a host of ours from someone without a session, that does not ask for one. */
  NO_SESSION,
  /** From an RLOC that is not one of the session's. */
  WRONG_RLOC,
  RATE_LIMITED,
  IGNORED_SOURCE,
  COOKIE_SENT,
  COOKIE_GOOD,
  /** A cookie we did not make, or made for another: evidence of spoofing. */
  COOKIE_BAD,
  COOKIE_OLD,
  COOKIE_REPLAYED,
  /** A first message so short that any answer would be longer. */
  SHORT_SET_UP,
  NO_ROOM_FOR_COOKIE,
  NAMING_CHECK_FAILED,
  IDENTITY_NOT_ASSURED,
  CHECK_TIMED_OUT,
  TOO_MANY_CHECKS,
  REFUSED,
  ADMITTED,
  OPENED,
  /** Admitted, but never heard of again: evidence of spoofing where nothing was checked. */
  HALF_OPEN_EXPIRED,
  SETUP_FAILED,
  SETUP_REFUSED,
  CLOSED_BY_PEER,
  CLOSED_SILENT,
  CLOSED_HERE,
  /** A revocation that the peer knows nothing of: evidence of spoofing. */
  FORGED_REVOCATION,
  UNEXPECTED_ANSWER,
  REPORT_SENT,
  /** Somebody got answers of ours they had not asked for: evidence of spoofing in our name. */
  REPORT_RECEIVED,
  UNKNOWN_ELEMENT,
  PATH_DIED,
  PATH_REVIVED,
  PATH_SWITCHED,
  NO_PATH,
  /** More for an RLOC that has proved nothing than it may get. */
  NO_CREDIT,
  EXCHANGE_FAILED;

  /** As in {@code cookie-bad}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
