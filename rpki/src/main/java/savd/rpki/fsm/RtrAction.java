package savd.rpki.fsm;

import savd.rpki.message.ErrorCode;
import savd.rpki.message.RtrPdu;
import savd.rpki.payload.Payload;

/** What the shell must do, in the order given. */
public sealed interface RtrAction {
  /** Begin a connection to the cache. */
  record Connect() implements RtrAction {}

  record Send(int version, RtrPdu pdu) implements RtrAction {}

  /**
   * Send an Error Report about a PDU.
   *
   * @param version of the report
   * @param aboutVersion the version the PDU came in
   */
  record Complain(int version, ErrorCode code, int aboutVersion, RtrPdu about, String text)
      implements RtrAction {}

  /** Close the connection, or abandon the attempt, once what was sent before is written. */
  record Close() implements RtrAction {}

  /** Start a timer, in place of a running one of the same kind. */
  record Arm(RtrTimer timer, long delayNanos) implements RtrAction {}

  record Cancel(RtrTimer timer) implements RtrAction {}

  /** A new complete set is there. */
  record Publish(Payload payload) implements RtrAction {}

  /** The set may not be used any more, and there is no other. */
  record Expire() implements RtrAction {}

  /** A connection, or an attempt to make one, came to its end, for a reason other than Stop. */
  record Ended(String why) implements RtrAction {}

  /** Something an operator should know that ends nothing. */
  record Note(String text) implements RtrAction {}
}
