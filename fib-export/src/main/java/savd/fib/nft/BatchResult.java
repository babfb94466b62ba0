package savd.fib.nft;

/** The kernel's answer to a batch. */
sealed interface BatchResult {
  record Done() implements BatchResult {}

  /** The ruleset of the namespace, ours or another's, has changed since the generation was read. */
  record Stale() implements BatchResult {}

  /** The answer was lost, and the ruleset has changed: by this batch or by somebody else. */
  record Unknown() implements BatchResult {}

  /**
   * Nothing of the batch took effect.
   *
   * @param change index of the change it was refused for, -1 for the batch as a whole
   */
  record Refused(int errno, int change, String message) implements BatchResult {}
}
