package savd.pisav.detour;

import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.BitSet;
import java.util.NavigableSet;
import java.util.TreeSet;
import savd.net.AddressFamily;
import savd.net.Prefix;
import savd.pisav.detour.Forwarding.Way;
import savd.rib.PrefixIndex;
import savd.rib.RibDelta;
import savd.rib.RibView;

/**
 * The destinations of one family, with what carries those that have no route of their own.
 *
 * <p>Every step evaluates what it may concern against the RIB as it is now; once too often is
 * harmless.
 */
final class DestinationTable {
  private final AddressFamily family;
  private final RibView rib;
  private final PrefixIndex index;
  private final Forwarding forwarding;
  private final Findings findings;

  /** Named by the notice; pinned. */
  private final BitSet noticed = new BitSet();

  private final BitSet destinations = new BitSet();

  /** Destinations without a Loc-RIB route. */
  private final TreeSet<Prefix> orphans = new TreeSet<>();

  /** By orphan: the prefix that carries it, {@link PrefixIndex#NONE} where packets die. */
  private final Int2IntOpenHashMap carrierOf = new Int2IntOpenHashMap();

  private final Int2ObjectOpenHashMap<Carrier> carriers = new Int2ObjectOpenHashMap<>();
  private final IntArrayList origins = new IntArrayList();
  private int step;

  /** A Loc-RIB route that orphans take. */
  private static final class Carrier {
    Way way;
    int orphans;

    /** The step it was made in. */
    int step;
  }

  DestinationTable(AddressFamily family, RibView rib, Forwarding forwarding, Findings findings) {
    this.family = family;
    this.rib = rib;
    this.index = rib.prefixes(family);
    this.forwarding = forwarding;
    this.findings = findings;
    carrierOf.defaultReturnValue(PrefixIndex.NONE);
  }

  AddressFamily family() {
    return family;
  }

  Prefix prefix(int id) {
    return index.prefix(id);
  }

  // ---- the notice

  /** The notice names the prefix from now on; its number, to be evaluated. */
  int pin(Prefix prefix) {
    int id = index.pin(prefix);
    noticed.set(id);
    return id;
  }

  /** The notice names the prefix no longer; its number, to be evaluated before the RIB changes. */
  int unpin(Prefix prefix) {
    int id = index.find(prefix);
    noticed.clear(id);
    index.unpin(id);
    return id;
  }

  /** Finds all destinations anew; the findings are empty. */
  void scan() {
    destinations.clear();
    orphans.clear();
    carrierOf.clear();
    carriers.clear();
    for (int id = 0, n = index.capacity(); id < n; id++) {
      if (noticed.get(id) || rib.firstPath(family, id) != RibView.NONE) {
        evaluate(id);
      }
    }
  }

  // ---- changes

  /** A delta begins. */
  void begin() {
    step++;
  }

  void routeChanged(RibDelta delta, int i) {
    int id = delta.prefixId(i);
    if (destinations.get(id) || mayMakeOne(delta, i)) {
      evaluate(id);
    }
    if (!orphans.isEmpty()) {
      coverChanged(id);
    }
  }

  private boolean mayMakeOne(RibDelta delta, int i) {
    return delta.newAttributes(i) != RibDelta.NONE
        && forwarding.isOther(rib.originAs(delta.newAttributes(i)));
  }

  /** Looks at the way of every destination: for when ways may have changed without a route. */
  void waysChanged() {
    carrierOf.clear();
    carriers.clear();
    orphans.clear();
    for (int id = destinations.nextSetBit(0); id >= 0; id = destinations.nextSetBit(id + 1)) {
      evaluate(id);
    }
  }

  /** A prefix that orphans may be carried by, or may be carried by from now on. */
  private void coverChanged(int id) {
    Carrier carrier = carriers.get(id);
    if (carrier == null && beneath(id).isEmpty()) {
      return;
    }
    Way way = forwarding.way(family, id);
    // One that was made by this delta, for an orphan that the delta named first, is news to others.
    boolean isNew = carrier == null || carrier.step == step;
    if (way == (isNew ? Way.NONE : carrier.way)) {
      return;
    }
    if (carrier != null) {
      carrier.way = way;
    }
    for (Prefix orphan : beneath(id)) {
      carry(index.find(orphan));
    }
  }

