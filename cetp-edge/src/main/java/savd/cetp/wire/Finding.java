package savd.cetp.wire;

/**
 * What reading a message found: well-formed, or the first thing wrong with it, in the order of the
 * checks. No message with a fault is ever answered; each fault has a counter.
 */
public enum Finding {
  WELL_FORMED("well-formed"),
  SHORT("fewer than 12 octets"),
  VERSION("a version other than 1"),
  HEADER_LENGTH("a header length below 3 words or beyond the message"),
  TOTAL_LENGTH("a total length that is not that of the datagram"),
  EXTENSION("an extension this version does not have"),
  IDENTITY(
      "an identity of type 0 or above 15, of a forbidden length, beyond the header, or a name that"
          + " is none"),
  SAME_IDENTITY("source and destination are the same"),
  ELEMENT_OVERRUN("an element that ends beyond the header"),
  LONG_PADDING("more than three octets of padding"),
  MISPLACED("a payload or identity code among the control elements, or a control code as payload"),
  ELEMENT_LENGTH("an element whose length is not one its type may have"),
  ELEMENT_VALUE("an element with a value its type may not have"),
  RLOC("an RLOC that is multicast, loopback or unspecified, or has the port 0"),
  COOKIE_LENGTH("a cookie of no or more than 255 octets"),
  OPERATION("an operation the element does not have"),
  REPEATED("an element twice, with the same operation, that may be there once"),
  TOO_MANY("more than 64 elements"),
  FLAGS("flags that do not match the elements"),
  NOTHING("neither flags nor payload"),
  PAYLOAD_LENGTH("a payload whose length is not that of the rest of the message"),
  PAYLOAD_TRAILER("octets behind the end of the packet carried");

  private final String text;

  Finding(String text) {
    this.text = text;
  }

  /** In words, for people. */
  public String text() {
    return text;
  }
}
