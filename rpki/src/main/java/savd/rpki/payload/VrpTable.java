package savd.rpki.payload;

import it.unimi.dsi.fastutil.ints.IntArrays;
import java.util.Arrays;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.Prefix;

/**
 * The VRPs of one family in sorted columns, immutable.
 *
 * <p>Order is address, length, maximum length, AS, all ascending and unsigned; so the VRPs of one
 * prefix are neighbours, and those of its more-specifics follow it. A row is 20 octets for IPv4 and
 * 30 for IPv6: the VRP, the row of the next shorter prefix that covers it, and its place in the
 * order by AS.
 *
 * <p>Rows are numbers from 0; {@link #NONE} is no row. They mean something in this table only.
 */
public final class VrpTable {
  public static final int NONE = -1;

  private final VrpColumns columns;

  /** Per row the first row of the longest prefix that strictly covers its own, or {@link #NONE}. */
  private final int[] lessSpecific;

  /** The rows by AS, then in order. */
  private final int[] byOrigin;

  /** Made once a table is searched much; then a search looks at few rows, which are neighbours. */
  private volatile FirstBits firstBits;

  /** Searches without it, about: threads may lose some of each other's. */
  private int searches;

  private VrpTable(VrpColumns columns, int[] lessSpecific, int[] byOrigin) {
    this.columns = columns;
    this.lessSpecific = lessSpecific;
    this.byOrigin = byOrigin;
  }

  public static VrpTable empty(AddressFamily family) {
    return builder(family).build();
  }

  public static Builder builder(AddressFamily family) {
    return new Builder(family);
  }

  /** Collects VRPs in any order; duplicates are dropped. Used once. */
  public static final class Builder {
    private final VrpColumns columns;
    private int repeated = NONE;

    private Builder(AddressFamily family) {
      columns = new VrpColumns(family, 16);
    }

    /** Adds one; the parts must make a {@link Vrp}. */
    public Builder add(long high, long low, int length, int maxLength, int asn) {
      columns.append(high, low, length, maxLength, asn);
      return this;
    }

    public Builder add(Vrp vrp) {
      Prefix p = vrp.prefix();
      return add(p.high(), p.low(), p.length(), vrp.maxLength(), vrp.asn().value());
    }

    public int size() {
      return columns.size();
    }

    public VrpTable build() {
      repeated = columns.sortAndTrim();
      int[] byOrigin = new int[columns.size()];
      Arrays.setAll(byOrigin, i -> i);
      IntArrays.radixSortIndirect(byOrigin, columns.asnsForSigned(), true);
      return new VrpTable(columns, columns.lessSpecifics(), byOrigin);
    }

    /** After {@link #build}: the row of a VRP that was added more than once, or {@link #NONE}. */
    public int repeated() {
      return repeated;
    }
  }

  // ---- rows

  public AddressFamily family() {
    return columns.family();
  }

  public int size() {
    return columns.size();
  }

  public boolean isEmpty() {
    return size() == 0;
  }

  public long high(int row) {
    return columns.high(row);
  }

  public long low(int row) {
    return columns.low(row);
  }

  public int length(int row) {
    return columns.length(row);
  }

  public int maxLength(int row) {
    return columns.maxLength(row);
  }

  /** The origin as 32 bits. */
  public int asn(int row) {
    return columns.asn(row);
  }

  public Vrp vrp(int row) {
    return new Vrp(
        Prefix.of(family(), high(row), low(row), length(row)), maxLength(row), new Asn(asn(row)));
  }

  // ---- search

  /** The row of a VRP, or {@link #NONE}. */
  public int find(Vrp vrp) {
    Prefix p = vrp.prefix();
    int row =
        columns.lastNotBehind(p.high(), p.low(), p.length(), vrp.maxLength(), vrp.asn().value());
    return row != NONE && vrp(row).equals(vrp) ? row : NONE;
  }

  /** The first row of the longest prefix that equals or covers the one given, or {@link #NONE}. */
  public int longestCovering(long high, long low, int length) {
    FirstBits index = firstBits;
    int row =
        index == null
            ? searchPlainly(high, low, length)
            : columns.lastNotBehind(
                index.begin(high, low), index.end(high, low), high, low, length, 255, -1);
    if (row == NONE) {
      return NONE;
    }
    row = firstOfPrefix(row);
    // What covers the prefix covers or is its predecessor too, so it is up this line.
    while (row != NONE && !columns.covers(row, high, low, length)) {
      row = lessSpecific[row];
    }
    return row;
  }

  private int searchPlainly(long high, long low, int length) {
    if (++searches > FirstBits.WORTH_IT && size() > FirstBits.WORTH_IT) {
      firstBits = new FirstBits(columns);
    }
    return columns.lastNotBehind(high, low, length, 255, -1);
  }

