package savd.daemon;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.RouteBatch;
import savd.relation.MemberStatement;
import savd.rib.Revalidation;
import savd.rib.Rib;
import savd.rib.RibDelta;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RpkiDelta;
import savd.rules.BestPaths;
import savd.rules.InterfacePolicy;
import savd.rules.RpkiAvailability;
import savd.rules.RuleDelta;
import savd.rules.RuleSet;
import savd.rules.SavPolicy;
import savd.rules.SavRules;
import savd.rules.SecondUses;
import savd.rules.TurnedMembers;

/**
 * The straight line from route changes to rules, without I/O and without a clock: every step takes
 * a delta and returns a delta. Bytes become batches before it (savd.bgp), rules become kernel
 * transactions behind it (savd.fib).
 *
 * <p>Not thread-safe; times are of one monotonic clock, in nanoseconds.
 */
public final class SavPipeline {
  private final Rib rib;
  private final BestPaths best;
  private final SavRules rules;
  private final Consumer<RuleDelta> output;
  private final RouteVerdicts verdicts = new RouteVerdicts();
  private final VerdictTally tally = new VerdictTally();
  private boolean validates;

  /** The data that the rules know of: behind those of the routes while these are validated. */
  private Payload rulesData = Payload.EMPTY;

  /** What came last. */
  private RpkiDelta rulesNext;

  private RpkiAvailability wanted = RpkiAvailability.NONE_YET;
  private boolean rpkiWaits;
  private Consumer<RibDelta> watcher = delta -> {};
  private Runnable sessionsWatcher = () -> {};
  private Consumer<TurnedMembers> membersWatcher = _ -> {};
  private Consumer<SecondUses> secondUseWatcher = _ -> {};
  private final TreeMap<Integer, Peer> peers = new TreeMap<>();
  private final Set<PeerId> leaving = new HashSet<>();
  private final Map<PeerId, Set<AddressFamily>> ended = new HashMap<>();

  /**
   * @param best the decision process, for strict uRPF
   * @param start whether interfaces wait for sessions
   * @param output takes every delta that is not empty, in order
   */
  public SavPipeline(Rib rib, BestPaths best, SavRules.Start start, Consumer<RuleDelta> output) {
    this.rib = rib;
    this.best = best;
    this.rules = new SavRules(rib, best, start);
    this.output = output;
  }

  public Rib rib() {
    return rib;
  }

  public SavRules rules() {
    return rules;
  }

  /** The neighbours there are, in order of their numbers. */
  public Collection<Peer> peers() {
    return Collections.unmodifiableCollection(peers.values());
  }

  /** Shows somebody every change of routes before the rules follow; nobody unless set. */
  public void watchRoutes(Consumer<RibDelta> newWatcher) {
    watcher = newWatcher;
  }

  /** Tells somebody when neighbours come, go, or have sent all they had; nobody unless set. */
  public void watchSessions(Runnable newWatcher) {
    sessionsWatcher = newWatcher;
  }

  /** Tells somebody which members of our customer cone stand otherwise; nobody unless set. */
  public void watchMembers(Consumer<TurnedMembers> newWatcher) {
    membersWatcher = newWatcher;
  }

  /** Tells of what is blocked no longer because somebody outside uses it too. */
  public void watchSecondUses(Consumer<SecondUses> newWatcher) {
    secondUseWatcher = newWatcher;
  }

  // ---- the line

  /** Routes have come: the RIB changes, and with it the rules. */
  public void apply(RouteBatch batch, long nowNanos) {
    follow(rib.apply(batch), nowNanos);
    for (int i = 0; i < batch.size(); i++) {
      if (batch.kind(i) == RouteBatch.Kind.END_OF_RIB) {
        finishPending(nowNanos);
        ended
            .computeIfAbsent(batch.peer(), _ -> EnumSet.noneOf(AddressFamily.class))
            .add(batch.family(i));
        emit(rules.endOfRib(batch.peer(), batch.family(i), nowNanos));
        sessionsWatcher.run();
      }
    }
  }

  /** True when the neighbour has sent End-of-RIB in its present session. */
  public boolean endOfRibSeen(PeerId peer, AddressFamily family) {
    return ended.getOrDefault(peer, Set.of()).contains(family);
  }

  /** True while a removal of many routes goes on in slices. */
  public boolean pending() {
    return rib.pending() || !leaving.isEmpty();
  }

  /** Does the next slice. */
  public void continuePending(long nowNanos) {
    if (rib.pending()) {
      follow(rib.continuePending(), nowNanos);
      settleRpki(nowNanos);
    } else {
      leaving.forEach(rib::forget);
      leaving.clear();
    }
  }

  private void finishPending(long nowNanos) {
    while (rib.pending()) {
      follow(rib.continuePending(), nowNanos);
    }
    settleRpki(nowNanos);
  }

  /** When {@link #tick} has something to do; {@link Long#MAX_VALUE} without anything. */
  public long nextDeadline() {
    return rules.nextDeadline();
  }

  /** Time has passed: holds end, waiting interfaces become ready. */
  public void tick(long nowNanos) {
    emit(rules.tick(nowNanos));
  }

  // ---- neighbours and policy

  /** A neighbour has come into being, or is known better now. */
  public void register(Peer peer, long nowNanos) {
    Peer before = peers.put(peer.id().index(), peer);
    rib.register(validatedAs(peer));
    if (before == null || !sameToRules(before, peer)) {
      emit(rules.peersChanged(peers.values(), nowNanos));
      sessionsWatcher.run();
    }
  }

