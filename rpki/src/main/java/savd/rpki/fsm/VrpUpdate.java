package savd.rpki.fsm;

import it.unimi.dsi.fastutil.ints.IntArrays;
import java.util.Arrays;
import java.util.Optional;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.Prefix;
import savd.rpki.message.Change;
import savd.rpki.message.RtrPdu;
import savd.rpki.payload.Vrp;
import savd.rpki.payload.VrpTable;

/**
 * The VRPs of one family in one update, collected aside.
 *
 * <p>A full load goes straight into the columns of the table to be. A delta, and what follows the
 * first withdrawal of a load, is a log in order of arrival, because the same VRP may come and go
 * several times in it; it is sorted by VRP when it is complete, and each VRP's history judged.
 */
final class VrpUpdate {
  private static final int WITHDRAWN = 1 << 16;

  private final AddressFamily family;
  private final Judge judge;
  private VrpTable base;

  /** While the update is a full load without withdrawals; null otherwise. */
  private VrpTable.Builder load;

  private int loaded;
  private int size;
  private long[] high = new long[0];
  private long[] low = new long[0];

  /** Maximum length, length shifted by 8, and {@link #WITHDRAWN}. */
  private int[] lengths = new int[0];

  private int[] asns = new int[0];

  /** Decides whether a mistake is forgiven. */
  interface Judge {
    /** The problem, or empty when it is forgiven. */
    Optional<Problem> duplicate(RtrPdu about);

    Optional<Problem> unknown(RtrPdu about);
  }

  private VrpUpdate(AddressFamily family, VrpTable base, VrpTable.Builder load, Judge judge) {
    this.family = family;
    this.base = base;
    this.load = load;
    this.judge = judge;
  }

  static VrpUpdate full(AddressFamily family, Judge judge) {
    return new VrpUpdate(family, null, VrpTable.builder(family), judge);
  }

  static VrpUpdate delta(VrpTable base, Judge judge) {
    return new VrpUpdate(base.family(), base, null, judge);
  }

  /** Takes one; a problem that is known only now concerns what came before. */
  Optional<Problem> add(Change change, long h, long l, int length, int maxLength, int asn) {
    Optional<Problem> problem = Optional.empty();
    if (load != null) {
      if (change == Change.ANNOUNCE) {
        load.add(h, l, length, maxLength, asn);
        loaded++;
        return problem;
      }
      problem = build();
    }
    append(h, l, (change == Change.WITHDRAW ? WITHDRAWN : 0) | length << 8 | maxLength, asn);
    return problem;
  }

  private Optional<Problem> build() {
    base = load.build();
    int repeated = load.repeated();
    load = null;
    for (int extra = loaded - base.size(); extra > 0; extra--) {
      Optional<Problem> problem =
          judge.duplicate(new RtrPdu.PrefixPdu(Change.ANNOUNCE, base.vrp(repeated)));
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  private void append(long h, long l, int bits, int asn) {
    if (size == low.length) {
      int n = Math.max(64, size + (size >> 1));
      high = family == AddressFamily.IPV6 ? Arrays.copyOf(high, n) : high;
      low = Arrays.copyOf(low, n);
      lengths = Arrays.copyOf(lengths, n);
      asns = Arrays.copyOf(asns, n);
    }
    if (family == AddressFamily.IPV6) {
      high[size] = h;
    }
    low[size] = l;
    lengths[size] = bits;
    asns[size++] = asn;
  }

  // ---- the end

  /** Judges what can be judged only now. */
  Optional<Problem> finish() {
    if (load != null) {
      return build();
    }
    int[] order = new int[size];
    Arrays.setAll(order, i -> i);
    // Stable, so that the history of one VRP stays in order of arrival.
    IntArrays.mergeSort(order, this::compare);
    VrpTable.Builder removed = VrpTable.builder(family);
    VrpTable.Builder added = VrpTable.builder(family);
    int from = 0;
    while (from < size) {
      int to = from + 1;
      while (to < size && compare(order[from], order[to]) == 0) {
        to++;
      }
      Optional<Problem> problem = history(order, from, to, removed, added);
      if (problem.isPresent()) {
        return problem;
      }
      from = to;
    }
    base = base.apply(removed.build(), added.build());
    return Optional.empty();
  }

  private Optional<Problem> history(
      int[] order, int from, int to, VrpTable.Builder removed, VrpTable.Builder added) {
    Vrp vrp = vrp(order[from]);
    boolean before = base.find(vrp) != VrpTable.NONE;
    boolean present = before;
    for (int i = from; i < to; i++) {
      boolean announced = (lengths[order[i]] & WITHDRAWN) == 0;
      if (announced == present) {
        Optional<Problem> problem =
            announced
                ? judge.duplicate(new RtrPdu.PrefixPdu(Change.ANNOUNCE, vrp))
                : judge.unknown(new RtrPdu.PrefixPdu(Change.WITHDRAW, vrp));
        if (problem.isPresent()) {
          return problem;
        }
      }
      present = announced;
    }
    if (present != before) {
      (present ? added : removed).add(vrp);
    }
    return Optional.empty();
  }

  private Vrp vrp(int i) {
    int length = lengths[i] >>> 8 & 0xFF;
    return new Vrp(
        Prefix.of(family, family == AddressFamily.IPV6 ? high[i] : 0, low[i], length),
        lengths[i] & 0xFF,
        new Asn(asns[i]));
  }

  private int compare(int a, int b) {
    int c = family == AddressFamily.IPV6 ? Long.compareUnsigned(high[a], high[b]) : 0;
    c = c != 0 ? c : Long.compareUnsigned(low[a], low[b]);
    c = c != 0 ? c : Integer.compare(lengths[a] & 0xFFFF, lengths[b] & 0xFFFF);
    return c != 0 ? c : Integer.compareUnsigned(asns[a], asns[b]);
  }

  /** The complete table; after {@link #finish}. */
  VrpTable table() {
    return base;
  }
}
