package savd.pisav.fsm;

import java.util.Optional;
import savd.net.Asn;
import savd.relation.MemberStatement;

/**
 * What there is to say about a top's session at one moment.
 *
 * @param session its number
 * @param from where the other side is
 * @param state in words
 * @param sinceNanos when it connected, on the clock of the inputs
 * @param key empty before TLS is there
 * @param asn empty before HELLO
 * @param routerId 0 before HELLO
 * @param serialTold 0 for none
 * @param serialAnswered 0 for none
 * @param last what it said last
 * @param messagesIn so far
 */
public record SessionView(
    long session,
    String from,
    String state,
    long sinceNanos,
    Optional<PeerKey> key,
    Optional<Asn> asn,
    int routerId,
    int serialTold,
    int serialAnswered,
    Optional<MemberStatement> last,
    long messagesIn) {}