  private NavigableSet<Prefix> beneath(int id) {
    Prefix prefix = index.prefix(id);
    Prefix last = Prefix.of(family, prefix.lastHigh(), prefix.lastLow(), family.bits());
    return orphans.subSet(prefix, true, last, true);
  }

  // ---- one destination

  void evaluate(int id) {
    if (!isDestination(id)) {
      if (destinations.get(id)) {
        destinations.clear(id);
        adopt(id);
        findings.stays(family, id);
        findings.outsideOrigin(index.prefix(id), false);
      }
      return;
    }
    destinations.set(id);
    findings.outsideOrigin(index.prefix(id), hasOutsideOrigin(id));
    Way way = forwarding.way(family, id);
    if (way == Way.NONE) {
      orphans.add(index.prefix(id));
      carry(id);
    } else {
      adopt(id);
      found(id, way == Way.OUTSIDE);
    }
  }

  private boolean isDestination(int id) {
    // Of everything: a default route says where the rest goes, and the rest is not the cone's.
    if (index.length(id) == 0) {
      return false;
    }
    if (noticed.get(id)) {
      return true;
    }
    int path = rib.firstPath(family, id);
    while (path != RibView.NONE && !forwarding.hasOtherOrigin(path)) {
      path = rib.nextPath(path);
    }
    return path != RibView.NONE;
  }

  private boolean hasOutsideOrigin(int id) {
    int path = rib.firstPath(family, id);
    while (path != RibView.NONE && !forwarding.hasOutsideOrigin(path)) {
      path = rib.nextPath(path);
    }
    return path != RibView.NONE;
  }

  private void found(int id, boolean detour) {
    if (detour) {
      findings.detours(family, id, origins(id));
    } else {
      findings.stays(family, id);
    }
  }

  /** The origins in the cone, ascending and each once. */
  private int[] origins(int id) {
    origins.clear();
    for (int path = rib.firstPath(family, id); path != RibView.NONE; path = rib.nextPath(path)) {
      if (forwarding.hasOtherOrigin(path)) {
        int origin = rib.originAs(rib.attributesId(path));
        if (!origins.contains(origin)) {
          origins.add(origin);
        }
      }
    }
    origins.sort(null);
    return origins.toIntArray();
  }

  // ---- orphans

  /** Finds what carries an orphan now. */
  private void carry(int id) {
    int by = index.lessSpecific(id);
    while (by != PrefixIndex.NONE && wayOf(by) == Way.NONE) {
      by = index.lessSpecific(by);
    }
    int before = carrierOf.get(id);
    if (by != before) {
      if (by != PrefixIndex.NONE) {
        carrierFor(by).orphans++;
        carrierOf.put(id, by);
      }
      leave(before);
      if (by == PrefixIndex.NONE) {
        carrierOf.remove(id);
      }
    }
    found(id, by != PrefixIndex.NONE && wayOf(by).leaves());
  }

  private Way wayOf(int id) {
    Carrier carrier = carriers.get(id);
    return carrier == null ? forwarding.way(family, id) : carrier.way;
  }

  private Carrier carrierFor(int id) {
    Carrier carrier = carriers.get(id);
    if (carrier == null) {
      carrier = new Carrier();
      carrier.way = forwarding.way(family, id);
      carrier.step = step;
      carriers.put(id, carrier);
    }
    return carrier;
  }

  private void leave(int carrierId) {
    if (carrierId != PrefixIndex.NONE && --carriers.get(carrierId).orphans == 0) {
      carriers.remove(carrierId);
    }
  }

  /** A destination has a route of its own again, or is none: it is no orphan. */
  private void adopt(int id) {
    if (orphans.remove(index.prefix(id))) {
      leave(carrierOf.remove(id));
    }
  }

  /** How many destinations there are. */
  int size() {
    return destinations.cardinality();
  }

  /** Lets go of the prefixes of the notice. */
  void close() {
    noticed.stream().forEach(index::unpin);
    noticed.clear();
  }
}
