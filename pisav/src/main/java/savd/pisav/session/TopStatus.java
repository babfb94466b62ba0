package savd.pisav.session;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import savd.net.Asn;
import savd.pisav.fsm.MemberFsm;
import savd.pisav.fsm.Refusals;
import savd.pisav.message.ErrorCode;
import savd.relation.MemberStatement;

/**
 * What a member has to say about its talk with one top at one moment.
 *
 * @param name as configured
 * @param since in this state
 * @param serial of the notice in force; empty for none
 * @param members in that notice
 * @param prefixes in that notice
 * @param serialAnswered in this session; empty for none
 * @param last what was said last in this session
 * @param lastEnding how the last session, or attempt, ended; "" for never
 * @param refused since the start, by kind
 */
public record TopStatus(
    String name,
    Asn top,
    String address,
    MemberFsm.State state,
    Duration since,
    Optional<Integer> serial,
    int members,
    int prefixes,
    Optional<Integer> serialAnswered,
    Optional<MemberStatement> last,
    String lastEnding,
    long sessions,
    Map<ErrorCode, Refusals.Refused> refused) {}
