package savd.rules;

import java.util.Arrays;
import savd.net.AddressFamily;
import savd.rib.PrefixIndex.IdVisitor;

/**
 * Origin AS to prefixes, and origin AS to the lists it is linked to: what EFP-uRPF needs so that a
 * changed link touches that origin's prefixes only.
 *
 * <p>Postings are only ever appended. They may name a prefix twice, one that the origin no longer
 * has, or a number that now means another prefix; whoever reads them evaluates what he finds, so
 * that costs time, not truth. When an array is full it is cleaned before it grows.
 */
final class OriginIndex {
  private int[] table = new int[1024];
  private int size;
  private int[] origins = new int[512];
  private final int[][][] postings = new int[2][512][];
  private final int[][] postingCounts = new int[2][512];

  /** Per origin pairs of (link, count of paths), only links with a count above 0. */
  private int[][] links = new int[512][];

  /** Answers whether a prefix still has a path with the origin. */
  @FunctionalInterface
  interface Check {
    boolean has(AddressFamily family, int prefixId, int origin);
  }

  private static int hash(int origin) {
    int h = origin * 0x9E3779B9;
    return h ^ h >>> 15;
  }

  /** The slot of an origin, or -1. */
  int find(int origin) {
    int mask = table.length - 1;
    for (int i = hash(origin) & mask; ; i = i + 1 & mask) {
      int slot = table[i] - 1;
      if (slot < 0 || origins[slot] == origin) {
        return slot;
      }
    }
  }

  private int slot(int origin) {
    int found = find(origin);
    if (found >= 0) {
      return found;
    }
    if (size == origins.length) {
      int n = size * 2;
      origins = Arrays.copyOf(origins, n);
      links = Arrays.copyOf(links, n);
      for (int f = 0; f < 2; f++) {
        postings[f] = Arrays.copyOf(postings[f], n);
        postingCounts[f] = Arrays.copyOf(postingCounts[f], n);
      }
    }
    origins[size] = origin;
    size++;
    if (2 * size > table.length) {
      table = new int[table.length * 2];
      for (int s = 0; s < size; s++) {
        place(s);
      }
    } else {
      place(size - 1);
    }
    return size - 1;
  }

  private void place(int slot) {
    int mask = table.length - 1;
    int i = hash(origins[slot]) & mask;
    while (table[i] != 0) {
      i = i + 1 & mask;
    }
    table[i] = slot + 1;
  }

  int originOf(int slot) {
    return origins[slot];
  }

  // ---- postings

  void post(AddressFamily family, int origin, int prefixId, Check check) {
    int f = family.ordinal();
    int slot = slot(origin);
    int[] list = postings[f][slot];
    int n = postingCounts[f][slot];
    if (list == null) {
      list = new int[1];
    } else if (list[n - 1] == prefixId) {
      return;
    } else if (n == list.length) {
      n = clean(family, origin, list, n, check);
      list = Arrays.copyOf(list, Math.max(list.length, n + (n >> 1) + 2));
    }
    list[n] = prefixId;
    postings[f][slot] = list;
    postingCounts[f][slot] = n + 1;
  }

  /** Puts what is still true to the front of the array and returns how much that is. */
  private static int clean(AddressFamily family, int origin, int[] list, int n, Check check) {
    Arrays.sort(list, 0, n);
    int kept = 0;
    for (int i = 0; i < n; i++) {
      if ((kept == 0 || list[kept - 1] != list[i]) && check.has(family, list[i], origin)) {
        list[kept++] = list[i];
      }
    }
    return kept;
  }

  void forEachPosting(AddressFamily family, int slot, IdVisitor visitor) {
    int[] list = postings[family.ordinal()][slot];
    for (int i = 0; i < postingCounts[family.ordinal()][slot]; i++) {
      visitor.visit(list[i]);
    }
  }

  // ---- links

  /** Counts a path of the origin for or against a link; true when the link comes or goes by it. */
  boolean count(int origin, int link, int change) {
    int slot = slot(origin);
    int[] pairs = links[slot];
    int at = at(pairs, link);
    if (at < 0) {
      if (change < 0) {
        throw new IllegalStateException("a path of origin " + origin + " was never counted");
      }
      int n = pairs == null ? 0 : pairs.length;
      pairs = pairs == null ? new int[2] : Arrays.copyOf(pairs, n + 2);
      pairs[n] = link;
      pairs[n + 1] = change;
      links[slot] = pairs;
      return true;
    }
    pairs[at + 1] += change;
    if (pairs[at + 1] != 0) {
      return false;
    }
    links[slot] = without(pairs, at);
    return true;
  }

  private static int at(int[] pairs, int link) {
    if (pairs != null) {
      for (int i = 0; i < pairs.length; i += 2) {
        if (pairs[i] == link) {
          return i;
        }
      }
    }
    return -1;
  }

  private static int[] without(int[] pairs, int at) {
    if (pairs.length == 2) {
      return null;
    }
    int[] rest = new int[pairs.length - 2];
    System.arraycopy(pairs, 0, rest, 0, at);
    System.arraycopy(pairs, at + 2, rest, at, rest.length - at);
    return rest;
  }

  boolean isLinked(int origin, int link) {
    int slot = find(origin);
    return slot >= 0 && at(links[slot], link) >= 0;
  }

  /** The pairs of (link, count) of an origin, or null: read only, until the next count. */
  int[] links(int origin) {
    int slot = find(origin);
    return slot < 0 ? null : links[slot];
  }

  /** How many origins there are: their slots are below. */
  int size() {
    return size;
  }

  boolean isSlotLinked(int slot, int link) {
    return at(links[slot], link) >= 0;
  }

  /** Forgets a link everywhere. */
  void dropLink(int link) {
    for (int s = 0; s < size; s++) {
      int at = at(links[s], link);
      if (at >= 0) {
        links[s] = without(links[s], at);
      }
    }
  }
}
