package savd.testbed.topology;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import savd.net.Asn;
import savd.net.Prefix;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.Vrp;
import savd.testbed.topology.Internet.Use;
import savd.testbed.topology.Network.Relation;
import savd.testbed.topology.StableState.Received;

/** Draws what the top knows beside routes; see {@link Knowledge#of}. */
final class KnowledgeDrawing {
  private final Internet internet;
  private final Network network;
  private final Set<Trait> traits;
  private final Dice dice;

  /** By state: what all neighbours of the top send it. */
  private final List<List<Received>> tables = new ArrayList<>();

  private final List<StableState> states;
  private final Set<Vrp> vrps = new LinkedHashSet<>();
  private final BitSet registered = new BitSet();
  private final Set<Prefix> exceptions = new HashSet<>();
  private final Map<Asn, Set<Asn>> providers = new HashMap<>();
  private final int[] numberToAs;

  KnowledgeDrawing(Internet internet, List<StableState> states) {
    this.internet = internet;
    this.network = internet.network();
    this.traits = internet.traits();
    this.dice = new Dice(~internet.seed());
    this.states = states;
    for (StableState s : states) {
      List<Received> all = new ArrayList<>();
      for (int e = network.firstEnd(internet.top());
          e < network.firstEnd(internet.top() + 1);
          e++) {
        all.addAll(s.received(e));
      }
      tables.add(all);
    }
    numberToAs = new int[1001 + network.size()];
    for (int as = 0; as < network.size(); as++) {
      numberToAs[network.asn(as)] = as;
    }
  }

  Knowledge draw() {
    roas();
    secondUsers();
    List<Aspa> aspas = aspas();
    return new Knowledge(
        List.copyOf(vrps), aspas, partialTransit(), providers, exceptions, networks());
  }

  private Asn asn(int as) {
    return new Asn(network.asn(as));
  }

  // ---- addresses

  private void roa(Slots slots, int as, boolean loose) {
    Prefix p = slots.prefix(internet.family());
    int longest = p.length() + Integer.numberOfTrailingZeros(slots.count());
    vrps.add(new Vrp(p, loose ? longest : p.length(), asn(as)));
  }

  private void roas() {
    double share = dice.oneOf(0, 0.3, 0.8, 1);
    for (int as = 0; as < network.size(); as++) {
      if (dice.chance(share)) {
        roa(Slots.block(as), as, dice.chance(0.6));
        registered.set(as);
      }
    }
  }

  private void secondUsers() {
    for (Use use : internet.uses()) {
      boolean invalid = registered.get(use.slots().first() / Slots.BLOCK);
      if (invalid && !traits.contains(Trait.SECOND_USER_INVALID)) {
        roa(use.slots(), use.user(), false);
      } else if (!isShown(use)) {
        tell(use);
      }
    }
  }

  private void tell(Use use) {
    if (traits.contains(Trait.SECOND_USER_UNTOLD)) {
      return;
    }
    if (dice.chance(0.5)) {
      exceptions.add(use.slots().prefix(internet.family()));
      return;
    }
    roa(use.slots(), use.user(), false);
    int owner = use.slots().first() / Slots.BLOCK;
    if (!use.exclusive() && dice.chance(0.5)) {
      roa(Slots.block(owner), owner, true);
    }
  }

  /** Whether routes show the user in every state, with no longer match of somebody else. */
  private boolean isShown(Use use) {
    for (int slot = use.slots().first(); slot < use.slots().first() + use.slots().count(); slot++) {
      for (int s = 0; s < tables.size(); s++) {
        if (!isShown(slot, use.user(), s)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean isShown(int slot, int user, int state) {
    int shortest = Integer.MAX_VALUE;
    int others = Integer.MAX_VALUE;
    for (Received r : tables.get(state)) {
      Slots slots = internet.announcements().get(r.announcement()).slots();
      if (slots.contains(slot)) {
        if (states.get(state).routes(r.announcement()).origin(r.end()) == user) {
          shortest = Math.min(shortest, slots.count());
        } else {
          others = Math.min(others, slots.count());
        }
      }
    }
    return shortest <= others && shortest != Integer.MAX_VALUE;
  }

  private Set<Prefix> networks() {
    Set<Prefix> out = new HashSet<>();
    for (Announcement a : internet.announcements()) {
      if (a.isOrigin(internet.top())) {
        out.add(a.slots().prefix(internet.family()));
      }
    }
    return out;
  }

  // ---- providers

  private Set<Asn> partialTransit() {
    Set<Asn> out = new HashSet<>();
    if (traits.contains(Trait.PARTIAL_TRANSIT_UNTOLD)) {
      return out;
    }
    BitSet cone = states.getFirst().cone();
    for (int as = cone.nextSetBit(0); as >= 0; as = cone.nextSetBit(as + 1)) {
      for (int e = network.firstEnd(as); e < network.firstEnd(as + 1); e++) {
        if (network.isPartialTransit(e)) {
          out.add(asn(network.neighbor(e)));
        }
      }
    }
    return out;
  }

  private List<Aspa> aspas() {
    double share = dice.oneOf(0.5, 0.9, 1, 1);
    double stale = dice.oneOf(0, 0, 0.1);
    double lacking = dice.oneOf(0, 0.05, 0.2);
    List<Aspa> out = new ArrayList<>();
    for (int as = 0; as < network.size(); as++) {
      Set<Asn> named = new TreeSet<>();
      for (int e = network.firstEnd(as); e < network.firstEnd(as + 1); e++) {
        if (network.relation(e) == Relation.PROVIDER) {
          int provider = network.neighbor(e);
          if (!dice.chance(lacking) || !mayLack(as, provider)) {
            named.add(asn(provider));
          }
        }
      }
      if (dice.chance(stale)) {
        named.add(dice.chance(0.2) ? Asn.of(900_000) : asn(dice.below(network.size())));
        named.remove(asn(as));
      }
      if (dice.chance(share)) {
        out.add(new Aspa(asn(as), named.isEmpty() ? List.of(Asn.of(0)) : List.copyOf(named)));
      } else if (dice.chance(0.2)) {
        providers.put(asn(as), named);
      }
    }
    return out;
  }

  /** Whether an ASPA may lack a provider: where paths show it; or the trait is there, and none. */
  private boolean mayLack(int as, int provider) {
    boolean always = true;
    boolean never = true;
    for (List<Received> table : tables) {
      boolean shown = isShown(table, as, provider);
      always &= shown;
      never &= !shown;
    }
    return traits.contains(Trait.ASPA_LACKS_PROVIDER) ? never : always;
  }

  private boolean isShown(List<Received> table, int as, int provider) {
    for (Received r : table) {
      for (int i = 0; i + 1 < r.path().length; i++) {
        if (numberToAs[r.path()[i]] == provider && numberToAs[r.path()[i + 1]] == as) {
          return true;
        }
      }
    }
    return false;
  }
}
