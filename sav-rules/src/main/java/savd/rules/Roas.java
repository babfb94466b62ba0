package savd.rules;

import savd.net.AddressFamily;
import savd.rib.PrefixIndex;
import savd.rib.RibView;
import savd.rpki.payload.Payload;
import savd.rpki.payload.VrpTable;

/**
 * The VRPs in force as lists see them: by prefix number and by origin AS. A VRP stands for its
 * prefix, whatever its maximum length; one of length 0 stands for nothing, as a default route does.
 *
 * <p>A prefix that only a ROA has is in the index by pins: one for each VRP and list that follows
 * its origin.
 */
final class Roas {
  private final RibView rib;
  private Payload payload = Payload.EMPTY;

  /** Receives VRPs of an origin. */
  @FunctionalInterface
  interface RowVisitor {
    void visit(AddressFamily family, VrpTable table, int row);
  }

  Roas(RibView rib) {
    this.rib = rib;
  }

  Payload payload() {
    return payload;
  }

  void become(Payload now) {
    payload = now;
  }

  VrpTable table(AddressFamily family) {
    return payload.vrps(family);
  }

  /** The first row with exactly this prefix, or {@link VrpTable#NONE}. */
  int firstRow(AddressFamily family, int prefixId) {
    PrefixIndex index = rib.prefixes(family);
    VrpTable table = table(family);
    int length = index.length(prefixId);
    int row =
        length == 0
            ? VrpTable.NONE
            : table.longestCovering(index.high(prefixId), index.low(prefixId), length);
    return row == VrpTable.NONE || table.length(row) != length ? VrpTable.NONE : row;
  }

  /** Visits the VRPs of an AS, those of length 0 left out. */
  void forEachOf(int origin, RowVisitor visitor) {
    for (AddressFamily family : AddressFamily.values()) {
      VrpTable table = table(family);
      for (int i = table.originBegin(origin), end = table.originEnd(origin); i < end; i++) {
        int row = table.byOrigin(i);
        if (table.length(row) != 0) {
          visitor.visit(family, table, row);
        }
      }
    }
  }

  // ---- prefix numbers

  int pin(AddressFamily family, VrpTable table, int row) {
    return rib.prefixes(family).pin(table.high(row), table.low(row), table.length(row));
  }

  /** The number of a VRP's prefix, or {@link PrefixIndex#NONE}. */
  int find(AddressFamily family, VrpTable table, int row) {
    return rib.prefixes(family).find(table.high(row), table.low(row), table.length(row));
  }

  void pinAllOf(int origin) {
    forEachOf(origin, this::pin);
  }

  void unpinAllOf(int origin) {
    forEachOf(origin, (family, table, row) -> rib.prefixes(family).unpin(find(family, table, row)));
  }

  /**
   * Visits the prefixes in the index that a VRP speaks for or against: its own, those within it and
   * those around it.
   */
  void forEachAround(AddressFamily family, VrpTable table, int row, PrefixIndex.IdVisitor visitor) {
    PrefixIndex index = rib.prefixes(family);
    long high = table.high(row);
    long low = table.low(row);
    int length = table.length(row);
    for (int id = index.ceiling(high, low, length);
        id != PrefixIndex.NONE && isWithin(family, index, id, high, low, length);
        id = index.next(id)) {
      visitor.visit(id);
    }
    for (int id = length == 0 ? PrefixIndex.NONE : index.longestMatch(high, low, length - 1);
        id != PrefixIndex.NONE;
        id = index.lessSpecific(id)) {
      visitor.visit(id);
    }
  }

  private static boolean isWithin(
      AddressFamily family, PrefixIndex index, int id, long high, long low, int length) {
    return index.length(id) >= length
        && (index.high(id) & family.maskHigh(length)) == high
        && (index.low(id) & family.maskLow(length)) == low;
  }
}
