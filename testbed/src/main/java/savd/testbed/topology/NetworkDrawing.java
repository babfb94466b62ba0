package savd.testbed.topology;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import savd.testbed.topology.Network.Relation;

/**
 * Draws ASes and links: a core outside, the top below it, and behind the top a region, whose ASes
 * have most of their providers in the region, and the rest of the world.
 */
final class NetworkDrawing {
  private final Dice dice;
  private final Set<Trait> traits;
  private final Network.Builder builder;
  private final int size;
  private final int core;
  private final int clique;
  private final List<Integer> region = new ArrayList<>();
  private final List<Integer> outside = new ArrayList<>();
  private final Set<Long> connected = new HashSet<>();

  NetworkDrawing(Dice dice, Set<Trait> traits, int size) {
    this.dice = dice;
    this.traits = traits;
    this.size = size;
    clique = dice.between(1, 3);
    core = clique + dice.between(1, Math.max(1, size / 4));
    builder = new Network.Builder(numbers());
  }

  /** Numbers in no order, so that ties go either way. */
  private int[] numbers() {
    int[] out = new int[size];
    for (int i = 0; i < size; i++) {
      int j = dice.below(i + 1);
      out[i] = out[j];
      out[j] = 1001 + i;
    }
    return out;
  }

  int top() {
    return core;
  }

  Network draw() {
    contracts();
    peerings();
    policies();
    return builder.build();
  }

  // ---- providers

  private void contracts() {
    double inRegion = dice.oneOf(0.3, 0.5, 0.8);
    double moreInside = dice.oneOf(0, 0.2, 0.5);
    double moreOutside = dice.oneOf(0, 0.03, 0.1, 0.3);
    double regionSellsOut = dice.oneOf(0, 0, 0.05);
    for (int as = 0; as < size; as++) {
      if (as < core) {
        outsideAs(as, 0);
      } else if (as == core) {
        for (int i = dice.between(1, 3); i > 0; i--) {
          contract(dice.oneOf(outside), as);
        }
        region.add(as);
      } else if (dice.chance(inRegion)) {
        contract(inRegion(), as);
        for (int i = 0; i < 2 && dice.chance(moreInside); i++) {
          contract(inRegion(), as);
        }
        for (int i = 0; i < 2 && dice.chance(moreOutside); i++) {
          contract(dice.oneOf(outside), as);
        }
        region.add(as);
      } else {
        outsideAs(as, regionSellsOut);
      }
    }
  }

  private void outsideAs(int as, double underRegion) {
    if (as >= clique) {
      for (int i = dice.between(1, 2); i > 0; i--) {
        contract(outside.get(Math.min(dice.below(outside.size()), dice.below(outside.size()))), as);
      }
    }
    if (dice.chance(underRegion)) {
      contract(inRegion(), as);
    }
    outside.add(as);
  }

  private int inRegion() {
    return dice.chance(0.25) ? core : dice.oneOf(region);
  }

  private void contract(int provider, int customer) {
    if (connected.add(pair(provider, customer))) {
      builder.add(provider, customer, false);
    }
  }

  private long pair(int a, int b) {
    return (long) Math.min(a, b) * size + Math.max(a, b);
  }

  // ---- peers

  private void peerings() {
    Network sofar = builder.build();
    BitSet cone = sofar.closure(core, Relation.CUSTOMER, new BitSet());
    BitSet above = sofar.closure(core, Relation.PROVIDER, new BitSet());
    cone.clear(core);
    above.clear(core);
    for (int a = 0; a < clique; a++) {
      for (int b = a + 1; b < clique; b++) {
        peering(a, b);
      }
    }
    int count = (int) (size * dice.oneOf(0, 0.2, 0.6, 1.5));
    for (int i = 0; i < count; i++) {
      int a = dice.chance(0.5) ? dice.oneOf(region) : dice.below(size);
      int b = dice.chance(0.3) ? dice.oneOf(region) : dice.below(size);
      if (!(cone.get(a) && above.get(b)) && !(cone.get(b) && above.get(a))) {
        peering(a, b);
      }
    }
    if (traits.contains(Trait.PEERING_ABOVE) && !cone.isEmpty()) {
      for (int i = dice.between(1, 3); i > 0; i--) {
        peering(any(cone), any(above));
      }
    }
  }

  private int any(BitSet some) {
    int i = some.nextSetBit(0);
    for (int k = dice.below(some.cardinality()); k > 0; k--) {
      i = some.nextSetBit(i + 1);
    }
    return i;
  }

  private void peering(int a, int b) {
    if (a != b && connected.add(pair(a, b))) {
      builder.add(a, b, true);
    }
  }

  // ---- policies

  private void policies() {
    BitSet transit = new BitSet();
    double partial = dice.oneOf(0, 0, 0.05, 0.2);
    double tweaked = dice.oneOf(0, 0.1, 0.4);
    for (int l = 0; l < builder.links(); l++) {
      if (!builder.isPeering(l)) {
        transit.set(builder.from(l));
        if (dice.chance(partial)) {
          builder.partial(l);
        }
        if (builder.to(l) == core && dice.chance(0.1)) {
          builder.defaultOnly(l);
        }
      }
      for (boolean atFrom : new boolean[] {true, false}) {
        if (dice.chance(tweaked)) {
          builder.policy(l, atFrom, dice.below(3), dice.chance(0.4) ? dice.between(1, 3) : 0);
        }
      }
    }
    double takesDefault = dice.oneOf(0, 0.2, 0.5);
    double byPrefix = dice.oneOf(0, 0, 0.2);
    for (int as = clique; as < size; as++) {
      boolean mayDefault = !transit.get(as) || traits.contains(Trait.DEFAULT_TRANSIT);
      if (as != core && mayDefault && dice.chance(takesDefault)) {
        builder.takesDefault.set(as);
      }
      if (dice.chance(byPrefix)) {
        builder.prefersByPrefix.set(as);
      }
    }
    if (traits.contains(Trait.ANYCAST_WITH_PARTS)) {
      filters(transit);
    }
  }

  /** Outside anybody, and in the region those who have only themselves to lead astray. */
  private void filters(BitSet transit) {
    double takesNoParts = dice.oneOf(0.1, 0.4);
    for (int as = clique; as < size; as++) {
      boolean may = as != core && (!region.contains(as) || !transit.get(as));
      if (may && dice.chance(takesNoParts)) {
        builder.takesNoParts.set(as);
      }
    }
  }
}
