package savd.testbed.topology;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import savd.testbed.topology.Announcement.Treatment;
import savd.testbed.topology.Internet.Use;
import savd.testbed.topology.Network.Relation;

/** Draws who announces what to whom, and who uses whose addresses. */
final class AddressDrawing {
  private final Dice dice;
  private final Set<Trait> traits;
  private final Network network;
  private final BitSet cone;
  private final Map<Slots, Announcement> announced = new TreeMap<>();
  private final List<Use> uses = new ArrayList<>();

  AddressDrawing(Dice dice, Set<Trait> traits, Network network, int top) {
    this.dice = dice;
    this.traits = traits;
    this.network = network;
    this.cone = network.closure(top, Relation.CUSTOMER, new BitSet());
  }

  void draw() {
    double engineered = dice.oneOf(0.1, 0.4);
    double outsiders = network.size() > 60 ? 0.5 : 1;
    for (int as = 0; as < network.size(); as++) {
      if (!cone.get(as) && !dice.chance(outsiders)) {
        continue;
      }
      if (dice.chance(engineered)) {
        engineered(as);
      } else {
        announce(Slots.block(as), as, Map.of());
      }
    }
    int second = (int) (network.size() * dice.oneOf(0.05, 0.2, 0.4));
    for (int i = 0; i < second; i++) {
      secondUse();
    }
    if (dice.chance(0.3)) {
      // Somebody else announces space that has the blocks of others in it.
      int size = 4 * Slots.BLOCK;
      int as = dice.below(network.size());
      announce(new Slots(as * Slots.BLOCK / size * size, size), as, Map.of());
    }
    if (traits.contains(Trait.ANYCAST_WITH_PARTS)) {
      for (int i = 1 + network.size() / 5; i > 0; i--) {
        anycast();
      }
    }
    if (!traits.contains(Trait.HIDDEN_MORE_SPECIFIC)) {
      exposeParts();
    }
  }

  List<Announcement> announcements() {
    return List.copyOf(announced.values());
  }

  List<Use> uses() {
    return uses;
  }

  private void announce(Slots slots, int as, Map<Integer, Treatment> how) {
    Announcement before = announced.get(slots);
    if (before == null) {
      announced.put(slots, Announcement.of(slots, as).with(how));
    } else if (!before.isOrigin(as)) {
      int[] origins = new int[] {before.origins()[0], as};
      announced.put(slots, new Announcement(slots, origins, before.treatment()).with(how));
    }
  }

  /** What somebody who steers traffic does. */
  private void engineered(int as) {
    Slots block = Slots.block(as);
    switch (dice.below(7)) {
      case 0 -> {
        announce(block.part(0, 8), as, someTreatment(as, Treatment.WITHHELD));
        announce(block.part(1, 8), as, someTreatment(as, Treatment.WITHHELD));
        if (dice.chance(0.5)) {
          announce(block, as, Map.of());
        }
      }
      case 1 -> {
        announce(block, as, Map.of());
        int size = dice.chance(0.5) ? 1 : 4;
        announce(
            block.part(dice.below(16 / size), size), as, someTreatment(as, Treatment.WITHHELD));
      }
      case 2 -> announce(block, as, someTreatment(as, Treatment.NO_EXPORT));
      case 3 -> announce(block, as, someTreatment(as, Treatment.WITHHELD));
      case 4 -> {
        for (int i = 0; i < 4; i++) {
          announce(block.part(i, 4), as, someTreatment(as, Treatment.WITHHELD));
        }
      }
      case 5 -> {
        announce(block, as, someTreatment(as, Treatment.WITHHELD));
        announce(block.part(dice.below(16), 1), as, someTreatment(as, Treatment.NO_EXPORT));
      }
      default -> {
        // Addresses that are used and not announced.
      }
    }
  }

  /** A treatment at some of the ends towards providers and peers. */
  private Map<Integer, Treatment> someTreatment(int as, Treatment treatment) {
    Map<Integer, Treatment> out = new HashMap<>();
    for (int e = network.firstEnd(as); e < network.firstEnd(as + 1); e++) {
      if (network.relation(e) != Relation.CUSTOMER && dice.chance(0.5)) {
        out.put(e, dice.chance(0.8) ? treatment : Treatment.WITHHELD);
      }
    }
    return out;
  }

  private void secondUse() {
    int owner = dice.chance(0.7) ? anyInCone() : dice.below(network.size());
    int user = user(owner);
    int size = 1 << dice.oneOf(List.of(0, 0, 1, 2, 4));
    Slots slots = Slots.block(owner).part(dice.below(Slots.BLOCK / size), size);
    if (user == owner || uses.stream().anyMatch(u -> u.slots().overlaps(slots))) {
      return;
    }
    uses.add(new Use(slots, user, size < Slots.BLOCK && dice.chance(0.6)));
    if (dice.chance(0.7)) {
      Treatment t = dice.chance(0.7) ? Treatment.WITHHELD : Treatment.NO_EXPORT;
      announce(slots, user, dice.chance(0.4) ? someTreatment(user, t) : Map.of());
    }
  }

  /** A member's block that somebody outside announces too, with a part that one of them does. */
  private void anycast() {
    int owner = anyInCone();
    int other = dice.below(network.size());
    if (cone.get(other)) {
      return;
    }
    Slots block = Slots.block(owner);
    announce(block, owner, dice.chance(0.5) ? someTreatment(owner, Treatment.WITHHELD) : Map.of());
    announce(block, other, Map.of());
    int size = dice.chance(0.5) ? 1 : 4;
    Slots part = block.part(dice.below(Slots.BLOCK / size), size);
    int user = dice.chance(0.6) ? owner : dice.chance(0.7) ? anyInCone() : other;
    Treatment t = dice.chance(0.7) ? Treatment.WITHHELD : Treatment.NO_EXPORT;
    announce(part, user, someTreatment(user, t));
    if (user != owner && uses.stream().noneMatch(u -> u.slots().overlaps(part))) {
      uses.add(new Use(part, user, dice.chance(0.6)));
    }
  }

  private int anyInCone() {
    int i = cone.nextSetBit(0);
    for (int k = dice.below(cone.cardinality()); k > 0; k--) {
      i = cone.nextSetBit(i + 1);
    }
    return i;
  }

  /** A customer that has addresses from its provider, or anybody. */
  private int user(int owner) {
    List<Integer> customers = new ArrayList<>();
    for (int e = network.firstEnd(owner); e < network.firstEnd(owner + 1); e++) {
      if (network.relation(e) == Relation.CUSTOMER) {
        customers.add(network.neighbor(e));
      }
    }
    if (!customers.isEmpty() && dice.chance(0.6)) {
      return dice.oneOf(customers);
    }
    return dice.chance(0.3) ? anyInCone() : dice.below(network.size());
  }

  /** NO_EXPORT stays only where nothing lies within or over the announcement. */
  private void exposeParts() {
    for (Announcement a : List.copyOf(announced.values())) {
      boolean overlapped =
          announced.keySet().stream().anyMatch(s -> !s.equals(a.slots()) && s.overlaps(a.slots()));
      if (overlapped && a.treatment().containsValue(Treatment.NO_EXPORT)) {
        Map<Integer, Treatment> exposed = new HashMap<>();
        a.treatment()
            .forEach(
                (end, t) -> {
                  if (t == Treatment.WITHHELD) {
                    exposed.put(end, t);
                  }
                });
        announced.put(a.slots(), new Announcement(a.slots(), a.origins(), exposed));
      }
    }
  }
}
