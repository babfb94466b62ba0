package savd.rules;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntIterator;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import savd.net.AddressFamily;
import savd.relation.Cone;
import savd.relation.ConeDefinition;
import savd.relation.Cones;
import savd.rib.RibDelta;
import savd.rib.RibView;
import savd.rpki.payload.RpkiDelta;
import savd.rpki.payload.VrpTable;

/**
 * Which origins count for which lists, and what follows from a change of that: by paths counted
 * (EFP-uRPF), by cones (BAR-SAV), and through VRPs for both.
 *
 * <p>A step first finds out which (list, origin) pairs have turned, all in all, then pins what ROA
 * prefixes it takes, settles what may be concerned, and lets go of pins last: until then a number
 * keeps its meaning.
 */
final class OriginLinks {
  private final RibView rib;
  private final ListFilling filling;
  private final Cones cones;
  private final Roas roas;
  private OriginIndex index;

  private final Map<Integer, SourceList> byLink = new HashMap<>();

  /** By peer: the lists whose origins its paths count for. */
  private SourceList[][] countedFrom = {};

  private SourceList[] withCones = ListFilling.NONE;
  private SourceList[] sheltering = ListFilling.NONE;

  /** Pairs of (link, origin) that came or went in this step; twice means not at all. */
  private final LongOpenHashSet turned = new LongOpenHashSet();

  /** ASes whose place in or under a cone of {@link #sheltering} changed in this step. */
  private final IntOpenHashSet moved = new IntOpenHashSet();

  /** Triples of (link, family, prefix) to be settled in this step. */
  private final IntArrayList concerned = new IntArrayList();

  OriginLinks(RibView rib, ListFilling filling, Roas roas) {
    this.rib = rib;
    this.filling = filling;
    this.roas = roas;
    this.cones = new Cones(rib);
  }

  OriginIndex index() {
    return index;
  }

  Cones cones() {
    return cones;
  }

  // ---- lists come and go

  /** Gives new lists their cones, counts and index. */
  void open(Collection<SourceList> fresh, Neighbors neighbors) {
    for (SourceList l : fresh) {
      l.definition().cone().ifPresent(source -> follow(l, neighbors.cone(source)));
    }
    index = filling.link(fresh, index);
    for (SourceList l : fresh) {
      if (l.cone() != null) {
        for (int asn : l.cone().members()) {
          index.count(asn, l.link(), 1);
        }
      }
      if (l.definition().usesRoas()) {
        linkedTo(l).forEach(roas::pinAllOf);
      }
    }
  }

  private void follow(SourceList l, ConeDefinition definition) {
    Cone cone = cones.acquire(definition, roas.payload().aspas());
    l.follow(cone);
    spare(l);
  }

  private void spare(SourceList l) {
    if (l.definition().kind() == ListDefinition.Kind.ANY_BUT_SHELTERED) {
      l.spare(cones.exposure(l.cone()));
    }
  }

  /** The list ends. */
  void close(SourceList l) {
    if (l.definition().usesRoas()) {
      linkedTo(l).forEach(roas::unpinAllOf);
    }
    index.dropLink(l.link());
    if (l.cone() != null) {
      cones.release(l.cone());
    }
  }

  private IntOpenHashSet linkedTo(SourceList l) {
    IntOpenHashSet out = new IntOpenHashSet();
    for (int slot = 0; slot < index.size(); slot++) {
      if (index.isSlotLinked(slot, l.link())) {
        out.add(index.originOf(slot));
      }
    }
    return out;
  }

  /** These are the lists that follow origins. */
  void rewire(Collection<SourceList> all) {
    byLink.clear();
    all.forEach(l -> byLink.put(l.link(), l));
    countedFrom =
        ListFilling.byPeer(
            all.stream().filter(l -> l.definition().countsPaths()).toArray(SourceList[]::new));
    withCones = all.stream().filter(l -> l.cone() != null).toArray(SourceList[]::new);
    sheltering = all.stream().filter(l -> l.shelter() != null).toArray(SourceList[]::new);
    if (all.isEmpty()) {
      index = null;
    }
  }

  // ---- the RIB changes

