package savd.fib.nft;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.fib.Dataplane;
import savd.fib.InterfaceCounters;
import savd.fib.Outcome;
import savd.fib.netlink.Errno;
import savd.fib.netlink.InterfaceSubnets;
import savd.fib.netlink.NetlinkException;
import savd.fib.netlink.NetlinkWatch;
import savd.fib.plan.KernelPlan;
import savd.fib.plan.KernelTransaction;
import savd.fib.plan.OwnSubnets;
import savd.fib.plan.Sharding;
import savd.fib.plan.TableSettings;
import savd.net.AddressFamily;
import savd.net.IngressInterface;
import savd.net.Prefix;
import savd.rules.RuleDelta;

/** The dataplane of Linux: rules become effective in one nftables table of our own. */
public final class NftDataplane implements Dataplane {
  private static final Logger LOG = LoggerFactory.getLogger(NftDataplane.class);
  private static final int STALE_RETRIES = 5;
  private static final int SPLITS_PER_COMMIT = 4;

  private final NftKernel kernel;
  private final InterfaceSubnets subnets;
  private final NetlinkWatch watch;
  private final TableReader reader;
  private final KernelPlan plan;

  /** Our table as it was after our last commit; empty before the first. */
  private Optional<TableReader.TableHead> head = Optional.empty();

  private long revision;
  private long committedRevision;
  private boolean decoupled;
  private Optional<String> problem = Optional.empty();

  private volatile Runnable subnetsChanged = () -> {};

  private NftDataplane(NftKernel kernel, InterfaceSubnets subnets, KernelPlan plan)
      throws NetlinkException {
    this.kernel = kernel;
    this.subnets = subnets;
    this.reader = new TableReader(kernel);
    this.plan = plan;
    this.watch = NetlinkWatch.ofSubnets(() -> subnetsChanged.run());
  }

  /**
   * Opens the dataplane in the network namespace of this thread. Nothing is written before the
   * first commit.
   *
   * @throws NetlinkException with EPERM without CAP_NET_ADMIN
   */
  public static NftDataplane open(TableSettings settings, Sharding sharding)
      throws NetlinkException {
    NftDataplane dataplane =
        new NftDataplane(
            NftKernel.open(settings.table()),
            InterfaceSubnets.open(),
            new KernelPlan(settings, sharding));
    // Before the first commit: rules without them would cut the neighbours off.
    dataplane.subnets.read().forEach(dataplane::applySubnets);
    return dataplane;
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
    Outcome outcome;
    try {
      outcome = commitPlan(start);
    } catch (NetlinkException e) {
      outcome =
          new Outcome.Rejected(revision, e.errno(), Errno.name(e.errno()), "", e.getMessage());
    }
    problem = describe(outcome);
    if (outcome instanceof Outcome.Committed) {
      committedRevision = revision;
      tidyUp();
    }
    return outcome;
  }

  private static Optional<String> describe(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Committed _, Outcome.Held _ -> Optional.empty();
      case Outcome.Rejected r ->
          Optional.of(
              r.name() + " " + r.message() + (r.object().isEmpty() ? "" : ": ") + r.object());
      case Outcome.Diverged d -> Optional.of(d.found());
    };
  }

  private Outcome commitPlan(long start) throws NetlinkException {
    if (head.isEmpty()) {
      Optional<Outcome> taken = refuseAlienTable();
      if (taken.isPresent()) {
        return taken.get();
      }
    }
    KernelTransaction transaction = plan.next();
    if (transaction.isEmpty()) {
      return new Outcome.Committed(revision, System.nanoTime() - start, 0);
    }
    BatchResult result = null;
    try {
      result = send(transaction);
    } finally {
      if (result instanceof BatchResult.Done) {
        plan.accept();
      } else {
        plan.reject();
      }
    }
    return switch (result) {
      case BatchResult.Done _ ->
          new Outcome.Committed(revision, System.nanoTime() - start, transaction.elements());
      case BatchResult.Stale _ ->
          new Outcome.Diverged(revision, "our table was altered by somebody else");
      case BatchResult.Unknown _ -> new Outcome.Diverged(revision, "the kernel's answer was lost");
      case BatchResult.Refused r -> refused(r, transaction);
    };
  }

  private Outcome refused(BatchResult.Refused r, KernelTransaction transaction) {
    String object = r.change() < 0 ? "" : ChangeText.of(transaction.changes().get(r.change()));
    return switch (r.errno()) {
      case Errno.ENOENT, Errno.EEXIST, Errno.EBUSY ->
          new Outcome.Diverged(
              revision,
              "the kernel does not hold what it should: "
                  + Errno.name(r.errno())
                  + " for "
                  + object);
      default ->
          new Outcome.Rejected(revision, r.errno(), Errno.name(r.errno()), object, r.message());
    };
  }

  private Optional<Outcome> refuseAlienTable() throws NetlinkException {
    return reader
        .head()
        .filter(h -> !h.ours())
        .map(
            _ ->
                new Outcome.Diverged(
                    revision,
                    "a table inet " + kernel.table() + " is there and does not carry our tag"));
  }

  /** Sends until no alien commit comes in between, as long as our own table stays as it was. */
  private BatchResult send(KernelTransaction transaction) throws NetlinkException {
    BatchResult result = kernel.commit(transaction);
    for (int i = 0; result instanceof BatchResult.Stale && i < STALE_RETRIES; i++) {
      kernel.readGeneration();
      if (!head.equals(reader.head())) {
        return result;
      }
      result = kernel.commit(transaction);
    }
    if (result instanceof BatchResult.Done && !isElementsOnly(transaction)) {
      head = reader.head();
    }
    return result;
  }

  private static boolean isElementsOnly(KernelTransaction transaction) {
    return transaction.changes().stream().allMatch(c -> c.elements() > 0);
  }

  /** Deletes what is left over and splits what grew; what fails here waits for the reconciler. */
  private void tidyUp() {
    KernelTransaction garbage = plan.garbage();
    if (!garbage.isEmpty() && commitSideStep(garbage)) {
      plan.garbageCollected();
    }
    plan.splitShards(SPLITS_PER_COMMIT, this::commitSideStep);
  }

  private boolean commitSideStep(KernelTransaction transaction) {
    try {
      BatchResult result = send(transaction);
      if (result instanceof BatchResult.Done) {
        return true;
      }
      LOG.warn("tidying up table inet {}: {}", kernel.table(), result);
    } catch (NetlinkException e) {
      LOG.warn("tidying up table inet {}: {}", kernel.table(), e.getMessage());
    }
    return false;
  }

  @Override
  public Outcome refreshSubnets() {
    try {
      subnets.read().forEach(this::applySubnets);
    } catch (NetlinkException e) {
      return new Outcome.Rejected(
          revision, e.errno(), Errno.name(e.errno()), "subnets of the interfaces", e.getMessage());
    }
    return full();
  }

  private void applySubnets(IngressInterface ingress, List<Prefix> prefixes) {
    for (AddressFamily family : AddressFamily.values()) {
      plan.ownSubnets(ingress, family, OwnSubnets.normal(family, prefixes));
    }
  }

  @Override
  public void onSubnetsChanged(Runnable wake) {
    subnetsChanged = wake;
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
  public Map<IngressInterface, InterfaceCounters> counters() {
    try {
      return reader.counters();
    } catch (NetlinkException e) {
      LOG.warn("reading counters of table inet {}: {}", kernel.table(), e.getMessage());
      return Map.of();
    }
  }

  @Override
  public void close() {
    watch.close();
    subnets.close();
    kernel.close();
  }
}
