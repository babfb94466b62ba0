package savd.rules;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntIterable;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import savd.net.AddressFamily;

/**
 * What one step of {@link OriginLinks} has found out, and its end: prefixes that ROAs bring are
 * pinned first, then everything concerned is settled, and pins are let go of last, so that a number
 * keeps its meaning as long as somebody may ask.
 */
final class LinkStep {
  private final Roas roas;
  private final Map<Integer, SourceList> byLink = new HashMap<>();
  private SourceList[] sheltering = ListFilling.NONE;
  private OriginIndex index;

  /** Pairs of (link, origin) that came or went in this step; twice means not at all. */
  private final LongOpenHashSet turned = new LongOpenHashSet();

  /** ASes whose place in or under a cone of {@link #sheltering} changed in this step. */
  private final IntOpenHashSet moved = new IntOpenHashSet();

  /** Triples of (link, family, prefix) to be settled in this step. */
  private final IntArrayList concerned = new IntArrayList();

  LinkStep(Roas roas) {
    this.roas = roas;
  }

  /** These are the lists that follow origins, and the index they work with. */
  void serve(Collection<SourceList> all, OriginIndex newIndex) {
    byLink.clear();
    all.forEach(l -> byLink.put(l.link(), l));
    sheltering = all.stream().filter(l -> l.definition().asksExposure()).toArray(SourceList[]::new);
    index = newIndex;
  }

  SourceList list(int link) {
    return byLink.get(link);
  }

  SourceList[] sheltering() {
    return sheltering;
  }

  // ---- notes

  /** An origin has begun to count for a list, or ceased to. */
  void turn(SourceList list, int origin) {
    long key = (long) list.link() << 32 | Integer.toUnsignedLong(origin);
    if (!turned.remove(key)) {
      turned.add(key);
    }
  }

  /** These ASes have another place in a cone that shelters, or under something exposed. */
  void move(IntIterable asns) {
    asns.forEach(moved::add);
  }

  /** A prefix may belong elsewhere on a list. */
  void concern(SourceList l, AddressFamily family, int id) {
    concerned.add(l.link());
    concerned.add(family.ordinal());
    concerned.add(id);
  }

  /** Every prefix may belong elsewhere on a list. */
  void concernWhole(SourceList l) {
    for (AddressFamily family : AddressFamily.values()) {
      l.table(family).index().forEach(id -> concern(l, family, id));
    }
  }

  /** Everything of an origin: the prefixes of its routes and, where they count, of its ROAs. */
  private void concernAll(SourceList l, int origin) {
    concernPostings(l, origin);
    if (l.definition().usesRoas()) {
      roas.forEachOf(
          origin, (family, table, row) -> concern(l, family, roas.find(family, table, row)));
    }
  }

  private void concernPostings(SourceList l, int origin) {
    int slot = index.find(origin);
    for (AddressFamily family : AddressFamily.values()) {
      if (slot >= 0) {
        index.forEachPosting(family, slot, id -> concern(l, family, id));
      }
    }
  }

  /** Everything that an AS speaks for or against on provider interfaces. */
  private void concernMoved(int asn) {
    for (SourceList l : sheltering) {
      concernPostings(l, asn);
      roas.forEachOf(
          asn,
          (family, table, row) ->
              roas.forEachAround(family, table, row, id -> concern(l, family, id)));
    }
  }

  // ---- the end

  void finish(long nowNanos) {
    forEachTurned(true, roas::pinAllOf);
    turned.forEach(key -> concernAll(byLink.get((int) (key >>> 32)), (int) key));
    moved.forEach(this::concernMoved);
    settleConcerned(nowNanos);
    forEachTurned(false, roas::unpinAllOf);
    turned.clear();
    moved.clear();
    concerned.clear();
    if (concerned.elements().length > 1 << 16) {
      concerned.trim(64);
    }
  }

  private void settleConcerned(long nowNanos) {
    AddressFamily[] families = AddressFamily.values();
    SourceList l = null;
    for (int i = 0; i < concerned.size(); i += 3) {
      int link = concerned.getInt(i);
      if (l == null || l.link() != link) {
        l = byLink.get(link);
      }
      l.settle(families[concerned.getInt(i + 1)], concerned.getInt(i + 2), nowNanos);
    }
  }

  /** Visits the origins whose ROAs some list takes from now on, or takes no more. */
  private void forEachTurned(boolean linked, java.util.function.IntConsumer visitor) {
    turned.forEach(
        key -> {
          SourceList l = byLink.get((int) (key >>> 32));
          int origin = (int) key;
          if (l.definition().usesRoas() && index.isLinked(origin, l.link()) == linked) {
            visitor.accept(origin);
          }
        });
  }
}
