package savd.rules;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.relation.Cone;
import savd.relation.ConeDefinition;
import savd.relation.ConeEvidence;
import savd.relation.ConePage;
import savd.relation.Cones;
import savd.relation.MemberStatement;
import savd.rib.RibDelta;
import savd.rib.RibView;
import savd.rpki.payload.RpkiDelta;

/**
 * The rules of all interfaces, kept in step with RIB, RPKI data, neighbours, sessions, policy and
 * time: every event goes in, what the kernel has to learn comes out.
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
  /**
   * How long PI-SAV blocks nothing more because of a session that is lost. Who is not back by then
   * may be gone for good.
   */
  private static final long UNHEARD_NANOS = TimeUnit.HOURS.toNanos(1);

  private final RibView rib;
  private final BestPaths bestPaths;
  private final ListStore store;
  private final Neighbors neighbors = new Neighbors(this::hasPaths);

  /** Neighbours with a path when it was last looked. */
  private final BitSet announcing = new BitSet();

  private final SessionStates sessions = new SessionStates();
  private final Bindings bindings;
  private SavPolicy policy = SavPolicy.EMPTY;
  private Map<Asn, Set<IpAddress>> contacts = Map.of();
  private final HeldPass heldPass = new HeldPass();
  private RpkiProvenance provenance = RpkiProvenance.UNKNOWN;
  private long revision;

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
    this.store = new ListStore(rib, bestPaths);
    this.bindings = new Bindings(store, neighbors, sessions, start);
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
    if (noteAnnouncing(delta) && store.secluding().isPresent()) {
      store.reselect(neighbors, nowNanos);
    }
    return finish(new Bindings.Step(), nowNanos);
  }

  /** True where a neighbour has its first path, or none any more. */
  private boolean noteAnnouncing(RibDelta delta) {
    boolean turned = false;
    int last = -1;
    for (int i = 0; i < delta.size(); i++) {
      int peer = delta.peerIndex(i);
      if (peer != last) {
        boolean now = hasPaths(new PeerId(peer));
        turned |= now != announcing.get(peer);
        announcing.set(peer, now);
        last = peer;
      }
    }
    return turned;
  }

  /** Time has passed: due removals are carried out, waiting interfaces may become ready. */
  public RuleDelta tick(long nowNanos) {
    store.expire(nowNanos, unheardUntil());
    Bindings.Step step = new Bindings.Step();
    if (heldPass.nextDeadline() <= nowNanos && bindings.passPiSav(heldPass.current(nowNanos))) {
      bindings.policyChanged(policy, nowNanos, step);
    }
    bindings.timePassed(nowNanos, step);
    return finish(step, nowNanos);
  }

  /** When {@link #tick} may have something to do; {@link Long#MAX_VALUE} without anything. */
  public long nextDeadline() {
    return Math.min(
        Math.min(bindings.nextReadiness(), store.nextDeadline()), heldPass.nextDeadline());
  }

  /** The policy is another one now. */
  public RuleDelta reconfigure(SavPolicy newPolicy, long nowNanos) {
    policy = newPolicy;
    neighbors.governedBy(newPolicy);
    store.reselect(neighbors, nowNanos);
    PiSavPolicy piSav = newPolicy.piSav();
    store.evidenceChanged(
        new ConeEvidence(piSav.mode(), piSav.providers(), evidence().statements()), nowNanos);
    store.networksChanged(piSav.networks(), nowNanos);
    bindings.passPiSav(pass(nowNanos));
    Bindings.Step step = new Bindings.Step();
    bindings.policyChanged(newPolicy, nowNanos, step);
    return finish(step, nowNanos);
  }

  private ConeEvidence evidence() {
    return store.origins().cones().evidence();
  }

  /**
   * What members of our customer cone say of themselves is this now, all of it (PI-SAV). Costs what
   * differs.
   */
  public RuleDelta memberStatements(Map<Asn, MemberStatement> inForce, long nowNanos) {
    store.evidenceChanged(evidence().with(inForce), nowNanos);
    return passed(nowNanos);
  }

  /**
   * From these addresses members talk to us, so they pass: what a member says may have to go a way
   * outside the cone (draft-huang-savnet-pi-sav-for-cc, section 4).
   */
  public RuleDelta memberContacts(Map<Asn, Set<IpAddress>> newContacts, long nowNanos) {
    contacts = Map.copyOf(newContacts);
    return passed(nowNanos);
  }

  private RuleDelta passed(long nowNanos) {
    Bindings.Step step = new Bindings.Step();
    if (bindings.passPiSav(pass(nowNanos))) {
      bindings.policyChanged(policy, nowNanos, step);
    }
    return finish(step, nowNanos);
  }

  /** The longest that an interface with PI-SAV has of something. */
  private long longest(ToLongFunction<InterfacePolicy> what) {
    return policy.interfaces().values().stream()
        .filter(p -> SourcePass.concerns(p.method()))
        .mapToLong(what)
        .max()
        .orElse(0);
  }

  private long unheardUntil() {
    return sessions.unheardUntil(UNHEARD_NANOS, longest(InterfacePolicy::readinessNanos));
  }

  private SourcePass pass(long nowNanos) {
    long holdNanos = longest(InterfacePolicy::holdNanos);
    return heldPass.become(
        policy.piSav(), evidence().statements().values(), contacts, holdNanos, nowNanos);
  }

  /** The decision process may decide otherwise now though no path changed: a next hop moved. */
  public RuleDelta bestPathsChanged(long nowNanos) {
    store.reevaluateBestPaths(nowNanos);
    return finish(new Bindings.Step(), nowNanos);
  }

  /**
   * RPKI data have changed: to be called when routes whose verdicts are others by them have been
   * applied, in one delta or several. Costs what has changed.
   *
   * @param delta from the data last told of to those in force now; from {@link
   *     savd.rpki.payload.Payload#EMPTY} the first time
   */
  public RuleDelta rpkiChanged(RpkiDelta delta, long nowNanos) {
    store.rpkiChanged(delta, nowNanos);
    return finish(new Bindings.Step(), nowNanos);
  }

  /**
   * Says whether there are RPKI data to go by, {@link RpkiAvailability#NONE_YET} in the beginning.
   * Interfaces whose method needs them go over to their fallback, or come back from it, in this one
   * delta.
   *
   * <p>So that nothing is blocked on the way: data come into force by {@link #rpkiChanged} first
   * and by this second; data that have expired go the other way round.
   */
  public RuleDelta rpkiAvailability(RpkiAvailability now, long nowNanos) {
    Bindings.Step step = new Bindings.Step();
    bindings.rpkiAvailability(now, nowNanos, step);
    return finish(step, nowNanos);
  }

  /**
   * The neighbours are these now, all of them: one was registered or removed, negotiated its role,
   * or moved to another interface.
   */
  public RuleDelta peersChanged(Collection<Peer> allPeers, long nowNanos) {
    boolean hadPeers = !neighbors.all().isEmpty();
    Neighbors.Changed changed = neighbors.update(allPeers);
    changed.newOrOther().forEach(p -> sessions.register(p.id(), nowNanos));
    sessions.retainOnly(neighbors);
    store.sessionTurned(nowNanos);
    store.reselect(neighbors, nowNanos);
    if (changed.newOrOther().stream().anyMatch(this::hasPaths)) {
      // Its identifier breaks ties.
      store.reevaluateBestPaths(nowNanos);
    }
    Bindings.Step step = new Bindings.Step();
    if (hadPeers && !neighbors.all().isEmpty()) {
      bindings.neighborsChanged(changed.ingresses(), nowNanos, step);
    } else {
      bindings.policyChanged(policy, nowNanos, step);
    }
    return finish(step, nowNanos);
  }

  private boolean hasPaths(Peer peer) {
    return hasPaths(peer.id());
  }

  private boolean hasPaths(PeerId peer) {
    for (AddressFamily family : AddressFamily.values()) {
      if (rib.pathCount(peer, family) != 0) {
        return true;
      }
    }
    return false;
  }

  /** A session is established for a family. */
  public RuleDelta sessionUp(PeerId peer, AddressFamily family, long nowNanos) {
    sessions.up(peer, family, nowNanos);
    store.sessionTurned(nowNanos);
    bindings.sessionTurned(nowNanos);
    return finish(new Bindings.Step(), nowNanos);
  }

  /** A neighbour has sent all it had of a family; its routes have been applied. */
  public RuleDelta endOfRib(PeerId peer, AddressFamily family, long nowNanos) {
    sessions.endOfRib(peer, family, nowNanos);
    store.sessionTurned(nowNanos);
    Bindings.Step step = new Bindings.Step();
    bindings.sessionConverged(peer, nowNanos, step);
    return finish(step, nowNanos);
  }

  /** A session is gone, for a family. What its routes put on lists stays for the hold. */
  public RuleDelta sessionDown(PeerId peer, AddressFamily family, long nowNanos) {
    sessions.down(peer, family, nowNanos);
    bindings.sessionTurned(nowNanos);
    return finish(new Bindings.Step(), nowNanos);
  }

  /**
   * True when the RIB shows what our AS does with packets: somebody was heard, internal neighbours
   * have sent all they have, and external ones too, or nothing is forwarded to them as they are
   * down for good.
   *
   * @param timerNanos how long one that is not up is waited for
   */
  public boolean isRibWhole(long nowNanos, long timerNanos) {
    boolean any = false;
    for (Peer p : neighbors.all()) {
      int index = p.id().index();
      any |= sessions.everUp(index);
      boolean whole =
          p.isInternal()
              ? sessions.isComplete(index)
              : sessions.waitUntil(index, timerNanos) <= nowNanos;
      if (!whole) {
        return false;
      }
    }
    return any;
  }

  /**
   * Everything from scratch, for a dataplane that lost its state or refused a delta: all lists
   * whole, all rules.
   */
  public RuleDelta full() {
    Bindings.Step step = new Bindings.Step();
    bindings.describeAll(step);
    return describe(step);
  }

  /** The same for a reader: the revision stays. */
  RuleDelta described() {
    Bindings.Step step = new Bindings.Step();
    bindings.describeAll(step);
    return new RuleDelta(revision, step.lists, step.rules, List.of(), List.of());
  }

  private RuleDelta finish(Bindings.Step step, long nowNanos) {
    store.origins().endEvent(nowNanos);
    return describe(step);
  }

  private RuleDelta describe(Bindings.Step step) {
    // New lists were described whole when they were made; nothing has touched them since.
    List<ListChange> changes = new ArrayList<>(store.takeChanges());
    changes.addAll(step.lists);
    RuleDelta delta =
        new RuleDelta(revision + 1, changes, step.rules, step.droppedIngresses, step.droppedLists);
    if (delta.isEmpty()) {
      return new RuleDelta(revision, List.of(), List.of(), List.of(), List.of());
    }
    revision++;
    return delta;
  }

  // ---- answers, worked out when asked

  private RuleAnswers answers() {
    return new RuleAnswers(
        rib,
        bestPaths,
        policy,
        neighbors,
        sessions,
        bindings.states(),
        store,
        bindings.rpkiAvailability(),
        bindings.piSavPass(),
        provenance,
        revision);
  }

  /** Who is asked where RPKI data came from that an explanation names. */
  public void explainRpkiBy(RpkiProvenance newProvenance) {
    provenance = newProvenance;
  }

  /**
   * A page of the cone that the list of an interface follows, as a tree.
   *
   * @param from where to begin, as {@link ConePage#next} gave it; empty for the beginning
   * @param limit most rows, 1 and up
   * @return empty where the interface has no list with a cone now
   */
  public Optional<ConePage> cone(IngressInterface ingress, Optional<Asn> from, int limit) {
    return answers().cone(ingress, from, limit);
  }

  /**
   * The same for the cone of any AS, by ASPAs and AS_PATHs; found for this answer. Empty while no
   * list follows a cone: then there is no graph to find it in.
   */
  public Optional<ConePage> coneOf(Asn asn, Optional<Asn> from, int limit) {
    Cones cones = store.origins().cones();
    if (cones.isEmpty()) {
      return Optional.empty();
    }
    ConeSource source =
        new ConeSource(
            new PeerSelector.Groups(Set.of()), Set.of(asn), ConeDefinition.Growth.ASPA_AND_PATHS);
    Cone cone = cones.acquire(neighbors.cone(source), store.roas().payload().aspas());
    try {
      return Optional.of(cone.page(from, limit));
    } finally {
      cones.release(cone);
    }
  }

  /**
   * A page of the customer cone that PI-SAV goes by, with everybody's standing; empty where it is
   * the method nowhere.
   */
  public Optional<ConePage> customerCone(Optional<Asn> from, int limit) {
    return store.secluding().map(l -> l.seclusion().page(from, limit));
  }

  /** Begins to go through the customer cone that PI-SAV goes by; empty where there is none. */
  public Optional<ConeScan> scanCone(ConeScan.Aim aim) {
    return store.secluding().map(_ -> new ConeScan(rib, neighbors, store, aim));
  }

  /** The customer cone that PI-SAV goes by, in one go: costs a look at every route. */
  public Optional<CustomerCone> customerCone() {
    return scanned(ConeScan.Aim.CONE).flatMap(ConeScan::cone);
  }

  /** How much of it is protected, likewise. */
  public Optional<ConeProtection> coneProtection() {
    return scanned(ConeScan.Aim.PROTECTION).flatMap(ConeScan::protection);
  }

  private Optional<ConeScan> scanned(ConeScan.Aim aim) {
    Optional<ConeScan> scan = scanCone(aim);
    boolean more = scan.isPresent();
    while (more) {
      more = scan.get().next();
    }
    return scan;
  }

  /** True when {@link #customerCone()} may be another than at the last call. */
  public boolean takeConeChanged() {
    return store.origins().takeConeChanged();
  }

  /**
   * Members of the customer cone that stand otherwise with PI-SAV than at the last call; empty
   * without any. Costs what turned; to be asked between events.
   */
  public Optional<TurnedMembers> takeTurnedMembers() {
    OriginLinks origins = store.origins();
    if (!origins.hasTurned()) {
      return Optional.empty();
    }
    Optional<Seclusion> seclusion = store.secluding().map(SourceList::seclusion);
    return Optional.of(
        origins.takeTurned(
            asn ->
                seclusion
                    .filter(s -> s.exposure().cone().contains(asn))
                    .map(s -> s.standing(asn))));
  }

  /** What somebody outside has come to use since the last call; to be asked between events. */
  public Optional<SecondUses> takeSecondUses() {
    return store.secluding().flatMap(SourceList::takeSecondUses);
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
