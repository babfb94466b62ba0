package savd.relation;

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

  /** This page and the one behind it as one. */
  public ConePage with(ConePage following) {
    List<Row> both = new ArrayList<>(rows);
    both.addAll(following.rows);
    return new ConePage(following.size, both, following.next);
  }

  static ConePage of(
      Cone cone, IntFunction<Optional<Standing>> standings, Optional<Asn> from, int limit) {
    return new Walk(cone, standings, from.filter(cone::contains).map(Asn::value), limit).page();
  }

  /** Walks the forest in order, from somewhere within: costs what is shown, and brothers above. */
  private static final class Walk {
    private final Cone cone;
    private final IntFunction<Optional<Standing>> standings;
    private final int limit;
    private final List<Row> rows = new ArrayList<>();

    /** Members to come, the next one last, and how deep they are. */
    private final IntArrayList open = new IntArrayList();

    private final IntArrayList depths = new IntArrayList();

    Walk(Cone cone, IntFunction<Optional<Standing>> standings, Optional<Integer> from, int limit) {
      this.cone = cone;
      this.standings = standings;
      this.limit = limit;
      from.ifPresentOrElse(this::beginAt, () -> push(cone.seeds(), 0));
    }

    /** What comes behind a member, level by level, and the member itself. */
    private void beginAt(int member) {
      IntArrayList way = new IntArrayList();
      for (int at = member; !cone.isSeed(at); at = cone.parent(at)) {
        way.add(at);
      }
      way.add(way.isEmpty() ? member : cone.parent(way.getInt(way.size() - 1)));
      IntArrayList level = cone.seeds();
      for (int depth = 0; !way.isEmpty(); depth++) {
        int at = way.popInt();
        level.removeIf(brother -> Integer.compareUnsigned(brother, at) <= 0);
        push(level, depth);
        if (way.isEmpty()) {
          open.add(at);
          depths.add(depth);
        }
        level = cone.children(at);
      }
    }

    ConePage page() {
      while (!open.isEmpty()) {
        if (rows.size() == limit) {
          return new ConePage(
              cone.size(), rows, Optional.of(new Asn(open.getInt(open.size() - 1))));
        }
        int asn = open.popInt();
        int depth = depths.popInt();
        IntArrayList children = cone.children(asn);
        rows.add(new Row(cone.link(asn), depth, children.size(), standings.apply(asn)));
        push(children, depth + 1);
      }
      return new ConePage(cone.size(), rows, Optional.empty());
    }

    private void push(IntArrayList some, int depth) {
      // The last in is the first out.
      some.sort((a, b) -> Integer.compareUnsigned(b, a));
      for (int i = 0; i < some.size(); i++) {
        open.add(some.getInt(i));
        depths.add(depth);
      }
    }
  }
}
