package savd.testbed.rpki;

/**
 * How many payloads somebody holds.
 *
 * @param ipv4 VRPs, or in OpenBGPD's way of counting prefixes with VRPs
 * @param ipv6 the same
 * @param aspas customers with an ASPA; 0 where nothing is known of ASPAs
 */
public record PayloadCounts(int ipv4, int ipv6, int aspas) {
  public static final PayloadCounts NONE = new PayloadCounts(0, 0, 0);

  /** The same as one sees it who knows nothing of ASPAs. */
  public PayloadCounts withoutAspas() {
    return new PayloadCounts(ipv4, ipv6, 0);
  }
}
