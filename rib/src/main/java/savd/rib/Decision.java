package savd.rib;

import java.util.Arrays;
import savd.net.AddressFamily;
import savd.net.Peer;
import savd.rib.DecisionOptions.Variant;

/**
 * The decision process: which of the paths of a prefix would be used to forward.
 *
 * <p><b>The document says</b> (RFC 4271, section 9.1; order of the steps as there): leave out paths
 * whose next hop does not resolve, that have our AS on the path, or, by RFC 4456, that we reflected
 * ourselves; take those with the highest degree of preference; then remove what is not the best by
 * (a) AS path length, (b) ORIGIN, (c) MULTI_EXIT_DISC, among paths of one neighbouring AS, (d)
 * external before internal, (e) interior cost, (f) BGP identifier, for which ORIGINATOR_ID stands,
 * then CLUSTER_LIST length (RFC 4456, section 9), (g) peer address.
 *
 * <p><b>We do</b> the same, on the whole set at every step: the result depends neither on the order
 * of arrival nor on that of the chain (what other implementations call deterministic MED). Paths of
 * one peer that are equal in all this (RFC 7911) are told apart by path identifier. A multipath set
 * is what is left after step (e), with the AS path of the best unless relaxed.
 *
 * <p>A stale path takes part like any other (RFC 4724, section 4.1), a leaked one never (RFC 9234).
 * What is chosen is a function of the prefix's paths and the options alone; ask again when a delta
 * names the prefix or a next hop's cost changes.
 *
 * <p>Keeps buffers; one thread at a time.
 */
public final class Decision {
  private final Candidates candidates;
  private final boolean alwaysCompareMed;
  private final boolean oldestExternal;
  private final boolean relaxedMultipath;
  private final int maxPaths;

  private RibView view;

  /** Rows of {@link #candidates} still in the race. */
  private int[] live = new int[8];

  private int liveCount;

  public Decision(DecisionOptions options) {
    candidates = new Candidates(options);
    alwaysCompareMed = options.variants().contains(Variant.ALWAYS_COMPARE_MED);
    oldestExternal = options.variants().contains(Variant.OLDEST_EXTERNAL);
    relaxedMultipath = options.variants().contains(Variant.RELAXED_MULTIPATH);
    maxPaths = options.maxPaths();
  }

  /** The best path of a prefix, {@link RibView#NONE} if no path is usable. */
  public int best(RibView view, AddressFamily family, int prefixId) {
    reduce(view, family, prefixId);
    return liveCount == 0 ? RibView.NONE : candidates.paths[live[leastByTies()]];
  }

  /**
   * The multipath set of a prefix, the best path first, the others in the order of steps (f) and
   * (g).
   *
   * @param into receives the path numbers; where it is too short, the rest is left out
   * @return how many there are in {@code into}; 0 if no path is usable
   */
  public int multipath(RibView view, AddressFamily family, int prefixId, int[] into) {
    reduce(view, family, prefixId);
    sortByTies();
    int most = Math.min(maxPaths, into.length);
    int n = 0;
    for (int k = 0; k < liveCount && n < most; k++) {
      if (relaxedMultipath || sameAsPath(live[0], live[k])) {
        into[n++] = candidates.paths[live[k]];
      }
    }
    return n;
  }

  /** Leaves those live that are equal through step (e). */
  private void reduce(RibView view, AddressFamily family, int prefixId) {
    this.view = view;
    Candidates c = candidates;
    c.collect(view, family, prefixId);
    if (live.length < c.count) {
      live = new int[c.paths.length];
    }
    liveCount = c.count;
    for (int i = 0; i < liveCount; i++) {
      live[i] = i;
    }
    if (liveCount > 1) {
      keepMost(c.preferences);
      keepLeast(c.pathLengths);
      keepLeast(c.origins);
      compareMeds();
      preferExternal();
      keepLeast(c.costs);
    }
  }

  // ---- the steps

  private void keepMost(long[] key) {
    long most = Long.MIN_VALUE;
    for (int k = 0; k < liveCount; k++) {
      most = Math.max(most, key[live[k]]);
    }
    int n = 0;
    for (int k = 0; k < liveCount; k++) {
      if (key[live[k]] == most) {
        live[n++] = live[k];
      }
    }
    liveCount = n;
  }

