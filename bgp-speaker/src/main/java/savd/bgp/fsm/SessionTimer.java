package savd.bgp.fsm;

/** The timers of a neighbour; at most one of each kind runs at a time. */
public enum SessionTimer {
  CONNECT_RETRY,
  /** Keeps a neighbour idle after a failure (RFC 4271, DampPeerOscillations). */
  IDLE_HOLD,
  OUTGOING_HOLD,
  INCOMING_HOLD,
  INCOMING_AGAIN_HOLD,
  OUTGOING_KEEPALIVE,
  INCOMING_KEEPALIVE,
  INCOMING_AGAIN_KEEPALIVE,
  /** RFC 9687; only an established connection has one. */
  SEND_HOLD,
  /** How long a lost neighbour may take to come back (RFC 4724, Restart Time). */
  RESTART,
  /** How long stale routes wait for End-of-RIB once the neighbour is back. */
  STALE_PATHS,
  /** How long stale routes wait for the end of a route refresh (RFC 7313, section 4). */
  REFRESH,
  /** When a neighbour that exceeded its prefix limit may come back. */
  PREFIX_LIMIT;

  public static SessionTimer hold(Link link) {
    return switch (link) {
      case OUTGOING -> OUTGOING_HOLD;
      case INCOMING -> INCOMING_HOLD;
      case INCOMING_AGAIN -> INCOMING_AGAIN_HOLD;
    };
  }

  public static SessionTimer keepalive(Link link) {
    return switch (link) {
      case OUTGOING -> OUTGOING_KEEPALIVE;
      case INCOMING -> INCOMING_KEEPALIVE;
      case INCOMING_AGAIN -> INCOMING_AGAIN_KEEPALIVE;
    };
  }
}
