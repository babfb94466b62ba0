package savd.fib;

/** What became of a commit. */
public sealed interface Outcome {
  /**
   * The kernel holds the rules of the revision.
   *
   * @param nanos from the beginning of the call to the kernel's acknowledgement
   * @param elements set and map elements added or deleted
   */
  record Committed(long revision, long nanos, int elements) implements Outcome {}

  /**
   * The kernel refused; the rules from before are in force, whole. What was refused is kept and
   * goes with the next commit: try again later.
   *
   * @param errno the error number of Linux, and {@code name} its name
   * @param object what it was refused for, as a change of our table; empty for the whole batch
   * @param message the kernel's own words, or empty
   */
  record Rejected(long revision, int errno, String name, String object, String message)
      implements Outcome {}

  /**
   * The kernel no longer holds what we put there, or something else holds our place: nothing was
   * changed. {@link Dataplane#reconcile} repairs what is ours.
   *
   * @param found a sentence
   */
  record Diverged(long revision, String found) implements Outcome {}

  /** Noted, but not written: the dataplane is decoupled. */
  record Held(long revision) implements Outcome {}
}
