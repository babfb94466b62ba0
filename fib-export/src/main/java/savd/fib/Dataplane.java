package savd.fib;

import java.util.List;
import java.util.Map;
import java.util.Set;
import savd.net.IngressInterface;
import savd.rules.RuleDelta;

/**
 * Where rules become effective. One thread at a time may call; no call waits for anything but the
 * kernel itself.
 *
 * <p>A dataplane remembers what it was told: an outcome other than {@link Outcome.Committed} costs
 * nothing but time, the next commit carries what is outstanding.
 */
public interface Dataplane extends AutoCloseable {
  /** How closely {@link #reconcile} looks. */
  enum Depth {
    /** Objects, rules and element counts: some milliseconds. */
    OBJECTS,
    /** Every element as well: about a second for a million. */
    ELEMENTS
  }

  /**
   * Takes over what an earlier run left in the kernel: its rules stay in force, interface by
   * interface, until a commit names the interface. Once, before the first commit.
   *
   * @param configured interfaces that will get rules; any other is released at once
   */
  Outcome adopt(Set<IngressInterface> configured);

  /** Applies deltas in order, as one transaction, together with what is outstanding. */
  Outcome commit(List<RuleDelta> deltas);

  default Outcome commit(RuleDelta delta) {
    return commit(List.of(delta));
  }

  /** Repeats what failed; does nothing when nothing is outstanding. */
  default Outcome full() {
    return commit(List.of());
  }

  /** Reads the subnets the interfaces are attached to and lets them pass. */
  Outcome refreshSubnets();

  /** Compares kernel and desired rules and repairs what is ours; alien tables are not looked at. */
  Findings reconcile(Depth depth);

  /** Takes the hands off the kernel: its rules stay as they are, commits are only noted. */
  void decouple();

  /** Hands on again: brings the kernel to the newest revision. */
  Outcome couple();

  DataplaneStatus status();

  /** Counters of every interface that has or had rules since the counters were made. */
  Map<IngressInterface, InterfaceCounters> counters();

  /** Takes the samples of blocked packets that have come since the last call. */
  DropSamples drainSamples();

  /**
   * Names what to call, from any thread, when an interface came, went or changed its addresses so
   * that {@link #refreshSubnets} is due.
   */
  void onSubnetsChanged(Runnable wake);

  /** Lets go; the rules in the kernel stay in force. */
  @Override
  void close();
}
