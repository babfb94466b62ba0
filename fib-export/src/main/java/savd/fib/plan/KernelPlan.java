package savd.fib.plan;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.rules.CoverageChange;
import savd.rules.IngressRule;
import savd.rules.ListChange;
import savd.rules.ListId;
import savd.rules.RuleDelta;

/**
 * From rule deltas to kernel transactions. Holds two pictures: what should be (moved by {@link
 * #apply}) and what the kernel holds (moved only by {@link #accept}). {@link #next} is the way from
 * the second to the first; asked again after a failure it includes what failed.
 */
public final class KernelPlan {
  private final TableSettings settings;
  private final Sharding sharding;

  private final Map<ListId, Map<AddressFamily, Source>> lists = new HashMap<>();
  private final Map<IngressInterface, Map<AddressFamily, Source>> own = new HashMap<>();
  private final Map<IngressInterface, Map<AddressFamily, AddressRanges>> subnets = new HashMap<>();
  private final TreeMap<IngressInterface, IngressRule> ingresses = new TreeMap<>();

  private final Set<Source> touched = new LinkedHashSet<>();
  private final List<KernelChange> garbage = new ArrayList<>();
  private final KernelPicture kernel = new KernelPicture();

  /** Sources of lists that ceased to be, but that the kernel may still hold. */
  private final List<Source> droppedSources = new ArrayList<>();

  /** True when more than set elements may differ between the pictures. */
  private boolean structureDirty = true;

  /** The deletion of builds that have a successor, but that rules may still refer to. */
  private final List<KernelChange> replaced = new ArrayList<>();

  private Adoption adoption = new Adoption();

  /** What adopting or comparing found to be undone with the next transaction. */
  private final List<KernelChange> undoing = new ArrayList<>();

  private Proposal proposal;
  private int buildNumber;

  public KernelPlan(TableSettings settings, Sharding sharding) {
    this.settings = settings;
    this.sharding = sharding;
  }

  public TableSettings settings() {
    return settings;
  }

  /** Moves the picture of what should be. */
  public void apply(RuleDelta delta) {
    for (ListChange change : delta.lists()) {
      Source source = source(change.list(), change.family());
      boolean changed = false;
      for (CoverageChange c : change.coverage()) {
        changed |= source.shadow().apply(c);
      }
      if (changed) {
        touched.add(source);
      }
    }
    for (IngressRule rule : delta.ingresses()) {
      ingresses.put(rule.ingress(), rule);
      structureDirty = true;
    }
    for (IngressInterface gone : delta.droppedIngresses()) {
      structureDirty |= ingresses.remove(gone) != null || adoption.isAwaiting(gone);
      garbage.addAll(adoption.release(gone));
    }
    for (ListId gone : delta.droppedLists()) {
      Map<AddressFamily, Source> dropped = lists.remove(gone);
      if (dropped != null) {
        dropped.values().forEach(touched::remove);
        droppedSources.addAll(dropped.values());
        structureDirty = true;
      }
    }
  }

  /** Sets the subnets an interface is attached to; link-local passes without being named. */
  public void ownSubnets(IngressInterface ingress, AddressFamily family, AddressRanges normal) {
    subnets.computeIfAbsent(ingress, _ -> new EnumMap<>(AddressFamily.class)).put(family, normal);
    Map<AddressFamily, Source> known = own.get(ingress);
    if (known != null) {
      fillOwn(known.get(family), ingress);
    }
  }

  private Source source(ListId list, AddressFamily family) {
    return lists.computeIfAbsent(list, this::newList).get(family);
  }

  private Map<AddressFamily, Source> newList(ListId list) {
    Map<AddressFamily, Source> both = new EnumMap<>(AddressFamily.class);
    for (AddressFamily f : AddressFamily.values()) {
      both.put(f, new Source(Names.stem(list, f), f, sharding));
    }
    return both;
  }

  private Map<AddressFamily, Source> newOwn(IngressInterface ingress) {
    Sharding one = new Sharding(1 << 20, 1 << 20, 1 << 21, 1 << 22);
    Map<AddressFamily, Source> both = new EnumMap<>(AddressFamily.class);
    for (AddressFamily f : AddressFamily.values()) {
      Source source = new Source(Names.stem(ingress, f), f, one);
      fillOwn(source, ingress);
      both.put(f, source);
    }
    return both;
  }

  private void fillOwn(Source source, IngressInterface ingress) {
    AddressFamily family = source.shadow().family();
    AddressRanges ranges = subnets.getOrDefault(ingress, Map.of()).get(family);
    AddressRanges all =
        OwnSubnets.withLinkLocal(family, ranges == null ? new AddressRanges(family) : ranges);
    CoverageChange whole = new CoverageChange(0, 0, family.lastHigh(), family.lastLow(), all);
    if (source.shadow().apply(whole)) {
      touched.add(source);
    }
  }

