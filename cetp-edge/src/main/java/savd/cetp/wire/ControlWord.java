package savd.cetp.wire;

/**
 * The first 32 bits (slides, "Protocol Header"): version 3, header length in words 8, five flags,
 * total length 16.
 */
public final class ControlWord {
  public static final int VERSION = 1;

  /** Octets of the control word. */
  public static final int OCTETS = 4;

  /** The UDP port: configurable, unregistered; the first prototype's. */
  public static final int PORT = 48001;

  /** The IP protocol number: for experiments (RFC 3692); the documents assign none. */
  public static final int IP_PROTOCOL = 253;

  /** The EtherType: for local experiments (IEEE Std 802); the documents assign none. */
  public static final int ETHER_TYPE = 0x88B5;

  public static final int QUERY = 1 << 20;
  public static final int RESPONSE = 1 << 19;
  public static final int MONITORING = 1 << 18;
  public static final int PUZZLE = 1 << 17;
  public static final int EXTENSION = 1 << 16;
  public static final int FLAGS = QUERY | RESPONSE | MONITORING | PUZZLE | EXTENSION;

  /** Payload codes: no control element may have them. */
  public static final int COMPRESSED_IPV6 = 0xFD;

  public static final int COMPRESSED_IPV4 = 0xFE;
  public static final int FRAME = 0xFF;

  private ControlWord() {}

  /**
   * @param headerWords 3 to 255
   * @param totalLength octets, at most 65535
   */
  public static int of(int headerWords, int flags, int totalLength) {
    return VERSION << 29 | headerWords << 21 | flags | totalLength;
  }

  public static int version(int word) {
    return word >>> 29;
  }

  /** Octets of header: control word, identities, elements and padding. */
  public static int headerOctets(int word) {
    return (word >>> 21 & 0xFF) * 4;
  }

  public static int totalLength(int word) {
    return word & 0xFFFF;
  }

  /** True for version 1 without any flag: a data message, by one test. */
  public static boolean isData(int word) {
    return (word & (7 << 29 | FLAGS)) == VERSION << 29;
  }
}