  /** Paths are verified by the role of the interface where the neighbour itself has none. */
  private Peer validatedAs(Peer peer) {
    return peer.role().isPresent() || peer.isInternal()
        ? peer
        : peer.withRole(peer.ingress().flatMap(rules.policy()::of).flatMap(InterfacePolicy::role));
  }

  private static boolean sameToRules(Peer a, Peer b) {
    return a.asn().equals(b.asn())
        && a.ingress().equals(b.ingress())
        && a.role().equals(b.role())
        && a.vrf().equals(b.vrf());
  }

  /** A neighbour is gone for good; its routes were given up before. */
  public void release(PeerId id, long nowNanos) {
    if (peers.remove(id.index()) != null) {
      leaving.add(id);
      emit(rules.peersChanged(peers.values(), nowNanos));
      sessionsWatcher.run();
    }
  }

  public void sessionUp(Peer peer, Set<AddressFamily> families, long nowNanos) {
    register(peer, nowNanos);
    for (AddressFamily family : families) {
      emit(rules.sessionUp(peer.id(), family, nowNanos));
    }
    sessionsWatcher.run();
  }

  public void sessionDown(PeerId peer, long nowNanos) {
    ended.remove(peer);
    for (AddressFamily family : AddressFamily.values()) {
      emit(rules.sessionDown(peer, family, nowNanos));
    }
    sessionsWatcher.run();
  }

  public void reconfigure(SavPolicy policy, long nowNanos) {
    emit(rules.reconfigure(policy, nowNanos));
    peers.values().forEach(peer -> rib.register(validatedAs(peer)));
  }

  /**
   * What a candidate policy would change for sources, both sides computed from scratch over the
   * same routes.
   */
  public List<RuleSet.Difference> differenceTo(SavPolicy candidate) {
    Optional<Payload> data =
        wanted == RpkiAvailability.IN_FORCE ? Optional.of(rulesData) : Optional.empty();
    RuleSet now = RuleSet.compute(rib, best, peers.values(), rules.policy(), data);
    return now.differenceTo(RuleSet.compute(rib, best, peers.values(), candidate, data));
  }

  // ---- what members of our customer cone say

  /** These statements are in force, and no others. */
  public void memberStatements(Map<Asn, MemberStatement> inForce, long nowNanos) {
    emit(rules.memberStatements(inForce, nowNanos));
  }

  /** From these addresses members talk to us. */
  public void memberContacts(Map<Asn, Set<IpAddress>> contacts, long nowNanos) {
    emit(rules.memberContacts(contacts, nowNanos));
  }

  // ---- validation

  /** The data that routes are validated with. */
  public Payload rpki() {
    return verdicts.data();
  }

  /** True once {@link #validate} was called: without it, taking in a route costs less. */
  public boolean validates() {
    return validates;
  }

  /**
   * Has routes validated, or others of them excluded from decisions and lists.
   *
   * @param excluded flags of {@link savd.rib.RibView}, each enough to exclude a route
   */
  public void validate(int excluded, long nowNanos) {
    boolean other = verdicts.exclude(excluded);
    if (!validates) {
      validates = true;
      rib.validateBy(verdicts);
    } else if (other) {
      follow(rib.revalidate(Revalidation.everything()), nowNanos);
    }
  }

  /**
   * Other RPKI data are in force; {@link #validate} was called before.
   *
   * @param next from any data to those in force now
   */
  public void rpkiChanged(RpkiDelta next, long nowNanos) {
    RpkiDelta delta =
        next.before() == verdicts.data() ? next : RpkiDelta.between(verdicts.data(), next.after());
    follow(rib.revalidate(verdicts.use(delta)), nowNanos);
    rulesNext = delta;
    rpkiWaits = true;
    settleRpki(nowNanos);
  }

  /** RPKI data have come into force, or expired. */
  public void rpkiAvailability(RpkiAvailability now, long nowNanos) {
    wanted = now;
    rpkiWaits = true;
    if (now == RpkiAvailability.IN_FORCE || verdicts.data() == Payload.EMPTY) {
      settleRpki(nowNanos);
    }
    // Else the data go next: a fallback made before would lack the routes that they exclude.
  }

  /** The rules follow when all routes carry the verdicts of the data in force. */
  private void settleRpki(long nowNanos) {
    if (!rpkiWaits || rib.validating()) {
      return;
    }
    rpkiWaits = false;
    if (wanted != RpkiAvailability.IN_FORCE) {
      // What the data permitted must not be blocked before the fallback permits it.
      emit(rules.rpkiAvailability(wanted, nowNanos));
    }
    if (rulesData != verdicts.data()) {
      // Where other data came while routes were validated, there are two deltas in one.
      RpkiDelta delta =
          rulesNext != null && rulesNext.before() == rulesData
              ? rulesNext
              : RpkiDelta.between(rulesData, verdicts.data());
      rulesData = verdicts.data();
      rulesNext = null;
      emit(rules.rpkiChanged(delta, nowNanos));
    }
    emit(rules.rpkiAvailability(wanted, nowNanos));
  }

  /** How many paths have a flag of {@link savd.rib.RibView} that validation sets. */
  long pathsWith(int flag) {
    return tally.count(flag);
  }

  private void follow(RibDelta changed, long nowNanos) {
    tally.follow(changed);
    watcher.accept(changed);
    emit(rules.apply(changed, nowNanos));
  }

  private void emit(RuleDelta delta) {
    if (!delta.isEmpty()) {
      output.accept(delta);
    }
    // With or without a delta: what is to be blocked waits for the hold.
    rules.takeTurnedMembers().ifPresent(membersWatcher);
    rules.takeSecondUses().ifPresent(secondUseWatcher);
  }
}
