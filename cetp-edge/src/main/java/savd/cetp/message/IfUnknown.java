package savd.cetp.message;

/** What a receiver does with an element it does not know: the I and D bits. The ordinal is ID. */
public enum IfUnknown {
  /** I=0 D=0: discard the message and say so. */
  DISCARD_AND_REPORT,
  /** I=0 D=1: discard the message silently. */
  DISCARD,
  /** I=1 D=0: skip the element and say so. */
  SKIP_AND_REPORT,
  /** I=1 D=1: skip the element silently. */
  SKIP;

  private static final IfUnknown[] ALL = values();

  /** The I and D bits of a flags octet. */
  public static IfUnknown ofFlags(int flags) {
    return ALL[flags >>> 4 & 3];
  }
}
