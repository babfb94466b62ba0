package savd.bgp.fsm;

import savd.bgp.message.BgpMessage;
import savd.net.AddressFamily;

/** What the shell must do, in the order given. */
public sealed interface SessionAction {
  /** Begin a TCP connection to the neighbour as {@link Link#OUTGOING}. */
  record Connect() implements SessionAction {}

  record Send(Link link, BgpMessage message) implements SessionAction {}

  /** Close the connection, or abandon the attempt, once what was sent before is written. */
  record Close(Link link) implements SessionAction {}

  /** Start a timer, in place of a running one of the same kind. */
  record Arm(SessionTimer timer, long delayNanos) implements SessionAction {}

  record Cancel(SessionTimer timer) implements SessionAction {}

  /** The session is up: UPDATE messages of the link count from here on. */
  record Establish(Link link, NegotiatedSession session) implements SessionAction {}

  /**
   * A connection, or an attempt to make one, came to its end. What becomes of the routes was said
   * before.
   *
   * @param from the state it was in; ESTABLISHED means that a session is lost
   */
  record Ended(Link link, ConnectionState from, SessionEnd end) implements SessionAction {}

  /** The routes of the family are stale until announced again. */
  record MarkStale(AddressFamily family) implements SessionAction {}

  /** Routes of the family that are still stale are gone. */
  record SweepStale(AddressFamily family) implements SessionAction {}

  /** All routes of the neighbour are gone. */
  record LoseRoutes() implements SessionAction {}

  /** Send what we advertise in the family, then say that this was all. */
  record Advertise(Link link, AddressFamily family, Occasion occasion) implements SessionAction {}

  /** Something an operator should know that ends nothing. */
  record Report(String text) implements SessionAction {}

  /** Why routes are sent. */
  enum Occasion {
    /** The session has just come up; End-of-RIB follows the routes. */
    INITIAL,
    /** The neighbour asked; with RFC 7313 the routes stand between BoRR and EoRR. */
    REFRESH
  }
}
