package savd.relation;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.Arrays;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.AspaTable.Authorization;

/**
 * The AS paths in use, as a tree from their origins upward: a node is a segment of a path from some
 * AS down to its origin, and stands for the link between the topmost two ASes of that segment. A
 * link is <em>seen</em> as long as there is a node for it.
 *
 * <p>A node <em>counts</em> when a path in use leads through it and no AS of its segment has an
 * ASPA that excludes the next AS upward: where an ASPA and a path contradict each other the ASPA
 * prevails, and what lies above in the path is then not known to lead downward. A change of one
 * AS's ASPA therefore concerns what is above that AS only.
 */
final class PathTree {
  static final int NONE = -1;

  private static final int AS = 0;
  private static final int PARENT = 1;

  /** Paths that end here and nodes above, twice; the lowest bit says whether the node counts. */
  private static final int USES = 2;

  private static final int FIRST_CHILD = 3;
  private static final int NEXT_SIBLING = 4;
  private static final int PREVIOUS_SIBLING = 5;
  private static final int NEXT_SAME = 6;
  private static final int PREVIOUS_SAME = 7;

  /** Paths in use that end here, and nodes above that one leads through. */
  private static final int IN_USE = 8;

  private static final int WIDTH = 9;
  private static final int USE = 2;

  private final AsSlots ases;
  private final LinkTable links;
  private AspaTable aspas;
  private int[] rows = new int[WIDTH * 256];
  private int size;
  private final IntArrayList free = new IntArrayList();
  private final Long2IntOpenHashMap children = new Long2IntOpenHashMap();
  private final IntArrayList work = new IntArrayList();

  PathTree(AsSlots ases, LinkTable links, AspaTable aspas) {
    this.ases = ases;
    this.links = links;
    this.aspas = aspas;
    children.defaultReturnValue(NONE);
  }

  private int get(int node, int column) {
    return rows[node * WIDTH + column];
  }

  private void set(int node, int column, int value) {
    rows[node * WIDTH + column] = value;
  }

  private boolean counts(int node) {
    return (get(node, USES) & 1) != 0;
  }

  private static long key(int parent, int slot) {
    return (long) (parent + 1) << 32 | slot;
  }

  // ---- paths come and go

  /**
   * Adds a path, which is seen but not in use yet.
   *
   * @param path neighbour first, no AS twice in a row
   * @param length how many of {@code path} count
   * @return the node of the whole path, to be given back to {@link #remove}; {@link #NONE} for an
   *     empty path
   */
  int add(int[] path, int length) {
    int node = NONE;
    for (int i = length - 1; i >= 0; i--) {
      int slot = ases.find(path[i]);
      int child = slot == AsSlots.NONE ? NONE : children.get(key(node, slot));
      node = child == NONE ? add(node, path[i]) : child;
    }
    if (node != NONE) {
      rows[node * WIDTH + USES] += USE;
    }
    return node;
  }

  private int add(int parent, int asn) {
    int slot = ases.take(asn);
    int node = free.isEmpty() ? size++ : free.popInt();
    if ((node + 1) * WIDTH > rows.length) {
      rows = Arrays.copyOf(rows, rows.length + (rows.length >> 1));
    }
    set(node, AS, slot);
    set(node, PARENT, parent);
    set(node, USES, 0);
    set(node, IN_USE, 0);
    set(node, FIRST_CHILD, NONE);
    set(node, PREVIOUS_SIBLING, NONE);
    set(node, NEXT_SIBLING, NONE);
    if (parent != NONE) {
      rows[parent * WIDTH + USES] += USE;
      chain(node, get(parent, FIRST_CHILD), NEXT_SIBLING, PREVIOUS_SIBLING);
      set(parent, FIRST_CHILD, node);
      links.see(slot, get(parent, AS), 1);
    }
    chain(node, ases.firstNode(slot), NEXT_SAME, PREVIOUS_SAME);
    set(node, PREVIOUS_SAME, NONE);
    ases.setFirstNode(slot, node);
    children.put(key(parent, slot), node);
    return node;
  }

  /** The path is in use from now on; once more each time. */
  void activate(int leaf) {
    for (int node = leaf; node != NONE; node = get(node, PARENT)) {
      work.add(node);
      if (rows[node * WIDTH + IN_USE]++ != 0) {
        work.popInt();
        break;
      }
    }
    // What is below counts first.
    while (!work.isEmpty()) {
      int node = work.popInt();
      if (isGood(node)) {
        turn(node, 1);
      }
    }
  }

