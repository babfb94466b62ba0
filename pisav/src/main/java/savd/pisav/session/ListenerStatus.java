package savd.pisav.session;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import savd.net.Asn;
import savd.pisav.fsm.Refusals;
import savd.pisav.message.ErrorCode;
import savd.relation.MemberStatement;

/**
 * What there is to say about a top at one moment.
 *
 * @param serial of the notice in force; 0 before the first
 * @param key our own
 * @param boundKeys how many keys of others are known
 * @param refused since the start, by kind
 */
public record ListenerStatus(
    int serial,
    String key,
    int boundKeys,
    List<Session> sessions,
    Map<Asn, MemberStatement> inForce,
    Map<ErrorCode, Refusals.Refused> refused) {
  /**
   * A session, or a connection that may become one.
   *
   * @param address where the other side is
   * @param key Subject Key Identifier; "" before TLS
   * @param routerId 0 before its HELLO
   * @param state in words
   * @param serialTold 0 for none
   * @param serialAnswered 0 for none
   * @param last what it said last, which need not be in force
   */
  public record Session(
      Optional<Asn> asn,
      int routerId,
      String address,
      String key,
      String state,
      Duration since,
      int serialTold,
      int serialAnswered,
      Optional<MemberStatement> last,
      long messagesIn) {}
}
