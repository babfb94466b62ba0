package savd.pisav.fsm;

import savd.net.Asn;
import savd.pisav.message.ConeNotice;
import savd.pisav.message.Frame;
import savd.relation.MemberStatement;

/** What follows from an input, in the order given. */
public sealed interface SessionAction {
  // ---- for the shell

  /** Begin a connection to the top. */
  record Connect() implements SessionAction {}

  record Send(Frame frame) implements SessionAction {}

  /** There is something to pull: as much of it as the connection takes, now and later. */
  record Pull() implements SessionAction {}

  /** Close the connection, or abandon the attempt, once what was sent before is written. */
  record Close() implements SessionAction {}

  /** Start a timer, in place of a running one of the same kind. */
  record Arm(SessionTimer timer, long delayNanos) implements SessionAction {}

  record Cancel(SessionTimer timer) implements SessionAction {}

  // ---- news

  /** A member that may speak for this AS said HELLO; it waits for the decision. */
  record Greeted(Asn asn, int routerId) implements SessionAction {}

  /** Both HELLOs are exchanged. */
  record Established(Asn asn, int routerId) implements SessionAction {}

  /**
   * A member's response is complete.
   *
   * @param serial the notice it answers
   * @param items how many ASes and prefixes it holds
   */
  record Stated(int serial, MemberStatement statement, int items) implements SessionAction {}

  /** A top's notice is complete. */
  record NoticeInForce(int serial, ConeNotice notice) implements SessionAction {}

  /** There is no session any more; follows whatever was established or not. */
  record Ended(Ending ending) implements SessionAction {}
}
