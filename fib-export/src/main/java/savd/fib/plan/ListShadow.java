package savd.fib.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.rules.CoverageChange;

/**
 * One family of one source list as it should be: shards in ascending order that together cover the
 * whole address space.
 *
 * <p>A commit point is a reference to {@link #shards()}: after {@link #seal()} the shards behind it
 * never change, and a later {@link #apply} copies what it touches. So the difference between what
 * the kernel holds and what it should hold is found by comparing references, and a rejected
 * transaction needs no undoing.
 */
final class ListShadow {
  private final AddressFamily family;
  private final Sharding smallest;
  private final AddressRanges window;

  /** By the length of the list when it was laid out. */
  private Sharding sharding;

  private Shard[] shards;

  /** Shards changed since the last seal, by number: these may be changed in place. */
  private boolean[] owned = new boolean[1];

  private boolean arrayOwned = true;
  private boolean rebuild = true;

  /** Intervals over all shards. */
  private int count;

  /** True when some shard may have outgrown the bound for a split. */
  private boolean grown;

  private int nextNumber = 1;

  /** Where the last statement began: statements come in ascending order. */
  private int near;

  /**
   * @param sharding for short lists
   */
  ListShadow(AddressFamily family, Sharding sharding) {
    this.family = family;
    this.smallest = sharding;
    this.sharding = sharding;
    this.window = new AddressRanges(family);
    this.shards = new Shard[] {new Shard(0, 0, 0, new Intervals(family))};
    this.owned[0] = true;
  }

  AddressFamily family() {
    return family;
  }

  /** The shards; not to be changed by the caller. */
  Shard[] shards() {
    return shards;
  }

  /** True when the cut differs from the last build so that the list must be built anew. */
  boolean needsBuild() {
    return rebuild;
  }

  /** Asks for a fresh build, whatever the kernel holds now. */
  void requestBuild() {
    rebuild = true;
  }

  int intervalCount() {
    return count;
  }

  long footprintBytes() {
    long n = 0;
    for (Shard s : shards) {
      n += s.intervals().footprintBytes() + 32;
    }
    return n;
  }

  /** Makes the present state immutable, so that it can serve as the picture of the kernel. */
  void seal() {
    Arrays.fill(owned, false);
    arrayOwned = false;
  }

  /** Applies a statement; returns whether anything changed. */
  boolean apply(CoverageChange change) {
    int i = shardOf(change.firstHigh(), change.firstLow(), near);
    near = i;
    boolean changed = false;
    int cursor = 0;
    AddressRanges covered = change.covered();
    while (i < shards.length
        && AddressRanges.compare(
                shards[i].firstHigh(), shards[i].firstLow(), change.lastHigh(), change.lastLow())
            <= 0) {
      cursor = skipBefore(covered, cursor, shards[i]);
      changed |= applyIn(i, change, cursor);
      int pieces = cutIfHuge(i);
      i += pieces;
    }
    return changed;
  }

  private static int skipBefore(AddressRanges covered, int cursor, Shard shard) {
    int from = cursor;
    int to = covered.size();
    while (from < to) {
      int mid = (from + to) >>> 1;
      if (AddressRanges.compare(
              covered.lastHigh(mid), covered.lastLow(mid), shard.firstHigh(), shard.firstLow())
          < 0) {
        from = mid + 1;
      } else {
        to = mid;
      }
    }
    return from;
  }

  /** The shard in which an address lies; {@code guess} is looked at first, any number will do. */
  private int shardOf(long high, long low, int guess) {
    boolean right =
        guess < shards.length
            && AddressRanges.compare(shards[guess].firstHigh(), shards[guess].firstLow(), high, low)
                <= 0
            && AddressRanges.compare(high, low, lastHighOf(guess), lastLowOf(guess)) <= 0;
    return right ? guess : shardOf(high, low);
  }

  /** The shard in which an address lies. */
  int shardOf(long high, long low) {
    int from = 0;
    int to = shards.length - 1;
    while (from < to) {
      int mid = (from + to + 1) >>> 1;
      if (AddressRanges.compare(shards[mid].firstHigh(), shards[mid].firstLow(), high, low) <= 0) {
        from = mid;
      } else {
        to = mid - 1;
      }
    }
    return from;
  }

