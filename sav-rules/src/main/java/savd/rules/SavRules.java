package savd.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import savd.net.AddressFamily;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.rib.RibDelta;
import savd.rib.RibView;

/**
 * The rules of all interfaces, kept in step with RIB, neighbours, sessions, policy and time: every
 * event goes in, what the kernel has to learn comes out.
 *
 * <p>The order in which events arrive does not matter to where they lead; the lists of interfaces
 * that are ready are always those that a computation from scratch would give, except for prefixes
 * whose removal waits for the hold. An interface that is not ready has no list and costs nothing:
 * its list is computed in one pass when it becomes ready.
 *
 * <p>Not thread-safe: the thread that owns the RIB owns the rules. {@link #apply} is to be called
 * with every delta before the RIB is mutated again. Times are of one monotonic clock, in
 * nanoseconds.
 */
public final class SavRules {
  private final RibView rib;
  private final BestPaths bestPaths;
  private final Start start;
  private final ListStore store;
  private final SessionStates sessions = new SessionStates();
  private final Map<IngressInterface, IngressState> ingresses = new TreeMap<>();
  private final Map<ConfiguredSources, ListId> configured = new LinkedHashMap<>();
  private List<Peer> peers = List.of();
  private SavPolicy policy = SavPolicy.EMPTY;
  private Neighbors neighbors = new Neighbors(List.of(), SavPolicy.EMPTY);
  private int lastList;
  private long revision;
  private long nextReadiness = Long.MAX_VALUE;

  /** Whether there are sessions to wait for. */
  public enum Start {
    /** A live daemon: an interface is bound when its sessions have converged. */
    AWAIT_SESSIONS,
    /** Offline: the RIB is complete as it is. */
    AT_ONCE
  }

  public SavRules(RibView rib, BestPaths bestPaths, Start start) {
    this.rib = rib;
    this.bestPaths = bestPaths;
    this.start = start;
    this.store = new ListStore(rib, bestPaths);
  }

  /** The revision last reached. */
  public long revision() {
    return revision;
  }

  public SavPolicy policy() {
    return policy;
  }

  // ---- events

  /** The RIB has changed by this delta. */
  public RuleDelta apply(RibDelta delta, long nowNanos) {
    store.apply(delta, nowNanos);
    return delta(store.takeChanges());
  }

  /** Time has passed: due removals are carried out, waiting interfaces may become ready. */
  public RuleDelta tick(long nowNanos) {
    store.expire(nowNanos);
    return nowNanos >= nextReadiness ? reconcile(nowNanos) : delta(store.takeChanges());
  }

  /** When {@link #tick} has something to do; {@link Long#MAX_VALUE} without anything. */
  public long nextDeadline() {
    return Math.min(nextReadiness, store.nextDeadline());
  }

  /** The policy is another one now. */
  public RuleDelta reconfigure(SavPolicy newPolicy, long nowNanos) {
    policy = newPolicy;
    return neighborsChanged(nowNanos);
  }

  /** The decision process may decide otherwise now though no path changed: a next hop moved. */
  public RuleDelta bestPathsChanged(long nowNanos) {
    store.reevaluateBestPaths(nowNanos);
    return delta(store.takeChanges());
  }

  /**
   * The neighbours are these now, all of them: one was registered or removed, negotiated its role,
   * or moved to another interface.
   */
  public RuleDelta peersChanged(Collection<Peer> allPeers, long nowNanos) {
    boolean decidesOtherwise = changesDecisions(allPeers);
    peers = List.copyOf(allPeers);
    if (decidesOtherwise) {
      store.reevaluateBestPaths(nowNanos);
    }
    return neighborsChanged(nowNanos);
  }

