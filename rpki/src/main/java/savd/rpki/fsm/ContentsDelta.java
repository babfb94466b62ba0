package savd.rpki.fsm;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeMap;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RouterKey;
import savd.rpki.payload.RpkiDelta;
import savd.rpki.payload.VrpTable;

/**
 * What a router with an older set must be told to have a newer one: nothing twice, and nothing that
 * came and went in between.
 *
 * @param removed VRPs per family by ordinal
 * @param added likewise
 * @param aspas customers about whom something changed, and whether the older set had an ASPA of
 *     them; what the newer one has is looked up there
 */
record ContentsDelta(
    VrpTable[] removed,
    VrpTable[] added,
    TreeMap<Asn, Boolean> aspas,
    Set<RouterKey> removedKeys,
    Set<RouterKey> addedKeys) {

  static ContentsDelta between(Payload before, Payload after) {
    RpkiDelta d = RpkiDelta.between(before, after);
    TreeMap<Asn, Boolean> aspas = new TreeMap<>();
    for (int customer : d.aspaCustomers()) {
      aspas.put(new Asn(customer), before.aspas().find(customer) != AspaTable.NONE);
    }
    Set<RouterKey> gone = new LinkedHashSet<>(before.routerKeys());
    gone.removeAll(after.routerKeys());
    Set<RouterKey> fresh = new LinkedHashSet<>(after.routerKeys());
    fresh.removeAll(before.routerKeys());
    return new ContentsDelta(d.removed(), d.added(), aspas, gone, fresh);
  }

  boolean isEmpty() {
    for (AddressFamily f : AddressFamily.values()) {
      if (!removed[f.ordinal()].isEmpty() || !added[f.ordinal()].isEmpty()) {
        return false;
      }
    }
    return aspas.isEmpty() && removedKeys.isEmpty() && addedKeys.isEmpty();
  }

  /** This one, and then the other, in one. */
  ContentsDelta then(ContentsDelta later) {
    VrpTable[] gone = new VrpTable[2];
    VrpTable[] fresh = new VrpTable[2];
    for (AddressFamily f : AddressFamily.values()) {
      int i = f.ordinal();
      VrpTable none = VrpTable.empty(f);
      // What came and went, or went and came back, is in neither.
      fresh[i] = added[i].minus(later.removed[i]).apply(none, later.added[i].minus(removed[i]));
      gone[i] = removed[i].minus(later.added[i]).apply(none, later.removed[i].minus(added[i]));
    }
    TreeMap<Asn, Boolean> customers = new TreeMap<>(later.aspas);
    customers.putAll(aspas);
    return new ContentsDelta(
        gone,
        fresh,
        customers,
        joined(removedKeys, later.addedKeys, later.removedKeys, addedKeys),
        joined(addedKeys, later.removedKeys, later.addedKeys, removedKeys));
  }

  /** {@code (a - b) + (c - d)}. */
  private static Set<RouterKey> joined(
      Set<RouterKey> a, Set<RouterKey> b, Set<RouterKey> c, Set<RouterKey> d) {
    Set<RouterKey> out = new LinkedHashSet<>(a);
    out.removeAll(b);
    Set<RouterKey> more = new LinkedHashSet<>(c);
    more.removeAll(d);
    out.addAll(more);
    return out;
  }
}
