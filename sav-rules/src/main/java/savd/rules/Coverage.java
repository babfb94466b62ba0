package savd.rules;

import java.util.ArrayList;
import java.util.List;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.rib.PrefixIndex;

/**
 * Turns changed prefixes into statements about addresses.
 *
 * <p>A statement is made about the outermost changed prefixes only: it tells the whole truth within
 * them, so what changed further inside needs none. Where most of a list changed, one statement
 * about the whole address space is cheaper than sorting.
 */
final class Coverage {
  /** A list with less than this part of the index's prefixes is small. */
  private static final int FEW = 16;

  private final ListTable table;
  private final PrefixIndex index;
  private final AddressFamily family;
  private final boolean longestMatch;
  private Sweep sweep;

  Coverage(ListTable table, boolean longestMatch) {
    this.table = table;
    this.index = table.index();
    this.family = index.family();
    this.longestMatch = longestMatch;
  }

  /** One statement about all addresses. */
  CoverageChange whole() {
    AddressRanges covered = new AddressRanges(family);
    if (table.size() < index.size() / FEW) {
      sorted(covered);
    } else if (longestMatch) {
      Sweep all = sweep(covered, 0, 0, family.lastHigh(), family.lastLow(), false);
      index.forEach(all);
      all.finish();
    } else {
      index.forEach(id -> addListed(covered, id));
    }
    return new CoverageChange(0, 0, family.lastHigh(), family.lastLow(), covered);
  }

  /** A small list costs what it has, not what the index has. */
  private void sorted(AddressRanges covered) {
    int[] ids = table.members();
    PrefixSort.sort(index, ids, ids.length);
    int outer = PrefixIndex.NONE;
    for (int id : ids) {
      boolean nested =
          outer != PrefixIndex.NONE
              && AddressRanges.compare(
                      index.high(id), index.low(id), lastHigh(outer), lastLow(outer))
                  <= 0;
      if (nested) {
        continue;
      }
      outer = id;
      if (longestMatch) {
        Sweep within =
            sweep(covered, index.high(id), index.low(id), lastHigh(id), lastLow(id), false);
        index.forEachWithin(id, within);
        within.finish();
      } else {
        addListed(covered, id);
      }
    }
  }

  /** Statements for what the table says has changed. */
  List<CoverageChange> changes() {
    IntList changed = table.changed();
    if (changed.isEmpty()) {
      return List.of();
    }
    if (changed.size() > index.size() / FEW && changed.size() > 64) {
      return List.of(whole());
    }
    PrefixSort.sort(index, changed.array(), changed.size());
    List<CoverageChange> out = new ArrayList<>();
    CoverageChange last = null;
    for (int i = 0; i < changed.size(); i++) {
      int id = changed.get(i);
      boolean nested =
          last != null
              && AddressRanges.compare(
                      index.high(id), index.low(id), last.lastHigh(), last.lastLow())
                  <= 0;
      if (nested || (!longestMatch && table.isInByLessSpecific(id))) {
        continue;
      }
      last = within(id);
      out.add(last);
    }
    return out;
  }

  private CoverageChange within(int id) {
    long firstHigh = index.high(id);
    long firstLow = index.low(id);
    long lastHigh = lastHigh(id);
    long lastLow = lastLow(id);
    AddressRanges covered = new AddressRanges(family);
    if (longestMatch) {
      // What is around counts only where the prefix itself says nothing.
      boolean around = table.status(id) == ListTable.ABSENT && table.isInByLessSpecific(id);
      Sweep within = sweep(covered, firstHigh, firstLow, lastHigh, lastLow, around);
      index.forEachWithin(id, within);
      within.finish();
    } else if (table.isIn(id)) {
      covered.add(firstHigh, firstLow, lastHigh, lastLow);
    } else {
      index.forEachWithin(id, p -> addListed(covered, p));
    }
    return new CoverageChange(firstHigh, firstLow, lastHigh, lastLow, covered);
  }

  private void addListed(AddressRanges covered, int id) {
    if (table.isIn(id)) {
      covered.addMerging(index.high(id), index.low(id), lastHigh(id), lastLow(id));
    }
  }

  private long lastHigh(int id) {
    return index.high(id) | ~family.maskHigh(index.length(id)) & family.lastHigh();
  }

  private long lastLow(int id) {
    return index.low(id) | ~family.maskLow(index.length(id)) & family.lastLow();
  }

  /** A sweep over these addresses; the one before is over. */
  private Sweep sweep(
      AddressRanges covered,
      long firstHigh,
      long firstLow,
      long lastHigh,
      long lastLow,
      boolean around) {
    // One for all statements of a step: there may be ten thousand.
    sweep = sweep == null ? new Sweep() : sweep;
    sweep.begin(covered, firstHigh, firstLow);
    sweep.push(lastHigh, lastLow, around);
    return sweep;
  }

  /**
   * Longest match over an ordered walk: a stack of the prefixes that enclose the present place, the
   * innermost on top deciding.
   */
  private final class Sweep implements PrefixIndex.IdVisitor {
    private final long[] endHigh = new long[130];
    private final long[] endLow = new long[130];
    private final boolean[] allowed = new boolean[130];
    private AddressRanges covered;
    private int depth;
    private long atHigh;
    private long atLow;
    private boolean atTop;

    private void begin(AddressRanges into, long firstHigh, long firstLow) {
      covered = into;
      atHigh = firstHigh;
      atLow = firstLow;
      atTop = false;
    }

    private void push(long high, long low, boolean in) {
      endHigh[depth] = high;
      endLow[depth] = low;
      allowed[depth] = in;
      depth++;
    }

    @Override
    public void visit(int id) {
      int status = table.status(id);
      if (status == ListTable.ABSENT) {
        return;
      }
      long high = index.high(id);
      long low = index.low(id);
      while (AddressRanges.compare(endHigh[depth - 1], endLow[depth - 1], high, low) < 0) {
        pop();
      }
      if (AddressRanges.compare(atHigh, atLow, high, low) < 0) {
        long beforeHigh = low == 0 ? high - 1 : high;
        emit(beforeHigh, low - 1);
        atHigh = high;
        atLow = low;
      }
      push(lastHigh(id), lastLow(id), status == ListTable.IN);
    }

    private void pop() {
      long high = endHigh[depth - 1];
      long low = endLow[depth - 1];
      if (!atTop && AddressRanges.compare(atHigh, atLow, high, low) <= 0) {
        emit(high, low);
        atLow = low + 1;
        atHigh = atLow == 0 ? high + 1 : high;
        atTop = high == -1 && low == -1;
      }
      depth--;
    }

    private void emit(long high, long low) {
      if (allowed[depth - 1]) {
        covered.addMerging(atHigh, atLow, high, low);
      }
    }

    void finish() {
      while (depth > 0) {
        pop();
      }
    }
  }
}
