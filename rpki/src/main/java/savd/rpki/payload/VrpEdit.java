package savd.rpki.payload;

import java.util.Arrays;
import savd.net.AddressFamily;

/**
 * A small change of a large {@link VrpTable}: rows between two changes move as a block.
 *
 * <p>A change of a prefix concerns, of the covering prefixes, those of its more-specifics only; so
 * these are worked out again, and all others just move with their rows.
 */
final class VrpEdit {
  private static final int NONE = VrpTable.NONE;

  private final VrpColumns old;
  private final VrpColumns added;

  /** Old rows that go, ascending. */
  private final int[] gone;

  /** Rows of {@link #added} that come, ascending. */
  private final int[] fresh;

  /** Per fresh row the old row it comes in front of. */
  private final int[] before;

  private final VrpColumns edited;

  /** Where each old row went; NONE for one that is gone. */
  private final int[] place;

  /** Where each fresh row is. */
  private final int[] freshPlace;

  private VrpEdit(VrpColumns old, VrpColumns added, int[] gone, int[] fresh) {
    this.old = old;
    this.added = added;
    this.gone = gone;
    this.fresh = fresh;
    before = new int[fresh.length];
    Arrays.setAll(before, k -> old.lastNotBehind(added, fresh[k]) + 1);
    edited = new VrpColumns(old.family(), old.size() - gone.length + fresh.length);
    place = new int[old.size()];
    freshPlace = new int[fresh.length];
    move();
  }

  static VrpEdit of(VrpColumns old, VrpColumns removed, VrpColumns added) {
    int[] gone = new int[removed.size()];
    int n = 0;
    for (int r = 0; r < removed.size(); r++) {
      int row = old.find(removed, r);
      if (row != NONE && added.find(removed, r) == NONE) {
        gone[n++] = row;
      }
    }
    int[] fresh = new int[added.size()];
    int m = 0;
    for (int r = 0; r < added.size(); r++) {
      if (old.find(added, r) == NONE) {
        fresh[m++] = r;
      }
    }
    return new VrpEdit(old, added, Arrays.copyOf(gone, n), Arrays.copyOf(fresh, m));
  }

  boolean isEmpty() {
    return gone.length == 0 && fresh.length == 0;
  }

  private void move() {
    int row = 0;
    int g = 0;
    int f = 0;
    while (row < old.size() || f < fresh.length) {
      int nextGone = g < gone.length ? gone[g] : old.size();
      int nextFresh = f < fresh.length ? before[f] : old.size();
      int end = Math.min(nextGone, nextFresh);
      int shift = edited.size() - row;
      edited.appendRows(old, row, end);
      for (; row < end; row++) {
        place[row] = row + shift;
      }
      if (f < fresh.length && nextFresh <= nextGone) {
        freshPlace[f] = edited.size();
        edited.appendRows(added, fresh[f], fresh[f] + 1);
        f++;
      } else if (g < gone.length) {
        place[row++] = NONE;
        g++;
      }
    }
  }

  VrpColumns columns() {
    return edited;
  }

  // ---- covering prefixes

  int[] lessSpecifics(VrpTable table, int[] oldLess) {
    int[] out = new int[edited.size()];
    for (int row = 0; row < place.length; row++) {
      if (place[row] != NONE) {
        out[place[row]] = oldLess[row] == NONE ? NONE : place[oldLess[row]];
      }
    }
    int done = 0;
    int g = 0;
    int f = 0;
    while (g < gone.length || f < fresh.length) {
      boolean takeGone =
          f == fresh.length || g < gone.length && old.compare(gone[g], added, fresh[f]) < 0;
      VrpColumns from = takeGone ? old : added;
      int row = takeGone ? gone[g++] : fresh[f++];
      // A prefix within one that was worked out before was worked out with it.
      done =
          Math.max(
              done, workOut(table, from.high(row), from.low(row), from.length(row), done, out));
    }
    return out;
  }

  /** Works out what covers a prefix and its more-specifics; returns the row behind them. */
  private int workOut(VrpTable table, long high, long low, int length, int done, int[] out) {
    int begin = edited.lastBefore(high, low, length) + 1;
    AddressFamily f = edited.family();
    int end =
        edited.lastNotBehind(
                high | ~f.maskHigh(length) & f.lastHigh(),
                low | ~f.maskLow(length) & f.lastLow(),
                f.bits(),
                255,
                -1)
            + 1;
    if (end > done && begin < end) {
      edited.lessSpecifics(begin, end, around(table, high, low, length), out);
    }
    return end;
  }

  /** What strictly covers an outermost changed prefix has not changed itself. */
  private int around(VrpTable table, long high, long low, int length) {
    if (length == 0) {
      return NONE;
    }
    AddressFamily f = edited.family();
    int row =
        table.longestCovering(
            high & f.maskHigh(length - 1), low & f.maskLow(length - 1), length - 1);
    return row == NONE ? NONE : place[row];
  }

  // ---- the order by AS

  int[] byOrigin(int[] oldOrder) {
    int[] order = new int[fresh.length];
    int[] out = new int[edited.size()];
    for (int k = 0; k < fresh.length; k++) {
      order[k] = k;
    }
    it.unimi.dsi.fastutil.ints.IntArrays.quickSort(order, this::byAsnThenRow);
    int n = 0;
    int at = 0;
    for (int k : order) {
      int until = firstBehind(oldOrder, k);
      n = moved(oldOrder, at, until, out, n);
      at = until;
      out[n++] = freshPlace[k];
    }
    moved(oldOrder, at, oldOrder.length, out, n);
    return out;
  }

  private int byAsnThenRow(int a, int b) {
    int c = Integer.compareUnsigned(added.asn(fresh[a]), added.asn(fresh[b]));
    return c != 0 ? c : Integer.compare(fresh[a], fresh[b]);
  }

  /** The first place in the old order that belongs behind a fresh row. */
  private int firstBehind(int[] oldOrder, int k) {
    int low = 0;
    int high = oldOrder.length;
    while (low < high) {
      int mid = low + high >>> 1;
      int c = Integer.compareUnsigned(old.asn(oldOrder[mid]), added.asn(fresh[k]));
      if (c < 0 || c == 0 && oldOrder[mid] < before[k]) {
        low = mid + 1;
      } else {
        high = mid;
      }
    }
    return low;
  }

  private int moved(int[] oldOrder, int from, int to, int[] out, int filled) {
    int n = filled;
    for (int i = from; i < to; i++) {
      int row = place[oldOrder[i]];
      if (row != NONE) {
        out[n++] = row;
      }
    }
    return n;
  }
}
