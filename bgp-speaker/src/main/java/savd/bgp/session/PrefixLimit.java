package savd.bgp.session;

/**
 * How many routes of one family a neighbour may have in the Adj-RIB-In (RFC 4486, section 4).
 *
 * @param routes the most it may have, 1 or more
 * @param warnPercent of that, from where on it is logged: 1 to 100
 * @param action what happens beyond the limit
 */
public record PrefixLimit(long routes, int warnPercent, Action action) {
  /** What happens beyond the limit. */
  public enum Action {
    WARN,
    /** NOTIFICATION 6/1; the session stays down, or returns after the configured time. */
    SHUTDOWN
  }

  public PrefixLimit {
    if (routes < 1) {
      throw new IllegalArgumentException("a prefix limit must be at least 1");
    }
    if (warnPercent < 1 || warnPercent > 100) {
      throw new IllegalArgumentException("the warning threshold must be 1 to 100 percent");
    }
  }

  long warnAt() {
    return Math.max(1, routes * warnPercent / 100);
  }
}
