package savd.rules;

import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.util.Arrays;
import savd.net.AddressFamily;
import savd.rib.PrefixIndex;
import savd.rib.PrefixIndex.IdVisitor;
import savd.rib.RibView;
import savd.rpki.payload.VrpTable;

/**
 * Parts of secluded prefixes that only ROAs give to others: they must be in the prefix index, so
 * that a list can decide about them. Each secluded prefix pins those within it.
 */
final class Carvings {
  private final RibView rib;
  private final Roas roas;

  /** By family: numbers of the parts, sorted, by that of the prefix around them. */
  private final Int2ObjectOpenHashMap<int[]>[] parts;

  /** By family: around how many secluded prefixes a part is. */
  private final Int2IntOpenHashMap[] uses;

  @SuppressWarnings({"unchecked", "rawtypes"})
  Carvings(RibView rib, Roas roas) {
    this.rib = rib;
    this.roas = roas;
    this.uses = new Int2IntOpenHashMap[] {new Int2IntOpenHashMap(), new Int2IntOpenHashMap()};
    this.parts =
        new Int2ObjectOpenHashMap[] {new Int2ObjectOpenHashMap(), new Int2ObjectOpenHashMap()};
  }

  /** False for a prefix just judged of which {@link #judged} need not know. */
  boolean concerns(AddressFamily family, int id, Seclusion seclusion) {
    return parts[family.ordinal()].containsKey(id)
        || seclusion.wasSecluded() && seclusion.hasPartElsewhere(family, id);
  }

  /**
   * A prefix has been judged: visits the parts that are to be judged too, before those that have no
   * meaning any more lose their numbers.
   */
  void judged(AddressFamily family, int id, Seclusion seclusion, IdVisitor visitor) {
    int[] now = seclusion.wasSecluded() ? find(family, id, seclusion) : null;
    int[] before =
        now == null ? parts[family.ordinal()].remove(id) : parts[family.ordinal()].put(id, now);
    count(family, now, 1);
    count(family, before, -1);
    if (!Arrays.equals(before, now)) {
      visit(now, visitor);
      visit(before, visitor);
    }
    unpin(family, before);
  }

  private void count(AddressFamily family, int[] some, int change) {
    for (int i = 0; some != null && i < some.length; i++) {
      uses[family.ordinal()].addTo(some[i], change);
    }
  }

  private static void visit(int[] some, IdVisitor visitor) {
    for (int i = 0; some != null && i < some.length; i++) {
      visitor.visit(some[i]);
    }
  }

  /** True for a part of a secluded prefix that a ROA gives to somebody else. */
  boolean isPart(AddressFamily family, int id) {
    return uses[family.ordinal()].get(id) != 0;
  }

  /** Pins the parts there are; null for none. */
  private int[] find(AddressFamily family, int id, Seclusion seclusion) {
    PrefixIndex index = rib.prefixes(family);
    VrpTable table = roas.table(family);
    IntArrayList rows = new IntArrayList();
    seclusion.forEachPartElsewhere(family, id, rows::add);
    if (rows.isEmpty()) {
      return null;
    }
    IntOpenHashSet found = new IntOpenHashSet();
    for (int i = 0; i < rows.size(); i++) {
      int part = roas.pin(family, table, rows.getInt(i));
      if (!found.add(part)) {
        index.unpin(part);
      }
    }
    int[] out = found.toIntArray();
    Arrays.sort(out);
    return out;
  }

  private void unpin(AddressFamily family, int[] some) {
    for (int i = 0; some != null && i < some.length; i++) {
      if (uses[family.ordinal()].get(some[i]) == 0) {
        uses[family.ordinal()].remove(some[i]);
      }
      rib.prefixes(family).unpin(some[i]);
    }
  }

  void close() {
    for (AddressFamily family : AddressFamily.values()) {
      uses[family.ordinal()].clear();
      parts[family.ordinal()].values().forEach(p -> unpin(family, p));
      parts[family.ordinal()].clear();
    }
  }
}