  /** True when a neighbour that has routes is not what it was: its identifier breaks ties. */
  private boolean changesDecisions(Collection<Peer> now) {
    Set<Peer> before = new HashSet<>(peers);
    for (Peer p : now) {
      if (!before.contains(p)) {
        for (AddressFamily family : AddressFamily.values()) {
          if (rib.pathCount(p.id(), family) != 0) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private RuleDelta neighborsChanged(long nowNanos) {
    neighbors = new Neighbors(peers, policy);
    peers.forEach(p -> sessions.register(p.id(), nowNanos));
    sessions.retainOnly(neighbors.resolve(new PeerSelector.All()));
    return reconcile(nowNanos);
  }

  /** A session is established for a family. */
  public RuleDelta sessionUp(PeerId peer, AddressFamily family, long nowNanos) {
    sessions.up(peer, family, nowNanos);
    return sessionsChanged(nowNanos);
  }

  /** A neighbour has sent all it had of a family; its routes have been applied. */
  public RuleDelta endOfRib(PeerId peer, AddressFamily family, long nowNanos) {
    sessions.endOfRib(peer, family, nowNanos);
    return sessionsChanged(nowNanos);
  }

  /** A session is gone, for a family. What its routes put on lists stays for the hold. */
  public RuleDelta sessionDown(PeerId peer, AddressFamily family, long nowNanos) {
    sessions.down(peer, family, nowNanos);
    return sessionsChanged(nowNanos);
  }

  private RuleDelta sessionsChanged(long nowNanos) {
    for (IngressState i : ingresses.values()) {
      if (i.choice instanceof MethodChoice.Filtered f && !i.readyFor.equals(f.method().word())) {
        return reconcile(nowNanos);
      }
    }
    return delta(store.takeChanges());
  }

  /**
   * Everything from scratch, for a dataplane that lost its state or refused a delta: all lists
   * whole, all rules.
   */
  public RuleDelta full() {
    List<ListChange> changes = new ArrayList<>();
    configured.forEach((sources, id) -> changes.addAll(describe(id, sources)));
    store.all().forEach(l -> changes.addAll(ListStore.whole(l)));
    List<IngressRule> rules = new ArrayList<>();
    ingresses.values().forEach(i -> i.bound.ifPresent(rules::add));
    boolean empty = changes.isEmpty() && rules.isEmpty();
    return new RuleDelta(empty ? revision : ++revision, changes, rules, List.of(), List.of());
  }

  // ---- from what is wanted to what is bound

  private RuleDelta delta(List<ListChange> changes) {
    return changes.isEmpty()
        ? new RuleDelta(revision, List.of(), List.of(), List.of(), List.of())
        : new RuleDelta(++revision, changes, List.of(), List.of(), List.of());
  }

  private RuleDelta reconcile(long nowNanos) {
    store.reselect(neighbors, nowNanos);
    List<ListChange> changes = new ArrayList<>(store.takeChanges());
    List<IngressInterface> dropped = new ArrayList<>();
    choose(nowNanos, dropped);
    changes.addAll(createLists());
    List<IngressRule> rules = new ArrayList<>();
    for (IngressState i : ingresses.values()) {
      Optional<IngressRule> wanted = i.isReady() ? Optional.of(rule(i, changes)) : Optional.empty();
      if (!wanted.equals(i.bound)) {
        wanted.ifPresentOrElse(rules::add, () -> dropped.add(i.policy.ingress()));
        i.bound = wanted;
      }
    }
    List<ListId> droppedLists = dropLists();
    boolean empty =
        changes.isEmpty() && rules.isEmpty() && dropped.isEmpty() && droppedLists.isEmpty();
    return new RuleDelta(empty ? revision : ++revision, changes, rules, dropped, droppedLists);
  }

  private void choose(long nowNanos, List<IngressInterface> dropped) {
    ingresses
        .values()
        .removeIf(
            i -> {
              boolean gone = policy.of(i.policy.ingress()).isEmpty();
              if (gone && i.bound.isPresent()) {
                dropped.add(i.policy.ingress());
              }
              return gone;
            });
    nextReadiness = Long.MAX_VALUE;
    for (InterfacePolicy p : policy.interfaces().values()) {
      IngressState i = ingresses.computeIfAbsent(p.ingress(), _ -> new IngressState());
      i.policy = p;
      i.choice = MethodChoice.of(p, neighbors, policy);
      switch (i.choice) {
        case MethodChoice.Filtered f -> {
          if (!i.readyFor.equals(f.method().word())) {
            i.readyAt = readyAt(i, f);
            boolean now = i.readyAt <= nowNanos;
            i.readyFor = now ? f.method().word() : "";
            nextReadiness = now ? nextReadiness : Math.min(nextReadiness, i.readyAt);
          }
        }
        case MethodChoice.Unfiltered _, MethodChoice.Impossible _ -> {
          i.readyFor = "";
          i.readyAt = Long.MAX_VALUE;
        }
      }
    }
  }

  private long readyAt(IngressState i, MethodChoice.Filtered f) {
    return switch (start) {
      case AT_ONCE -> Long.MIN_VALUE;
      case AWAIT_SESSIONS ->
          sessions.readyAt(
              neighbors.resolve(f.reads()), neighbors.resolve(f.own()), i.policy.readinessNanos());
    };
  }

  private List<ListChange> createLists() {
    Map<ListDefinition, ListId> fresh = new LinkedHashMap<>();
    for (IngressState i : ingresses.values()) {
      i.definition()
          .filter(d -> store.find(d) == null)
          .ifPresent(d -> fresh.computeIfAbsent(d, _ -> new ListId(++lastList)));
    }
    store.create(fresh, neighbors);
    List<ListChange> changes = new ArrayList<>();
    fresh.keySet().forEach(d -> changes.addAll(ListStore.whole(store.find(d))));
    return changes;
  }

  private IngressRule rule(IngressState i, List<ListChange> changes) {
    MethodChoice.Filtered f = (MethodChoice.Filtered) i.choice;
    return new IngressRule(
        i.policy.ingress(),
        i.policy.mode(),
        f.polarity(),
        list(allowed(i.policy), changes),
        list(denied(i.policy), changes),
        f.list().map(d -> store.find(d).id()));
  }

  static ConfiguredSources allowed(InterfacePolicy p) {
    return ConfiguredSources.of(p.allow());
  }

  private ConfiguredSources denied(InterfacePolicy p) {
    ConfiguredSources deny = ConfiguredSources.of(p.deny());
    return RuleAnswers.deniesSpecialPurpose(p, neighbors)
        ? deny.with(SpecialPurpose.shipped())
        : deny;
  }

  private Optional<ListId> list(ConfiguredSources sources, List<ListChange> changes) {
    if (sources.isEmpty()) {
      return Optional.empty();
    }
    ListId id = configured.get(sources);
    if (id == null) {
      id = new ListId(++lastList);
      configured.put(sources, id);
      changes.addAll(describe(id, sources));
    }
    return Optional.of(id);
  }

  private static List<ListChange> describe(ListId id, ConfiguredSources sources) {
    List<ListChange> out = new ArrayList<>();
    for (AddressFamily f : AddressFamily.values()) {
      out.add(
          new ListChange(
              id,
              f,
              List.of(new CoverageChange(0, 0, f.lastHigh(), f.lastLow(), sources.ranges(f)))));
    }
    return out;
  }

  private List<ListId> dropLists() {
    Set<ListId> used = new HashSet<>();
    Set<ListDefinition> wanted = new HashSet<>();
    for (IngressState i : ingresses.values()) {
      i.definition().ifPresent(wanted::add);
      i.bound.flatMap(IngressRule::allow).ifPresent(used::add);
      i.bound.flatMap(IngressRule::deny).ifPresent(used::add);
    }
    List<ListId> gone = new ArrayList<>(store.retainOnly(wanted));
    configured
        .values()
        .removeIf(
            id -> {
              boolean unused = !used.contains(id);
              if (unused) {
                gone.add(id);
              }
              return unused;
            });
    return gone;
  }

  // ---- answers, worked out when asked

  private RuleAnswers answers() {
    return new RuleAnswers(rib, bestPaths, policy, neighbors, sessions, ingresses, store, revision);
  }

  /** Why a source passes on an interface, or not. */
  public Explanation explain(IpAddress source, IngressInterface ingress) {
    return answers().explain(source, ingress);
  }

  /**
   * A page of the list that an interface has from the RIB; an empty one where it has none.
   *
   * @param from the first prefix to show, as {@link Listing#next} gave it; empty for the beginning
   * @param limit most rows, 1 and up
   */
  public Listing listing(
      IngressInterface ingress, AddressFamily family, Optional<Prefix> from, int limit) {
    return answers().listing(ingress, family, from, limit);
  }

  /** How every interface with a policy stands, by name. */
  public List<IngressStatus> ingresses() {
    return answers().ingresses();
  }

  /** What is wrong or doubtful now. */
  public List<PolicyProblem> problems() {
    return answers().problems();
  }
}
