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
import savd.rpki.payload.Aspa;
import savd.rpki.payload.Vrp;

/**
 * Histories in a world where most of what is announced, attested and authorised is true, so that
 * cones are deep and much is sheltered: after every event the lists are those of {@link Oracle}.
 *
 * <p>We are AS 4; 1 and 2 are our customers, 8 is a peer, 9 a provider; 3, 5, 6 and 7 are below
 * some of these.
 */
class RpkiHistoryTest {
  private static final int STEPS = 100;

  /** Verdicts met: a world in which nothing is ever sheltered would prove nothing. */
  private static final Map<String, Integer> MET = new TreeMap<>();

  private Random random;
  private Scene scene;
  private Oracle oracle;
  private SavPolicy policy;
  private final Map<Long, List<Long>> providers = new HashMap<>();
  private final Map<Prefix, Long> owners = new HashMap<>();
  private final List<IpAddress> probes = new ArrayList<>();
  private List<Vrp> vrps = new ArrayList<>();
  private List<Aspa> aspas = new ArrayList<>();

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
        .neighbor(4, 9, "up", BgpRole.PROVIDER);
    topology();
    SavMethod second =
        pick(
            List.of(
                new SavMethod.BarSav(),
                new SavMethod.BarSavX(),
                new SavMethod.EfpUrpfA(SavMethod.Reach.CUSTOMERS),
                new SavMethod.EfpUrpfB()));
    policy =
        SavPolicy.of(
            List.of(
                on("if1", new SavMethod.BarSav(), holdNanos),
                on("if2", second, holdNanos),
                on("peer", new SavMethod.BarSav(), holdNanos),
                on("up", new SavMethod.BarSavPi(), holdNanos)));
    scene.policy(policy);
    providers.keySet().forEach(a -> publish(a, 1));
    owners.forEach((p, a) -> authorise(p, a));
    tell();
    scene.available(RpkiAvailability.IN_FORCE);
  }

  private InterfacePolicy on(String port, SavMethod method, long holdNanos) {
    RpkiUse use =
        RpkiUse.DEFAULT
            .withRoas(RoaUse.AUGMENT)
            .withAsns(random.nextInt(5) == 0 ? Set.of(Asn.of(5)) : Set.of());
    return Scene.on(port, method)
        .withHoldNanos(holdNanos)
        .withSpecialPurpose(InterfacePolicy.SpecialPurposeUse.IGNORE)
        .withRpki(use);
  }

  private void topology() {
    providers.put(1L, List.of(4L));
    providers.put(2L, random.nextBoolean() ? List.of(4L) : List.of(1L, 4L));
    for (long a : new long[] {3, 5, 6, 7}) {
      Set<Long> some = new TreeSet<>();
      for (int i = random.nextInt(2); i >= 0; i--) {
        some.add(pick(List.of(1L, 2L, a > 3 ? 3L : 1L, a > 5 ? 5L : 2L)));
      }
      if (random.nextInt(6) == 0) {
        some.add(9L);
      }
      providers.put(a, List.copyOf(some));
    }
    probes.clear();
    for (int i = 0; i < 16; i++) {
      probes.add(IpAddress.parse("20.0.0." + i));
      for (int length : new int[] {32, 31, 30, 29}) {
        if (i % (1 << 32 - length) == 0 && (length == 31 || random.nextInt(4) == 0)) {
          owners.put(
              Prefix.parse("20.0.0." + i + "/" + length), pick(List.of(1L, 2L, 3L, 5L, 6L, 7L)));
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
    Prefix p = pick(List.copyOf(owners.keySet()));
    long at = random.nextInt(9) == 0 ? pick(List.of(1L, 7L, 77L)) : owners.get(p);
    StringBuilder path = new StringBuilder("" + at);
    while (at != 1 && at != 2 && at != 9 && at != 77) {
      at = pick(providers.get(at));
      path.insert(0, at + " ");
    }
    int peer = at == 1 ? 1 : at == 2 ? 2 : random.nextBoolean() ? 3 : 4;
    if (peer > 2 && at != 9 || random.nextInt(12) == 0) {
      peer = 3 + random.nextInt(2);
      path.insert(0, peer == 3 ? "8 " : "9 ");
    }
    change(Scene.announcement(peer, p.toString(), 0, path.toString(), random.nextInt(20) == 0));
  }

  private void change(RouteChange change) {
    oracle.take(change);
    scene.change(change).drain();
  }

  private void step() {
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> rpkiStep();
      case 3 ->
          change(
              new RouteChange.Withdraw(
                  new PeerId(1 + random.nextInt(4)), pick(List.copyOf(owners.keySet())), 0));
      case 4 -> {
        int index = 1 + random.nextInt(2);
        if (random.nextInt(6) == 0) {
          BgpRole role = random.nextInt(3) == 0 ? BgpRole.PEER : BgpRole.CUSTOMER;
          scene.neighbor(index, index, "if" + index, role);
        }
      }
      default -> announce();
    }
  }

  private void compare(boolean exactly) {
    new Comparison(scene, oracle, probes).compare(scene.dataplane, policy, exactly);
    for (IpAddress source : probes) {
      for (String port : List.of("up", "if1", "if2", "peer")) {
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
    RuleSet whole =
        RuleSet.compute(
            scene.rib,
            new Scene.ShortestPaths(scene.rib),
            scene.peers.values(),
            policy,
            java.util.Optional.of(scene.verdicts.payload()));
    assertThat(RuleSet.current(scene.rules).differenceTo(whole)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void withHoldNothingPermittedIsEverBlockedAndAfterItTheOracleIsReached(long seed) {
    begin(seed, 50);
    for (int i = 0; i < STEPS; i++) {
      step();
      compare(false);
      if (random.nextInt(20) == 0) {
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
            "cone-member",
            "roa-of-cone-member",
            "roa-of-linked-origin",
            "sheltered-by-cone",
            "unsheltered",
            "in-rib",
            "not-listed");
    assertThat(MET.get("sheltered-by-cone")).isGreaterThan(1000);
    assertThat(MET.get("unsheltered")).isGreaterThan(1000);
  }
}
