package savd.cetp.fsm;

import java.util.Locale;
import java.util.Optional;

/** What an edge counts. */
public enum EdgeEvent {
  /** A message for an identity nobody here has. */
  UNKNOWN_DESTINATION,
  /** A message for a host of ours from someone without a session, that does not ask for one. */
  NO_SESSION,
  /** From an RLOC that is not one of the session's: evidence of spoofing. */
  WRONG_RLOC,
  /** A source that the rules of its ingress block: evidence of spoofing; it gets no answer. */
  SOURCE_BLOCKED,
  /** The same where the rules are only watched: evidence of spoofing. */
  SOURCE_SUSPECT,
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
  /** RLOCs that the policy wants signed and that are not, or by nobody who may. */
  SIGNATURE_BAD,
  NAMING_CHECK_FAILED,
  /** The DNS did not say who has the caller's name, or was asked too much; it may come again. */
  NAMING_CHECK_UNANSWERED,
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
  /** Set up anew: the peer knew nothing of it any more. */
  RENEWED,
  CLOSED_BY_PEER,
  CLOSED_SILENT,
  CLOSED_HERE,
  /** The hosts have said nothing to each other for as long as the policy lets them. */
  CLOSED_IDLE,
  /** The quietest of sessions, while slots were short. */
  CLOSED_FOR_ROOM,
  /** None left, or none for who wanted one: a host for a name, or a caller. */
  NO_SLOT,
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
  /** A path takes smaller packets than the kernel would send there. */
  PATH_NARROW,
  NO_PATH,
  /** More for an RLOC that has proved nothing than it may get. */
  NO_CREDIT,
  EXCHANGE_FAILED;

  /** What spoofing evidence is about. */
  public enum Evidence {
    /** Cookies that are not ours, not the sender's, too old, or spent. */
    COOKIE_FAILURE,
    /** Messages that say they are of a session and are not from its peer. */
    FORGED_CONTROL,
    /** Answers nobody asked for: somebody uses an address of ours, or one of the reporter's. */
    UNEXPECTED_ANSWER,
    /** Source addresses that the rules of their ingress block. */
    BLOCKED_SOURCE,
    /** Callers whose name, identity or silence speaks against them. */
    FAILED_CHECK
  }

  /** What it is evidence of, if of spoofing. */
  public Optional<Evidence> evidence() {
    return switch (this) {
      case COOKIE_BAD, COOKIE_OLD, COOKIE_REPLAYED -> Optional.of(Evidence.COOKIE_FAILURE);
      case FORGED_REVOCATION, WRONG_RLOC -> Optional.of(Evidence.FORGED_CONTROL);
      case UNEXPECTED_ANSWER, REPORT_RECEIVED -> Optional.of(Evidence.UNEXPECTED_ANSWER);
      case SOURCE_BLOCKED, SOURCE_SUSPECT -> Optional.of(Evidence.BLOCKED_SOURCE);
      case SIGNATURE_BAD, NAMING_CHECK_FAILED, IDENTITY_NOT_ASSURED, HALF_OPEN_EXPIRED ->
          Optional.of(Evidence.FAILED_CHECK);
      case UNKNOWN_DESTINATION,
          NO_SESSION,
          RATE_LIMITED,
          IGNORED_SOURCE,
          COOKIE_SENT,
          COOKIE_GOOD,
          SHORT_SET_UP,
          NO_ROOM_FOR_COOKIE,
          NAMING_CHECK_UNANSWERED,
          CHECK_TIMED_OUT,
          TOO_MANY_CHECKS,
          REFUSED,
          ADMITTED,
          OPENED,
          SETUP_FAILED,
          SETUP_REFUSED,
          RENEWED,
          CLOSED_BY_PEER,
          CLOSED_SILENT,
          CLOSED_HERE,
          CLOSED_IDLE,
          CLOSED_FOR_ROOM,
          NO_SLOT,
          REPORT_SENT,
          UNKNOWN_ELEMENT,
          PATH_DIED,
          PATH_REVIVED,
          PATH_SWITCHED,
          PATH_NARROW,
          NO_PATH,
          NO_CREDIT,
          EXCHANGE_FAILED ->
          Optional.empty();
    };
  }

  /** As in {@code cookie-bad}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
