package savd.pisav.detour;

import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.Prefix;

/** What was found about destinations, added up as a statement says it. */
final class Findings {
  private static final int[] UNKNOWN = {};

  /** By family: destinations with a detour, with the origins counted for them. */
  private final List<Int2ObjectOpenHashMap<int[]>> detours =
      List.of(new Int2ObjectOpenHashMap<>(), new Int2ObjectOpenHashMap<>());

  /** How many destinations of an origin have a detour. */
  private final TreeMap<Asn, Integer> origins = new TreeMap<>();

  private final TreeSet<Prefix> outsideOrigins = new TreeSet<>();
  private boolean changed = true;

  void clear() {
    detours.forEach(Int2ObjectOpenHashMap::clear);
    origins.clear();
    outsideOrigins.clear();
    changed = true;
  }

  /** True once after anything changed that a statement may say. */
  boolean takeChanged() {
    boolean was = changed;
    changed = false;
    return was;
  }

  // ---- detours

  /**
   * A destination is reached by a way outside.
   *
   * @param by its origins, each once; none where they are not known
   */
  void detours(AddressFamily family, int prefixId, int[] by) {
    Int2ObjectOpenHashMap<int[]> of = detours.get(family.ordinal());
    int[] before = of.get(prefixId);
    if (before != null && Arrays.equals(before, by)) {
      return;
    }
    of.put(prefixId, by.length == 0 ? UNKNOWN : by);
    changed |= before == null && hasOne();
    count(by, 1);
    if (before != null) {
      count(before, -1);
    }
  }

  /** A destination is reached within the cone, not at all, or is none. */
  void stays(AddressFamily family, int prefixId) {
    int[] before = detours.get(family.ordinal()).remove(prefixId);
    if (before != null) {
      changed |= !hasDetour();
      count(before, -1);
    }
  }

  private boolean hasOne() {
    return detours.get(0).size() + detours.get(1).size() == 1;
  }

  private void count(int[] some, int change) {
    for (int origin : some) {
      Integer now =
          origins.merge(new Asn(origin), change, (a, b) -> a + b == 0 ? null : (Integer) (a + b));
      changed |= now == null || now == change;
    }
  }

  boolean hasDetour() {
    return !(detours.get(0).isEmpty() && detours.get(1).isEmpty());
  }

  /** Destinations with a detour, {@code most} of them. */
  List<Prefix> detoured(DestinationTable table, int most) {
    return detours
        .get(table.family().ordinal())
        .keySet()
        .intStream()
        .limit(most)
        .mapToObj(table::prefix)
        .sorted()
        .toList();
  }

  /** The least origins with a detour, {@code most} of them. */
  Set<Asn> detouredOrigins(int most) {
    return first(origins.keySet(), most);
  }

  // ---- origins outside

  void outsideOrigin(Prefix prefix, boolean seen) {
    changed |= seen ? outsideOrigins.add(prefix) : outsideOrigins.remove(prefix);
  }

  Set<Prefix> outsideOrigins(int most) {
    return first(outsideOrigins, most);
  }

  int outsideOriginCount() {
    return outsideOrigins.size();
  }

  private static <T> Set<T> first(Set<T> all, int most) {
    Set<T> some = new TreeSet<>();
    for (Iterator<T> i = all.iterator(); i.hasNext() && some.size() < most; ) {
      some.add(i.next());
    }
    return some;
  }
}