  /**
   * Takes over what an earlier run left: it stays in force until an interface gets its rule.
   *
   * @param configured interfaces that will get a rule; any other is released with the next
   *     transaction
   */
  public void adopt(KernelInventory inventory, Set<IngressInterface> configured) {
    adoption = new Adoption(inventory, configured);
    buildNumber = Math.max(buildNumber, adoption.highestBuild());
    kernel.adopt(adoption.awaiting(), inventory);
    undoing.addAll(adoption.releaseOthers());
    garbage.addAll(adoption.deleteOthers(Names.baseChain(settings.priority())));
    structureDirty = true;
  }

  /** The interfaces that still have the rules of an earlier run. */
  public List<IngressInterface> adopted() {
    return adoption.awaiting();
  }

  /**
   * Compares the kernel with what it should hold since the last {@link #accept}. What differs is
   * taken for unknown, and the next transaction makes it anew.
   *
   * @param elements to compare every element as well, or null
   * @return a sentence for each deviation
   */
  public <X extends Exception> List<String> compare(
      KernelInventory inventory, ElementSource<X> elements) throws X {
    if (!inventory.tableExists()) {
      if (!kernel.tableExists() && adoption.awaiting().isEmpty()) {
        return List.of();
      }
      forgetKernel();
      return List.of("table inet " + settings.table() + " is gone");
    }
    List<KernelChange> leaving = new ArrayList<>(garbage);
    leaving.addAll(replaced);
    KernelComparison comparison = new KernelComparison(settings, inventory, leaving);
    comparison.objects(kernel);
    comparison.sources(knownSources(), elements, garbage);
    undoing.addAll(comparison.strangers(kernel, adoption, knownSources()));
    structureDirty |= !comparison.deviations().isEmpty();
    return comparison.deviations();
  }

  private List<Source> knownSources() {
    List<Source> known = new ArrayList<>(droppedSources);
    lists.values().forEach(families -> known.addAll(families.values()));
    own.values().forEach(families -> known.addAll(families.values()));
    return known;
  }

  private void forgetKernel() {
    kernel.forget();
    knownSources().forEach(Source::forget);
    adoption = new Adoption();
    garbage.clear();
    replaced.clear();
    undoing.clear();
    structureDirty = true;
  }

  /**
   * The next step that brings the kernel to the desired state; empty when it is there. Each step is
   * to be followed by {@link #accept} or {@link #reject}; after {@code accept} there may be
   * another.
   *
   * <p>What rules are to refer to is committed before the rules: the kernel makes the elements of
   * interval sets visible to packets only some time after it has switched to the new rules.
   */
  public KernelTransaction next() {
    if (proposal != null) {
      throw new IllegalStateException("a transaction is under way");
    }
    for (Source s : touched) {
      structureDirty |= s.installed() != null && s.shadow().needsBuild();
    }
    proposal = new Proposal();
    if (structureDirty) {
      proposeStructure(proposal);
    } else {
      for (Source s : touched) {
        if (s.installed() != null) {
          s.proposeEdits(proposal.deletes, proposal.adds);
          proposal.sources.add(s);
        }
      }
    }
    KernelTransaction transaction = proposal.transaction();
    if (transaction.isEmpty()) {
      accept();
    }
    return transaction;
  }

  private void proposeStructure(Proposal p) {
    if (!kernel.tableExists()) {
      kernel.createTable(settings, p);
    }
    Map<ListId, Set<ListUse>> needed = neededLists();
    proposePreparation(needed, p);
    if (p.isPreparation) {
      return;
    }
    for (ListId list : needed.keySet()) {
      lists.get(list).values().forEach(s -> proposeEdits(s, p));
    }
    for (IngressRule rule : ingresses.values()) {
      if (rule.mode() != EnforcementMode.OFF) {
        proposeIngress(rule, p);
      }
    }
    proposeRemovals(p);
    p.ingressElements.addAll(undoing);
    p.onAccept.add(undoing::clear);
    droppedSources.forEach(p::retire);
    p.onAccept.add(droppedSources::clear);
    lists.forEach(
        (list, families) -> {
          if (!needed.containsKey(list)) {
            families.values().forEach(p::retire);
          }
        });
  }

  private Map<ListId, Set<ListUse>> neededLists() {
    Map<ListId, Set<ListUse>> needed = new TreeMap<>((a, b) -> a.number() - b.number());
    for (IngressRule rule : ingresses.values()) {
      if (rule.mode() != EnforcementMode.OFF) {
        rule.allow().ifPresent(l -> use(needed, l, ListUse.PASS));
        rule.deny().ifPresent(l -> use(needed, l, ListUse.BLOCK));
        rule.list().ifPresent(l -> use(needed, l, IngressChains.useOf(rule.polarity())));
      }
    }
    return needed;
  }

  /** Sets, maps and chains that rules will refer to, but none does yet. */
  private void proposePreparation(Map<ListId, Set<ListUse>> needed, Proposal p) {
    needed.forEach(
        (list, uses) ->
            lists.computeIfAbsent(list, this::newList).values().forEach(s -> prepare(s, uses, p)));
    for (IngressRule rule : ingresses.values()) {
      if (rule.mode() != EnforcementMode.OFF) {
        own.computeIfAbsent(rule.ingress(), this::newOwn)
            .values()
            .forEach(s -> prepare(s, Set.of(), p));
      }
    }
  }

