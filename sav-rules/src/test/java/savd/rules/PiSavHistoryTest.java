package savd.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IpAddress;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteChange;
import savd.relation.ConeMode;
import savd.relation.MemberStatement;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.Vrp;

/**
 * Histories of routes, RPKI data, statements of members and configuration: after every event what
 * PI-SAV blocks is what {@link PiSavOracle} says.
 *
 * <p>We are AS 4; 1 and 2 are our customers, 8 is a peer, 9 and 10 are providers; 3, 5, 6 and 7 are
 * below some of these, 77 is a provider elsewhere.
 */
class PiSavHistoryTest {
  private static final int STEPS = 100;
  private static final Map<String, Integer> MET = new TreeMap<>();
  private static final List<Long> MEMBERS = List.of(1L, 2L, 3L, 5L, 6L, 7L);

  private Random random;
  private Scene scene;
  private Oracle oracle;
  private SavPolicy policy;
  private final Map<Long, List<Long>> providers = new HashMap<>();
  private final Map<Prefix, Long> owners = new HashMap<>();
  private final List<IpAddress> probes = new ArrayList<>();
  private List<Vrp> vrps = new ArrayList<>();
  private final List<Aspa> aspas = new ArrayList<>();

  static List<Long> seeds() {
    List<Long> out = new ArrayList<>();
    for (long s = 0; s < Integer.getInteger("savd.history.seeds", 50); s++) {
      out.add(s);
    }
    return out;
  }

