package savd.testbed.search;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.BgpRole;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RpkiDelta;
import savd.rpki.payload.VrpTable;
import savd.rules.InterfacePolicy;
import savd.rules.RpkiAvailability;
import savd.rules.RuleSet;
import savd.rules.SavPolicy;
import savd.rules.SavRules;
import savd.testbed.topology.Internet;
import savd.testbed.topology.Knowledge;
import savd.testbed.topology.Network;
import savd.testbed.topology.Network.Relation;
import savd.testbed.topology.Slots;
import savd.testbed.topology.StableState;
import savd.testbed.topology.Truth;

/**
 * One Internet, state after state, with the rules of several defences over the same RIB kept
 * incrementally.
 */
public final class Trial {
  private static final long NOW = 1_000_000_000L;

  private final Internet internet;
  private final Network network;
  private final Knowledge knowledge;
  private final List<StableState> states;
  private final int[][] users;
  private final TopRouter router;
  private final List<Integer> providerEnds = new ArrayList<>();
  private final Map<Defence, SavRules> rules = new HashMap<>();
  private final Map<Defence, List<ImproperBlock>> found = new HashMap<>();
  private final AddressFamily family;

  public Trial(Internet internet, List<Defence> defences) {
    this.internet = internet;
    this.network = internet.network();
    this.family = internet.family();
    this.states = internet.settle();
    this.knowledge = Knowledge.of(internet, states);
    this.users = internet.users();
    this.router = new TopRouter(network, internet.top());
    for (int e = network.firstEnd(internet.top()); e < network.firstEnd(internet.top() + 1); e++) {
      if (network.relation(e) == Relation.PROVIDER) {
        providerEnds.add(e);
      }
    }
    Payload payload = payload();
    router.rib().validateBy(new Verdicts(payload));
    while (router.rib().pending()) {
      router.rib().continuePending();
    }
    for (Defence d : defences) {
      SavRules r = router.rules();
      r.rpkiChanged(RpkiDelta.between(Payload.EMPTY, payload), NOW);
      r.rpkiAvailability(RpkiAvailability.IN_FORCE, NOW);
      r.reconfigure(policy(d), NOW);
      rules.put(d, r);
      found.put(d, new ArrayList<>());
    }
  }

  private Payload payload() {
    Map<AddressFamily, VrpTable.Builder> tables = new EnumMap<>(AddressFamily.class);
    for (AddressFamily f : AddressFamily.values()) {
      tables.put(f, VrpTable.builder(f));
    }
    knowledge.vrps().forEach(v -> tables.get(family).add(v));
    return new Payload(
        tables.get(AddressFamily.IPV4).build(),
        tables.get(AddressFamily.IPV6).build(),
        AspaTable.of(knowledge.aspas()),
        java.util.Set.of());
  }

  private SavPolicy policy(Defence defence) {
    List<InterfacePolicy> all = new ArrayList<>();
    for (int e : providerEnds) {
      all.add(
          InterfacePolicy.of(router.port(e), defence.method())
              .withRole(BgpRole.PROVIDER)
              .withMode(EnforcementMode.ENFORCE)
              .withAllow(List.copyOf(knowledge.exceptions()))
              .withHoldNanos(0)
              .withSpecialPurpose(InterfacePolicy.SpecialPurposeUse.IGNORE));
    }
    return SavPolicy.of(all);
  }

  /** Runs all states; what was found goes into the tallies, one for each defence. */
  public void run(Map<Defence, Tally> tallies) {
    for (int phase = 0; phase < states.size(); phase++) {
      StableState state = states.get(phase);
      router.hear(state, delta -> rules.values().forEach(r -> r.apply(delta, NOW)));
      Truth truth = new Truth(state, users);
      for (Map.Entry<Defence, SavRules> e : rules.entrySet()) {
        compare(e.getKey(), e.getValue(), phase, truth, tallies.get(e.getKey()));
      }
    }
    found.forEach((d, f) -> tallies.get(d).trial(f));
  }

  // ---- comparison

  private void compare(Defence defence, SavRules r, int phase, Truth truth, Tally tally) {
    RuleSet current = RuleSet.current(r);
    Map<Integer, AddressRanges> permitted = new HashMap<>();
    for (int e : providerEnds) {
      permitted.put(e, current.permitted(router.port(e), family));
    }
    int ofCone = 0;
    int neverEntering = 0;
    int blockedEverywhere = 0;
    int improper = 0;
    for (int slot = 0; slot < users.length; slot++) {
      long entries = truth.entries(slot);
      IpAddress source = Slots.address(family, slot);
      boolean everywhere = true;
      for (int e : providerEnds) {
        boolean blocks = !permitted.get(e).contains(source.high(), source.low());
        everywhere &= blocks;
        if (blocks && (entries >> (e - network.firstEnd(internet.top())) & 1) != 0) {
          improper++;
          report(defence, r, phase, truth, slot, e);
        }
      }
      if (isOfCone(truth, slot)) {
        ofCone++;
        neverEntering += entries == 0 ? 1 : 0;
        blockedEverywhere += everywhere ? 1 : 0;
      }
    }
    tally.count(ofCone, neverEntering, blockedEverywhere, improper);
  }

  private static boolean isOfCone(Truth truth, int slot) {
    for (int user : truth.users(slot)) {
      if (!truth.cone().get(user)) {
        return false;
      }
    }
    return true;
  }

  private void report(Defence defence, SavRules r, int phase, Truth truth, int slot, int end) {
    List<ImproperBlock> all = found.get(defence);
    if (all.size() >= 4) {
      return;
    }
    IngressInterface port = router.port(end);
    IpAddress source = Slots.address(family, slot);
    all.add(
        new ImproperBlock(
            internet.seed(),
            internet.traits(),
            phase,
            defence,
            port,
            source,
            truth.packet(slot, end),
            network,
            r.explain(source, port).reason().text()));
  }

  /** The improper blocks of a defence, a few of them. */
  public List<ImproperBlock> found(Defence defence) {
    return List.copyOf(found.get(defence));
  }

  public Knowledge knowledge() {
    return knowledge;
  }

  public Optional<StableState> state(int phase) {
    return phase < states.size() ? Optional.of(states.get(phase)) : Optional.empty();
  }
}
