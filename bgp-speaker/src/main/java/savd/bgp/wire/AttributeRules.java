package savd.bgp.wire;

import java.util.ArrayList;
import java.util.List;
import savd.bgp.wire.Malformed.Problem;

/**
 * What follows from a malformed path attribute: the table of RFC 7606 with what later documents
 * add. The decoder asks here, and {@code docs/rfc7606-outcomes.md} is {@link #markdown}.
 *
 * <p>The document says: take the strongest outcome of all errors in a message (section 3.h). We do:
 * the same; outcomes are ordered.
 */
public final class AttributeRules {
  static final int NEXT_HOP = 3;
  static final int MP_REACH_NLRI = 14;
  static final int MP_UNREACH_NLRI = 15;
  static final int AS4_PATH = 17;
  static final int AS4_AGGREGATOR = 18;
  static final int IPV6_EXTENDED_COMMUNITIES = 25;

  static final int OPTIONAL = 0x80;
  static final int TRANSITIVE = 0x40;
  static final int PARTIAL = 0x20;
  static final int EXTENDED_LENGTH = 0x10;

  private static final int WELL_KNOWN = TRANSITIVE;
  private static final int OPTIONAL_TRANSITIVE = OPTIONAL | TRANSITIVE;

  /** What the speaker does, mildest first (RFC 7606, section 2). */
  public enum Outcome {
    DISCARD_ATTRIBUTE("discard the attribute"),
    TREAT_AS_WITHDRAW("treat as withdraw"),
    DISABLE_FAMILY("disable the family, or reset where it is the only one"),
    RESET_SESSION("reset the session");

    private final String text;

