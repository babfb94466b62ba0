package savd.rules;

import java.util.ArrayDeque;
import savd.net.AddressFamily;
import savd.rib.PrefixIndex;

/**
 * One family of one list: which prefixes are on it, as the kernel is to see it.
 *
 * <p>A prefix is {@link #ABSENT}, {@link #IN}, or {@link #OUT}: decided against, which matters
 * under longest match only. The <em>truth</em> is what the RIB says now; the table follows it at
 * once where that permits more, and after the hold where it permits less: in a list of what is
 * blocked that is the other way round. A prefix whose removal waits is pinned in the index, so that
 * its number keeps its meaning.
 */
final class ListTable {
  static final int ABSENT = 0;
  static final int IN = 1;
  static final int OUT = 2;

  /** A hold is divided in so many buckets: a removal comes at most that fraction late. */
  private static final int BUCKETS_PER_HOLD = 8;

  private final PrefixIndex index;
  private final Observer observer;
  private long holdNanos;
  private final boolean longestMatch;
  private final boolean blocks;
  private final IdSet in = new IdSet();
  private final IdSet out = new IdSet();
  private final IdSet pending = new IdSet();
  private final ArrayDeque<Bucket> buckets = new ArrayDeque<>();
  private final IntList changed = new IntList();
  private final IntList released = new IntList();
  private boolean touched;

  /** Removals that wait for the same moment. */
  private record Bucket(long deadline, IdSet ids) {}

  /** Says what the RIB makes of a prefix. */
  @FunctionalInterface
  interface Truth {
    int of(int id);
  }

  /** Learns that a step has something to tell, and when the next removal is due. */
  interface Observer {
    void touched();

    void waits(long deadline);
  }

  ListTable(PrefixIndex index, ListDefinition definition, Observer observer) {
    this.index = index;
    this.observer = observer;
    this.holdNanos = definition.holdNanos();
    this.longestMatch = definition.longestMatch();
    this.blocks = definition.blocks();
  }

  PrefixIndex index() {
    return index;
  }

  /** Another hold for removals to come; those that wait already keep their time. */
  void hold(long nanos) {
    holdNanos = nanos;
  }

  AddressFamily family() {
    return index.family();
  }

  int status(int id) {
    return in.contains(id) ? IN : longestMatch && out.contains(id) ? OUT : ABSENT;
  }

  boolean isIn(int id) {
    return in.contains(id);
  }

  /** True for what the list blocks, by itself or by something less specific. */
  boolean isBlocked(int id) {
    return blocks
        ? in.contains(id) || !out.contains(id) && isInByLessSpecific(id)
        : out.contains(id);
  }

  boolean isHeld(int id) {
    return pending.contains(id);
  }

  /** Prefixes on the list. */
  int size() {
    return in.size();
  }

  /** The prefixes on the list, by number. */
  int[] members() {
    IntList ids = new IntList();
    in.forEach(ids::add);
    return java.util.Arrays.copyOf(ids.array(), ids.size());
  }

  int heldCount() {
    return pending.size();
  }

  /** Puts a prefix where it belongs, without hold: for a list that nobody uses yet. */
  void fill(int id, int truth) {
    if (truth == IN) {
      in.add(id);
    } else if (truth == OUT) {
      out.add(id);
    }
  }

  /** Brings a prefix in step with the truth, at once or by and by. */
  void settle(int id, int truth, long nowNanos) {
    int status = status(id);
    if (truth == status) {
      cancel(id);
      return;
    }
    // Between OUT and ABSENT nothing changes for the packets where the surroundings are not on the
    // list either.
    boolean idle = truth != IN && status != IN && !isInByLessSpecific(id) && !waitsAround(id);
    boolean permits = blocks ? truth == OUT || status == IN : truth == IN || status == OUT;
    if (permits || holdNanos == 0 || idle) {
      set(id, status, truth);
      cancel(id);
      if (!idle) {
        touch();
        changed.add(id);
      }
    } else if (pending.add(id)) {
      index.pin(id);
      bucket(nowNanos).ids.add(id);
    }
  }

  private void touch() {
    if (!touched) {
      touched = true;
      observer.touched();
    }
  }

  private void set(int id, int status, int truth) {
    if (status == IN) {
      in.remove(id);
    } else if (status == OUT) {
      out.remove(id);
    }
    fill(id, truth);
  }

  /** True when what decides about the surroundings of a prefix is on the list. */
  boolean isInByLessSpecific(int id) {
    int up = index.lessSpecific(id);
    while (up != PrefixIndex.NONE) {
      if (in.contains(up)) {
        return true;
      }
      if (longestMatch && out.contains(up)) {
        return false;
      }
      up = index.lessSpecific(up);
    }
    return false;
  }

  /** True when something around a prefix waits, perhaps to be on the list. */
  private boolean waitsAround(int id) {
    int up = pending.isEmpty() ? PrefixIndex.NONE : index.lessSpecific(id);
    while (up != PrefixIndex.NONE && !pending.contains(up)) {
      up = index.lessSpecific(up);
    }
    return up != PrefixIndex.NONE;
  }

  // ---- holds

  private void cancel(int id) {
    if (pending.remove(id)) {
      for (Bucket b : buckets) {
        if (b.ids.remove(id)) {
          break;
        }
      }
      touch();
      released.add(id);
    }
  }

  private Bucket bucket(long nowNanos) {
    long grain = Math.max(1, holdNanos / BUCKETS_PER_HOLD);
    long deadline = Math.ceilDiv(nowNanos + holdNanos, grain) * grain;
    Bucket last = buckets.peekLast();
    if (last != null && last.deadline >= deadline) {
      return bucketNotBefore(deadline);
    }
    last = new Bucket(deadline, new IdSet());
    buckets.addLast(last);
    observer.waits(deadline);
    return last;
  }

  /** Usually the last; an earlier one after the hold was shortened. */
  private Bucket bucketNotBefore(long deadline) {
    for (Bucket b : buckets) {
      if (b.deadline >= deadline) {
        return b;
      }
    }
    throw new IllegalStateException("no bucket at " + deadline);
  }

  /** When the next removal is due; {@link Long#MAX_VALUE} without one. */
  long nextDeadline() {
    while (!buckets.isEmpty() && buckets.peekFirst().ids.isEmpty()) {
      buckets.removeFirst();
    }
    return buckets.isEmpty() ? Long.MAX_VALUE : buckets.peekFirst().deadline;
  }

  /** When the removal of a held prefix is due. */
  long deadline(int id) {
    for (Bucket b : buckets) {
      if (b.ids.contains(id)) {
        return b.deadline;
      }
    }
    return Long.MAX_VALUE;
  }

  /** Carries out the removals that are due. */
  void expire(long nowNanos, Truth truth) {
    while (nextDeadline() <= nowNanos) {
      touch();
      buckets
          .removeFirst()
          .ids
          .forEach(
              id -> {
                pending.remove(id);
                released.add(id);
                int now = truth.of(id);
                if (status(id) != now) {
                  set(id, status(id), now);
                  changed.add(id);
                }
              });
    }
  }

  // ---- the end of a step

  /** Numbers whose status changed since the last {@link #endStep}. */
  IntList changed() {
    return changed;
  }

  /** To be called when the changes have been described: numbers may lose their meaning now. */
  void endStep() {
    touched = false;
    changed.clear();
    for (int i = 0; i < released.size(); i++) {
      index.unpin(released.get(i));
    }
    released.clear();
  }

  /** Gives up everything held; the table is not used afterwards. */
  void close() {
    pending.forEach(released::add);
    pending.clear();
    buckets.clear();
    endStep();
  }
}
