package savd.rib;

import java.util.HashMap;
import java.util.Map;

/**
 * The chains of paths of the prefixes of one family: finding, adding, taking away.
 *
 * <p>A chain has no order, so what is taken away is replaced by the head and the head's row is
 * freed; nobody needs to know what comes before a path.
 */
final class Chains {
  private static final int NONE = RibView.NONE;

  private final PrefixTable prefixes;
  private final PathTable paths;
  private final long seed;
  private final Map<Integer, ChainIndex> indexes = new HashMap<>();

  Chains(PrefixTable prefixes, PathTable paths, long seed) {
    this.prefixes = prefixes;
    this.paths = paths;
    this.seed = seed;
  }

  /** The path of the peer with the identifier, or {@link RibView#NONE}. */
  int find(int prefix, int peer, int pathId) {
    if ((prefixes.peers(prefix) & 1 << peer) == 0) {
      return NONE;
    }
    if (prefixes.isIndexed(prefix)) {
      return indexes.get(prefix).find(peer, pathId);
    }
    int seen = 0;
    int steps = 0;
    for (int path = prefixes.head(prefix); path != NONE; path = paths.next(path)) {
      int owner = paths.peer(path);
      if (owner == peer && paths.pathId(path) == pathId) {
        return path;
      }
      seen |= 1 << owner;
      steps++;
    }
    // The filter may name peers whose paths are gone; having seen all, it is put right in passing.
    prefixes.setPeers(prefix, seen);
    if (steps > ChainIndex.LONG) {
      index(prefix);
    }
    return NONE;
  }

  private void index(int prefix) {
    ChainIndex index = new ChainIndex(paths, seed);
    for (int path = prefixes.head(prefix); path != NONE; path = paths.next(path)) {
      index.add(path);
    }
    indexes.put(prefix, index);
    prefixes.setIndexed(prefix, true);
  }

  /** Adds a path whose peer and identifier are not on the chain. */
  void add(int prefix, int owner, int set, int arrivalSeconds, int pathId) {
    int path = paths.add(prefixes.head(prefix), owner, set, arrivalSeconds, pathId);
    prefixes.setHead(prefix, path);
    prefixes.setPeers(prefix, prefixes.peers(prefix) | 1 << (owner >>> PathTable.PEER_SHIFT));
    if (prefixes.isIndexed(prefix)) {
      indexes.get(prefix).add(path);
    }
  }

  /** Takes a path away. Its row may hold another path of the chain afterwards, the former head. */
  void remove(int prefix, int path) {
    int head = prefixes.head(prefix);
    if (prefixes.isIndexed(prefix)) {
      removeIndexed(prefix, path, head);
    }
    int next = paths.next(head);
    if (path != head) {
      paths.move(head, path);
    }
    prefixes.setHead(prefix, next);
    paths.free(head);
    if (next == NONE) {
      prefixes.chainEmptied(prefix);
    }
  }

  private void removeIndexed(int prefix, int path, int head) {
    ChainIndex index = indexes.get(prefix);
    index.remove(path);
    if (path != head) {
      index.move(head, path);
    }
    if (index.size() <= ChainIndex.SHORT) {
      indexes.remove(prefix);
      prefixes.setIndexed(prefix, false);
    }
  }

  long bytes() {
    return indexes.values().stream().mapToLong(ChainIndex::bytes).sum();
  }
}
