package savd.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import savd.net.AddressFamily;
import savd.net.IngressInterface;
import savd.net.PeerId;

/**
 * From what is wanted on each interface to what is bound there: which are ready, which lists exist
 * for them, which rule each has.
 *
 * <p>An event looks at the interfaces it may concern only: a thousand neighbours come up in two
 * thousand events.
 */
final class Bindings {
  private final ListStore store;
  private final Neighbors neighbors;
  private final SessionStates sessions;
  private final SavRules.Start start;
  private final Map<IngressInterface, IngressState> states = new TreeMap<>();
  private final Map<ConfiguredSources, ListId> configured = new LinkedHashMap<>();
  private SavPolicy policy = SavPolicy.EMPTY;
  private RpkiAvailability rpki = RpkiAvailability.NONE_YET;
  private SourcePass piSavPass = SourcePass.NOTHING;
  private int lastList;

  /** No interface becomes ready by time alone before; a hint, which may be too early. */
  private long nextReadiness = Long.MAX_VALUE;

  /** What one event leads to, as far as interfaces go. */
  static final class Step {
    final List<ListChange> lists = new ArrayList<>();
    final List<IngressRule> rules = new ArrayList<>();
    final List<IngressInterface> droppedIngresses = new ArrayList<>();
    final List<ListId> droppedLists = new ArrayList<>();
  }

  Bindings(ListStore store, Neighbors neighbors, SessionStates sessions, SavRules.Start start) {
    this.store = store;
    this.neighbors = neighbors;
    this.sessions = sessions;
    this.start = start;
  }

  Map<IngressInterface, IngressState> states() {
    return states;
  }

  long nextReadiness() {
    return nextReadiness;
  }

  // ---- events

  void policyChanged(SavPolicy newPolicy, long nowNanos, Step step) {
    policy = newPolicy;
    states
        .values()
        .removeIf(
            i -> {
              boolean gone = policy.of(i.policy.ingress()).isEmpty();
              if (gone && i.bound.isPresent()) {
                step.droppedIngresses.add(i.policy.ingress());
              }
              return gone;
            });
    neighborsChanged(policy.interfaces().keySet(), nowNanos, step);
  }

  /** There are RPKI data to go by now, or none any more. */
  void rpkiAvailability(RpkiAvailability now, long nowNanos, Step step) {
    rpki = now;
    neighborsChanged(policy.interfaces().keySet(), nowNanos, step);
  }

  /** These sources pass where PI-SAV is the method; true where others did. */
  boolean passPiSav(SourcePass pass) {
    boolean other = !pass.equals(piSavPass);
    piSavPass = pass;
    return other;
  }

  SourcePass piSavPass() {
    return piSavPass;
  }

  RpkiAvailability rpkiAvailability() {
    return rpki;
  }

  /** The neighbours on these interfaces are others now, or the policy is. */
  void neighborsChanged(Set<IngressInterface> ingresses, long nowNanos, Step step) {
    Set<IngressInterface> all = new TreeSet<>(ingresses);
    for (InterfacePolicy p : policy.interfaces().values()) {
      if (p.vrf().isPresent()) {
        // Whether its table has neighbours depends on other interfaces.
        all.add(p.ingress());
      }
    }
    List<IngressState> concerned = new ArrayList<>();
    for (IngressInterface ingress : all) {
      policy
          .of(ingress)
          .ifPresent(
              p -> {
                IngressState i = states.computeIfAbsent(ingress, _ -> new IngressState());
                i.policy = p;
                i.choice = MethodChoice.of(p, neighbors, policy, rpki);
                concerned.add(i);
              });
    }
    await(concerned, nowNanos);
    bind(concerned, nowNanos, step);
    dropLists(step);
  }

  /** A session came or went: that makes nobody ready, but starts the timer of who waits. */
  void sessionTurned(long nowNanos) {
    for (IngressState i : states.values()) {
      if (i.isWaiting()) {
        nextReadiness = Math.min(nextReadiness, nowNanos + i.policy.readinessNanos());
      }
    }
  }

  void sessionConverged(PeerId peer, long nowNanos, Step step) {
    List<IngressState> concerned = new ArrayList<>();
    for (IngressState i : states.values()) {
      if (i.isWaiting()
          && i.choice instanceof MethodChoice.Filtered f
          && neighbors.resolve(f.reads()).contains(peer.index())) {
        concerned.add(i);
      }
    }
    await(concerned, nowNanos);
    bind(concerned, nowNanos, step);
  }

  void timePassed(long nowNanos, Step step) {
    if (nowNanos >= nextReadiness) {
      nextReadiness = Long.MAX_VALUE;
      List<IngressState> waiting =
          states.values().stream().filter(IngressState::isWaiting).toList();
      await(waiting, nowNanos);
      bind(waiting, nowNanos, step);
    }
  }

  /** Everything that is bound, with the lists behind it. */
  void describeAll(Step step) {
    configured.forEach((sources, id) -> step.lists.addAll(describe(id, sources)));
    store.all().forEach(l -> step.lists.addAll(ListStore.whole(l)));
    states.values().forEach(i -> i.bound.ifPresent(step.rules::add));
  }

  // ---- readiness

  /** Finds out who is ready; interfaces that read the same neighbours share the answer. */
  private void await(Collection<IngressState> concerned, long nowNanos) {
    Map<PeerSet, Map<Long, Long>> known = new IdentityHashMap<>();
    for (IngressState i : concerned) {
      switch (i.choice) {
        case MethodChoice.Filtered f when i.isReadyFor(f) -> {}
        case MethodChoice.Filtered f when inherits(i, f) -> i.readyFor = f.method().word();
        case MethodChoice.Filtered f -> {
          i.readyAt = readyAt(f, i.policy.readinessNanos(), known);
          boolean now = i.readyAt <= nowNanos;
          i.readyFor = now ? f.method().word() : "";
          i.readyReads = now ? f.reads() : i.readyReads;
          nextReadiness = now ? nextReadiness : Math.min(nextReadiness, i.readyAt);
        }
        case MethodChoice.Unfiltered _, MethodChoice.Impossible _ -> {
          i.readyFor = "";
          i.readyAt = Long.MAX_VALUE;
        }
      }
    }
  }

