package savd.rpki.fsm;

import savd.rpki.message.Malformed;
import savd.rpki.message.RtrPdu;
import savd.rpki.message.RtrSerial;
import savd.rpki.payload.Payload;

/** What can happen to a session with a cache. */
public sealed interface RtrInput {
  /** Connect, and stay connected. */
  record Start() implements RtrInput {}

  /** Disconnect and forget the data. */
  record Stop() implements RtrInput {}

  /** The connection is there. */
  record Connected() implements RtrInput {}

  /** The attempt failed or the connection broke. */
  record Lost(String why) implements RtrInput {}

  record Received(int version, RtrPdu pdu) implements RtrInput {}

  /** Something came that is no PDU. */
  record Broken(Malformed malformed) implements RtrInput {}

  record TimerExpired(RtrTimer timer) implements RtrInput {}

  /** Ask for changes now; connect now when without a connection. */
  record Refresh() implements RtrInput {}

  /** Ask for everything now, whatever is here. */
  record Reset() implements RtrInput {}

  /** What the configuration says from now on; versions count from the next connection on. */
  record Reconfigure(RouterConfig config) implements RtrInput {}

  /**
   * Data of an earlier run, for a machine that was not started yet.
   *
   * @param expireNanos how long they may still be used, more than 0
   */
  record Restore(Payload payload, int version, int session, RtrSerial serial, long expireNanos)
      implements RtrInput {}
}
