package savd.rpki.fsm;

import java.util.Optional;
import savd.rpki.message.RtrSerial;
import savd.rpki.message.Timing;
import savd.rpki.payload.Payload;

/**
 * What there is to say about a session with a cache at one moment. Times are those of the clock the
 * machine is driven with.
 *
 * @param state where it is
 * @param stateSinceNanos since when
 * @param version of the connection; empty without one, and before the cache has answered
 * @param session identifier of the data, where they can be continued
 * @param serial of the data, where they can be continued
 * @param payload the last complete set, unless it expired
 * @param payloadVersion the version it came in
 * @param updatedNanos when the last End of Data came, while there is a payload
 * @param expiresNanos when the payload expires, while there is one
 * @param timing the intervals in use
 * @param confirmed true while this very connection has brought an End of Data
 * @param lastError how the last connection or attempt ended, or what the cache complained of; ""
 *     for never
 * @param counters since the cache was configured
 */
public record RouterStatus(
    CacheState state,
    long stateSinceNanos,
    Optional<Integer> version,
    Optional<Integer> session,
    Optional<RtrSerial> serial,
    Optional<Payload> payload,
    int payloadVersion,
    long updatedNanos,
    long expiresNanos,
    Timing timing,
    boolean confirmed,
    String lastError,
    RouterCounters counters) {}
