package savd.rules;

import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import savd.net.AddressFamily;
import savd.net.PeerId;
import savd.rib.PrefixIndex;
import savd.rib.RibView;
import savd.rules.ListDefinition.Kind;
import savd.rules.SavPolicy.PrivateOrigins;

/**
 * Fills new lists from RIB and ROAs as they are. Those that take from few routes are filled from
 * these; for the others there is one pass over the RIB, in which the decision process is asked once
 * a prefix.
 */
final class ListFilling {
  static final SourceList[] NONE = {};

  private final RibView rib;
  private final BestPaths bestPaths;
  private final Roas roas;
  private final int[] bestNow = new int[BestPaths.MOST];
  private final OwnNetworks networks;

  /** Secluded prefixes of the pass that is under way. */
  private final IntOpenHashSet secluded = new IntOpenHashSet();

  ListFilling(RibView rib, BestPaths bestPaths, Roas roas, OwnNetworks networks) {
    this.rib = rib;
    this.bestPaths = bestPaths;
    this.roas = roas;
    this.networks = networks;
  }

  /** Fills the lists; those that follow origins are linked. */
  void fill(List<SourceList> fresh, OriginIndex origins) {
    List<SourceList> scanned = new ArrayList<>();
    for (SourceList l : fresh) {
      if (takesFromFew(l)) {
        fillFromPeers(l);
        fillFromLinks(l, origins);
      } else {
        scanned.add(l);
      }
      fillFromRoas(l, origins);
    }
    scan(scanned);
  }

  /** Prefixes that only ROAs have are in the index by now. */
  private void fillFromRoas(SourceList l, OriginIndex origins) {
    if (l.definition().usesRoas()) {
      forEachLinked(
          l,
          origins,
          slot ->
              roas.forEachOf(
                  origins.originOf(slot),
                  (family, table, row) -> {
                    int id = roas.find(family, table, row);
                    l.table(family).fill(id, l.truth(family, id));
                  }));
    }
  }

  private static void forEachLinked(
      SourceList l, OriginIndex origins, java.util.function.IntConsumer visitor) {
    for (int slot = 0; slot < origins.size(); slot++) {
      if (origins.isSlotLinked(slot, l.link())) {
        visitor.accept(slot);
      }
    }
  }

  private boolean takesFromFew(SourceList l) {
    return switch (l.definition().kind()) {
      case ANY, ANY_BUT_DEFAULT, ANY_BUT_SHELTERED, SECLUDED, ANY_BUT_SECLUDED, BEST_PATH -> false;
      case CONE, CONE_BY_ROA -> true;
      case FROM_PEERS, ORIGIN_LINKED -> {
        long paths = 0;
        long prefixes = 0;
        for (AddressFamily family : AddressFamily.values()) {
          for (int peer : l.peers().toArray()) {
            paths += rib.pathCount(new PeerId(peer), family);
          }
          prefixes += rib.prefixes(family).size();
        }
        // Looking for a peer's prefixes costs a look at every row.
        yield paths < prefixes / 4 && l.peers().size() <= 16;
      }
    };
  }

  private void fillFromPeers(SourceList l) {
    if (l.cone() != null) {
      return;
    }
    for (AddressFamily family : AddressFamily.values()) {
      for (int peer : l.peers().toArray()) {
        if (rib.pathCount(new PeerId(peer), family) != 0) {
          rib.forEachPrefixOf(family, peer, id -> l.table(family).fill(id, l.truth(family, id)));
        }
      }
    }
  }

  private void fillFromLinks(SourceList l, OriginIndex origins) {
    if (l.definition().kind() != Kind.ORIGIN_LINKED && l.definition().kind() != Kind.CONE) {
      return;
    }
    forEachLinked(
        l,
        origins,
        slot -> {
          for (AddressFamily family : AddressFamily.values()) {
            origins.forEachPosting(
                family, slot, id -> l.table(family).fill(id, l.truth(family, id)));
          }
        });
  }

  private void scan(List<SourceList> scanned) {
    List<SourceList> best = new ArrayList<>(scanned);
    best.removeIf(l -> l.definition().kind() != Kind.BEST_PATH);
    List<SourceList> others = new ArrayList<>(scanned);
    others.removeAll(best);
    if (scanned.isEmpty()) {
      return;
    }
    for (AddressFamily family : AddressFamily.values()) {
      forEachNumber(
          family,
          id -> {
            for (SourceList l : others) {
              fill(l, family, id);
            }
            int n = best.isEmpty() ? 0 : bestPaths.bestPaths(family, id, bestNow);
            for (SourceList l : best) {
              l.table(family).fill(id, l.truthOf(bestNow, n));
            }
          });
      for (SourceList l : others) {
        if (l.seclusion() != null) {
          networks.forEachConfigured(family, id -> fill(l, family, id));
          secluded.forEach(id -> l.fillParts(family, id));
        }
      }
      secluded.clear();
    }
  }

