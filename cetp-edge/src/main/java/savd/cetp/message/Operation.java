package savd.cetp.message;

/**
 * What a control element does: the QR bits (tutorial, "TLV structure"). The ordinal is the code.
 */
public enum Operation {
  /** Asks; a value conveys the sender's own. */
  QUERY("Q"),
  /** Answers or tells, unreliably. */
  RESPONSE("R"),
  /** Answers or tells, and is sent again until acknowledged. */
  RELIABLE_RESPONSE("RR"),
  /** Acknowledges a reliable response. */
  ACKNOWLEDGEMENT("A");

  private static final Operation[] ALL = values();
  private final String letters;

  Operation(String letters) {
    this.letters = letters;
  }

  /** The letters of the tutorial: Q, R, RR, A. */
  public String letters() {
    return letters;
  }

  /** The operation of a flags octet. */
  public static Operation ofFlags(int flags) {
    return ALL[flags >>> 6 & 3];
  }

  /** True when the sender expects something back: the message's Q. */
  public boolean asks() {
    return this == QUERY || this == RELIABLE_RESPONSE;
  }

  /** True when the element answers or tells: the message's R. */
  public boolean answers() {
    return this != QUERY;
  }
}
