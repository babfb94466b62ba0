package savd.rules;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntIterator;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import savd.net.AddressFamily;
import savd.net.Prefix;
import savd.relation.Cone;
import savd.relation.ConeDefinition;
import savd.relation.ConeEvidence;
import savd.relation.Cones;
import savd.relation.Standing;
import savd.rib.RibDelta;
import savd.rib.RibView;
import savd.rpki.payload.RpkiDelta;
import savd.rpki.payload.VrpTable;

/**
 * Which origins count for which lists, and what follows from a change of that: by paths counted
 * (EFP-uRPF), by cones (BAR-SAV), and through VRPs for both.
 *
 * <p>A step finds out which (list, origin) pairs have turned, all in all, and which prefixes may be
 * concerned; {@link LinkStep} does the rest.
 */
final class OriginLinks {
  private final RibView rib;
  private final ListFilling filling;
  private final Cones cones;
  private final Roas roas;
  private OriginIndex index;

  /** By peer: the lists whose origins its paths count for. */
  private SourceList[][] countedFrom = {};

  private SourceList[] withCones = ListFilling.NONE;
  private final LinkStep step;
  private final OwnNetworks networks;
  private PeerSet customers = PeerSet.EMPTY;
  private boolean coneChanged;
  private final TurnLog turned = new TurnLog();

  OriginLinks(RibView rib, ListFilling filling, Roas roas, OwnNetworks networks) {
    this.rib = rib;
    this.filling = filling;
    this.roas = roas;
    this.cones = new Cones(rib);
    this.step = new LinkStep(roas);
    this.networks = networks;
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
    customers = neighbors.resolve(new PeerSelector.Customers());
    for (SourceList l : fresh) {
      l.definition().cone().ifPresent(source -> follow(l, neighbors.cone(source)));
    }
    index = filling.link(fresh, index);
    for (SourceList l : fresh) {
      coneChanged |= l.definition().isSecluding();
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
    if (l.definition().isSecluding()) {
      l.seclude(cones, networks);
    } else if (l.definition().asksExposure()) {
      l.spare(cones.exposure(l.cone()), networks);
    }
  }

  /** The list ends. */
  void close(SourceList l) {
    if (l.definition().usesRoas()) {
      linkedTo(l).forEach(roas::unpinAllOf);
    }
    index.dropLink(l.link());
    coneChanged |= l.definition().isSecluding();
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
    countedFrom =
        ListFilling.byPeer(
            all.stream().filter(l -> l.definition().countsPaths()).toArray(SourceList[]::new));
    withCones = all.stream().filter(l -> l.cone() != null).toArray(SourceList[]::new);
    if (all.isEmpty()) {
      index = null;
    }
    step.serve(all, index);
  }

  // ---- the RIB changes

  void apply(RibDelta delta, long nowNanos) {
    if (index == null) {
      return;
    }
    // By the links as they were: what turns by this delta finds the rest by its postings, which
    // need not have a prefix any more that is withdrawn by it too.
    for (int i = 0; i < delta.size(); i++) {
      concernRoute(delta, i);
    }
    for (int i = 0; i < delta.size(); i++) {
      if (DeltaFacts.concernsOrigins(rib, delta, i)) {
        track(delta, i);
      }
    }
    if (cones.apply(delta)) {
      noteCones();
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
        step.turn(l, after);
      }
      if (DeltaFacts.wasEligible(delta, i) && l.count(delta.oldAttributes(i), -1)) {
        step.turn(l, before);
      }
    }
  }

  private void concernRoute(RibDelta delta, int i) {
    AddressFamily family = delta.family(i);
    int id = delta.prefixId(i);
    for (SourceList l : step.sheltering()) {
      step.concern(l, family, id);
    }
    coneChanged |= isFromCustomer(delta, i);
    if (DeltaFacts.concernsOrigins(rib, delta, i)) {
      for (SourceList l : ListFilling.row(countedFrom, delta.peerIndex(i))) {
        step.concern(l, family, id);
      }
      int before = DeltaFacts.oldOrigin(rib, delta, i);
      int after = DeltaFacts.newOrigin(rib, delta, i);
      coneChanged |=
          mayBeOwn(before, delta.oldAttributes(i)) || mayBeOwn(after, delta.newAttributes(i));
      concernLinked(before, family, id);
      if (after != before) {
        concernLinked(after, family, id);
      }
    }
  }

  /** A route without an origin may be our own. */
  private static boolean mayBeOwn(int origin, int attributes) {
    return origin == 0 && attributes != RibDelta.NONE;
  }

  /** True where a prefix may be one more or one less that customers announce. */
  private boolean isFromCustomer(RibDelta delta, int i) {
    return customers.contains(delta.peerIndex(i))
        && (delta.oldAttributes(i) == RibDelta.NONE || delta.newAttributes(i) == RibDelta.NONE);
  }

  private void concernLinked(int origin, AddressFamily family, int id) {
    int[] links = origin == 0 ? null : index.links(origin);
    for (int k = 0; links != null && k < links.length; k += 2) {
      SourceList l = step.list(links[k]);
      coneChanged |= l.definition().isSecluding();
      step.concern(l, family, id);
    }
  }

