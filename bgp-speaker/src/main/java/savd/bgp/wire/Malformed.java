package savd.bgp.wire;

import savd.bgp.message.Notification;

/**
 * What follows from a malformed message, mildest first (RFC 7606, section 2). The consequence is
 * the type, so that nobody has to look it up.
 */
public sealed interface Malformed {
  /** What is wrong. */
  Problem problem();

  /** The attribute was left out and the routes were kept. */
  record DiscardAttribute(int attributeType, Problem problem) implements Malformed {}

  /**
   * Every route of the message was withdrawn. {@code attributeType} is 0 where no one is to blame.
   */
  record TreatAsWithdraw(int attributeType, Problem problem) implements Malformed {}

  /**
   * All routes of the family are gone and later ones are ignored until the session ends (RFC 4760,
   * section 7).
   */
  record DisableFamily(int afi, int safi, Problem problem) implements Malformed {}

  /** The session must end with this notification. */
  record ResetSession(Notification notification, Problem problem) implements Malformed, Decoded {}

  /** The ways a message or an attribute can be wrong. */
  enum Problem {
    /** A header, OPEN, NOTIFICATION or ROUTE-REFRESH against its grammar. */
    MESSAGE("the message breaks its grammar"),
    /** Withdrawn Routes Length or Total Path Attribute Length beyond the message. */
    MESSAGE_LENGTHS("the lengths in the message contradict each other"),
    /** The last attribute goes beyond Total Path Attribute Length, or its header is cut. */
    OVERRUN("an attribute goes beyond the end of the attributes"),
    /** Optional or Transitive bit against the definition of the type. */
    FLAGS("the attribute flags conflict with the attribute type"),
    LENGTH("the attribute length is not one the type allows"),
    VALUE("the attribute value is not one the type allows"),
    DUPLICATE("the attribute occurs more than once"),
    MISSING("a mandatory attribute is missing"),
    UNRECOGNIZED_WELL_KNOWN("a well-known attribute is not recognized"),
    /** An attribute that the kind of session does not carry. */
    MISPLACED("the attribute does not belong on such a session"),
    NEXT_HOP_LENGTH("the next hop has a length the family does not allow"),
    /** A prefix longer than the family allows, or one that is cut. */
    NLRI("the network layer reachability information breaks its grammar"),
    AS_ZERO("the path holds AS 0"),
    AS_SET("the path holds an AS_SET or AS_CONFED_SET"),
    CONFEDERATION("the path of an external peer holds a confederation segment"),
    FIRST_AS("the path does not begin with the peer's AS");

    private final String text;

    Problem(String text) {
      this.text = text;
    }

    /** In words, for a log line. */
    public String text() {
      return text;
    }
  }

  /**
   * Gets to know each malformation the session survives; never called on good input. Called on the
   * decoding thread.
   */
  @FunctionalInterface
  interface Listener {
    void on(Malformed malformed);
  }
}