  /**
   * Readiness is for what a method reads: one that reads no more than the one before need not wait
   * again. So a change to a fallback or back never leaves an interface without rules.
   */
  private boolean inherits(IngressState i, MethodChoice.Filtered f) {
    return i.isReady()
        && neighbors.resolve(i.readyReads).containsAll(neighbors.resolve(f.reads()))
        && wasHeard(f);
  }

  /** True where a neighbour behind the interface was ever there, or none is expected. */
  private boolean wasHeard(MethodChoice.Filtered f) {
    PeerSet own = neighbors.resolve(f.own());
    return start == SavRules.Start.AT_ONCE || own.isEmpty() || sessions.anyEverUp(own);
  }

  private long readyAt(
      MethodChoice.Filtered f, long timerNanos, Map<PeerSet, Map<Long, Long>> known) {
    return switch (start) {
      case AT_ONCE -> Long.MIN_VALUE;
      case AWAIT_SESSIONS ->
          wasHeard(f)
              ? known
                  .computeIfAbsent(neighbors.resolve(f.reads()), _ -> new LinkedHashMap<>(2))
                  .computeIfAbsent(
                      timerNanos, t -> sessions.waitUntil(neighbors.resolve(f.reads()), t))
              : Long.MAX_VALUE;
    };
  }

  // ---- binding

  private void bind(List<IngressState> concerned, long nowNanos, Step step) {
    concerned.forEach(i -> redefine(i, nowNanos));
    Map<ListDefinition, ListId> fresh = new LinkedHashMap<>();
    for (IngressState i : concerned) {
      i.definition()
          .filter(d -> store.find(d) == null)
          .ifPresent(d -> fresh.computeIfAbsent(d, _ -> new ListId(++lastList)));
    }
    store.create(fresh, neighbors);
    fresh.keySet().forEach(d -> step.lists.addAll(ListStore.whole(store.find(d))));
    for (IngressState i : concerned) {
      Optional<IngressRule> wanted = i.isReady() ? Optional.of(rule(i, step)) : Optional.empty();
      if (!wanted.equals(i.bound)) {
        wanted.ifPresentOrElse(
            step.rules::add, () -> step.droppedIngresses.add(i.policy.ingress()));
        i.bound = wanted;
      }
      i.listed = i.definition();
    }
  }

  /**
   * Where only the neighbours behind a list are others, or its hold is, the list goes on under its
   * number with what it holds: a dynamic neighbour that leaves takes nothing with it at once.
   */
  private void redefine(IngressState i, long nowNanos) {
    Optional<ListDefinition> wanted = i.definition();
    if (wanted.isPresent()
        && i.listed.isPresent()
        && !wanted.equals(i.listed)
        && i.listed.get().canBecome(wanted.get())
        && store.find(wanted.get()) == null
        && store.find(i.listed.get()) != null
        && states.values().stream()
            .allMatch(o -> !o.listed.equals(i.listed) || o.definition().equals(wanted))) {
      ListDefinition from = i.listed.get();
      store.redefine(from, wanted.get(), neighbors, nowNanos);
      states.values().stream()
          .filter(o -> o.listed.equals(Optional.of(from)))
          .forEach(o -> o.listed = wanted);
    }
  }

  private IngressRule rule(IngressState i, Step step) {
    MethodChoice.Filtered f = (MethodChoice.Filtered) i.choice;
    ConfiguredSources deny = ConfiguredSources.of(i.policy.deny());
    return new IngressRule(
        i.policy.ingress(),
        i.policy.mode(),
        f.polarity(),
        list(ConfiguredSources.of(piSavPass.allowed(i.policy, f.method())), step),
        list(
            RuleAnswers.deniesSpecialPurpose(i.policy, neighbors)
                ? deny.with(SpecialPurpose.shipped())
                : deny,
            step),
        f.list().map(d -> store.find(d).id()));
  }

  private Optional<ListId> list(ConfiguredSources sources, Step step) {
    if (sources.isEmpty()) {
      return Optional.empty();
    }
    ListId id = configured.get(sources);
    if (id == null) {
      id = new ListId(++lastList);
      configured.put(sources, id);
      step.lists.addAll(describe(id, sources));
    }
    return Optional.of(id);
  }

  private static List<ListChange> describe(ListId id, ConfiguredSources sources) {
    List<ListChange> out = new ArrayList<>();
    for (AddressFamily f : AddressFamily.values()) {
      CoverageChange all = new CoverageChange(0, 0, f.lastHigh(), f.lastLow(), sources.ranges(f));
      out.add(new ListChange(id, f, List.of(all)));
    }
    return out;
  }

  private void dropLists(Step step) {
    Set<ListId> used = new HashSet<>();
    Set<ListDefinition> wanted = new HashSet<>();
    for (IngressState i : states.values()) {
      i.definition().ifPresent(wanted::add);
      i.bound.flatMap(IngressRule::allow).ifPresent(used::add);
      i.bound.flatMap(IngressRule::deny).ifPresent(used::add);
    }
    step.droppedLists.addAll(store.retainOnly(wanted));
    configured
        .values()
        .removeIf(
            id -> {
              boolean unused = !used.contains(id);
              if (unused) {
                step.droppedLists.add(id);
              }
              return unused;
            });
  }
}
