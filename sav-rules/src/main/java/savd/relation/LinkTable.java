package savd.relation;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.Arrays;

/**
 * The links from provider to customer, each with what speaks for it. A link that nothing speaks for
 * any more stays until the end of the step, so that cones can see along what they came to be.
 *
 * <p>A row is {@code [from, to, paths, marks, next out, previous out, next in, previous in, seen,
 * declared, named]}.
 */
final class LinkTable {
  static final int NONE = -1;

  /** Some AS_PATH shows the link. */
  static final int BY_PATH = 1;

  /** The customer's ASPA names the provider. */
  static final int BY_ASPA = 2;

  /** Some path in an Adj-RIB-In has the two in this order, whatever is to be thought of it. */
  static final int SEEN = 8;

  /** The provider declares it: a customer whose routes it passes on to nobody above. */
  static final int BY_DECLARATION = 16;

  /**
   * The configuration or the customer itself names the provider. That outlives the link, so it says
   * below whom an AS may be, and not that it still is.
   */
  static final int BY_NAME = 32;

  private static final int TOUCHED = 4;

  private static final int FROM = 0;
  private static final int TO = 1;
  private static final int PATHS = 2;
  private static final int MARKS = 3;
  private static final int NEXT_OUT = 4;
  private static final int PREVIOUS_OUT = 5;
  private static final int NEXT_IN = 6;
  private static final int PREVIOUS_IN = 7;
  private static final int SEGMENTS = 8;
  private static final int DECLARATIONS = 9;
  private static final int NAMES = 10;
  private static final int WIDTH = 11;

  private final AsSlots ases;
  private final Long2IntOpenHashMap index = new Long2IntOpenHashMap();
  private int[] rows = new int[WIDTH * 256];
  private int size;
  private final IntArrayList free = new IntArrayList();

  /** Links touched in this step, and what spoke for each before it. */
  private final IntArrayList touched = new IntArrayList();

  private final IntArrayList before = new IntArrayList();

  LinkTable(AsSlots ases) {
    this.ases = ases;
    index.defaultReturnValue(NONE);
  }

  private static long key(int from, int to) {
    return (long) from << 32 | to;
  }

  /** The link of two slots, or {@link #NONE}; perhaps one that nothing speaks for any more. */
  int find(int from, int to) {
    return index.get(key(from, to));
  }

  int from(int link) {
    return rows[link * WIDTH + FROM];
  }

  int to(int link) {
    return rows[link * WIDTH + TO];
  }

  int nextOut(int link) {
    return rows[link * WIDTH + NEXT_OUT];
  }

  int nextIn(int link) {
    return rows[link * WIDTH + NEXT_IN];
  }

  /** What speaks for the link now: the bits above, 0 for nothing. */
  int marks(int link) {
    int at = link * WIDTH;
    return (rows[at + PATHS] != 0 ? BY_PATH : 0)
        | rows[at + MARKS] & BY_ASPA
        | (rows[at + SEGMENTS] != 0 ? SEEN : 0)
        | (rows[at + DECLARATIONS] != 0 ? BY_DECLARATION : 0)
        | (rows[at + NAMES] != 0 ? BY_NAME : 0);
  }

  /** Counts a segment of a path that shows the link, for or against it. */
  void count(int from, int to, int change) {
    int link = touch(from, to);
    rows[link * WIDTH + PATHS] += change;
  }

  /** Counts a segment of a path, in use or not. */
  void see(int from, int to, int change) {
    int link = touch(from, to);
    rows[link * WIDTH + SEGMENTS] += change;
  }

  /** Counts a declaration. */
  void declare(int from, int to, int change) {
    int link = touch(from, to);
    rows[link * WIDTH + DECLARATIONS] += change;
  }

  /** Counts that the provider is named. */
  void name(int from, int to, int change) {
    int link = touch(from, to);
    rows[link * WIDTH + NAMES] += change;
  }

  void attest(int from, int to, boolean named) {
    int link = touch(from, to);
    int at = link * WIDTH + MARKS;
    rows[at] = named ? rows[at] | BY_ASPA : rows[at] & ~BY_ASPA;
  }

