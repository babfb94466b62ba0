package savd.net;

/** The roles of RFC 9234, section 3; the wire value of the capability is {@link #code}. */
public enum BgpRole {
  PROVIDER(0),
  RS(1),
  RS_CLIENT(2),
  CUSTOMER(3),
  PEER(4);

  private final int code;

  BgpRole(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** The role the other side must have (RFC 9234, table 2). */
  public BgpRole counterpart() {
    return switch (this) {
      case PROVIDER -> CUSTOMER;
      case CUSTOMER -> PROVIDER;
      case RS -> RS_CLIENT;
      case RS_CLIENT -> RS;
      case PEER -> PEER;
    };
  }
}
