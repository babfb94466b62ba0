package savd.rpki.fsm;

import savd.rpki.message.ErrorCode;
import savd.rpki.message.RtrPdu;

/** What the shell of a cache must do, in the order given. */
public sealed interface CacheAction {
  record Send(int version, RtrPdu pdu) implements CacheAction {}

  /** Send an Error Report about a PDU; see {@link RtrAction.Complain}. */
  record Complain(int version, ErrorCode code, int aboutVersion, RtrPdu about, String text)
      implements CacheAction {}

  /** Send an answer bit by bit, then say {@link CacheInput.Answered}. */
  record Answer(int version, CacheAnswer answer) implements CacheAction {}

  /** Close the connection once what was sent before is written. */
  record Close(String why) implements CacheAction {}

  /** Start the timer of {@link CacheInput.NotifyExpired}. */
  record ArmNotify(long delayNanos) implements CacheAction {}
}