  private boolean applyIn(int i, CoverageChange change, int cursor) {
    Shard shard = shards[i];
    long endHigh = lastHighOf(i);
    long endLow = lastLowOf(i);
    boolean fromStart =
        AddressRanges.compare(
                change.firstHigh(), change.firstLow(), shard.firstHigh(), shard.firstLow())
            <= 0;
    boolean toEnd =
        AddressRanges.compare(change.lastHigh(), change.lastLow(), endHigh, endLow) >= 0;
    long aHigh = fromStart ? shard.firstHigh() : change.firstHigh();
    long aLow = fromStart ? shard.firstLow() : change.firstLow();
    long bHigh = toEnd ? endHigh : change.lastHigh();
    long bLow = toEnd ? endLow : change.lastLow();

    Intervals old = shard.intervals();
    if (fromStart && toEnd && isLargeWithin(change.covered(), cursor, shard, endHigh, endLow)) {
      return replaceAll(i, change.covered(), cursor);
    }

    // One address to either side, so that intervals that only touch the window merge with it.
    int from =
        fromStart
            ? old.indexEndingAtOrBehind(aHigh, aLow)
            : old.indexEndingAtOrBehind(beforeHigh(aHigh, aLow), aLow - 1);
    int to =
        toEnd
            ? old.indexStartingBehind(bHigh, bLow, from)
            : old.indexStartingBehind(behindHigh(bHigh, bLow), bLow + 1, from);

    window.clear();
    if (from < to
        && AddressRanges.compare(old.firstHigh(from), old.firstLow(from), aHigh, aLow) < 0) {
      window.add(old.firstHigh(from), old.firstLow(from), beforeHigh(aHigh, aLow), aLow - 1);
    }
    addCovered(change.covered(), cursor, aHigh, aLow, bHigh, bLow);
    if (from < to
        && AddressRanges.compare(old.lastHigh(to - 1), old.lastLow(to - 1), bHigh, bLow) > 0) {
      window.addMerging(
          behindHigh(bHigh, bLow), bLow + 1, old.lastHigh(to - 1), old.lastLow(to - 1));
    }
    if (old.equalsAt(from, to, window)) {
      return false;
    }
    Intervals changed = own(i);
    changed.splice(from, to, window);
    count += window.size() - (to - from);
    grown |= changed.size() > sharding.split();
    return true;
  }

  /** True when all ranges from the cursor on are many and lie within the shard. */
  private boolean isLargeWithin(
      AddressRanges covered, int cursor, Shard shard, long endHigh, long endLow) {
    int last = covered.size() - 1;
    return covered.size() - cursor > sharding.rebuild()
        && AddressRanges.compare(
                covered.firstHigh(cursor),
                covered.firstLow(cursor),
                shard.firstHigh(),
                shard.firstLow())
            >= 0
        && AddressRanges.compare(covered.lastHigh(last), covered.lastLow(last), endHigh, endLow)
            <= 0;
  }

  /** Spares a large statement about a whole shard the way through the window. */
  private boolean replaceAll(int i, AddressRanges covered, int cursor) {
    Intervals replacement = Intervals.of(covered, cursor, covered.size());
    Intervals old = shards[i].intervals();
    if (old.equals(replacement)) {
      return false;
    }
    ownArray();
    shards[i] = shards[i].with(replacement);
    count += replacement.size() - old.size();
    grown = true;
    return true;
  }

  private void addCovered(
      AddressRanges covered, int cursor, long aHigh, long aLow, long bHigh, long bLow) {
    for (int k = cursor; k < covered.size(); k++) {
      long fHigh = covered.firstHigh(k);
      long fLow = covered.firstLow(k);
      if (AddressRanges.compare(fHigh, fLow, bHigh, bLow) > 0) {
        return;
      }
      if (AddressRanges.compare(covered.lastHigh(k), covered.lastLow(k), aHigh, aLow) < 0) {
        continue;
      }
      boolean clipFirst = AddressRanges.compare(fHigh, fLow, aHigh, aLow) < 0;
      boolean clipLast =
          AddressRanges.compare(covered.lastHigh(k), covered.lastLow(k), bHigh, bLow) > 0;
      window.addMerging(
          clipFirst ? aHigh : fHigh,
          clipFirst ? aLow : fLow,
          clipLast ? bHigh : covered.lastHigh(k),
          clipLast ? bLow : covered.lastLow(k));
    }
  }

