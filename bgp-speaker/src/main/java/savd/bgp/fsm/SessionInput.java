package savd.bgp.fsm;

import savd.bgp.message.RouteRefresh;
import savd.net.AddressFamily;

/** What can happen to a neighbour. */
public sealed interface SessionInput {
  /** Something happened on one of its connections. Timer expiries come as {@link TimerExpired}. */
  record OnLink(Link link, ConnectionInput input) implements SessionInput {}

  /**
   * A timer ran out.
   *
   * @param inputPending see {@link ConnectionInput.HoldExpired}; false for other timers
   */
  record TimerExpired(SessionTimer timer, boolean inputPending) implements SessionInput {}

  /** A ROUTE-REFRESH arrived. */
  record RefreshReceived(Link link, RouteRefresh message) implements SessionInput {}

  /** An End-of-RIB marker arrived (RFC 4724, section 2). */
  record EndOfRibReceived(AddressFamily family) implements SessionInput {}

  /** Bring the session up, and keep it up; also lifts a shutdown or a prefix limit. */
  record Enable() implements SessionInput {}

  /** Take it down and keep it down; the text goes to the neighbour (RFC 9003). */
  record Shutdown(String text) implements SessionInput {}

  /** Take it down and let it come up again. */
  record Reset(String text) implements SessionInput {}

  /** The neighbour is no longer in the configuration; nothing follows. */
  record Deconfigure() implements SessionInput {}

  /** The configuration changed in what was negotiated or is announced. */
  record Reconfigure(SessionConfig config) implements SessionInput {}

  /** More routes of a family than the configuration allows. */
  record PrefixLimitExceeded(AddressFamily family, long limit) implements SessionInput {}

  /** Ask the neighbour to send its routes of a family again. */
  record RequestRefresh(AddressFamily family) implements SessionInput {}
}
