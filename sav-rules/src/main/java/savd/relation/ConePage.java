package savd.relation;

import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import savd.net.Asn;

/**
 * A page of a cone as a tree.
 *
 * @param size members of the cone
 * @param next where to go on, empty at the end
 */
public record ConePage(int size, List<Row> rows, Optional<Asn> next) {
  public ConePage {
    rows = List.copyOf(rows);
  }

  /**
   * One member.
   *
   * @param depth 0 for a seed
   * @param below members that hang directly on it
   * @param standing how it stands with PI-SAV, where that goes by this cone
   */
  public record Row(ConeLink link, int depth, int below, Optional<Standing> standing) {}

  static ConePage of(
      Cone cone, IntFunction<Optional<Standing>> standings, Optional<Asn> from, int limit) {
    return new Walk(cone, standings, from.filter(cone::contains).map(Asn::value), limit).page();
  }

  /** Walks the forest in order; that needs everybody's children, so it costs the whole cone. */
  private static final class Walk {
    private final Cone cone;
    private final IntFunction<Optional<Standing>> standings;
    private final Optional<Integer> from;
    private final int limit;
    private final Int2ObjectOpenHashMap<IntArrayList> below = new Int2ObjectOpenHashMap<>();
    private final IntArrayList seeds = new IntArrayList();
    private final List<Row> rows = new ArrayList<>();

    Walk(Cone cone, IntFunction<Optional<Standing>> standings, Optional<Integer> from, int limit) {
      this.cone = cone;
      this.standings = standings;
      this.from = from;
      this.limit = limit;
      for (int asn : cone.members()) {
        if (cone.isSeed(asn)) {
          seeds.add(asn);
        } else {
          below.computeIfAbsent(cone.parent(asn), _ -> new IntArrayList()).add(asn);
        }
      }
    }

    ConePage page() {
      IntArrayList open = new IntArrayList();
      IntArrayList depths = new IntArrayList();
      push(seeds, 0, open, depths);
      boolean shown = from.isEmpty();
      while (!open.isEmpty()) {
        int asn = open.popInt();
        int depth = depths.popInt();
        shown |= from.filter(f -> f == asn).isPresent();
        IntArrayList children = below.getOrDefault(asn, new IntArrayList());
        if (shown && rows.size() == limit) {
          return new ConePage(cone.size(), rows, Optional.of(new Asn(asn)));
        }
        if (shown) {
          rows.add(new Row(cone.link(asn), depth, children.size(), standings.apply(asn)));
        }
        push(children, depth + 1, open, depths);
      }
      return new ConePage(cone.size(), rows, Optional.empty());
    }

    private static void push(IntArrayList some, int depth, IntArrayList open, IntArrayList depths) {
      // The last in is the first out.
      some.sort((a, b) -> Integer.compareUnsigned(b, a));
      for (int i = 0; i < some.size(); i++) {
        open.add(some.getInt(i));
        depths.add(depth);
      }
    }
  }
}
