package savd.rules;

import java.util.List;
import savd.net.Asn;
import savd.net.Prefix;

/**
 * Prefixes that were blocked as PI-SAV's, and are no longer because somebody outside our customer
 * cone uses them too: anycast and the like, or somebody who wants just that.
 *
 * @param some of them, {@link #MOST} at most
 * @param all how many there were
 */
public record SecondUses(List<SecondUse> some, long all) {
  /** Prefixes that are named. */
  public static final int MOST = 20;

  public SecondUses {
    some = List.copyOf(some);
  }

  /**
   * One of them.
   *
   * @param by the origin of a route or of a ROA for it; AS 0 where the route does not say
   */
  public record SecondUse(Prefix prefix, Asn by) {}
}
