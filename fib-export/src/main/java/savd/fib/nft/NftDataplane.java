package savd.fib.nft;

import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.fib.Dataplane;
import savd.fib.DataplaneStatus;
import savd.fib.DropSamples;
import savd.fib.Findings;
import savd.fib.InterfaceCounters;
import savd.fib.Outcome;
import savd.fib.netlink.InterfaceSubnets;
import savd.fib.netlink.NetlinkException;
import savd.fib.netlink.NetlinkWatch;
import savd.fib.plan.KernelInventory;
import savd.fib.plan.KernelPlan;
import savd.fib.plan.KernelTransaction;
import savd.fib.plan.OwnSubnets;
import savd.fib.plan.Sharding;
import savd.fib.plan.TableSettings;
import savd.linux.Errno;
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

  /** The interfaces there were when subnets were last read. */
  private final Set<IngressInterface> attached = new HashSet<>();

  private boolean subnetsKnown;
  private volatile Runnable subnetsChanged = () -> {};

  private final DropSampler sampler = new DropSampler(InstantSource.system());
  private Optional<String> samplingProblem = Optional.empty();

  /** True when the kernel was found, or must be feared, not to hold what it should. */
  private boolean suspect;

  private NftDataplane(NftKernel kernel, InterfaceSubnets subnets, KernelPlan plan)
      throws NetlinkException {
    this.kernel = kernel;
    this.subnets = subnets;
    this.reader = new TableReader(kernel);
    this.plan = plan;
    this.watch = NetlinkWatch.ofSubnets(() -> subnetsChanged.run());
    TableSettings settings = plan.settings();
    if (settings.samplesPerSecond() == 0) {
      samplingProblem = Optional.of("sampling is turned off");
      return;
    }
    try {
      sampler.listen(settings.logGroup(), settings.snapLength());
    } catch (NetlinkException e) {
      samplingProblem = Optional.of("no samples of blocked packets: " + e.getMessage());
      LOG.warn("{}", samplingProblem.get());
    }
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
      outcome = failed(e);
    }
    problem = describe(outcome);
    suspect |= outcome instanceof Outcome.Diverged;
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
    if (!subnetsKnown) {
      readSubnets();
    }
    if (suspect) {
      // The last commit diverged: trying the same again would end the same.
      compare(Depth.ELEMENTS);
    }
    int elements = 0;
    for (KernelTransaction t = plan.next(); !t.isEmpty(); t = plan.next()) {
      BatchResult result = commitStep(t);
      if (!(result instanceof BatchResult.Done)) {
        return failure(result, t);
      }
      elements += t.elements();
    }
    return new Outcome.Committed(revision, System.nanoTime() - start, elements);
  }

  private BatchResult commitStep(KernelTransaction transaction) throws NetlinkException {
    BatchResult result = new BatchResult.Unknown();
    try {
      result = send(transaction);
    } finally {
      if (result instanceof BatchResult.Done) {
        plan.accept();
      } else {
        plan.reject();
      }
    }
    return result;
  }

  private Outcome failure(BatchResult result, KernelTransaction transaction) {
    return switch (result) {
      case BatchResult.Done _ -> throw new IllegalArgumentException("not a failure");
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
    if (!garbage.isEmpty()) {
      commitSideStep(garbage);
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
  public Outcome adopt(Set<IngressInterface> configured) {
    try {
      Optional<Outcome> alien = refuseAlienTable();
      if (alien.isPresent()) {
        problem = describe(alien.get());
        return alien.get();
      }
      plan.adopt(reader.inventory(), configured);
      head = reader.head();
    } catch (NetlinkException e) {
      return failed(e);
    }
    return full();
  }

  @Override
  public Findings reconcile(Depth depth) {
    if (decoupled) {
      return new Findings(List.of(), new Outcome.Held(revision));
    }
    try {
      Optional<Outcome> alien = refuseAlienTable();
      if (alien.isPresent()) {
        problem = describe(alien.get());
        return new Findings(List.of(problem.orElseThrow()), alien.get());
      }
      return new Findings(compare(depth), full());
    } catch (NetlinkException e) {
      return new Findings(List.of(), failed(e));
    }
  }

  private List<String> compare(Depth depth) throws NetlinkException {
    kernel.readGeneration();
    KernelInventory inventory = reader.inventory();
    List<String> deviations =
        plan.compare(inventory, depth == Depth.ELEMENTS ? new ElementReader(kernel) : null);
    head = reader.head();
    suspect = false;
    for (String deviation : deviations) {
      LOG.warn("table inet {}: {}; repairing", kernel.table(), deviation);
    }
    return deviations;
  }

  private Outcome failed(NetlinkException e) {
    Outcome outcome =
        new Outcome.Rejected(revision, e.errno(), Errno.name(e.errno()), "", e.getMessage());
    problem = describe(outcome);
    return outcome;
  }

  @Override
  public DataplaneStatus status() {
    DataplaneStatus.State state =
        decoupled
            ? DataplaneStatus.State.DECOUPLED
            : problem.isPresent()
                ? DataplaneStatus.State.BEHIND
                : plan.adopted().isEmpty()
                    ? DataplaneStatus.State.IN_STEP
                    : DataplaneStatus.State.ADOPTED;
    return new DataplaneStatus(
        state,
        committedRevision,
        Integer.toUnsignedLong(kernel.generation()),
        head.map(TableReader.TableHead::use).orElse(0),
        plan.installedIntervals(),
        problem);
  }

  @Override
  public Outcome refreshSubnets() {
    try {
      readSubnets();
    } catch (NetlinkException e) {
      return failed(e);
    }
    return full();
  }

  private void readSubnets() throws NetlinkException {
    Map<IngressInterface, List<Prefix>> found = subnets.read();
    attached.removeAll(found.keySet());
    attached.forEach(gone -> applySubnets(gone, List.of()));
    attached.clear();
    attached.addAll(found.keySet());
    found.forEach(this::applySubnets);
    subnetsKnown = true;
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
  public DropSamples drainSamples() {
    return sampler.drain(samplingProblem);
  }

  @Override
  public void close() {
    watch.close();
    sampler.close();
    subnets.close();
    kernel.close();
  }
}