  private void prepare(Source s, Set<ListUse> uses, Proposal p) {
    if (!s.lacks(uses)) {
      return;
    }
    p.isPreparation = true;
    p.sources.add(s);
    if (s.needsBuild()) {
      s.proposeBuild(++buildNumber, uses, p.creates, p.adds);
    } else {
      s.proposeUses(uses, p.creates, p.adds);
    }
  }

  private static void proposeEdits(Source s, Proposal p) {
    p.sources.add(s);
    s.proposeEdits(p.deletes, p.adds);
  }

  private void proposeRemovals(Proposal p) {
    for (IngressInterface installed : kernel.ingresses()) {
      IngressRule rule = ingresses.get(installed);
      boolean waits = rule == null && adoption.isAwaiting(installed);
      if (!waits && (rule == null || rule.mode() == EnforcementMode.OFF)) {
        kernel.removeIngress(installed, p);
        p.onAccept.add(() -> garbage.addAll(adoption.release(installed)));
        Map<AddressFamily, Source> sets = own.get(installed);
        if (sets != null) {
          sets.values().forEach(p::retire);
          p.onAccept.add(() -> own.remove(installed));
        }
      }
    }
    for (IngressInterface counted : kernel.counted()) {
      if (!ingresses.containsKey(counted) && !adoption.isAwaiting(counted)) {
        kernel.dropCounters(counted, p);
      }
    }
  }

  private static void use(Map<ListId, Set<ListUse>> needed, ListId list, ListUse use) {
    needed.computeIfAbsent(list, _ -> EnumSet.noneOf(ListUse.class)).add(use);
  }

  private void proposeIngress(IngressRule rule, Proposal p) {
    Map<AddressFamily, Source> ownSets = own.get(rule.ingress());
    ownSets.values().forEach(s -> proposeEdits(s, p));
    IngressChains chains =
        IngressChains.of(
            rule,
            settings,
            (list, family) -> lists.get(list).get(family).current().name(),
            (_, family) -> ownSets.get(family).current().onlySet());
    kernel.installIngress(rule.ingress(), chains, p);
    p.onAccept.add(() -> garbage.addAll(adoption.release(rule.ingress())));
  }

  /** The last transaction was committed. */
  public void accept() {
    for (Source s : proposal.sources) {
      replaced.addAll(s.accept());
    }
    proposal.onAccept.forEach(Runnable::run);
    if (!proposal.isPreparation) {
      acceptSwitch();
    }
    proposal = null;
  }

  private void acceptSwitch() {
    garbage.addAll(0, proposal.garbage);
    garbage.addAll(replaced);
    replaced.clear();
    for (Source s : proposal.retired) {
      if (s.installed() != null) {
        garbage.addAll(s.installed().deletion());
        s.forget();
      }
    }
    garbage.addAll(proposal.counterGarbage);
    touched.clear();
    structureDirty = false;
  }

  /** The last transaction was refused and the kernel is as before. */
  public void reject() {
    proposal.sources.forEach(Source::reject);
    proposal = null;
    structureDirty = true;
  }

  /** Deletes what no packet uses any more; empty when nothing is left over. */
  public KernelTransaction garbage() {
    return new KernelTransaction(garbage);
  }

  /** {@link #garbage} was deleted, or could not be: then a comparison will find it again. */
  public void garbageCollected() {
    garbage.clear();
  }

  /** Intervals on all lists the kernel holds. */
  public long installedIntervals() {
    long n = 0;
    for (Source s : knownSources()) {
      n += s.installed() == null ? 0 : s.shadow().intervalCount();
    }
    return n;
  }

  /** Bytes of heap that the pictures of all lists take. */
  public long footprintBytes() {
    long n = 0;
    for (Source s : knownSources()) {
      n += s.shadow().footprintBytes();
    }
    return n;
  }

  /**
   * Splits sets that have grown too large, at most {@code limit} of them. Each split takes three
   * transactions, because a packet that is being looked up while a transaction takes effect may see
   * the new map together with the old sets: first the new set is filled, then the map leads there,
   * then the old set is trimmed.
   */
  public void splitShards(int limit, Predicate<KernelTransaction> commit) {
    int left = limit;
    for (Source s : activeSources()) {
      int i = left > 0 ? s.shadow().oversized() : -1;
      while (i >= 0 && left-- > 0) {
        if (!new ShardSplit(s, i).run(commit)) {
          s.shadow().requestBuild();
          structureDirty = true;
          return;
        }
        i = s.shadow().oversized();
      }
      if (s.shadow().isHollow()) {
        s.shadow().requestBuild();
        structureDirty = true;
      }
    }
  }

  private List<Source> activeSources() {
    List<Source> active = new ArrayList<>();
    for (Map<AddressFamily, Source> families : lists.values()) {
      for (Source s : families.values()) {
        if (s.installed() != null && !s.shadow().needsBuild()) {
          active.add(s);
        }
      }
    }
    return active;
  }
}
