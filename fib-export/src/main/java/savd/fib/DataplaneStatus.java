package savd.fib;

import java.util.Optional;

/**
 * Where the dataplane stands.
 *
 * @param revision the newest revision the kernel holds
 * @param kernelGeneration of all tables of the namespace together; -1 where there is no kernel
 * @param objects chains, sets, maps and counters in our table, as last seen
 * @param intervals on all lists the kernel holds
 * @param problem why the last commit did not come through, empty when it did
 */
public record DataplaneStatus(
    State state,
    long revision,
    long kernelGeneration,
    int objects,
    long intervals,
    Optional<String> problem) {

  /** How kernel and desired rules stand to each other. */
  public enum State {
    /** The kernel holds what it should. */
    IN_STEP,
    /** Rules of an earlier run are in force until the new ones are complete. */
    ADOPTED,
    /** A commit failed and is to be repeated. */
    BEHIND,
    /** The operator has taken the hands off the kernel. */
    DECOUPLED
  }
}
