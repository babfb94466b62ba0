package savd.testbed.router;

import java.util.Set;
import savd.net.Prefix;

/**
 * A route as a router says it sends it on a session.
 *
 * @param prefix its prefix
 * @param asPath the AS_PATH the receiver sees, sender first, numbers with single spaces
 * @param origin IGP, EGP or INCOMPLETE
 * @param noExport whether it carries NO_EXPORT; false where the router's tables do not tell
 */
public record Advertised(Prefix prefix, String asPath, String origin, boolean noExport) {
  /** The origins in the order of their codes (RFC 4271, section 4.3). */
  static final Set<String> ORIGINS = Set.of("IGP", "EGP", "INCOMPLETE");

  public Advertised {
    if (!ORIGINS.contains(origin)) {
      throw new IllegalArgumentException("not an ORIGIN: " + origin);
    }
  }
}
