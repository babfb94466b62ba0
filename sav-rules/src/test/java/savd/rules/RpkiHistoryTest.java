package savd.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IpAddress;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteChange;

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

  private TrueWorld world;
  private Scene scene;
  private Oracle oracle;
  private SavPolicy policy;

  static List<Long> seeds() {
    return TrueWorld.seeds();
  }

  // ---- the world

  private void begin(long seed, long holdNanos) {
    world = new TrueWorld(seed, 9);
    scene = world.scene;
    oracle = world.oracle;
    scene
        .neighbor(1, 1, "if1", BgpRole.CUSTOMER)
        .neighbor(2, 2, "if2", BgpRole.CUSTOMER)
        .neighbor(3, 8, "peer", BgpRole.PEER)
        .neighbor(4, 9, "up", BgpRole.PROVIDER);
    SavMethod second =
        world.pick(
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
    world.publishAll();
    scene.available(RpkiAvailability.IN_FORCE);
  }

  private InterfacePolicy on(String port, SavMethod method, long holdNanos) {
    RpkiUse use =
        RpkiUse.DEFAULT
            .withRoas(RoaUse.AUGMENT)
            .withAsns(world.random.nextInt(5) == 0 ? Set.of(Asn.of(5)) : Set.of());
    return Scene.on(port, method)
        .withHoldNanos(holdNanos)
        .withSpecialPurpose(InterfacePolicy.SpecialPurposeUse.IGNORE)
        .withRpki(use);
  }

  // ---- events

  /** From the origin upward to a neighbour of ours. */
  private void announce() {
    Prefix p = world.anyPrefix();
    long at = world.random.nextInt(9) == 0 ? world.pick(List.of(1L, 7L, 77L)) : world.owners.get(p);
    StringBuilder path = new StringBuilder("" + at);
    while (at != 1 && at != 2 && at != 9 && at != 77) {
      at = world.pick(world.providers.get(at));
      path.insert(0, at + " ");
    }
    int peer = at == 1 ? 1 : at == 2 ? 2 : world.random.nextBoolean() ? 3 : 4;
    if (peer > 2 && at != 9 || world.random.nextInt(12) == 0) {
      peer = 3 + world.random.nextInt(2);
      path.insert(0, peer == 3 ? "8 " : "9 ");
    }
    world.change(
        Scene.announcement(peer, p.toString(), 0, path.toString(), world.random.nextInt(20) == 0));
  }

  private void step() {
    switch (world.random.nextInt(8)) {
      case 0, 1, 2 -> world.rpkiStep();
      case 3 ->
          world.change(
              new RouteChange.Withdraw(
                  new PeerId(1 + world.random.nextInt(4)), world.anyPrefix(), 0));
      case 4 -> {
        int index = 1 + world.random.nextInt(2);
        if (world.random.nextInt(6) == 0) {
          BgpRole role = world.random.nextInt(3) == 0 ? BgpRole.PEER : BgpRole.CUSTOMER;
          scene.neighbor(index, index, "if" + index, role);
        }
      }
      default -> announce();
    }
  }

  private void compare(boolean exactly) {
    new Comparison(scene, oracle, world.probes).compare(scene.dataplane, policy, exactly);
    for (IpAddress source : world.probes) {
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
      if (world.random.nextInt(20) == 0) {
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
