package savd.rpki.fsm;

import java.util.EnumMap;
import java.util.Map;

/** The counters of one cache as they run. */
final class Tally {
  long connections;
  long failures;
  long pdus;
  long prefixes;
  long updates;
  long fullLoads;
  long notifies;
  long cacheResets;
  long errorsSent;
  long errorsReceived;
  long expiries;
  private final Map<Leniency, Long> forgiven = new EnumMap<>(Leniency.class);

  void forgive(Leniency what) {
    forgiven.merge(what, 1L, Long::sum);
  }

  RouterCounters snapshot() {
    return new RouterCounters(
        connections,
        failures,
        pdus,
        prefixes,
        updates,
        fullLoads,
        notifies,
        cacheResets,
        errorsSent,
        errorsReceived,
        expiries,
        forgiven);
  }
}
