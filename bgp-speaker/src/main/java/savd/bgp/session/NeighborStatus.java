package savd.bgp.session;

import java.time.Duration;
import java.util.Optional;
import savd.bgp.fsm.ConnectionState;
import savd.bgp.fsm.NegotiatedSession;
import savd.net.Peer;

/**
 * What there is to say about a neighbour at one moment.
 *
 * @param peer as last known
 * @param description what it was made from: the address, or the prefix of the template of a dynamic
 *     one
 * @param dynamic true for a neighbour that came up by a template
 * @param state the furthest state of its connections
 * @param idleReason why it is not tried at present; "" when it is
 * @param inState how long it has been in the state
 * @param session what was negotiated, while the session is up
 * @param local our end of the session's connection as address and port; "" without
 * @param remote the other end
 * @param established how many sessions there have been
 * @param lastEnd how the last session or attempt ended, in words; "" for not yet
 * @param reading false while the session is not read because the RIB lags
 * @param counters messages and routes since the neighbour was configured
 */
public record NeighborStatus(
    Peer peer,
    String description,
    boolean dynamic,
    ConnectionState state,
    String idleReason,
    Duration inState,
    Optional<NegotiatedSession> session,
    String local,
    String remote,
    long established,
    String lastEnd,
    boolean reading,
    NeighborCounters counters) {}