  private void keepLeast(long[] key) {
    long least = Long.MAX_VALUE;
    for (int k = 0; k < liveCount; k++) {
      least = Math.min(least, key[live[k]]);
    }
    int n = 0;
    for (int k = 0; k < liveCount; k++) {
      if (key[live[k]] == least) {
        live[n++] = live[k];
      }
    }
    liveCount = n;
  }

  private void keepLeast(int[] key) {
    int least = Integer.MAX_VALUE;
    for (int k = 0; k < liveCount; k++) {
      least = Math.min(least, key[live[k]]);
    }
    int n = 0;
    for (int k = 0; k < liveCount; k++) {
      if (key[live[k]] == least) {
        live[n++] = live[k];
      }
    }
    liveCount = n;
  }

  private void compareMeds() {
    if (alwaysCompareMed) {
      keepLeast(candidates.meds);
      return;
    }
    int n = 0;
    for (int k = 0; k < liveCount; k++) {
      if (!isBeatenByMed(live[k])) {
        live[n++] = live[k];
      }
    }
    liveCount = n;
  }

  /** Looks among all candidates, since the list of those live is being written meanwhile. */
  private boolean isBeatenByMed(int row) {
    for (int other = 0; other < candidates.count; other++) {
      if (candidates.neighborAses[other] == candidates.neighborAses[row]
          && candidates.meds[other] < candidates.meds[row]
          && tiesThroughOrigin(other, row)) {
        return true;
      }
    }
    return false;
  }

  /** True if two rows are equal in all that comes before step (c), so that both reached it. */
  private boolean tiesThroughOrigin(int a, int b) {
    return candidates.preferences[a] == candidates.preferences[b]
        && candidates.pathLengths[a] == candidates.pathLengths[b]
        && candidates.origins[a] == candidates.origins[b];
  }

  private void preferExternal() {
    boolean external = false;
    for (int k = 0; k < liveCount; k++) {
      external |= !candidates.peers[live[k]].isInternal();
    }
    int n = 0;
    for (int k = 0; k < liveCount; k++) {
      if (candidates.peers[live[k]].isInternal() != external) {
        live[n++] = live[k];
      }
    }
    liveCount = n;
  }

  // ---- the ties

  private int leastByTies() {
    int least = 0;
    for (int k = 1; k < liveCount; k++) {
      if (compareTies(live[k], live[least]) < 0) {
        least = k;
      }
    }
    return least;
  }

  private void sortByTies() {
    for (int k = 1; k < liveCount; k++) {
      int row = live[k];
      int to = k;
      while (to > 0 && compareTies(row, live[to - 1]) < 0) {
        live[to] = live[to - 1];
        to--;
      }
      live[to] = row;
    }
  }

  /** Steps (f) and (g), and what makes the order total. */
  private int compareTies(int a, int b) {
    Candidates c = candidates;
    if (oldestExternal && !c.peers[a].isInternal()) {
      int byAge = Integer.compare(view.arrivalSeconds(c.paths[a]), view.arrivalSeconds(c.paths[b]));
      if (byAge != 0) {
        return byAge;
      }
    }
    int order = Integer.compareUnsigned(c.identifiers[a], c.identifiers[b]);
    if (order == 0) {
      order = Integer.compare(c.clusterLengths[a], c.clusterLengths[b]);
    }
    if (order == 0) {
      order = comparePeers(c.peers[a], c.peers[b]);
    }
    return order != 0
        ? order
        : Integer.compareUnsigned(view.pathId(c.paths[a]), view.pathId(c.paths[b]));
  }

  private static int comparePeers(Peer a, Peer b) {
    int byAddress = a.address().compareTo(b.address());
    return byAddress != 0 ? byAddress : Integer.compare(a.id().index(), b.id().index());
  }

  private boolean sameAsPath(int a, int b) {
    Candidates c = candidates;
    int fromA = c.asPathOffsets[a];
    int fromB = c.asPathOffsets[b];
    return Arrays.equals(
        view.attributeBytes(view.attributesId(c.paths[a])),
        fromA,
        fromA + c.asPathLengths[a],
        view.attributeBytes(view.attributesId(c.paths[b])),
        fromB,
        fromB + c.asPathLengths[b]);
  }
}