  private void fill(SourceList l, AddressFamily family, int id) {
    l.table(family).fill(id, l.truth(family, id));
    if (l.seclusion() != null && l.seclusion().wasSecluded()) {
      secluded.add(id);
    }
  }

  /** By number and not by address: that is the order of memory. */
  private void forEachNumber(AddressFamily family, PrefixIndex.IdVisitor visitor) {
    int capacity = rib.prefixes(family).capacity();
    for (int id = 0; id < capacity; id++) {
      if (rib.firstPath(family, id) != RibView.NONE) {
        visitor.visit(id);
      }
    }
  }

  /**
   * Counts the paths that link origins to the lists; a new index gets its postings too. Returns the
   * index that lists which follow origins work with from now on.
   */
  OriginIndex link(Collection<SourceList> some, OriginIndex index) {
    List<SourceList> following = new ArrayList<>(some);
    following.removeIf(l -> !l.definition().followsOrigins());
    if (following.isEmpty()) {
      return index;
    }
    boolean post = index == null;
    OriginIndex origins = post ? new OriginIndex() : index;
    following.forEach(l -> l.linkThrough(origins));
    List<SourceList> counting = new ArrayList<>(following);
    counting.removeIf(l -> !l.definition().countsPaths());
    if (!post && counting.stream().allMatch(this::takesFromFew)) {
      counting.forEach(this::countPathsOfPeers);
      return origins;
    }
    SourceList[][] rows = byPeer(counting.toArray(NONE));
    for (AddressFamily family : AddressFamily.values()) {
      forEachNumber(family, id -> countPaths(family, id, rows, post ? origins : null));
    }
    return origins;
  }

  private void countPathsOfPeers(SourceList list) {
    for (AddressFamily family : AddressFamily.values()) {
      for (int peer : list.peers().toArray()) {
        if (rib.pathCount(new PeerId(peer), family) != 0) {
          rib.forEachPrefixOf(family, peer, id -> countPaths(family, id, peer, list));
        }
      }
    }
  }

  private void countPaths(AddressFamily family, int id, int peer, SourceList list) {
    if (rib.prefixes(family).length(id) != 0) {
      for (int p = rib.firstPath(family, id); p != RibView.NONE; p = rib.nextPath(p)) {
        if (rib.peerIndex(p) == peer && rib.isEligible(p)) {
          list.count(rib.attributesId(p), 1);
        }
      }
    }
  }

  private void countPaths(AddressFamily family, int id, SourceList[][] rows, OriginIndex postings) {
    if (rib.prefixes(family).length(id) == 0) {
      return;
    }
    for (int p = rib.firstPath(family, id); p != RibView.NONE; p = rib.nextPath(p)) {
      int attributes = rib.attributesId(p);
      if (postings != null) {
        post(postings, family, id, rib.originAs(attributes));
      }
      if (rib.isEligible(p)) {
        for (SourceList l : row(rows, rib.peerIndex(p))) {
          l.count(attributes, 1);
        }
      }
    }
  }

  /** Notes that a prefix has a path with the origin. */
  void post(OriginIndex origins, AddressFamily family, int id, int origin) {
    if (SourceList.isLinkable(origin, PrivateOrigins.LINK)) {
      origins.post(family, origin, id, this::hasOrigin);
    }
  }

  private boolean hasOrigin(AddressFamily family, int id, int origin) {
    for (int p = rib.firstPath(family, id); p != RibView.NONE; p = rib.nextPath(p)) {
      if (rib.originAs(rib.attributesId(p)) == origin) {
        return true;
      }
    }
    return false;
  }

  // ---- rows by peer

  /** For each peer the lists that it feeds. */
  static SourceList[][] byPeer(SourceList[] some) {
    List<List<SourceList>> rows = new ArrayList<>();
    for (SourceList l : some) {
      for (int peer : l.peers().toArray()) {
        while (rows.size() <= peer) {
          rows.add(new ArrayList<>(0));
        }
        rows.get(peer).add(l);
      }
    }
    return rows.stream().map(r -> r.toArray(NONE)).toArray(SourceList[][]::new);
  }

  static SourceList[] row(SourceList[][] rows, int peer) {
    return peer < rows.length ? rows[peer] : NONE;
  }
}
