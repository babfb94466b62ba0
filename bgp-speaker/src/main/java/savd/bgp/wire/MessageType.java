package savd.bgp.wire;

/** The message types of the BGP header (RFC 4271, section 4.1; RFC 2918) with their lengths. */
public enum MessageType {
  OPEN(1, 29),
  UPDATE(2, 23),
  NOTIFICATION(3, 21),
  KEEPALIVE(4, 19),
  ROUTE_REFRESH(5, 23);

  private static final MessageType[] BY_CODE = {
    null, OPEN, UPDATE, NOTIFICATION, KEEPALIVE, ROUTE_REFRESH
  };

  private final int code;
  private final int minLength;

  MessageType(int code, int minLength) {
    this.code = code;
    this.minLength = minLength;
  }

  /** The type octet, 1 to 5. */
  public int code() {
    return code;
  }

  /** The shortest whole message of this type in octets, header included. */
  public int minLength() {
    return minLength;
  }

  static boolean isKnown(int code) {
    return code >= 1 && code < BY_CODE.length;
  }

  static MessageType ofCode(int code) {
    return BY_CODE[code];
  }
}
