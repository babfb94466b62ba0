package savd.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import savd.net.AddressFamily;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.relation.ConeEvidence;
import savd.rib.PrefixIndex;
import savd.rib.RibDelta;
import savd.rib.RibView;
import savd.rpki.payload.RpkiDelta;
import savd.rules.ListDefinition.Kind;

/**
 * The distinct lists that follow the RIB, and the steps that keep them in step with it.
 *
 * <p>Every step evaluates the prefixes it may concern against the RIB as it is now. Evaluating one
 * too often, or one that has not changed, is harmless; so the steps only have to find enough.
 */
final class ListStore implements SourceList.Observer {
  private final RibView rib;
  private final BestPaths bestPaths;
  private final Roas roas;
  private final ListFilling filling;
  private final OriginLinks origins;
  private final Map<ListDefinition, SourceList> lists = new LinkedHashMap<>();

  /** By peer: the lists of its kind that the peer feeds. */
  private SourceList[][] fromPeers = {};

  private SourceList[] anyPath = ListFilling.NONE;
  private SourceList[] bestPath = ListFilling.NONE;
  private final int[] bestNow = new int[BestPaths.MOST];

  /** Tables with something to tell. */
  private final List<Touched> touched = new ArrayList<>();

  /** No removal is due before; a hint, which may be too early. */
  private long nextDeadline = Long.MAX_VALUE;

  private record Touched(SourceList list, AddressFamily family) {}

  ListStore(RibView rib, BestPaths bestPaths) {
    this.rib = rib;
    this.bestPaths = bestPaths;
    this.roas = new Roas(rib);
    OwnNetworks networks = new OwnNetworks(rib);
    this.filling = new ListFilling(rib, bestPaths, roas, networks);
    this.origins = new OriginLinks(rib, filling, roas, networks);
  }

  SourceList find(ListDefinition definition) {
    return lists.get(definition);
  }

  Collection<SourceList> all() {
    return lists.values();
  }

  OriginLinks origins() {
    return origins;
  }

  /** A list of PI-SAV; they all go by the same cone. */
  Optional<SourceList> secluding() {
    return lists.values().stream().filter(l -> l.definition().isSecluding()).findFirst();
  }

  Roas roas() {
    return roas;
  }

  // ---- creation and end

  /** Makes and fills new lists. */
  void create(Map<ListDefinition, ListId> definitions, Neighbors neighbors) {
    if (definitions.isEmpty()) {
      return;
    }
    List<SourceList> fresh = new ArrayList<>();
    definitions.forEach(
        (d, id) ->
            fresh.add(
                new SourceList(id, d, neighbors.resolve(d.peers()), rib, bestPaths, roas, this)));
    origins.open(fresh, neighbors);
    filling.fill(fresh, origins.index());
    fresh.forEach(l -> lists.put(l.definition(), l));
    rewire();
  }

  /** Ends the lists that are not among the ones wanted; returns their numbers. */
  List<ListId> retainOnly(Set<ListDefinition> wanted) {
    List<ListId> gone = new ArrayList<>();
    lists
        .values()
        .removeIf(
            l -> {
              if (wanted.contains(l.definition())) {
                return false;
              }
              gone.add(l.id());
              l.close();
              if (l.definition().followsOrigins()) {
                origins.close(l);
              }
              return true;
            });
    if (!gone.isEmpty()) {
      rewire();
    }
    return gone;
  }

  private void rewire() {
    anyPath = select(Set.of(Kind.ANY, Kind.ANY_BUT_DEFAULT));
    bestPath = select(Set.of(Kind.BEST_PATH));
    fromPeers = ListFilling.byPeer(select(Set.of(Kind.FROM_PEERS)));
    origins.rewire(lists.values().stream().filter(l -> l.definition().followsOrigins()).toList());
  }

  private SourceList[] select(Set<Kind> kinds) {
    return lists.values().stream()
        .filter(l -> kinds.contains(l.definition().kind()))
        .toArray(SourceList[]::new);
  }

  // ---- the RIB changes

  void apply(RibDelta delta, long nowNanos) {
    if (lists.isEmpty()) {
      return;
    }
    for (int i = 0; i < delta.size(); i++) {
      AddressFamily family = delta.family(i);
      int id = delta.prefixId(i);
      settleBest(family, id, nowNanos);
      if (DeltaFacts.concernsOrigins(rib, delta, i)) {
        settleAll(ListFilling.row(fromPeers, delta.peerIndex(i)), family, id, nowNanos);
        settleAll(anyPath, family, id, nowNanos);
      }
    }
    origins.apply(delta, nowNanos);
  }

  /** RPKI data have changed; the routes whose verdicts are others have been applied. */
  void rpkiChanged(RpkiDelta delta, long nowNanos) {
    origins.rpkiChanged(delta, nowNanos);
  }

  /** Other evidence is in force for PI-SAV. */
  void evidenceChanged(ConeEvidence now, long nowNanos) {
    origins.evidenceChanged(now, nowNanos);
  }

  /** Other networks are ours by configuration. */
  void networksChanged(Set<Prefix> now, long nowNanos) {
    origins.networksChanged(now, nowNanos);
  }

