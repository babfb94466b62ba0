package savd.rib;

import java.util.Arrays;

/**
 * Finds a path of one long chain by peer and path identifier, so that a neighbour that sends very
 * many paths for one prefix (RFC 7911 sets no limit), or very many neighbours that send the same
 * prefix, do not make every change walk the chain.
 *
 * <p>An open hash of path numbers with linear probing; the keys are in the rows of the paths. At
 * most half of it is used.
 */
final class ChainIndex {
  /** A chain gets an index when a search has passed so many paths, */
  static final int LONG = 64;

  /** and loses it when so few are left. */
  static final int SHORT = 16;

  private static final int NONE = PathTable.NONE;

  private final PathTable paths;
  private final long seed;
  private int[] slots = new int[4 * LONG];
  private int size;

  ChainIndex(PathTable paths, long seed) {
    this.paths = paths;
    this.seed = seed;
    Arrays.fill(slots, NONE);
  }

  int size() {
    return size;
  }

  int find(int peer, int pathId) {
    int at = home(peer, pathId);
    while (slots[at] != NONE && !is(slots[at], peer, pathId)) {
      at = at + 1 & slots.length - 1;
    }
    return slots[at];
  }

  private boolean is(int path, int peer, int pathId) {
    return paths.peer(path) == peer && paths.pathId(path) == pathId;
  }

  private int home(int peer, int pathId) {
    long h = ((long) peer << 32 | pathId & 0xFFFF_FFFFL) ^ seed;
    h = (h ^ h >>> 31) * 0xD6E8_FEB8_6659_FD93L;
    h = (h ^ h >>> 29 ^ seed) * 0x9E37_79B9_7F4A_7C15L;
    return (int) (h >>> 33) & slots.length - 1;
  }

  private int home(int path) {
    return home(paths.peer(path), paths.pathId(path));
  }

  /** Adds a path that is not there. */
  void add(int path) {
    if (++size * 2 > slots.length) {
      int[] old = slots;
      slots = new int[old.length * 2];
      Arrays.fill(slots, NONE);
      for (int p : old) {
        if (p != NONE) {
          put(p);
        }
      }
    }
    put(path);
  }

  private void put(int path) {
    int at = home(path);
    while (slots[at] != NONE) {
      at = at + 1 & slots.length - 1;
    }
    slots[at] = path;
  }

  /** Takes a path out; its row must still hold its key. */
  void remove(int path) {
    int gap = slotOf(path);
    // What follows may be there only because its own place was taken: the gap moves on through it.
    for (int at = gap + 1 & slots.length - 1; slots[at] != NONE; at = at + 1 & slots.length - 1) {
      int distanceFromHome = at - home(slots[at]) & slots.length - 1;
      int distanceFromGap = at - gap & slots.length - 1;
      if (distanceFromHome >= distanceFromGap) {
        slots[gap] = slots[at];
        gap = at;
      }
    }
    slots[gap] = NONE;
    size--;
  }

  /** The path of row {@code from} is in row {@code to} from now on; both hold the key still. */
  void move(int from, int to) {
    slots[slotOf(from)] = to;
  }

  private int slotOf(int path) {
    int at = home(path);
    while (slots[at] != path) {
      at = at + 1 & slots.length - 1;
    }
    return at;
  }

  long bytes() {
    return 4L * slots.length + 64;
  }
}
