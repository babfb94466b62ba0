package savd.rpki.session;

import java.time.Duration;
import java.util.Optional;
import savd.rpki.fsm.CacheState;
import savd.rpki.fsm.RouterCounters;
import savd.rpki.message.RtrSerial;
import savd.rpki.message.Timing;

/**
 * What there is to say about a cache at one moment.
 *
 * @param name as configured
 * @param description where it is and how it is reached
 * @param preference the lower the better
 * @param inUse whether its data are in force
 * @param state IDLE while a better cache serves
 * @param inState for how long
 * @param version of the connection, once the cache has answered
 * @param session identifier of the data
 * @param serial of the data
 * @param ipv4Vrps how many it has said, 0 without data
 * @param ipv6Vrps likewise
 * @param aspas likewise
 * @param routerKeys likewise
 * @param sinceUpdate since the last End of Data, while there are data
 * @param expiresIn how long the data may be used without another one
 * @param timing the intervals in use, in seconds
 * @param lastError how the last connection or attempt ended; "" for never
 * @param counters since the cache was configured
 */
public record CacheStatus(
    String name,
    String description,
    int preference,
    boolean inUse,
    CacheState state,
    Duration inState,
    Optional<Integer> version,
    Optional<Integer> session,
    Optional<RtrSerial> serial,
    int ipv4Vrps,
    int ipv6Vrps,
    int aspas,
    int routerKeys,
    Optional<Duration> sinceUpdate,
    Optional<Duration> expiresIn,
    Timing timing,
    String lastError,
    RouterCounters counters) {
  public boolean hasPayload() {
    return sinceUpdate.isPresent();
  }
}