  void apply(RibDelta delta, long nowNanos) {
    if (index == null) {
      return;
    }
    for (int i = 0; i < delta.size(); i++) {
      boolean concerns = DeltaFacts.concernsOrigins(rib, delta, i);
      if (concerns) {
        track(delta, i);
      }
      if (concerns || sheltering.length != 0) {
        concernRoute(delta, i, concerns);
      }
    }
    if (cones.apply(delta)) {
      noteCones();
    }
    // Links are known only now.
    for (int i = 0; i < delta.size(); i++) {
      if (DeltaFacts.concernsOrigins(rib, delta, i)) {
        int before = DeltaFacts.oldOrigin(rib, delta, i);
        int after = DeltaFacts.newOrigin(rib, delta, i);
        concernLinked(before, delta.family(i), delta.prefixId(i));
        if (after != before) {
          concernLinked(after, delta.family(i), delta.prefixId(i));
        }
      }
    }
    finish(nowNanos);
  }

  /** Keeps postings and counts. */
  private void track(RibDelta delta, int i) {
    AddressFamily family = delta.family(i);
    if (rib.prefixes(family).length(delta.prefixId(i)) == 0) {
      return;
    }
    int before = DeltaFacts.oldOrigin(rib, delta, i);
    int after = DeltaFacts.newOrigin(rib, delta, i);
    if (after != before) {
      filling.post(index, family, delta.prefixId(i), after);
    }
    for (SourceList l : ListFilling.row(countedFrom, delta.peerIndex(i))) {
      if (DeltaFacts.isEligible(delta, i) && l.count(delta.newAttributes(i), 1)) {
        turn(l, after);
      }
      if (DeltaFacts.wasEligible(delta, i) && l.count(delta.oldAttributes(i), -1)) {
        turn(l, before);
      }
    }
  }

  private void concernRoute(RibDelta delta, int i, boolean origins) {
    if (origins) {
      for (SourceList l : ListFilling.row(countedFrom, delta.peerIndex(i))) {
        concern(l, delta.family(i), delta.prefixId(i));
      }
    }
    for (SourceList l : sheltering) {
      concern(l, delta.family(i), delta.prefixId(i));
    }
  }

  private void concernLinked(int origin, AddressFamily family, int id) {
    int[] links = origin == 0 ? null : index.links(origin);
    for (int k = 0; links != null && k < links.length; k += 2) {
      concern(byLink.get(links[k]), family, id);
    }
  }

  private void turn(SourceList list, int origin) {
    long key = (long) list.link() << 32 | Integer.toUnsignedLong(origin);
    if (!turned.remove(key)) {
      turned.add(key);
    }
  }

  /** What the cones say has changed in them becomes links. */
  private void noteCones() {
    for (SourceList l : withCones) {
      for (IntIterator it = l.cone().entered().iterator(); it.hasNext(); ) {
        link(l, it.nextInt(), 1);
      }
      for (IntIterator it = l.cone().left().iterator(); it.hasNext(); ) {
        link(l, it.nextInt(), -1);
      }
    }
    for (SourceList l : sheltering) {
      moved.addAll(l.cone().entered());
      moved.addAll(l.cone().left());
      moved.addAll(cones.exposure(l.cone()).entered());
      moved.addAll(cones.exposure(l.cone()).left());
    }
  }

  private void link(SourceList l, int asn, int change) {
    if (index.count(asn, l.link(), change)) {
      turn(l, asn);
    }
  }

  // ---- the RPKI data change

  void rpkiChanged(RpkiDelta delta, long nowNanos) {
    if (index == null) {
      roas.become(delta.after());
      return;
    }
    // While the links are still those of the data before: for these pins were made.
    IntArrayList unpins = new IntArrayList();
    for (AddressFamily family : AddressFamily.values()) {
      VrpTable added = delta.added(family);
      forEachUse(added, (l, row) -> concern(l, family, roas.pin(family, added, row)));
      VrpTable removed = delta.removed(family);
      forEachUse(
          removed,
          (l, row) -> {
            int id = roas.find(family, removed, row);
            concern(l, family, id);
            unpins.add(family.ordinal());
            unpins.add(id);
          });
    }
    roas.become(delta.after());
    if (cones.aspasChanged(delta.aspaCustomers(), delta.after().aspas())) {
      noteCones();
    }
    if (sheltering.length != 0) {
      for (AddressFamily family : AddressFamily.values()) {
        concernAround(family, delta.added(family));
        concernAround(family, delta.removed(family));
      }
    }
    finish(nowNanos);
    for (int i = 0; i < unpins.size(); i += 2) {
      rib.prefixes(AddressFamily.values()[unpins.getInt(i)]).unpin(unpins.getInt(i + 1));
    }
  }