  private static void settleAll(SourceList[] some, AddressFamily family, int id, long nowNanos) {
    for (SourceList l : some) {
      l.table(family).settle(id, l.truth(family, id), nowNanos);
    }
  }

  /** The decision process is asked once for all lists that depend on it. */
  private void settleBest(AddressFamily family, int id, long nowNanos) {
    if (bestPath.length != 0) {
      int n = bestPaths.bestPaths(family, id, bestNow);
      for (SourceList l : bestPath) {
        l.table(family).settle(id, l.truthOf(bestNow, n), nowNanos);
      }
    }
  }

  // ---- time passes

  @Override
  public void waits(long deadline) {
    nextDeadline = Math.min(nextDeadline, deadline);
  }

  /**
   * Carries out what has waited for the hold.
   *
   * @param unheardUntil PI-SAV blocks nothing more before: who else uses a source may have been
   *     told by a session alone that is lost, and still use it
   */
  void expire(long nowNanos, long unheardUntil) {
    if (nowNanos < nextDeadline) {
      return;
    }
    nextDeadline = Long.MAX_VALUE;
    for (SourceList l : lists.values()) {
      boolean unheard = l.definition().isSecluding() && nowNanos < unheardUntil;
      for (AddressFamily family : AddressFamily.values()) {
        ListTable table = l.table(family);
        if (!unheard) {
          table.expire(nowNanos, id -> l.truth(family, id));
        }
        long next = table.nextDeadline();
        waits(unheard && next != Long.MAX_VALUE ? Math.max(next, unheardUntil) : next);
      }
    }
  }

  /** What waited for a session may be due now. */
  void sessionTurned(long nowNanos) {
    waits(nowNanos);
  }

  long nextDeadline() {
    return nextDeadline;
  }

  // ---- neighbours come and go

  /** Adapts the lists to who feeds them now. */
  void reselect(Neighbors neighbors, long nowNanos) {
    boolean any = false;
    for (SourceList l : lists.values()) {
      any |= reselect(l, neighbors, nowNanos);
    }
    if (any) {
      rewire();
    }
  }

  private boolean reselect(SourceList l, Neighbors neighbors, long nowNanos) {
    PeerSet now = neighbors.resolve(l.definition().peers());
    boolean same = now.equals(l.peers());
    if (same && l.cone() == null) {
      return false;
    }
    boolean silent = same || hasNoPath(now, l.peers()) && hasNoPath(l.peers(), now);
    l.feedFrom(now);
    if (l.cone() != null) {
      boolean other = origins.reselect(l, neighbors, nowNanos);
      if (l.shelter() != null && (other || !silent)) {
        origins.settleWhole(l, nowNanos);
      }
    } else if (!silent) {
      reevaluate(l, nowNanos);
    }
    return !same;
  }

  /** Lets a list serve another definition, with its number and what it holds. */
  void redefine(ListDefinition from, ListDefinition to, Neighbors neighbors, long nowNanos) {
    SourceList l = lists.remove(from);
    l.become(to);
    lists.put(to, l);
    reselect(l, neighbors, nowNanos);
    rewire();
  }

  /** True when no peer that is in one set and not in the other has a path. */
  private boolean hasNoPath(PeerSet some, PeerSet without) {
    for (int peer : some.toArray()) {
      if (!without.contains(peer)) {
        for (AddressFamily family : AddressFamily.values()) {
          if (rib.pathCount(new PeerId(peer), family) != 0) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /** For when the decision process may decide otherwise though no path changed. */
  void reevaluateBestPaths(long nowNanos) {
    for (SourceList l : bestPath) {
      settleWhole(l, nowNanos);
    }
  }

  private void reevaluate(SourceList list, long nowNanos) {
    if (list.definition().followsOrigins()) {
      origins.relink(list, nowNanos);
    }
    settleWhole(list, nowNanos);
  }

  private void settleWhole(SourceList list, long nowNanos) {
    for (AddressFamily family : AddressFamily.values()) {
      ListTable table = list.table(family);
      PrefixIndex index = rib.prefixes(family);
      index.forEach(id -> table.settle(id, list.truth(family, id), nowNanos));
    }
  }

  // ---- results

  /** Describes what has changed since the last time, and makes it the past. */
  List<ListChange> takeChanges() {
    if (touched.isEmpty()) {
      return List.of();
    }
    List<ListChange> out = new ArrayList<>();
    for (Touched t : touched) {
      List<CoverageChange> changes = t.list().coverage(t.family()).changes();
      if (!changes.isEmpty()) {
        out.add(new ListChange(t.list().id(), t.family(), changes));
      }
      t.list().table(t.family()).endStep();
    }
    touched.clear();
    return out;
  }

  @Override
  public void touched(SourceList list, AddressFamily family) {
    touched.add(new Touched(list, family));
  }

  /** Everything on a list, as one statement per family. */
  static List<ListChange> whole(SourceList list) {
    List<ListChange> out = new ArrayList<>();
    for (AddressFamily family : AddressFamily.values()) {
      out.add(new ListChange(list.id(), family, List.of(list.coverage(family).whole())));
    }
    return out;
  }
}
