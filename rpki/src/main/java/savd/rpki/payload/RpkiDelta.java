package savd.rpki.payload;

import savd.net.AddressFamily;

/**
 * What differs between two complete sets: what has to be looked at again.
 *
 * @param before the set that was in force
 * @param after the set that is in force now
 * @param removed VRPs of {@code before} only, per family by ordinal
 * @param added VRPs of {@code after} only, per family by ordinal
 * @param aspaCustomers customers whose ASPA came, went or names others now, ascending
 */
public record RpkiDelta(
    Payload before, Payload after, VrpTable[] removed, VrpTable[] added, int[] aspaCustomers) {

  /** Compares two sets; linear in both. */
  public static RpkiDelta between(Payload before, Payload after) {
    VrpTable[] removed = new VrpTable[2];
    VrpTable[] added = new VrpTable[2];
    for (AddressFamily f : AddressFamily.values()) {
      VrpTable a = before.vrps(f);
      VrpTable b = after.vrps(f);
      removed[f.ordinal()] = a == b ? VrpTable.empty(f) : a.minus(b);
      added[f.ordinal()] = a == b ? VrpTable.empty(f) : b.minus(a);
    }
    return new RpkiDelta(
        before, after, removed, added, AspaTable.differing(before.aspas(), after.aspas()));
  }

  public VrpTable removed(AddressFamily family) {
    return removed[family.ordinal()];
  }

  public VrpTable added(AddressFamily family) {
    return added[family.ordinal()];
  }

  /** True when no route and no list can change by it; router keys may have. */
  public boolean isEmpty() {
    return removed[0].isEmpty()
        && removed[1].isEmpty()
        && added[0].isEmpty()
        && added[1].isEmpty()
        && aspaCustomers.length == 0;
  }
}