  /** The path is no longer in use. */
  void deactivate(int leaf) {
    for (int node = leaf; node != NONE; node = get(node, PARENT)) {
      if (--rows[node * WIDTH + IN_USE] != 0) {
        return;
      }
      if (counts(node)) {
        turn(node, -1);
      }
    }
  }

  private void chain(int node, int next, int nextColumn, int previousColumn) {
    set(node, nextColumn, next);
    if (next != NONE) {
      set(next, previousColumn, node);
    }
  }

  /** Removes a path that is not in use. */
  void remove(int leaf) {
    int node = leaf;
    while (node != NONE && (rows[node * WIDTH + USES] -= USE) < USE) {
      int parent = get(node, PARENT);
      unchain(node, parent);
      free.add(node);
      node = parent;
    }
  }

  private void unchain(int node, int parent) {
    int slot = get(node, AS);
    children.remove(key(parent, slot));
    if (parent != NONE) {
      links.see(slot, get(parent, AS), -1);
      if (get(parent, FIRST_CHILD) == node) {
        set(parent, FIRST_CHILD, get(node, NEXT_SIBLING));
      }
    }
    join(get(node, PREVIOUS_SIBLING), get(node, NEXT_SIBLING), NEXT_SIBLING, PREVIOUS_SIBLING);
    if (ases.firstNode(slot) == node) {
      ases.setFirstNode(slot, get(node, NEXT_SAME));
    }
    join(get(node, PREVIOUS_SAME), get(node, NEXT_SAME), NEXT_SAME, PREVIOUS_SAME);
    ases.release(slot);
  }

  private void join(int previous, int next, int nextColumn, int previousColumn) {
    if (previous != NONE) {
      set(previous, nextColumn, next);
    }
    if (next != NONE) {
      set(next, previousColumn, previous);
    }
  }

  // ---- what counts

  private boolean isGood(int node) {
    int parent = get(node, PARENT);
    return get(node, IN_USE) != 0
        && (parent == NONE
            || (counts(parent)
                && aspas.authorized(ases.asn(get(parent, AS)), ases.asn(get(node, AS)))
                    != Authorization.NOT_PROVIDER));
  }

  private void turn(int node, int change) {
    rows[node * WIDTH + USES] ^= 1;
    int parent = get(node, PARENT);
    if (parent != NONE) {
      links.count(get(node, AS), get(parent, AS), change);
    }
  }

  /** Other ASPAs are in force: those of these customers differ. */
  void aspasChanged(int[] customers, AspaTable after) {
    aspas = after;
    for (int customer : customers) {
      int slot = ases.find(customer);
      int node = slot == AsSlots.NONE ? NONE : ases.firstNode(slot);
      for (; node != NONE; node = get(node, NEXT_SAME)) {
        pushChildren(node);
        settle();
      }
    }
  }

  private void pushChildren(int node) {
    for (int c = get(node, FIRST_CHILD); c != NONE; c = get(c, NEXT_SIBLING)) {
      work.add(c);
    }
  }

  private void settle() {
    while (!work.isEmpty()) {
      int node = work.popInt();
      boolean good = isGood(node);
      if (good != counts(node)) {
        turn(node, good ? 1 : -1);
        pushChildren(node);
      }
    }
  }

  // ---- answers

  /**
   * The shortest segment that shows a link: provider first, down to the origin; empty where none
   * does.
   */
  int[] shortestSegment(int provider, int customer) {
    int[] best = {};
    for (int n = ases.firstNode(provider); n != NONE; n = get(n, NEXT_SAME)) {
      int parent = get(n, PARENT);
      if (parent != NONE && get(parent, AS) == customer && counts(n)) {
        int[] segment = segment(n);
        if (best.length == 0 || segment.length < best.length) {
          best = segment;
        }
      }
    }
    return best;
  }

  private int[] segment(int node) {
    IntArrayList out = new IntArrayList();
    for (int n = node; n != NONE; n = get(n, PARENT)) {
      out.add(ases.asn(get(n, AS)));
    }
    return out.toIntArray();
  }

  /** How many segments there are. */
  int size() {
    return children.size();
  }

  long bytes() {
    return 4L * rows.length + 21L * children.size();
  }
}
