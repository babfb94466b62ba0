package savd.fib.recording;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import savd.fib.Dataplane;
import savd.fib.DataplaneStatus;
import savd.fib.DropSample;
import savd.fib.DropSamples;
import savd.fib.Findings;
import savd.fib.InterfaceCounters;
import savd.fib.Outcome;
import savd.fib.plan.KernelPlan;
import savd.fib.plan.KernelTransaction;
import savd.fib.plan.Sharding;
import savd.fib.plan.TableSettings;
import savd.fib.recording.ModelKernel.Fate;
import savd.linux.Errno;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.rules.RuleDelta;

/**
 * A dataplane in memory: it remembers what it was told, can be made to fail, and says what would
 * happen to a packet. For tests of others, and for runs without a kernel. All methods may be called
 * from any thread.
 */
public final class RecordingDataplane implements Dataplane {
  /** How a commit is made to fail. */
  public sealed interface Fault {
    /** The kernel refuses with this error number. */
    record Refuse(int errno) implements Fault {}

    /** The kernel carries it out, but says nothing. */
    record LoseAnswer() implements Fault {}

    /** Somebody else has altered the table. */
    record Alter(String found) implements Fault {}
  }

  private final ModelKernel kernel = new ModelKernel();
  private final KernelPlan plan = new KernelPlan(TableSettings.standard(), Sharding.standard());
  private final List<RuleDelta> deltas = new ArrayList<>();
  private final Deque<Fault> faults = new ArrayDeque<>();
  private final Map<IngressInterface, InterfaceCounters> counters = new HashMap<>();
  private final List<DropSample> samples = new ArrayList<>();
  private Set<IngressInterface> adopted = Set.of();
  private Optional<Fault> always = Optional.empty();
  private Optional<String> problem = Optional.empty();
  private Runnable wake = () -> {};
  private long revision;
  private long committed;
  private boolean decoupled;
  private boolean closed;

  /** The next commit fails, once. Faults queue up. */
  public synchronized void failOnce(Fault fault) {
    faults.add(fault);
  }

  /** Every commit fails until {@link #heal}. */
  public synchronized void failAlways(Fault fault) {
    always = Optional.of(fault);
  }

  public synchronized void heal() {
    always = Optional.empty();
    faults.clear();
  }

  /** Every delta told so far, in order. */
  public synchronized List<RuleDelta> deltas() {
    return List.copyOf(deltas);
  }

  /** What would happen to a packet now; it is counted. */
  public synchronized Fate receive(
      IngressInterface ingress, IpAddress source, IpAddress destination) {
    return kernel.receive(ingress, source, destination);
  }

  /** Puts counters in place of those of an interface. */
  public synchronized void count(IngressInterface ingress, InterfaceCounters value) {
    counters.put(ingress, value);
  }

  /** Adds a sample to be drained. */
  public synchronized void sample(DropSample sample) {
    samples.add(sample);
  }

  /** Acts as if an interface had changed its addresses. */
  public synchronized void changeSubnets() {
    wake.run();
  }

  public synchronized Set<IngressInterface> adopted() {
    return adopted;
  }

  public synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized Outcome adopt(Set<IngressInterface> configured) {
    adopted = Set.copyOf(configured);
    return new Outcome.Committed(revision, 0, 0);
  }

  @Override
  public synchronized Outcome commit(List<RuleDelta> told) {
    deltas.addAll(told);
    for (RuleDelta delta : told) {
      plan.apply(delta);
      revision = Math.max(revision, delta.revision());
    }
    if (decoupled) {
      return new Outcome.Held(revision);
    }
    Optional<Fault> fault = always.or(() -> Optional.ofNullable(faults.poll()));
    Outcome outcome = fault.map(this::fail).orElseGet(this::carryOut);
    problem = outcome instanceof Outcome.Committed ? Optional.empty() : Optional.of("" + outcome);
    return outcome;
  }

  private Outcome fail(Fault fault) {
    return switch (fault) {
      case Fault.Refuse r ->
          new Outcome.Rejected(revision, r.errno(), Errno.name(r.errno()), "", "made to fail");
      case Fault.LoseAnswer _ -> {
        carryOut();
        yield new Outcome.Diverged(revision, "the kernel's answer was lost");
      }
      case Fault.Alter a -> new Outcome.Diverged(revision, a.found());
    };
  }

  private Outcome carryOut() {
    int elements = 0;
    for (KernelTransaction t = plan.next(); !t.isEmpty(); t = plan.next()) {
      int errno = kernel.commit(t);
      if (errno != 0) {
        plan.reject();
        return new Outcome.Rejected(revision, errno, Errno.name(errno), "", "");
      }
      plan.accept();
      elements += t.elements();
    }
    committed = revision;
    kernel.commit(plan.garbage());
    plan.garbageCollected();
    plan.splitShards(1, t -> kernel.commit(t) == 0);
    return new Outcome.Committed(revision, 0, elements);
  }

  @Override
  public synchronized Outcome refreshSubnets() {
    return full();
  }

  @Override
  public synchronized Findings reconcile(Depth depth) {
    return new Findings(List.of(), full());
  }

  @Override
  public synchronized void decouple() {
    decoupled = true;
  }

  @Override
  public synchronized Outcome couple() {
    decoupled = false;
    return full();
  }

  @Override
  public synchronized DataplaneStatus status() {
    DataplaneStatus.State state =
        decoupled
            ? DataplaneStatus.State.DECOUPLED
            : problem.isPresent() ? DataplaneStatus.State.BEHIND : DataplaneStatus.State.IN_STEP;
    return new DataplaneStatus(
        state, committed, 0, kernel.objects().size(), plan.installedIntervals(), problem);
  }

  @Override
  public synchronized Map<IngressInterface, InterfaceCounters> counters() {
    return Map.copyOf(counters);
  }

  @Override
  public synchronized DropSamples drainSamples() {
    DropSamples drained = new DropSamples(samples, 0, Optional.empty());
    samples.clear();
    return drained;
  }

  @Override
  public synchronized void onSubnetsChanged(Runnable toCall) {
    wake = toCall;
  }

  @Override
  public synchronized void close() {
    closed = true;
  }
}
