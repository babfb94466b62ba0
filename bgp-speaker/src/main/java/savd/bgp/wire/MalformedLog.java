package savd.bgp.wire;

import java.util.Arrays;
import savd.bgp.wire.AttributeRules.Outcome;
import savd.bgp.wire.Malformed.Problem;

/**
 * What went wrong in the UPDATE being read: the strongest outcome so far, and counts over the
 * session. Good input touches nothing but one field.
 */
final class MalformedLog {
  private static final int OUTCOMES = Outcome.values().length;

  private final Malformed.Listener listener;
  private Outcome worst;
  private int worstType;
  private Problem worstProblem;
  private byte[] culprit = new byte[0];
  private long[] counts = new long[0];

  MalformedLog(Malformed.Listener listener) {
    this.listener = listener;
  }

  void clear() {
    worst = null;
  }

  /** Notes a problem; always false, so that a check can end with it. */
  boolean problem(int attributeType, Problem problem) {
    Outcome outcome = AttributeRules.outcome(attributeType, problem);
    if (outcome == Outcome.DISCARD_ATTRIBUTE) {
      count(attributeType, outcome);
      listener.on(new Malformed.DiscardAttribute(attributeType, problem));
    } else if (worst == null || outcome.compareTo(worst) > 0) {
      worst = outcome;
      worstType = attributeType;
      worstProblem = problem;
      culprit = new byte[0];
    }
    return false;
  }

  /** Keeps the octets of the attribute just refused where it ends the session. */
  void blame(byte[] b, int from, int end) {
    if (worst == Outcome.RESET_SESSION && culprit.length == 0) {
      culprit = Arrays.copyOfRange(b, from, end);
    }
  }

  boolean mustReset() {
    return worst == Outcome.RESET_SESSION;
  }

  boolean mustWithdraw() {
    return worst != null;
  }

  int worstType() {
    return worstType;
  }

  Problem worstProblem() {
    return worstProblem;
  }

  /** The attribute to blame for a reset, its header included; empty where it is no attribute. */
  byte[] culprit() {
    return culprit;
  }

  /** Tells and counts an outcome that was acted on. */
  void acted(int attributeType, Outcome outcome, Malformed malformed) {
    count(attributeType, outcome);
    listener.on(malformed);
  }

  void count(int attributeType, Outcome outcome) {
    if (counts.length == 0) {
      counts = new long[256 * OUTCOMES];
    }
    counts[attributeType * OUTCOMES + outcome.ordinal()]++;
  }

  long count(int attributeType, int outcome) {
    return counts.length == 0 ? 0 : counts[attributeType * OUTCOMES + outcome];
  }
}
