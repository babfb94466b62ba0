package savd.cetp.message;

import java.util.Locale;

/**
 * The control elements this version knows (slides, "TLV Types"; 19 to 21 and 40 to 45 are ours).
 */
public enum ElementType {
  IPV4_RLOCS(16, IfUnknown.DISCARD),
  IPV6_RLOCS(17, IfUnknown.DISCARD),
  ETHERNET_RLOCS(18, IfUnknown.DISCARD),
  IPV4_PORT_RLOCS(19, IfUnknown.SKIP),
  IPV6_PORT_RLOCS(20, IfUnknown.SKIP),
  BACKBONE_RLOCS(21, IfUnknown.SKIP),
  TIME_TO_LIVE(32, IfUnknown.DISCARD),
  COOKIE(33, IfUnknown.DISCARD),
  IDENTITY_TYPE(34, IfUnknown.DISCARD),
  CERTIFICATION_ADDRESS(35, IfUnknown.DISCARD),
  NAME(36, IfUnknown.SKIP),
  QUERY_LIST(37, IfUnknown.DISCARD),
  SIGNATURE(38, IfUnknown.SKIP),
  UNEXPECTED(39, IfUnknown.DISCARD),
  CERTIFICATE(40, IfUnknown.SKIP),
  PROBE(41, IfUnknown.SKIP),
  OBSERVED_ADDRESS(42, IfUnknown.SKIP),
  CAPABILITIES(43, IfUnknown.SKIP),
  KEY_EXCHANGE(44, IfUnknown.SKIP),
  SESSION_IDENTITY(45, IfUnknown.SKIP),
  RESPONSE_CODE(64, IfUnknown.DISCARD),
  PUZZLE(65, IfUnknown.DISCARD);

  private static final ElementType[] BY_CODE = new ElementType[256];

  static {
    for (ElementType t : values()) {
      BY_CODE[t.code] = t;
    }
  }

  private final int code;
  private final IfUnknown ifUnknown;

  ElementType(int code, IfUnknown ifUnknown) {
    this.code = code;
    this.ifUnknown = ifUnknown;
  }

  public int code() {
    return code;
  }

  /** The I and D bits we send it with. */
  public IfUnknown ifUnknown() {
    return ifUnknown;
  }

  /** The type with a code of 0 to 255, or null when this version does not know it. */
  public static ElementType ofCode(int code) {
    return BY_CODE[code];
  }

  public boolean carriesRlocs() {
    return code >= 16 && code <= 21;
  }

  /** True when the element makes a message a monitoring message: M=1. */
  public static boolean monitors(int code) {
    return code >= 16 && code <= 33 || code == 39;
  }

  /** Octets of one RLOC in an element of RLOCs. */
  public int rlocOctets() {
    return switch (code) {
      case 16 -> 6;
      case 17 -> 18;
      case 18, 19 -> 8;
      case 20 -> 20;
      case 21 -> 10;
      default -> throw new IllegalStateException(this + " has no RLOCs");
    };
  }

  /** The type that carries a locator. */
  public static ElementType of(Locator locator) {
    return switch (locator) {
      case Locator.Ip ip ->
          switch (ip.address().family()) {
            case IPV4 -> ip.port() == 0 ? IPV4_RLOCS : IPV4_PORT_RLOCS;
            case IPV6 -> ip.port() == 0 ? IPV6_RLOCS : IPV6_PORT_RLOCS;
          };
      case Locator.Direct direct ->
          switch (direct.address().family()) {
            case IPV4 -> IPV4_PORT_RLOCS;
            case IPV6 -> IPV6_PORT_RLOCS;
          };
      case Locator.Ethernet e -> e.vlan() < 0 ? ETHERNET_RLOCS : BACKBONE_RLOCS;
    };
  }

  /** As in {@code ipv4-rlocs}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
