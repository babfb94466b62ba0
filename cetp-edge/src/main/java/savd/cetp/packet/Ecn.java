package savd.cetp.packet;

/**
 * What becomes of the congestion mark when a packet leaves a tunnel (RFC 6040, section 4.2, figure
 * 4). Where only one header crosses the network, as with compressed IPv4, there is nothing to
 * combine.
 */
public final class Ecn {
  private static final int MASK = 3;
  private static final int NOT_CAPABLE = 0;
  private static final int CAPABLE_1 = 1;
  private static final int EXPERIENCED = 3;

  private Ecn() {}

  /**
   * The traffic class, DSCP of the inner header and both marks combined; -1 when the packet is to
   * be dropped, because congestion cannot be told to who does not know of it.
   *
   * @param inner traffic class, 8 bits
   * @param outer traffic class, 8 bits
   */
  public static int combined(int inner, int outer) {
    int in = inner & MASK;
    int out = outer & MASK;
    if (out == EXPERIENCED) {
      return in == NOT_CAPABLE ? -1 : inner | EXPERIENCED;
    }
    return out == CAPABLE_1 && in != NOT_CAPABLE && in != EXPERIENCED
        ? inner & ~MASK | CAPABLE_1
        : inner;
  }
}
