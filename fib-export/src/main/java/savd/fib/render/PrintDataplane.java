package savd.fib.render;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import savd.fib.Dataplane;
import savd.fib.DataplaneStatus;
import savd.fib.DropSamples;
import savd.fib.Findings;
import savd.fib.InterfaceCounters;
import savd.fib.Outcome;
import savd.fib.plan.KernelPlan;
import savd.fib.plan.KernelTransaction;
import savd.fib.plan.Sharding;
import savd.fib.plan.TableSettings;
import savd.net.IngressInterface;
import savd.rules.RuleDelta;

/**
 * Writes scripts for {@code nft -f} instead of touching a kernel; needs no privileges. Each commit
 * is one script under a line with its revision; run one after the other they lead to the table that
 * {@code NftDataplane} would have made. The subnets of interfaces are not known here.
 */
public final class PrintDataplane implements Dataplane {
  private final Appendable out;
  private final NftScript script;
  private final KernelPlan plan;
  private long revision;
  private long written;
  private boolean decoupled;

  public PrintDataplane(TableSettings settings, Sharding sharding, Appendable out) {
    this.out = out;
    this.script = new NftScript(settings.table());
    this.plan = new KernelPlan(settings, sharding);
  }

  @Override
  public Outcome adopt(Set<IngressInterface> configured) {
    return new Outcome.Committed(revision, 0, 0);
  }

  @Override
  public Outcome commit(List<RuleDelta> deltas) {
    long start = System.nanoTime();
    for (RuleDelta delta : deltas) {
      plan.apply(delta);
      revision = Math.max(revision, delta.revision());
    }
    if (decoupled) {
      return new Outcome.Held(revision);
    }
    int elements = 0;
    for (KernelTransaction t = plan.next(); !t.isEmpty(); t = plan.next()) {
      write("revision " + revision, t);
      plan.accept();
      elements += t.elements();
    }
    written = revision;
    if (!plan.garbage().isEmpty()) {
      write("what revision " + revision + " no longer uses", plan.garbage());
      plan.garbageCollected();
    }
    plan.splitShards(
        Integer.MAX_VALUE,
        t -> {
          write("a set too large, split", t);
          return true;
        });
    return new Outcome.Committed(revision, System.nanoTime() - start, elements);
  }

  private void write(String title, KernelTransaction transaction) {
    try {
      out.append("# ").append(title).append('\n').append(script.render(transaction));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Outcome refreshSubnets() {
    return full();
  }

  @Override
  public Findings reconcile(Depth depth) {
    return new Findings(List.of(), full());
  }

  @Override
  public void decouple() {
    decoupled = true;
  }

  @Override
  public Outcome couple() {
    decoupled = false;
    return full();
  }

  @Override
  public DataplaneStatus status() {
    return new DataplaneStatus(
        decoupled ? DataplaneStatus.State.DECOUPLED : DataplaneStatus.State.IN_STEP,
        written,
        -1,
        0,
        plan.installedIntervals(),
        Optional.empty());
  }

  @Override
  public Map<IngressInterface, InterfaceCounters> counters() {
    return Map.of();
  }

  @Override
  public DropSamples drainSamples() {
    return new DropSamples(List.of(), 0, Optional.of("rules are printed, not in force"));
  }

  @Override
  public void onSubnetsChanged(Runnable wake) {
    // They are not known here, so they do not change.
  }

  @Override
  public void close() {
    decoupled = true;
  }
}
