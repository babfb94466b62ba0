package savd.bgp.fsm;

import java.util.Optional;
import savd.bgp.message.Capability;
import savd.bgp.message.Open;
import savd.bgp.wire.SessionParameters;
import savd.net.Asn;
import savd.net.BgpRole;

/**
 * What the two OPEN messages came to.
 *
 * @param sent our OPEN
 * @param received the neighbour's
 * @param remoteAsn its AS number
 * @param holdTimeSeconds the smaller of both, 0 for no timers
 * @param parameters what changes the meaning of UPDATE octets
 * @param agreedRole the neighbour's role, where both sides announced one (RFC 9234)
 * @param claimedRole the role the neighbour announced, agreed or not; empty also for an unassigned
 *     code
 * @param routeRefresh the neighbour understands ROUTE-REFRESH (RFC 2918)
 * @param enhancedRouteRefresh both sides mark where a refresh begins and ends (RFC 7313)
 * @param gracefulRestart the neighbour's capability, where we announced ours
 * @param notificationRestarts both sides set the N bit of RFC 8538
 */
public record NegotiatedSession(
    Open sent,
    Open received,
    Asn remoteAsn,
    int holdTimeSeconds,
    SessionParameters parameters,
    Optional<BgpRole> agreedRole,
    Optional<BgpRole> claimedRole,
    boolean routeRefresh,
    boolean enhancedRouteRefresh,
    Optional<Capability.GracefulRestart> gracefulRestart,
    boolean notificationRestarts) {

  /**
   * Between KEEPALIVEs: a third of the hold time and at least 1 second (RFC 4271, section 4.4); 0
   * for none.
   */
  public int keepaliveSeconds() {
    return holdTimeSeconds == 0 ? 0 : Math.max(1, holdTimeSeconds / 3);
  }

  /**
   * True when messages beyond 4096 octets must be accepted: it takes our own capability alone (RFC
   * 8654, section 5), while sending them takes both.
   */
  public boolean receivesExtendedMessages() {
    return sent.first(Capability.ExtendedMessage.class).isPresent();
  }
}
