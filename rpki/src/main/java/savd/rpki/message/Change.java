package savd.rpki.message;

/** What a payload PDU does with its record: the lowest bit of the Flags field. */
public enum Change {
  WITHDRAW,
  ANNOUNCE;

  /** The other seven bits are reserved and not looked at. */
  public static Change ofFlags(int flags) {
    return (flags & 1) == 0 ? WITHDRAW : ANNOUNCE;
  }

  public int flags() {
    return ordinal();
  }
}
