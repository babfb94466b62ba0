package savd.rpki.fsm;

import savd.rpki.message.RtrPdu;
import savd.rpki.message.Timing;

/**
 * How a cache behaves.
 *
 * @param minVersion the lowest version it speaks
 * @param maxVersion the highest
 * @param timing what End of Data asks routers for
 * @param notifyNanos how far apart two Serial Notify of a connection are at least; a minute in RFC
 *     8210, section 5.2
 */
public record CacheFsmConfig(int minVersion, int maxVersion, Timing timing, long notifyNanos) {
  public static final CacheFsmConfig DEFAULT =
      new CacheFsmConfig(0, RtrPdu.MAX_VERSION, Timing.DEFAULT, 60_000_000_000L);

  public CacheFsmConfig {
    if (minVersion < 0 || minVersion > maxVersion || maxVersion > RtrPdu.MAX_VERSION) {
      throw new IllegalArgumentException(
          "versions must be 0 to " + RtrPdu.MAX_VERSION + " and the least not above the greatest");
    }
    if (!timing.equals(timing.clamped())) {
      throw new IllegalArgumentException("intervals out of the ranges of RFC 8210: " + timing);
    }
  }
}
