package savd.rpki.fsm;

import java.util.Map;

/**
 * What happened with a cache since it was configured.
 *
 * @param connections that came up
 * @param failures connections and attempts that ended
 * @param pdus received
 * @param prefixes prefix PDUs among them
 * @param updates End of Data accepted
 * @param fullLoads those of them that answered a Reset Query
 * @param notifies Serial Notify received
 * @param cacheResets Cache Reset received
 * @param errorsSent Error Reports sent
 * @param errorsReceived Error Reports received
 * @param expiries how often the data ran out
 * @param forgiven mistakes let pass, by kind
 */
public record RouterCounters(
    long connections,
    long failures,
    long pdus,
    long prefixes,
    long updates,
    long fullLoads,
    long notifies,
    long cacheResets,
    long errorsSent,
    long errorsReceived,
    long expiries,
    Map<Leniency, Long> forgiven) {
  public RouterCounters {
    forgiven = Map.copyOf(forgiven);
  }
}