  private <T> T pick(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  // ---- the world

  private void begin(long seed, long holdNanos) {
    random = new Random(seed);
    scene = Scene.atOnce();
    oracle = new Oracle(scene.peers);
    oracle.validating = true;
    oracle.available = true;
    scene
        .neighbor(1, 1, "if1", BgpRole.CUSTOMER)
        .neighbor(2, 2, "if2", BgpRole.CUSTOMER)
        .neighbor(3, 8, "peer", BgpRole.PEER)
        .neighbor(4, 9, "up", BgpRole.PROVIDER)
        .neighbor(5, 10, "up2", BgpRole.PROVIDER);
    topology();
    policy =
        SavPolicy.of(
                List.of(
                    on("up", new SavMethod.PiSav(), holdNanos),
                    on("up2", new SavMethod.PiSavLoose(), holdNanos)))
            .withPiSav(PiSavPolicy.of(pick(List.of(ConeMode.values()))));
    scene.policy(policy);
    providers.keySet().forEach(a -> publish(a, 1));
    owners.forEach(this::authorise);
    tell();
    scene.available(RpkiAvailability.IN_FORCE);
  }

  private static InterfacePolicy on(String port, SavMethod method, long holdNanos) {
    return Scene.on(port, method)
        .withHoldNanos(holdNanos)
        .withSpecialPurpose(InterfacePolicy.SpecialPurposeUse.IGNORE);
  }

  private void topology() {
    providers.put(1L, List.of(4L));
    providers.put(2L, random.nextBoolean() ? List.of(4L) : List.of(1L, 4L));
    for (long a : new long[] {3, 5, 6, 7}) {
      Set<Long> some = new TreeSet<>();
      for (int i = random.nextInt(2); i >= 0; i--) {
        some.add(pick(List.of(1L, 2L, a > 3 ? 3L : 1L, a > 5 ? 5L : 2L)));
      }
      if (oneIn(6)) {
        some.add(77L);
      }
      providers.put(a, List.copyOf(some));
    }
    probes.clear();
    for (int i = 0; i < 16; i++) {
      probes.add(IpAddress.parse("20.0.0." + i));
      for (int length : new int[] {32, 31, 30, 29}) {
        if (i % (1 << 32 - length) == 0 && (length == 31 || oneIn(4))) {
          owners.put(
              Prefix.parse("20.0.0." + i + "/" + length),
              oneIn(8) ? 77L : oneIn(8) ? 4L : pick(MEMBERS));
        }
      }
    }
    probes.add(IpAddress.parse("20.0.1.0"));
  }

  private void publish(long asn, int times) {
    aspas.removeIf(a -> a.customer().equals(Asn.of(asn)));
    Set<Asn> set = new TreeSet<>();
    providers.get(asn).forEach(p -> set.add(Asn.of(p)));
    if (random.nextInt(8) < times - 1) {
      set.add(Asn.of(pick(List.of(3L, 9L, 77L))));
      set.remove(Asn.of(asn));
    }
    aspas.add(new Aspa(Asn.of(asn), List.copyOf(set)));
  }

  private void authorise(Prefix p, long asn) {
    vrps.add(new Vrp(p, Math.min(32, p.length() + random.nextInt(2)), Asn.of(asn)));
    vrps = new ArrayList<>(new HashSet<>(vrps));
  }

  private void tell() {
    oracle.rpki.vrps = List.copyOf(vrps);
    oracle.rpki.aspas = List.copyOf(aspas);
    scene.rpki(oracle.rpki.vrps, oracle.rpki.aspas);
  }

  // ---- events

  private void rpkiStep() {
    Prefix p = pick(List.copyOf(owners.keySet()));
    switch (random.nextInt(6)) {
      case 0 -> publish(pick(List.copyOf(providers.keySet())), 3);
      case 1 -> {
        if (!aspas.isEmpty() && random.nextBoolean()) {
          aspas.remove(random.nextInt(aspas.size()));
        }
      }
      case 2 -> vrps.removeIf(v -> v.prefix().equals(p));
      case 3 -> authorise(p, pick(List.of(0L, 1L, 4L, 7L, 9L, 77L)));
      case 4 -> vrps.removeIf(v -> v.prefix().equals(p) && !isOwner(v));
      default -> authorise(p, owners.get(p));
    }
    tell();
  }

  private boolean isOwner(Vrp v) {
    return v.asn().equals(Asn.of(owners.get(v.prefix())));
  }

  /** From the origin upward to a neighbour of ours. */
  private void announce() {
    if (oneIn(20)) {
      int peer = pick(List.of(1, 4, 5));
      change(Scene.announcement(peer, "0.0.0.0/0", 0, peer == 1 ? "1" : peer + 5 + "", false));
      return;
    }
    Prefix p = pick(List.copyOf(owners.keySet()));
    long owner = owners.get(p);
    long at = owner == 4 ? 7 : oneIn(9) ? pick(List.of(1L, 7L, 77L)) : owner;
    StringBuilder path = new StringBuilder("" + at);
    while (at != 1 && at != 2 && at != 77) {
      at = pick(providers.get(at));
      path.insert(0, at + " ");
    }
    int peer = at == 1 ? 1 : at == 2 ? 2 : pick(List.of(3, 4, 5));
    if (peer > 2 || oneIn(12)) {
      peer = pick(List.of(3, 4, 5));
      path.insert(0, peer == 3 ? "8 " : peer == 4 ? "9 " : "10 ");
    }
    change(Scene.announcement(peer, p.toString(), 0, path.toString(), oneIn(20)));
  }

  private void change(RouteChange change) {
    oracle.take(change);
    scene.change(change).drain();
  }

  private void speak() {
    Map<Asn, MemberStatement> now = new TreeMap<>(oracle.statements);
    Asn member = Asn.of(oneIn(12) ? 77 : pick(MEMBERS));
    if (oneIn(3)) {
      now.remove(member);
    } else {
      boolean detour = oneIn(3);
      now.put(
          member,
          new MemberStatement(
              member,
              detour ? MemberStatement.Detour.SOME : MemberStatement.Detour.NONE,
              detour ? Set.of(Asn.of(pick(MEMBERS))) : Set.of(),
              pick(List.of(MemberStatement.OutsideProviders.values())),
              oneIn(2) ? Set.of() : named(member),
              oneIn(6) ? Set.of(Asn.of(pick(List.of(6L, 7L, 9L, 77L)))) : Set.of(),
              oneIn(6) ? Set.of(pick(List.copyOf(owners.keySet()))) : Set.of()));
    }
    oracle.statements = now;
    scene.statements(now);
    if (oneIn(5)) {
      oracle.contacts = oneIn(2) ? Map.of() : Map.of(member, Set.of(pick(probes)));
      scene.contacts(oracle.contacts);
    }
  }

  /** The truth, mostly. */
  private Set<Asn> named(Asn member) {
    Set<Asn> out = new TreeSet<>();
    providers.getOrDefault(member.toLong(), List.of(9L)).forEach(p -> out.add(Asn.of(p)));
    if (oneIn(6)) {
      out.add(Asn.of(77));
    }
    out.remove(member);
    return out;
  }

  private void configure() {
    PiSavPolicy now = policy.piSav();
    Map<Asn, Set<Asn>> some = new TreeMap<>(now.providers());
    Asn member = Asn.of(pick(MEMBERS));
    switch (random.nextInt(3)) {
      case 0 -> some.remove(member);
      case 1 -> some.put(member, Set.of());
      default -> some.put(member, Set.of(Asn.of(pick(List.of(1L, 3L, 5L, 77L)))));
    }
    some.remove(member, Set.of(member));
    PiSavPolicy next =
        new PiSavPolicy(
            oneIn(3) ? pick(List.of(ConeMode.values())) : now.mode(),
            oneIn(4) ? Set.of(Asn.of(pick(List.of(3L, 7L, 77L)))) : now.partialTransit(),
            some,
            oneIn(3) ? Set.of(pick(List.copyOf(owners.keySet()))) : now.networks(),
            oneIn(4) ? Set.of(pick(List.copyOf(owners.keySet()))) : now.exceptions());
    if (next.mode() != now.mode()) {
      oracle.answered = false;
    }
    policy = policy.withPiSav(next);
    scene.policy(policy);
  }

  private void step() {
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> rpkiStep();
      case 3 ->
          change(
              new RouteChange.Withdraw(
                  new PeerId(1 + random.nextInt(5)), pick(List.copyOf(owners.keySet())), 0));
      case 4 -> {
        int index = 1 + random.nextInt(2);
        if (oneIn(6)) {
          BgpRole role = oneIn(3) ? BgpRole.PEER : BgpRole.CUSTOMER;
          scene.neighbor(index, index, "if" + index, role);
        }
      }
      case 5 -> speak();
      case 6 -> configure();
      default -> announce();
    }
  }