  /** The last address of shard {@code i}, high half. */
  long lastHighOf(int i) {
    return i + 1 == shards.length
        ? family.lastHigh()
        : beforeHigh(shards[i + 1].firstHigh(), shards[i + 1].firstLow());
  }

  long lastLowOf(int i) {
    return i + 1 == shards.length ? family.lastLow() : shards[i + 1].firstLow() - 1;
  }

  private static long beforeHigh(long high, long low) {
    return low == 0 ? high - 1 : high;
  }

  private static long behindHigh(long high, long low) {
    return low == -1L ? high + 1 : high;
  }

  private Intervals own(int i) {
    ownArray();
    Shard s = shards[i];
    if (s.number() >= owned.length) {
      owned = Arrays.copyOf(owned, Math.max(2 * owned.length, s.number() + 1));
    }
    if (!owned[s.number()]) {
      shards[i] = s.with(s.intervals().copy());
      owned[s.number()] = true;
    }
    return shards[i].intervals();
  }

  private void ownArray() {
    if (!arrayOwned) {
      shards = shards.clone();
      arrayOwned = true;
    }
  }

  /** Cuts shard {@code i} if it outgrew every bound; returns how many shards it is now. */
  private int cutIfHuge(int i) {
    Intervals all = shards[i].intervals();
    if (all.size() <= sharding.rebuild()) {
      return 1;
    }
    rebuild = true;
    List<Shard> pieces = cut(shards[i]);
    replace(i, pieces);
    return pieces.size();
  }

  private List<Shard> cut(Shard shard) {
    Intervals all = shard.intervals();
    List<Shard> pieces = new ArrayList<>();
    for (int from = 0; from < all.size(); from += sharding.fill()) {
      int to = Math.min(all.size(), from + sharding.fill());
      pieces.add(
          from == 0
              ? shard.with(all.slice(0, to))
              : new Shard(
                  nextNumber++, all.firstHigh(from), all.firstLow(from), all.slice(from, to)));
    }
    return pieces;
  }

  private void replace(int i, List<Shard> pieces) {
    Shard[] grown = new Shard[shards.length - 1 + pieces.size()];
    System.arraycopy(shards, 0, grown, 0, i);
    for (int k = 0; k < pieces.size(); k++) {
      grown[i + k] = pieces.get(k);
    }
    System.arraycopy(shards, i + 1, grown, i + pieces.size(), shards.length - i - 1);
    shards = grown;
    arrayOwned = true;
  }

  /**
   * Cuts the list afresh, as evenly as it gets, for a new build: one shard up to {@code single}
   * intervals, else {@code fill} intervals each. Intervals that only shard borders had parted are
   * joined.
   */
  void layOut() {
    Intervals all = new Intervals(family, Math.max(1, count));
    for (Shard s : shards) {
      Intervals v = s.intervals();
      for (int k = 0; k < v.size(); k++) {
        all.appendMerging(v.firstHigh(k), v.firstLow(k), v.lastHigh(k), v.lastLow(k));
      }
    }
    nextNumber = 1;
    count = all.size();
    sharding = smallest.of(count);
    grown = false;
    Shard whole = new Shard(0, 0, 0, all);
    if (all.size() <= sharding.single()) {
      shards = new Shard[] {whole};
    } else {
      shards = cut(whole).toArray(Shard[]::new);
    }
    owned = new boolean[nextNumber];
    arrayOwned = false;
    rebuild = false;
  }

  /** Splits shard {@code i} in the middle; the lower half keeps the number. */
  void split(int i) {
    Shard s = shards[i];
    Intervals v = s.intervals();
    int middle = v.size() / 2;
    replace(
        i,
        List.of(
            s.with(v.slice(0, middle)),
            new Shard(
                nextNumber++, v.firstHigh(middle), v.firstLow(middle), v.slice(middle, v.size()))));
  }

  /** The index of a shard that wants splitting, or -1. */
  int oversized() {
    for (int i = 0; grown && i < shards.length; i++) {
      if (shards[i].intervals().size() > sharding.split()) {
        return i;
      }
    }
    grown = false;
    return -1;
  }

  /** True when the list has shrunk so far that most of its sets are nearly empty. */
  boolean isHollow() {
    return shards.length > 16
        && (long) intervalCount() * 8 < (long) shards.length * sharding.fill();
  }
}