  /** The first row of the longest prefix that strictly covers the row's, or {@link #NONE}. */
  public int lessSpecific(int row) {
    return lessSpecific[row];
  }

  private int firstOfPrefix(int row) {
    int first = row;
    while (first > 0 && columns.samePrefix(first - 1, row)) {
      first--;
    }
    return first;
  }

  /** The row behind the last one with the prefix of {@code row}. */
  public int endOfPrefix(int row) {
    int end = row + 1;
    while (end < size() && columns.samePrefix(end, row)) {
      end++;
    }
    return end;
  }

  /** The first row whose prefix is the one given or behind it in order; may be {@link #size}. */
  public int firstWithin(long high, long low, int length) {
    return columns.lastBefore(high, low, length) + 1;
  }

  /** The row behind the last one whose prefix is the one given or a more-specific. */
  public int endWithin(long high, long low, int length) {
    AddressFamily f = family();
    long lastHigh = high | ~f.maskHigh(length) & f.lastHigh();
    long lastLow = low | ~f.maskLow(length) & f.lastLow();
    return columns.lastNotBehind(lastHigh, lastLow, f.bits(), 255, -1) + 1;
  }

  /**
   * Origin validation (RFC 6811, section 2).
   *
   * @param origin as 32 bits; 0 for a route without one, which no VRP matches
   */
  public OriginValidity validate(long high, long low, int length, int origin) {
    int group = longestCovering(high, low, length);
    if (group == NONE) {
      return OriginValidity.NOT_FOUND;
    }
    return matching(group, length, origin) == NONE ? OriginValidity.INVALID : OriginValidity.VALID;
  }

  /** The row that makes a route valid, the longest prefix first, or {@link #NONE}. */
  public int matching(long high, long low, int length, int origin) {
    int group = longestCovering(high, low, length);
    return group == NONE ? NONE : matching(group, length, origin);
  }

  private int matching(int firstGroup, int length, int origin) {
    if (origin == 0) {
      return NONE;
    }
    for (int group = firstGroup; group != NONE; group = lessSpecific[group]) {
      for (int row = group;
          row < size() && (row == group || columns.samePrefix(row, group));
          row++) {
        if (columns.asn(row) == origin && length <= columns.maxLength(row)) {
          return row;
        }
      }
    }
    return NONE;
  }

  // ---- by origin

  /** The first place in the order by AS that an AS has; see {@link #originEnd}. */
  public int originBegin(int asn) {
    int low = 0;
    int high = byOrigin.length;
    while (low < high) {
      int mid = low + high >>> 1;
      if (Integer.compareUnsigned(columns.asn(byOrigin[mid]), asn) < 0) {
        low = mid + 1;
      } else {
        high = mid;
      }
    }
    return low;
  }

  /** The place behind the last one that an AS has in the order by AS. */
  public int originEnd(int asn) {
    return asn == -1 ? byOrigin.length : originBegin(asn + 1);
  }

  /** The row at a place of the order by AS. */
  public int byOrigin(int place) {
    return byOrigin[place];
  }

  // ---- change

  /**
   * The same without the rows of one table and with those of another; what is in both stays. Costs
   * a copy, and a search for each row of the two.
   */
  public VrpTable apply(VrpTable removed, VrpTable added) {
    VrpEdit edit = VrpEdit.of(columns, removed.columns, added.columns);
    return edit.isEmpty()
        ? this
        : new VrpTable(
            edit.columns(), edit.lessSpecifics(this, lessSpecific), edit.byOrigin(byOrigin));
  }

  /** The rows of this table that are not in the other; quick where the two have much in common. */
  public VrpTable minus(VrpTable other) {
    if (isEmpty() || other.isEmpty()) {
      return this;
    }
    Builder out = builder(family());
    int i = 0;
    int j = 0;
    while (i < size()) {
      int equal = columns.equalRows(i, other.columns, j);
      i += equal;
      j += equal;
      int c = i == size() ? 1 : j == other.size() ? -1 : columns.compare(i, other.columns, j);
      if (c < 0) {
        out.add(high(i), low(i), length(i), maxLength(i), asn(i));
        i++;
      } else {
        j++;
      }
    }
    return out.build();
  }

  /** Octets of the columns. */
  public long bytes() {
    FirstBits index = firstBits;
    return columns.bytes()
        + 4L * (lessSpecific.length + byOrigin.length)
        + (index == null ? 0 : index.bytes());
  }

  @Override
  public boolean equals(Object o) {
    if (!(o instanceof VrpTable t) || t.family() != family() || t.size() != size()) {
      return false;
    }
    for (int i = 0; i < size(); i++) {
      if (columns.compare(i, t.columns, i) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int h = size();
    for (int i = 0; i < size(); i++) {
      h = 31 * h + Long.hashCode(low(i)) + 7 * asn(i);
    }
    return h;
  }

  @Override
  public String toString() {
    return size() + " " + family() + " VRPs";
  }
}
