package savd.pisav.fsm;

import java.util.Optional;
import savd.net.Asn;

/** What the shell of a top must do, in the order given. */
public sealed interface ConeAction {
  /** An action of one session: to send, to pull, to close, or about its timers. */
  record OfSession(long session, SessionAction action) implements ConeAction {}

  /** Start the timer of {@link ConeInput.NoticeExpired}, in place of a running one. */
  record ArmNotice(long delayNanos) implements ConeAction {}

  /** Start the timer of {@link ConeInput.LapseExpired}, in place of a running one. */
  record ArmLapse(long delayNanos) implements ConeAction {}

  /** Others than before are in force; {@link ConeTop#inForce} says which. */
  record StatementsChanged() implements ConeAction {}

  /** A session is there, for a log line. */
  record Joined(long session, String from, Asn asn, int routerId) implements ConeAction {}

  /**
   * A session, or an attempt to have one, ended; for a log line.
   *
   * @param key empty when TLS did not get that far
   * @param asn empty when there was no HELLO
   */
  record Left(long session, String from, Optional<PeerKey> key, Optional<Asn> asn, Ending ending)
      implements ConeAction {}
}
