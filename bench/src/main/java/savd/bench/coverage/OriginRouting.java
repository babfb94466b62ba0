package savd.bench.coverage;

import java.util.Arrays;

/**
 * The routes of all ASes to one origin: customers before peers before providers, then the shortest
 * path, then the smallest number of the neighbour.
 */
final class OriginRouting {
  private static final byte NONE = 0;
  private static final byte CUSTOMER = 1;
  private static final byte PEER = 2;
  private static final byte PROVIDER = 3;

  private final AsRelations graph;
  private final int[] via;
  private final byte[] kind;
  private final short[] distance;
  private int[] level = new int[1024];
  private int[] next = new int[1024];
  private final int[][] byDistance = new int[128][];
  private final int[] counts = new int[128];

  OriginRouting(AsRelations graph) {
    this.graph = graph;
    via = new int[graph.size()];
    kind = new byte[graph.size()];
    distance = new short[graph.size()];
    Arrays.setAll(byDistance, _ -> new int[16]);
  }

  void run(int origin) {
    Arrays.fill(kind, NONE);
    Arrays.fill(counts, 0);
    via[origin] = origin;
    kind[origin] = CUSTOMER;
    distance[origin] = 0;
    put(origin);
    upward(origin);
    across();
    downward();
  }

  private void upward(int origin) {
    int n = 1;
    level[0] = origin;
    for (int d = 1; n > 0; d++) {
      int m = 0;
      for (int i = 0; i < n; i++) {
        for (int p : graph.providers(level[i])) {
          if (kind[p] == NONE) {
            take(p, level[i], CUSTOMER, d);
            if (m == next.length) {
              next = Arrays.copyOf(next, 2 * m);
            }
            next[m++] = p;
          } else if (distance[p] == d && level[i] < via[p]) {
            via[p] = level[i];
          }
        }
      }
      int[] swap = level;
      level = next;
      next = swap;
      n = m;
    }
  }

  private void across() {
    for (int d = 0; d < byDistance.length - 1; d++) {
      for (int i = 0, n = counts[d]; i < n; i++) {
        int x = byDistance[d][i];
        if (kind[x] == CUSTOMER) {
          for (int q : graph.peers(x)) {
            if (kind[q] == NONE) {
              take(q, x, PEER, d + 1);
            } else if (kind[q] == PEER && distance[q] == d + 1 && x < via[q]) {
              via[q] = x;
            }
          }
        }
      }
    }
  }

  private void downward() {
    for (int d = 0; d < byDistance.length - 1; d++) {
      for (int i = 0; i < counts[d]; i++) {
        int x = byDistance[d][i];
        for (int c : graph.customers(x)) {
          if (kind[c] == NONE) {
            take(c, x, PROVIDER, d + 1);
          } else if (kind[c] == PROVIDER && distance[c] == d + 1 && x < via[c]) {
            via[c] = x;
          }
        }
      }
    }
  }

  private void take(int as, int from, byte as2, int d) {
    via[as] = from;
    kind[as] = as2;
    distance[as] = (short) d;
    put(as);
  }

  private void put(int as) {
    int d = distance[as];
    if (counts[d] == byDistance[d].length) {
      byDistance[d] = Arrays.copyOf(byDistance[d], 2 * counts[d]);
    }
    byDistance[d][counts[d]++] = as;
  }

  boolean reaches(int as) {
    return kind[as] != NONE;
  }

  /** The next AS on the way to the origin. */
  int via(int as) {
    return via[as];
  }

  /** True for a route that goes to peers and providers too. */
  boolean isForAll(int as) {
    return kind[as] == CUSTOMER;
  }

  /** AS numbers from an AS to the origin, both included; empty if another AS is on the way. */
  int[] path(int from, int without) {
    int n = distance[from] + 1;
    int[] out = new int[n];
    int at = from;
    for (int i = 0; i < n; i++) {
      if (at == without) {
        return new int[0];
      }
      out[i] = graph.asns[at];
      at = via[at];
    }
    return out;
  }

  /**
   * True where packets from an AS to the origin come into {@code top} from one of its providers.
   *
   * @param topProviders ascending
   */
  boolean entersFromProvider(int from, int top, int[] topProviders) {
    for (int at = from, next; at != via[at]; at = next) {
      next = via[at];
      if (next == top) {
        return Arrays.binarySearch(topProviders, at) >= 0;
      }
    }
    return false;
  }
}
