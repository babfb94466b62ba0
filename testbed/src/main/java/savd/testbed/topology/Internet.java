package savd.testbed.topology;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import savd.net.AddressFamily;

/**
 * A drawn Internet with one AS as the top of the cone that is looked at.
 *
 * @param seed what it was drawn from
 * @param traits what it may have beyond the ordinary
 * @param family the family of its addresses
 * @param network ASes and links
 * @param top the AS that filters
 * @param announcements what is announced, in no order
 * @param uses who uses which addresses, beside or instead of the AS whose block it is
 * @param phases links that are down, one set after the other; the first is empty
 */
public record Internet(
    long seed,
    Set<Trait> traits,
    AddressFamily family,
    Network network,
    int top,
    List<Announcement> announcements,
    List<Use> uses,
    List<BitSet> phases) {
  /**
   * Addresses of a block that another AS uses.
   *
   * @param slots within one block
   * @param user who sends packets from there
   * @param exclusive true where the AS that has the block does not use them itself
   */
  public record Use(Slots slots, int user, boolean exclusive) {}

  public Internet {
    announcements = List.copyOf(announcements);
    uses = List.copyOf(uses);
    phases = List.copyOf(phases);
  }

  public int slots() {
    return network.size() * Slots.BLOCK;
  }

  /** The states that BGP settles in, phase by phase. */
  public List<StableState> settle() {
    int[][] covering = covering();
    return phases.stream().map(down -> new StableState(this, down, covering)).toList();
  }

  /** By slot: the announcements that cover it, longest match first. */
  private int[][] covering() {
    List<List<Integer>> lists = new ArrayList<>();
    for (int i = 0; i < slots(); i++) {
      lists.add(null);
    }
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < announcements.size(); i++) {
      order.add(i);
    }
    order.sort((a, b) -> announcements.get(a).slots().compareTo(announcements.get(b).slots()));
    for (int number : order) {
      Slots s = announcements.get(number).slots();
      for (int slot = s.first(); slot < Math.min(slots(), s.first() + s.count()); slot++) {
        if (lists.get(slot) == null) {
          lists.set(slot, new ArrayList<>(2));
        }
        lists.get(slot).add(number);
      }
    }
    int[][] out = new int[slots()][];
    for (int i = 0; i < out.length; i++) {
      List<Integer> l = lists.get(i);
      out[i] = l == null ? new int[0] : l.stream().mapToInt(Integer::intValue).toArray();
    }
    return out;
  }

  /** By slot: the ASes that honestly send packets from there. */
  public int[][] users() {
    int[][] out = new int[slots()][];
    for (int slot = 0; slot < out.length; slot++) {
      out[slot] = new int[] {slot / Slots.BLOCK};
    }
    for (Use u : uses) {
      int[] users =
          u.exclusive()
              ? new int[] {u.user()}
              : new int[] {u.slots().first() / Slots.BLOCK, u.user()};
      for (int slot = u.slots().first(); slot < u.slots().first() + u.slots().count(); slot++) {
        out[slot] = users;
      }
    }
    return out;
  }
}
