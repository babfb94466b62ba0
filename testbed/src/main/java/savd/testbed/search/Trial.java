package savd.testbed.search;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.relation.MemberStatement;
import savd.relation.MemberStatement.OutsideProviders;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RpkiDelta;
import savd.rpki.payload.VrpTable;
import savd.rules.ConeProtection;
import savd.rules.CustomerCone;
import savd.rules.InterfacePolicy;
import savd.rules.PiSavPolicy;
import savd.rules.RpkiAvailability;
import savd.rules.RuleSet;
import savd.rules.SavMethod;
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
  private final NeighborsRouter router;
  private final List<Integer> providerEnds = new ArrayList<>();
  private final Map<Defence, SavRules> rules = new HashMap<>();
  private final Map<Defence, List<ImproperBlock>> found = new HashMap<>();
  private final AddressFamily family;

  /** In the state that is looked at: what all members of a cone say. */
  private final Map<Object, Map<Asn, MemberStatement>> said = new HashMap<>();

  private final Map<Asn, Integer> numbers;
  private final Optional<SavRules> loose;

  /** What members have said last. */
  private final Map<Defence, Map<Asn, MemberStatement>> inForce = new HashMap<>();

  public Trial(Internet internet, List<Defence> defences) {
    this.internet = internet;
    this.network = internet.network();
    this.family = internet.family();
    this.states = internet.settle();
    this.knowledge = Knowledge.of(internet, states);
    this.users = internet.users();
    this.router = new NeighborsRouter(network, internet.top());
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
      rules.put(d, rules(payload, policy(d)));
      found.put(d, new ArrayList<>());
    }
    numbers = Members.numbers(network);
    loose =
        defences.stream().anyMatch(Defence::blocksUnrouted)
            ? Optional.of(rules(payload, SavPolicy.of(looseUrpf())))
            : Optional.empty();
  }

  private SavRules rules(Payload payload, SavPolicy policy) {
    SavRules r = router.rules();
    r.rpkiChanged(RpkiDelta.between(Payload.EMPTY, payload), NOW);
    r.rpkiAvailability(RpkiAvailability.IN_FORCE, NOW);
    r.reconfigure(policy, NOW);
    return r;
  }

  private List<InterfacePolicy> looseUrpf() {
    return List.of(
        InterfacePolicy.of(
                router.port(providerEnds.getFirst()), new SavMethod.LooseIgnoringDefaultUrpf())
            .withHoldNanos(0)
            .withSpecialPurpose(InterfacePolicy.SpecialPurposeUse.IGNORE));
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
        Set.of());
  }

  private SavPolicy policy(Defence defence) {
    List<InterfacePolicy> all = new ArrayList<>();
    for (int e : providerEnds) {
      all.add(
          InterfacePolicy.of(router.port(e), defence.method())
              .withRole(BgpRole.PROVIDER)
              .withMode(EnforcementMode.ENFORCE)
              .withAllow(
                  defence.method() instanceof SavMethod.BarSavPi
                      ? List.copyOf(knowledge.exceptions())
                      : List.of())
              .withHoldNanos(0)
              .withSpecialPurpose(InterfacePolicy.SpecialPurposeUse.IGNORE));
    }
    return SavPolicy.of(all)
        .withPiSav(
            new PiSavPolicy(
                defence.mode(),
                knowledge.partialTransit(),
                knowledge.providers(),
                knowledge.networks(),
                knowledge.exceptions()));
  }

  /** Runs all states; what was found goes into the tallies, one for each defence. */
  public void run(Map<Defence, Tally> tallies) {
    for (int phase = 0; phase < states.size(); phase++) {
      StableState state = states.get(phase);
      router.hear(
          state,
          delta -> {
            rules.values().forEach(r -> r.apply(delta, NOW));
            loose.ifPresent(r -> r.apply(delta, NOW));
          });
      Truth truth = new Truth(state, users);
      said.clear();
      for (Map.Entry<Defence, SavRules> e : rules.entrySet()) {
        Defence defence = e.getKey();
        if (defence.answers() != Defence.Answers.NOBODY) {
          answer(defence, e.getValue(), state);
        }
        compare(defence, e.getValue(), phase, truth, tallies.get(defence));
        if (internet.seed() % 8 == 0) {
          compareWithScratch(defence, e.getValue(), phase);
        }
      }
    }
    found.forEach((d, f) -> tallies.get(d).trial(f));
  }

  // ---- members

  /** Members answer the notices of the top until no other cone comes of what they say. */
  private void answer(Defence defence, SavRules r, StableState state) {
    CustomerCone before = null;
    int rounds = 0;
    for (CustomerCone cone = r.customerCone().orElseThrow();
        !cone.equals(before);
        cone = r.customerCone().orElseThrow()) {
      if (rounds++ > network.size()) {
        throw new IllegalStateException("seed " + internet.seed() + ": the cone does not settle");
      }
      before = cone;
      Map<Asn, MemberStatement> some = new TreeMap<>(everybody(state, cone));
      some.keySet().removeIf(asn -> !answers(defence, numbers.get(asn)));
      r.memberStatements(some, NOW);
      inForce.put(defence, some);
    }
  }

  /** What all members would say to a notice; numbers that no AS has are nobody to answer. */
  private Map<Asn, MemberStatement> everybody(StableState state, CustomerCone cone) {
    return said.computeIfAbsent(
        List.of(cone.members(), cone.prefixes()),
        _ -> {
          BitSet members = new BitSet();
          cone.members().forEach(asn -> members.set(numbers.get(asn)));
          BitSet named = new BitSet();
          for (int i = 0; i < internet.announcements().size(); i++) {
            Slots slots = internet.announcements().get(i).slots();
            named.set(i, cone.prefixes().contains(slots.prefix(family)));
          }
          Members all = new Members(state, members, named);
          return Members.byAsn(members.stream().mapToObj(as -> statement(all, as)).toList());
        });
  }

  private boolean answers(Defence defence, int as) {
    return defence.answers() == Defence.Answers.ALL
        || Long.remainderUnsigned(internet.seed() * 31 + as * 17L, 5) < 3;
  }

  private MemberStatement statement(Members members, int as) {
    OutsideProviders outside =
        (internet.seed() + as) % 3 == 0 ? OutsideProviders.UNSAID : members.outside(as);
    Set<Asn> providers = (internet.seed() + 3L * as) % 4 == 0 ? Set.of() : members.providers(as);
    MemberStatement s = members.byForwarding(as, outside, providers);
    if (internet.seed() % 4 == 0 && network.size() <= 40 && !network.prefersByPrefix(as)) {
      MemberStatement real = members.byWatch(as);
      if (real.detour() != s.detour()) {
        throw new IllegalStateException(
            "seed %d: AS %d says %s, its forwarding %s"
                .formatted(internet.seed(), network.asn(as), real, s));
      }
    }
    return s;
  }

  // ---- comparison

  private static boolean isInForce(SavRules rules) {
    return rules.coneProtection().map(ConeProtection::inForce).orElse(true);
  }

  /** Rules kept through all that happened have to be those that a new start would find. */
  private void compareWithScratch(Defence defence, SavRules kept, int phase) {
    SavRules scratch = rules(payload(), policy(defence));
    scratch.memberStatements(inForce.getOrDefault(defence, Map.of()), NOW);
    if (isInForce(kept) != isInForce(scratch)) {
      // Aggressive mode is in force once all have answered; a new start waits again.
      return;
    }
    RuleSet now = RuleSet.current(kept);
    RuleSet anew = RuleSet.current(scratch);
    for (int e : providerEnds) {
      IngressInterface port = router.port(e);
      if (!now.permitted(port, family).equals(anew.permitted(port, family))) {
        throw new IllegalStateException(
            "seed %d phase %d, %s: incremental rules differ from those from scratch on %s: %s, %s"
                .formatted(
                    internet.seed(),
                    phase,
                    defence.name(),
                    port,
                    now.permitted(port, family),
                    anew.permitted(port, family)));
      }
    }
  }

  private void compare(Defence defence, SavRules r, int phase, Truth truth, Tally tally) {
    RuleSet current = RuleSet.current(r);
    Map<Integer, AddressRanges> permitted = new HashMap<>();
    for (int e : providerEnds) {
      permitted.put(e, current.permitted(router.port(e), family));
    }
    Optional<AddressRanges> routed =
        loose
            .filter(_ -> defence.blocksUnrouted())
            .map(l -> RuleSet.current(l).permitted(router.port(providerEnds.getFirst()), family));
    int ofCone = 0;
    int neverEntering = 0;
    int blockedEverywhere = 0;
    int improper = 0;
    for (int slot = 0; slot < users.length; slot++) {
      long entries = truth.entries(slot);
      if (entries == 0 && !isOfCone(truth, slot)) {
        continue;
      }
      IpAddress source = Slots.address(family, slot);
      boolean everywhere = true;
      for (int e : providerEnds) {
        boolean blocks =
            !permitted.get(e).contains(source.high(), source.low())
                && routed.map(l -> l.contains(source.high(), source.low())).orElse(true);
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
