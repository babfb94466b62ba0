package savd.testbed.topology;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import savd.net.Asn;
import savd.net.Prefix;
import savd.rpki.payload.Aspa;
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
    AddressKnowledge addresses = new AddressKnowledge(internet, states, tables, dice);
    addresses.draw();
    List<Aspa> aspas = aspas();
    return new Knowledge(
        addresses.vrps(), aspas, partialTransit(), providers, addresses.exceptions(), networks());
  }

  private Asn asn(int as) {
    return new Asn(network.asn(as));
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
      if (!named.isEmpty() && dice.chance(stale)) {
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
