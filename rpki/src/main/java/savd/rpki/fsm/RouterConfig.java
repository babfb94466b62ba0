package savd.rpki.fsm;

import java.util.EnumSet;
import java.util.Set;
import savd.rpki.message.RtrPdu;

/**
 * How to speak with one cache.
 *
 * @param maxVersion the version the first query has
 * @param minVersion how far down the cache may negotiate
 * @param leniencies what it is forgiven
 * @param maxRecords how many records, providers of ASPAs included, an update may have
 */
public record RouterConfig(
    int maxVersion, int minVersion, Set<Leniency> leniencies, int maxRecords) {
  public static final int DEFAULT_MAX_RECORDS = 10_000_000;

  public static final RouterConfig DEFAULT =
      new RouterConfig(RtrPdu.MAX_VERSION, 0, Set.of(), DEFAULT_MAX_RECORDS);

  public RouterConfig {
    if (minVersion < 0 || minVersion > maxVersion || maxVersion > RtrPdu.MAX_VERSION) {
      throw new IllegalArgumentException(
          "versions must be 0 to " + RtrPdu.MAX_VERSION + " and the least not above the greatest");
    }
    if (maxRecords < 1) {
      throw new IllegalArgumentException("the limit of records must be at least 1");
    }
    Set<Leniency> copy = EnumSet.noneOf(Leniency.class);
    copy.addAll(leniencies);
    leniencies = java.util.Collections.unmodifiableSet(copy);
  }

  public RouterConfig withVersions(int min, int max) {
    return new RouterConfig(max, min, leniencies, maxRecords);
  }

  public RouterConfig withLeniencies(Set<Leniency> value) {
    return new RouterConfig(maxVersion, minVersion, value, maxRecords);
  }

  public RouterConfig withMaxRecords(int value) {
    return new RouterConfig(maxVersion, minVersion, leniencies, value);
  }
}
