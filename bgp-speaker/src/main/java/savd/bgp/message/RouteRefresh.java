package savd.bgp.message;

/**
 * ROUTE-REFRESH (RFC 2918, RFC 7313).
 *
 * @param subtype 0 request, 1 beginning of route refresh, 2 end of route refresh; others are
 *     ignored
 */
public record RouteRefresh(int afi, int safi, int subtype) implements BgpMessage {
  public static final int REQUEST = 0;
  public static final int BEGIN = 1;
  public static final int END = 2;
}