  private int touch(int from, int to) {
    int link = index.get(key(from, to));
    if (link == NONE) {
      link = add(from, to);
    }
    int at = link * WIDTH + MARKS;
    if ((rows[at] & TOUCHED) == 0) {
      touched.add(link);
      before.add(marks(link));
      rows[at] |= TOUCHED;
    }
    return link;
  }

  private int add(int from, int to) {
    int link = free.isEmpty() ? size++ : free.popInt();
    if ((link + 1) * WIDTH > rows.length) {
      rows = Arrays.copyOf(rows, rows.length + (rows.length >> 1));
    }
    int at = link * WIDTH;
    rows[at + FROM] = from;
    rows[at + TO] = to;
    rows[at + PATHS] = 0;
    rows[at + MARKS] = 0;
    rows[at + SEGMENTS] = 0;
    rows[at + DECLARATIONS] = 0;
    rows[at + NAMES] = 0;
    int out = ases.firstOut(from);
    rows[at + NEXT_OUT] = out;
    rows[at + PREVIOUS_OUT] = NONE;
    if (out != NONE) {
      rows[out * WIDTH + PREVIOUS_OUT] = link;
    }
    ases.setFirstOut(from, link);
    int in = ases.firstIn(to);
    rows[at + NEXT_IN] = in;
    rows[at + PREVIOUS_IN] = NONE;
    if (in != NONE) {
      rows[in * WIDTH + PREVIOUS_IN] = link;
    }
    ases.setFirstIn(to, link);
    ases.retain(from);
    ases.retain(to);
    index.put(key(from, to), link);
    return link;
  }

  private void remove(int link) {
    int at = link * WIDTH;
    int nextOut = rows[at + NEXT_OUT];
    int previousOut = rows[at + PREVIOUS_OUT];
    if (nextOut != NONE) {
      rows[nextOut * WIDTH + PREVIOUS_OUT] = previousOut;
    }
    if (previousOut != NONE) {
      rows[previousOut * WIDTH + NEXT_OUT] = nextOut;
    } else {
      ases.setFirstOut(from(link), nextOut);
    }
    int nextIn = rows[at + NEXT_IN];
    int previousIn = rows[at + PREVIOUS_IN];
    if (nextIn != NONE) {
      rows[nextIn * WIDTH + PREVIOUS_IN] = previousIn;
    }
    if (previousIn != NONE) {
      rows[previousIn * WIDTH + NEXT_IN] = nextIn;
    } else {
      ases.setFirstIn(to(link), nextIn);
    }
    index.remove(key(from(link), to(link)));
    ases.release(from(link));
    ases.release(to(link));
    free.add(link);
  }

  // ---- a step

  /** Receives a link and what spoke for it before and does now. */
  @FunctionalInterface
  interface Turned {
    void turned(int link, int marksBefore, int marksNow);
  }

  /** Visits the links for which something else speaks now than before the step. */
  void forEachTurned(Turned visitor) {
    for (int i = 0; i < touched.size(); i++) {
      int link = touched.getInt(i);
      int now = marks(link);
      if (now != before.getInt(i)) {
        visitor.turned(link, before.getInt(i), now);
      }
    }
  }

  /** True where something else speaks for some link than before the step. */
  boolean hasTurned() {
    for (int i = 0; i < touched.size(); i++) {
      if (marks(touched.getInt(i)) != before.getInt(i)) {
        return true;
      }
    }
    return false;
  }

  /** Makes the step the past: links that nothing speaks for go. */
  void endStep() {
    for (int i = 0; i < touched.size(); i++) {
      int link = touched.getInt(i);
      rows[link * WIDTH + MARKS] &= ~TOUCHED;
      if (marks(link) == 0) {
        remove(link);
      }
    }
    touched.clear();
    before.clear();
    if (touched.elements().length > 1 << 16) {
      touched.trim(64);
      before.trim(64);
    }
  }

  /** How many links there are. */
  int size() {
    return index.size();
  }

  long bytes() {
    return 4L * rows.length + 21L * index.size();
  }
}
