package savd.pisav.fsm;

/** The timers of a session. */
public enum SessionTimer {
  /** From the connection to the other side's HELLO. */
  HANDSHAKE,
  /** The next KEEPALIVE is due. */
  KEEPALIVE,
  /** The other side has been silent for the hold time. */
  HOLD,
  /** What is being sent is not taken. */
  SENDING,
  /** What is being received does not come to its end. */
  RECEIVING,
  /** The next attempt of a member. */
  RETRY
}