  /** Receives a list that follows the origin of a VRP. */
  @FunctionalInterface
  private interface UseVisitor {
    void visit(SourceList list, int row);
  }

  private void forEachUse(VrpTable table, UseVisitor visitor) {
    for (int row = 0; row < table.size(); row++) {
      int[] links = table.length(row) == 0 ? null : index.links(table.asn(row));
      for (int k = 0; links != null && k < links.length; k += 2) {
        SourceList l = byLink.get(links[k]);
        if (l.definition().usesRoas()) {
          visitor.visit(l, row);
        }
      }
    }
  }

  private void concernAround(AddressFamily family, VrpTable table) {
    for (int row = 0; row < table.size(); row++) {
      roas.forEachAround(
          family,
          table,
          row,
          id -> {
            for (SourceList l : sheltering) {
              concern(l, family, id);
            }
          });
    }
  }

  // ---- neighbours change

  /** Others feed a list without cone; all its prefixes are settled by the caller. */
  void relink(SourceList l, long nowNanos) {
    IntOpenHashSet before = l.definition().usesRoas() ? linkedTo(l) : new IntOpenHashSet();
    index.dropLink(l.link());
    filling.link(List.of(l), index);
    if (l.definition().usesRoas()) {
      turnDifference(l, before, linkedTo(l));
    }
    finish(nowNanos);
  }

  /** The neighbours are others: true where the list follows another cone now. */
  boolean reselect(SourceList l, Neighbors neighbors, long nowNanos) {
    ConeDefinition wanted = neighbors.cone(l.definition().cone().orElseThrow());
    boolean other = !wanted.equals(l.cone().definition());
    if (other) {
      Cone before = l.cone();
      IntOpenHashSet was = new IntOpenHashSet(before.members());
      follow(l, wanted);
      cones.release(before);
      IntOpenHashSet is = new IntOpenHashSet(l.cone().members());
      was.forEach(asn -> index.count(asn, l.link(), -1));
      is.forEach(asn -> index.count(asn, l.link(), 1));
      turnDifference(l, was, is);
      finish(nowNanos);
    }
    spare(l);
    return other;
  }

  private void turnDifference(SourceList l, IntOpenHashSet was, IntOpenHashSet is) {
    was.forEach(
        asn -> {
          if (!is.contains(asn)) {
            turn(l, asn);
          }
        });
    is.forEach(
        asn -> {
          if (!was.contains(asn)) {
            turn(l, asn);
          }
        });
  }

  // ---- the end of a step

  private void concern(SourceList l, AddressFamily family, int id) {
    concerned.add(l.link());
    concerned.add(family.ordinal());
    concerned.add(id);
  }

  private void finish(long nowNanos) {
    turned.forEach(
        key -> {
          SourceList l = byLink.get((int) (key >>> 32));
          int origin = (int) key;
          if (l.definition().usesRoas() && index.isLinked(origin, l.link())) {
            roas.pinAllOf(origin);
          }
        });
    turned.forEach(key -> concernAll(byLink.get((int) (key >>> 32)), (int) key));
    moved.forEach(this::concernMoved);
    for (int i = 0; i < concerned.size(); i += 3) {
      SourceList l = byLink.get(concerned.getInt(i));
      AddressFamily family = AddressFamily.values()[concerned.getInt(i + 1)];
      int id = concerned.getInt(i + 2);
      l.table(family).settle(id, l.truth(family, id), nowNanos);
    }
    turned.forEach(
        key -> {
          SourceList l = byLink.get((int) (key >>> 32));
          int origin = (int) key;
          if (l.definition().usesRoas() && !index.isLinked(origin, l.link())) {
            roas.unpinAllOf(origin);
          }
        });
    turned.clear();
    moved.clear();
    concerned.clear();
    if (concerned.elements().length > 1 << 16) {
      concerned.trim(64);
    }
    cones.endStep();
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
}