    Outcome(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /**
   * One line of the table.
   *
   * @param attributeType 0 where the line is about any attribute or none
   */
  public record Rule(
      int attributeType, String attribute, Problem problem, Outcome outcome, String source) {}

  private static final List<Rule> RULES = new ArrayList<>();
  private static final byte[] FLAGS = new byte[256];
  private static final Outcome[] OUTCOMES = new Outcome[256 * Problem.values().length];

  static {
    Outcome withdraw = Outcome.TREAT_AS_WITHDRAW;
    Outcome discard = Outcome.DISCARD_ATTRIBUTE;
    Outcome disable = Outcome.DISABLE_FAMILY;
    Outcome reset = Outcome.RESET_SESSION;
    any(Problem.MESSAGE_LENGTHS, reset, "RFC 4271 6.3, RFC 7606 3.a");
    any(Problem.NLRI, reset, "RFC 4271 6.3, RFC 7606 3.i, 3.j, 5.3 (Withdrawn Routes, NLRI)");
    any(Problem.UNRECOGNIZED_WELL_KNOWN, reset, "RFC 4271 6.3");
    any(Problem.OVERRUN, withdraw, "RFC 7606 4");
    any(Problem.MISSING, withdraw, "RFC 7606 3.d");
    any(Problem.DUPLICATE, discard, "RFC 7606 3.g (all but the first)");

    attribute(1, "ORIGIN", WELL_KNOWN);
    rule(Problem.LENGTH, withdraw, "RFC 7606 7.1");
    rule(Problem.VALUE, withdraw, "RFC 7606 7.1");
    attribute(2, "AS_PATH", WELL_KNOWN);
    rule(Problem.VALUE, withdraw, "RFC 7606 7.2");
    rule(Problem.AS_ZERO, withdraw, "RFC 7607 2");
    rule(Problem.AS_SET, withdraw, "RFC 9774 3");
    rule(Problem.CONFEDERATION, withdraw, "RFC 5065 5, RFC 7606 7.2");
    rule(Problem.FIRST_AS, withdraw, "RFC 4271 6.3, RFC 7606 7.2");
    attribute(NEXT_HOP, "NEXT_HOP", WELL_KNOWN);
    rule(Problem.LENGTH, withdraw, "RFC 7606 7.3");
    rule(Problem.VALUE, withdraw, "RFC 4271 6.3, RFC 7606 3.e");
    attribute(4, "MULTI_EXIT_DISC", OPTIONAL);
    rule(Problem.LENGTH, withdraw, "RFC 7606 7.4");
    attribute(5, "LOCAL_PREF", WELL_KNOWN);
    rule(Problem.MISPLACED, discard, "RFC 7606 7.5 (external session)");
    rule(Problem.LENGTH, withdraw, "RFC 7606 7.5 (internal session)");
    attribute(6, "ATOMIC_AGGREGATE", WELL_KNOWN);
    rule(Problem.LENGTH, discard, "RFC 7606 7.6");
    attribute(7, "AGGREGATOR", OPTIONAL_TRANSITIVE);
    rule(Problem.LENGTH, discard, "RFC 7606 7.7");
    rule(Problem.AS_ZERO, discard, "RFC 7607 2, RFC 7606 3.f");
    attribute(8, "COMMUNITIES", OPTIONAL_TRANSITIVE);
    rule(Problem.LENGTH, withdraw, "RFC 7606 7.8");
    attribute(9, "ORIGINATOR_ID", OPTIONAL);
    rule(Problem.MISPLACED, discard, "RFC 7606 7.9 (external session)");
    rule(Problem.LENGTH, withdraw, "RFC 7606 7.9 (internal session)");
    attribute(10, "CLUSTER_LIST", OPTIONAL);
    rule(Problem.MISPLACED, discard, "RFC 7606 7.10 (external session)");
    rule(Problem.LENGTH, withdraw, "RFC 7606 7.10 (internal session)");
    attribute(MP_REACH_NLRI, "MP_REACH_NLRI", OPTIONAL);
    rule(Problem.DUPLICATE, reset, "RFC 7606 3.g");
    rule(Problem.LENGTH, reset, "RFC 7606 3.j, 5.3 (no room for AFI, SAFI and next hop)");
    rule(Problem.NEXT_HOP_LENGTH, disable, "RFC 7606 7.11");
    rule(Problem.NLRI, disable, "RFC 4760 7, RFC 7606 3.j, 5.3");
    rule(Problem.VALUE, withdraw, "RFC 4271 6.3 (next hop is no host address)");
    attribute(MP_UNREACH_NLRI, "MP_UNREACH_NLRI", OPTIONAL);
    rule(Problem.DUPLICATE, reset, "RFC 7606 3.g");
    rule(Problem.LENGTH, reset, "RFC 7606 3.j, 5.3 (no room for AFI and SAFI)");
    rule(Problem.NLRI, disable, "RFC 4760 7, RFC 7606 3.j, 5.3");
    attribute(16, "EXTENDED_COMMUNITIES", OPTIONAL_TRANSITIVE);
    rule(Problem.LENGTH, withdraw, "RFC 7606 7.14");
    attribute(AS4_PATH, "AS4_PATH", OPTIONAL_TRANSITIVE);
    rule(Problem.MISPLACED, discard, "RFC 6793 4.1 (peer has four-octet numbers)");
    rule(Problem.VALUE, discard, "RFC 6793 6");
    rule(Problem.AS_ZERO, discard, "RFC 7607 2, RFC 6793 6");
    attribute(AS4_AGGREGATOR, "AS4_AGGREGATOR", OPTIONAL_TRANSITIVE);
    rule(Problem.MISPLACED, discard, "RFC 6793 4.1 (peer has four-octet numbers)");
    rule(Problem.LENGTH, discard, "RFC 6793 6");
    rule(Problem.AS_ZERO, discard, "RFC 7607 2, RFC 6793 6");
    attribute(IPV6_EXTENDED_COMMUNITIES, "IPV6_EXTENDED_COMMUNITIES", OPTIONAL_TRANSITIVE);
    rule(Problem.LENGTH, withdraw, "RFC 7606 7.15");
    attribute(32, "LARGE_COMMUNITIES", OPTIONAL_TRANSITIVE);
    rule(Problem.LENGTH, withdraw, "RFC 8092 6");
    attribute(35, "ONLY_TO_CUSTOMER", OPTIONAL_TRANSITIVE);
    rule(Problem.LENGTH, withdraw, "RFC 9234 5");
  }

  private AttributeRules() {}

  private static void any(Problem problem, Outcome outcome, String source) {
    RULES.add(new Rule(0, "any or none", problem, outcome, source));
    for (int type = 0; type < 256; type++) {
      OUTCOMES[index(type, problem)] = outcome;
    }
  }

  private static void attribute(int type, String name, int flags) {
    FLAGS[type] = (byte) flags;
    RULES.add(new Rule(type, name, Problem.FLAGS, Outcome.TREAT_AS_WITHDRAW, "RFC 7606 3.c"));
    OUTCOMES[index(type, Problem.FLAGS)] = Outcome.TREAT_AS_WITHDRAW;
  }

  /** A rule for the attribute named last. */
  private static void rule(Problem problem, Outcome outcome, String source) {
    Rule last = RULES.getLast();
    RULES.add(new Rule(last.attributeType(), last.attribute(), problem, outcome, source));
    OUTCOMES[index(last.attributeType(), problem)] = outcome;
  }

  private static int index(int type, Problem problem) {
    return type * Problem.values().length + problem.ordinal();
  }

  /** Every line of the table, in the order of attribute types, the general ones first. */
  public static List<Rule> rules() {
    return List.copyOf(RULES);
  }

  /**
   * What follows when the attribute of a type has a problem.
   *
   * @param attributeType 0 to 255; 0 where no attribute is to blame
   * @throws IllegalArgumentException for a problem that the type cannot have
   */
  public static Outcome outcome(int attributeType, Problem problem) {
    Outcome outcome = OUTCOMES[index(attributeType, problem)];
    if (outcome == null) {
      throw new IllegalArgumentException(problem + " of attribute " + attributeType);
    }
    return outcome;
  }

  /** Optional and Transitive bits a known type must have; 0 for an unknown type. */
  static int expectedFlags(int type) {
    return FLAGS[type] & 0xC0;
  }

  /** The table as {@code docs/rfc7606-outcomes.md} has it. */
  public static String markdown() {
    StringBuilder s = new StringBuilder();
    s.append(
        """
        # What follows from a malformed UPDATE

        Printed from `savd.bgp.wire.AttributeRules`, which the decoder asks; a test keeps both equal.
        Several errors in one message: the strongest outcome counts (RFC 7606, section 3.h). An error
        beyond "discard the attribute" in a message that announces nothing resets the session, since
        the announcement itself may be what was garbled (RFC 7606, section 5.2).

        | type | attribute | what is wrong | outcome | source |
        | --- | --- | --- | --- | --- |
        """);
    for (Rule r : RULES) {
      s.append("| ").append(r.attributeType() == 0 ? "" : Integer.toString(r.attributeType()));
      s.append(" | ").append(r.attribute()).append(" | ").append(r.problem().text());
      s.append(" | ").append(r.outcome().text()).append(" | ").append(r.source()).append(" |\n");
    }
    return s.toString();
  }
}
