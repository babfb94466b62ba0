package savd.bgp.fsm;

import savd.bgp.message.Notification;

/** Why a connection ended. */
public sealed interface SessionEnd {
  /** One line for an operator. */
  String text();

  /** We ended it. {@code why} may tell more than the codes do, or is "". */
  record NotificationSent(Notification notification, String why) implements SessionEnd {
    @Override
    public String text() {
      return "sent " + notification.describe() + (why.isEmpty() ? "" : ": " + why);
    }
  }

  /** The neighbour ended it. */
  record NotificationReceived(Notification notification) implements SessionEnd {
    @Override
    public String text() {
      return "received " + notification.describe();
    }
  }

  /** The connection broke, or could not be made, without a NOTIFICATION either way. */
  record ConnectionLost(String text) implements SessionEnd {}
}
