package savd.bgp.fsm;

import savd.bgp.message.Notification;
import savd.bgp.message.Open;

/**
 * What can happen to one connection: the events of RFC 4271, section 8.1, that savd knows (their
 * numbers in brackets).
 */
public sealed interface ConnectionInput {
  /** Connect actively (1, 3). */
  record Start() implements ConnectionInput {}

  /** Wait to be connected to (4, 5). */
  record StartPassive() implements ConnectionInput {}

  /** Stop, saying why where there is somebody to say it to (2, 8). */
  record Stop(Notification reason, String why) implements ConnectionInput {}

  /** ConnectRetryTimer_Expires (9). */
  record RetryExpired() implements ConnectionInput {}

  /**
   * HoldTimer_Expires (10).
   *
   * @param inputPending true when octets of the neighbour are known or suspected to lie unread
   *     because we stopped reading
   */
  record HoldExpired(boolean inputPending) implements ConnectionInput {}

  /** KeepaliveTimer_Expires (11). */
  record KeepaliveExpired() implements ConnectionInput {}

  /** SendHoldTimer_Expires (29, RFC 9687). */
  record SendHoldExpired() implements ConnectionInput {}

  /** Tcp_CR_Acked, TcpConnectionConfirmed (16, 17). */
  record Connected() implements ConnectionInput {}

  /** TcpConnectionFails (18): the attempt failed or the connection broke. */
  record Failed(String why) implements ConnectionInput {}

  /** BGPOpen (19), not yet judged. */
  record OpenReceived(Open open) implements ConnectionInput {}

  /** A message that cannot be accepted: BGPHeaderErr, BGPOpenMsgErr, UpdateMsgErr (21, 22, 28). */
  record Malformed(Notification notification, String why) implements ConnectionInput {}

  /** OpenCollisionDump (23). */
  record CollisionLost() implements ConnectionInput {}

  /** NotifMsgVerErr, NotifMsg (24, 25). */
  record NotificationReceived(Notification notification) implements ConnectionInput {}

  /** KeepAliveMsg (26). */
  record KeepaliveReceived() implements ConnectionInput {}

  /** UpdateMsg (27). */
  record UpdateReceived() implements ConnectionInput {}

  /**
   * ROUTE-REFRESH of RFC 2918, which RFC 4271 does not know; out of place it is treated as an
   * UPDATE is.
   */
  record RefreshReceived() implements ConnectionInput {}
}
