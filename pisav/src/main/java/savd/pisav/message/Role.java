package savd.pisav.message;

/** Which side of the protocol one is. */
public enum Role {
  /** It dials, is told the cone, and answers. */
  MEMBER(1),
  /** It listens, tells the cone, and uses the answers. */
  TOP(2);

  private final int code;

  Role(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  public Role other() {
    return this == MEMBER ? TOP : MEMBER;
  }
}
