package savd.bgp.session;

import savd.bgp.fsm.NegotiatedSession;
import savd.bgp.fsm.SessionEnd;
import savd.net.BgpRole;
import savd.net.Peer;

/**
 * Gets to know what happens to sessions. Called on event loops: return at once.
 *
 * <p>For one neighbour {@link #up} and {@link #down} alternate. A session's routes reach the sink
 * after {@code up}, and what becomes of them reaches it before {@code down}.
 */
public interface SessionListener {
  /**
   * A session is up.
   *
   * @param peer with the AS number, the BGP identifier and the role that hold now; the same number
   *     as registered
   */
  void up(Peer peer, NegotiatedSession session);

  /** A session is over. */
  void down(Peer peer, SessionEnd end);

  /**
   * The neighbour claims another role than it is configured to have, on a session that goes on
   * since we announced none (RFC 9234, section 4.2 ends it otherwise). The configured one holds.
   */
  void roleContradiction(Peer peer, BgpRole configured, BgpRole claimed);
}
