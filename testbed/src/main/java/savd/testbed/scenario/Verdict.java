package savd.testbed.scenario;

/** What becomes of a flow. */
public enum Verdict {
  PERMIT,
  BLOCK;

  /** As the problem statement puts it: nothing to say, or improper. */
  public String judged(boolean honest) {
    boolean proper = (this == PERMIT) == honest;
    String word = this == PERMIT ? "permit" : "block";
    return proper ? word : "**improper " + word + "**";
  }
}
