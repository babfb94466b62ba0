package savd.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import savd.net.AddressFamily;
import savd.net.PeerId;
import savd.rib.PrefixIndex;
import savd.rib.RibDelta;
import savd.rib.RibView;
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
  private final ListFilling filling;
  private final Map<ListDefinition, SourceList> lists = new LinkedHashMap<>();
  private final Map<Integer, SourceList> byLink = new HashMap<>();

  /** By peer: the lists of its kind that the peer feeds. */
  private SourceList[][] fromPeers = {};

  private SourceList[][] linkedFrom = {};
  private SourceList[] anyPath = ListFilling.NONE;
  private SourceList[] bestPath = ListFilling.NONE;
  private SourceList[] linked = ListFilling.NONE;
  private final int[] bestNow = new int[BestPaths.MOST];
  private OriginIndex origins;

  /** Tables with something to tell. */
  private final List<Touched> touched = new ArrayList<>();

  /** No removal is due before; a hint, which may be too early. */
  private long nextDeadline = Long.MAX_VALUE;

  private record Touched(SourceList list, AddressFamily family) {}

  ListStore(RibView rib, BestPaths bestPaths) {
    this.rib = rib;
    this.bestPaths = bestPaths;
    this.filling = new ListFilling(rib, bestPaths);
  }

  SourceList find(ListDefinition definition) {
    return lists.get(definition);
  }

  Collection<SourceList> all() {
    return lists.values();
  }

  OriginIndex origins() {
    return origins;
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
            fresh.add(new SourceList(id, d, neighbors.resolve(d.peers()), rib, bestPaths, this)));
    origins = filling.fill(fresh, origins);
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
              if (l.definition().kind() == Kind.ORIGIN_LINKED) {
                origins.dropLink(l.link());
              }
              return true;
            });
    if (!gone.isEmpty()) {
      rewire();
    }
    return gone;
  }

  private void rewire() {
    byLink.clear();
    anyPath = select(Set.of(Kind.ANY, Kind.ANY_BUT_DEFAULT));
    bestPath = select(Set.of(Kind.BEST_PATH));
    linked = select(Set.of(Kind.ORIGIN_LINKED));
    fromPeers = ListFilling.byPeer(select(Set.of(Kind.FROM_PEERS)));
    linkedFrom = ListFilling.byPeer(linked);
    for (SourceList l : linked) {
      byLink.put(l.link(), l);
    }
    if (linked.length == 0) {
      origins = null;
    }
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
    Set<Long> turned = new HashSet<>();
    for (int i = 0; i < delta.size(); i++) {
      AddressFamily family = delta.family(i);
      int id = delta.prefixId(i);
      settleBest(family, id, nowNanos);
      if (concernsLists(delta, i)) {
        settleAll(ListFilling.row(fromPeers, delta.peerIndex(i)), family, id, nowNanos);
        settleAll(anyPath, family, id, nowNanos);
        if (origins != null && rib.prefixes(family).length(id) != 0) {
          trackOrigins(delta, i, turned);
        }
      }
    }
    if (origins != null) {
      settleLinked(delta, turned, nowNanos);
    }
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

  /** False where only attributes changed that no list but strict uRPF's reads. */
  private boolean concernsLists(RibDelta delta, int i) {
    return wasEligible(delta, i) != isEligible(delta, i)
        || oldOrigin(delta, i) != newOrigin(delta, i);
  }

  private static boolean wasEligible(RibDelta delta, int i) {
    return delta.oldAttributes(i) != RibDelta.NONE && (delta.oldFlags(i) & RibView.INELIGIBLE) == 0;
  }

  private static boolean isEligible(RibDelta delta, int i) {
    return delta.newAttributes(i) != RibDelta.NONE && (delta.newFlags(i) & RibView.INELIGIBLE) == 0;
  }

  private int oldOrigin(RibDelta delta, int i) {
    int a = delta.oldAttributes(i);
    return a == RibDelta.NONE ? 0 : rib.originAs(a);
  }

  private int newOrigin(RibDelta delta, int i) {
    int a = delta.newAttributes(i);
    return a == RibDelta.NONE ? 0 : rib.originAs(a);
  }

  /** Keeps postings and counts; notes links that came or went, twice meaning not at all. */
  private void trackOrigins(RibDelta delta, int i, Set<Long> turned) {
    int before = oldOrigin(delta, i);
    int after = newOrigin(delta, i);
    if (after != before) {
      filling.post(origins, delta.family(i), delta.prefixId(i), after);
    }
    for (SourceList l : ListFilling.row(linkedFrom, delta.peerIndex(i))) {
      if (isEligible(delta, i) && l.count(delta.newAttributes(i), 1)) {
        turn(turned, l, after);
      }
      if (wasEligible(delta, i) && l.count(delta.oldAttributes(i), -1)) {
        turn(turned, l, before);
      }
    }
  }

  private static void turn(Set<Long> turned, SourceList list, int origin) {
    long key = (long) list.link() << 32 | Integer.toUnsignedLong(origin);
    if (!turned.remove(key)) {
      turned.add(key);
    }
  }

  private void settleLinked(RibDelta delta, Set<Long> turned, long nowNanos) {
    for (int i = 0; i < delta.size(); i++) {
      if (concernsLists(delta, i)) {
        AddressFamily family = delta.family(i);
        int id = delta.prefixId(i);
        settleAll(ListFilling.row(linkedFrom, delta.peerIndex(i)), family, id, nowNanos);
        settleLinks(oldOrigin(delta, i), family, id, nowNanos);
        settleLinks(newOrigin(delta, i), family, id, nowNanos);
      }
    }
    for (long key : turned) {
      SourceList list = byLink.get((int) (key >>> 32));
      int slot = origins.find((int) key);
      for (AddressFamily family : AddressFamily.values()) {
        origins.forEachPosting(
            family, slot, id -> list.table(family).settle(id, list.truth(family, id), nowNanos));
      }
    }
  }

  private void settleLinks(int origin, AddressFamily family, int id, long nowNanos) {
    int[] links = origin == 0 ? null : origins.links(origin);
    if (links != null) {
      for (int k = 0; k < links.length; k += 2) {
        SourceList l = byLink.get(links[k]);
        l.table(family).settle(id, l.truth(family, id), nowNanos);
      }
    }
  }

  // ---- time passes

  @Override
  public void waits(long deadline) {
    nextDeadline = Math.min(nextDeadline, deadline);
  }

  void expire(long nowNanos) {
    if (nowNanos < nextDeadline) {
      return;
    }
    nextDeadline = Long.MAX_VALUE;
    for (SourceList l : lists.values()) {
      for (AddressFamily family : AddressFamily.values()) {
        ListTable table = l.table(family);
        table.expire(nowNanos, id -> l.truth(family, id));
        waits(table.nextDeadline());
      }
    }
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
    if (now.equals(l.peers())) {
      return false;
    }
    boolean silent = hasNoPath(now, l.peers()) && hasNoPath(l.peers(), now);
    l.feedFrom(now);
    if (!silent) {
      reevaluate(l, nowNanos);
    }
    return true;
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
      reevaluate(l, nowNanos);
    }
  }

  private void reevaluate(SourceList list, long nowNanos) {
    if (list.definition().kind() == Kind.ORIGIN_LINKED) {
      origins.dropLink(list.link());
      filling.link(List.of(list), origins);
    }
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