  private void compare(boolean exactly) {
    new Comparison(scene, oracle, probes).compare(scene.dataplane, policy, exactly);
    for (IpAddress source : probes) {
      for (String port : List.of("up", "up2")) {
        Reason reason = scene.rules.explain(source, Scene.port(port)).reason();
        MET.merge(reason.kind(), 1, Integer::sum);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void withoutHoldEveryStepEqualsTheOracle(long seed) {
    begin(seed, 0);
    compare(true);
    for (int i = 0; i < STEPS; i++) {
      step();
      compare(true);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void withHoldNothingPermittedIsEverBlockedAndAfterItTheOracleIsReached(long seed) {
    begin(seed, 50);
    compare(false);
    for (int i = 0; i < STEPS; i++) {
      step();
      compare(false);
      if (oneIn(20)) {
        scene.pass(100);
        compare(true);
      }
    }
    scene.pass(100);
    compare(true);
  }

  @AfterAll
  static void everyReasonWasMet() {
    assertThat(MET.keySet())
        .contains(
            "secluded",
            "unsheltered",
            "not-from-cone",
            "not-yet-blocked",
            "member-contact",
            "seen-outside",
            "configured-exception");
    assertThat(MET.get("secluded")).isGreaterThan(1000);
    assertThat(MET.get("unsheltered")).isGreaterThan(1000);
  }
}