  /** What the cones say has changed in them becomes links. */
  private void noteCones() {
    coneChanged = true;
    for (SourceList l : withCones) {
      for (IntIterator it = l.cone().entered().iterator(); it.hasNext(); ) {
        link(l, it.nextInt(), 1);
      }
      for (IntIterator it = l.cone().left().iterator(); it.hasNext(); ) {
        link(l, it.nextInt(), -1);
      }
    }
    for (SourceList l : step.sheltering()) {
      step.move(l.cone().entered());
      step.move(l.cone().left());
      step.move(cones.exposure(l.cone()).entered());
      step.move(cones.exposure(l.cone()).left());
    }
    // All lists of PI-SAV go by the same cone.
    for (SourceList l : step.sheltering()) {
      if (l.definition().isSecluding()) {
        turned.note(l.cone());
        turned.note(cones.exposure(l.cone()));
        turned.note(cones.standaloneExposure(l.cone()));
        break;
      }
    }
  }

  boolean hasTurned() {
    return !turned.isEmpty();
  }

  /** Who turned since the last call. */
  TurnedMembers takeTurned(IntFunction<Optional<Standing>> standings) {
    return turned.take(cones.isEvidenceInForce(), standings);
  }

  private void link(SourceList l, int asn, int change) {
    if (index.count(asn, l.link(), change)) {
      step.turn(l, asn);
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
      forEachUse(added, (l, row) -> step.concern(l, family, roas.pin(family, added, row)));
      VrpTable removed = delta.removed(family);
      forEachUse(
          removed,
          (l, row) -> {
            int id = roas.find(family, removed, row);
            step.concern(l, family, id);
            unpins.add(family.ordinal());
            unpins.add(id);
          });
    }
    roas.become(delta.after());
    if (cones.aspasChanged(delta.aspaCustomers(), delta.after().aspas())) {
      noteCones();
    }
    if (step.sheltering().length != 0) {
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
        SourceList l = step.list(links[k]);
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
            for (SourceList l : step.sheltering()) {
              step.concern(l, family, id);
            }
          });
    }
  }

  // ---- what is said of the cone changes

  OwnNetworks networks() {
    return networks;
  }

  /** True when something that a {@link CustomerCone} tells may have changed since the last call. */
  boolean takeConeChanged() {
    boolean changed = coneChanged;
    coneChanged = false;
    return changed;
  }

  /** Other evidence is in force. */
  void evidenceChanged(ConeEvidence now, long nowNanos) {
    if (cones.evidenceChanged(now) && index != null) {
      noteCones();
      finish(nowNanos);
    }
  }

  /** Other networks are ours by configuration. */
  void networksChanged(Set<Prefix> now, long nowNanos) {
    coneChanged = true;
    networks.become(
        now,
        (family, id) -> {
          for (SourceList l : step.sheltering()) {
            if (l.definition().isSecluding()) {
              l.settle(family, id, nowNanos);
            }
          }
        });
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
    customers = neighbors.resolve(new PeerSelector.Customers());
    ConeDefinition wanted = neighbors.cone(l.definition().cone().orElseThrow());
    boolean other = !wanted.equals(l.cone().definition());
    if (other) {
      coneChanged |= l.definition().isSecluding();
      Cone before = l.cone();
      IntOpenHashSet was = new IntOpenHashSet(before.members());
      IntOpenHashSet secluded = secludedBy(l);
      boolean sameOwn = before.definition().own().equals(wanted.own());
      follow(l, wanted);
      cones.release(before);
      IntOpenHashSet is = new IntOpenHashSet(l.cone().members());
      was.forEach(asn -> index.count(asn, l.link(), -1));
      is.forEach(asn -> index.count(asn, l.link(), 1));
      turnDifference(l, was, is);
      if (l.definition().isSecluding() && sameOwn) {
        moveDifference(secluded, secludedBy(l));
      } else if (l.definition().isSecluding()) {
        step.concernWhole(l);
      }
      finish(nowNanos);
    }
    spare(l);
    return other;
  }

  /** The members whose prefixes PI-SAV blocks; nobody for other lists. */
  private static IntOpenHashSet secludedBy(SourceList l) {
    IntOpenHashSet out = new IntOpenHashSet();
    if (l.seclusion() != null) {
      for (int asn : l.cone().members()) {
        if (l.seclusion().exposure().isSheltered(asn)) {
          out.add(asn);
        }
      }
    }
    return out;
  }

  private void moveDifference(IntOpenHashSet was, IntOpenHashSet is) {
    IntOpenHashSet moved = new IntOpenHashSet(was);
    is.forEach(
        asn -> {
          if (!moved.remove(asn)) {
            moved.add(asn);
          }
        });
    step.move(moved);
  }

  /** An event is over: what of PI-SAV came into force by it is settled. */
  void endEvent(long nowNanos) {
    for (SourceList l : step.sheltering()) {
      if (l.definition().isSecluding() && l.seclusion().turnsForce()) {
        settleWhole(l, nowNanos);
      }
    }
  }

  /** Settles every prefix of a list. */
  void settleWhole(SourceList l, long nowNanos) {
    step.concernWhole(l);
    finish(nowNanos);
  }

  private void turnDifference(SourceList l, IntOpenHashSet was, IntOpenHashSet is) {
    was.forEach(
        asn -> {
          if (!is.contains(asn)) {
            step.turn(l, asn);
          }
        });
    is.forEach(
        asn -> {
          if (!was.contains(asn)) {
            step.turn(l, asn);
          }
        });
  }

  private void finish(long nowNanos) {
    step.finish(nowNanos);
    cones.endStep();
  }
}
