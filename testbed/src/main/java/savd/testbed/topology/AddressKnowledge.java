package savd.testbed.topology;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import savd.net.Asn;
import savd.net.Prefix;
import savd.rpki.payload.Vrp;
import savd.testbed.topology.StableState.Received;

/**
 * Draws ROAs and exceptions. Whoever uses addresses that routes at the top show as somebody else's
 * is told of: by a ROA or by an exception. Without that no method could know.
 */
final class AddressKnowledge {
  /**
   * A ROA.
   *
   * @param shortest the fewest slots of an announcement that it allows
   */
  private record Roa(Slots slots, int shortest, int as) {
    boolean allows(Slots announced, int origin) {
      return as == origin && announced.count() >= shortest && covers(announced);
    }

    boolean covers(Slots announced) {
      return announced.count() <= slots.count() && slots.contains(announced.first());
    }
  }

  private final Internet internet;
  private final List<StableState> states;
  private final Dice dice;
  private final Set<Trait> traits;

  /** By block. */
  private final List<List<Roa>> roas = new ArrayList<>();

  private final BitSet excepted = new BitSet();
  private final Set<Prefix> exceptions = new HashSet<>();

  /** By state and announcement: the origins that the top is told of. */
  private final BitSet[][] origins;

  AddressKnowledge(
      Internet internet, List<StableState> states, List<List<Received>> tables, Dice dice) {
    this.internet = internet;
    this.states = states;
    this.dice = dice;
    this.traits = internet.traits();
    for (int as = 0; as < internet.network().size(); as++) {
      roas.add(new ArrayList<>(2));
    }
    origins = new BitSet[states.size()][internet.announcements().size()];
    for (int s = 0; s < origins.length; s++) {
      for (Received r : tables.get(s)) {
        if (origins[s][r.announcement()] == null) {
          origins[s][r.announcement()] = new BitSet();
        }
        origins[s][r.announcement()].set(states.get(s).routes(r.announcement()).origin(r.end()));
      }
      for (int i = 0; i < origins[s].length; i++) {
        if (internet.announcements().get(i).isOrigin(internet.top())) {
          origins[s][i] = origins[s][i] == null ? new BitSet() : origins[s][i];
          origins[s][i].set(internet.top());
        }
      }
    }
  }

  void draw() {
    double share = dice.oneOf(0, 0.3, 0.8, 1);
    for (int as = 0; as < internet.network().size(); as++) {
      if (dice.chance(share)) {
        add(new Roa(Slots.block(as), dice.chance(0.6) ? 1 : Slots.BLOCK, as));
      }
    }
    if (!traits.contains(Trait.SECOND_USER_UNTOLD)) {
      // A new ROA can make a route Invalid that showed a user before.
      while (tellOfAll()) {}
    }
  }

  private void add(Roa roa) {
    roas.get(roa.slots().first() / Slots.BLOCK).add(roa);
  }

  private boolean tellOfAll() {
    boolean told = false;
    for (Internet.Use use : internet.uses()) {
      told |= tell(use.slots(), use.user());
    }
    int[][] users = internet.users();
    for (int slot = 0; slot < users.length; slot++) {
      for (int user : users[slot]) {
        told |= tell(new Slots(slot, 1), user);
      }
    }
    return told;
  }

  private boolean tell(Slots slots, int user) {
    boolean known = true;
    for (int slot = slots.first(); slot < slots.first() + slots.count(); slot++) {
      for (int s = 0; s < states.size(); s++) {
        known &= isKnown(slot, user, s);
      }
    }
    if (known) {
      return false;
    }
    if (dice.chance(0.4)) {
      exceptions.add(slots.prefix(internet.family()));
      excepted.set(slots.first(), slots.first() + slots.count());
    } else {
      add(new Roa(slots, 1, user));
    }
    return true;
  }

  /** Whether the top can know of a user what speaks against blocking the slot. */
  private boolean isKnown(int slot, int user, int state) {
    if (excepted.get(slot)) {
      return true;
    }
    int mine = Integer.MAX_VALUE;
    int others = Integer.MAX_VALUE;
    for (int i : states.get(state).covering(slot)) {
      BitSet seen = origins[state][i];
      if (seen != null) {
        Slots announced = internet.announcements().get(i).slots();
        if (seen.get(user) && isNotInvalid(announced, user)) {
          mine = Math.min(mine, announced.count());
        }
        if (seen.nextSetBit(0) != user || seen.cardinality() > 1) {
          others = Math.min(others, announced.count());
        }
      }
    }
    for (Roa r : roas.get(slot / Slots.BLOCK)) {
      if (r.slots().contains(slot) && r.as() == user) {
        mine = Math.min(mine, r.shortest());
      } else if (r.slots().contains(slot)) {
        others = Math.min(others, r.shortest());
      }
    }
    return mine <= others;
  }

  private boolean isNotInvalid(Slots announced, int origin) {
    if (traits.contains(Trait.SECOND_USER_INVALID) || announced.count() > Slots.BLOCK) {
      return true;
    }
    boolean covered = false;
    for (Roa r : roas.get(announced.first() / Slots.BLOCK)) {
      if (r.allows(announced, origin)) {
        return true;
      }
      covered |= r.covers(announced);
    }
    return !covered;
  }

  List<Vrp> vrps() {
    Set<Vrp> out = new java.util.LinkedHashSet<>();
    for (List<Roa> some : roas) {
      for (Roa r : some) {
        Prefix p = r.slots().prefix(internet.family());
        int longest = p.length() + Integer.numberOfTrailingZeros(r.slots().count() / r.shortest());
        out.add(new Vrp(p, longest, new Asn(internet.network().asn(r.as()))));
      }
    }
    return List.copyOf(out);
  }

  Set<Prefix> exceptions() {
    return exceptions;
  }
}
