package savd.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  private TrueWorld world;
  private Scene scene;
  private Oracle oracle;
  private SavPolicy policy;

  static List<Long> seeds() {
    return TrueWorld.seeds();
  }

  // ---- the world

  private void begin(long seed, long holdNanos) {
    world = new TrueWorld(seed, 77);
    for (Prefix p : List.copyOf(world.owners.keySet())) {
      if (world.oneIn(8)) {
        world.owners.put(p, world.pick(List.of(4L, 77L)));
      }
    }
    scene = world.scene;
    oracle = world.oracle;
    scene
        .neighbor(1, 1, "if1", BgpRole.CUSTOMER)
        .neighbor(2, 2, "if2", BgpRole.CUSTOMER)
        .neighbor(3, 8, "peer", BgpRole.PEER)
        .neighbor(4, 9, "up", BgpRole.PROVIDER)
        .neighbor(5, 10, "up2", BgpRole.PROVIDER);
    policy =
        SavPolicy.of(
                List.of(
                    on("up", new SavMethod.PiSav(), holdNanos),
                    on("up2", new SavMethod.PiSavLoose(), holdNanos)))
            .withPiSav(PiSavPolicy.of(world.pick(List.of(ConeMode.values()))));
    scene.policy(policy);
    world.publishAll();
    scene.available(RpkiAvailability.IN_FORCE);
  }

  private static InterfacePolicy on(String port, SavMethod method, long holdNanos) {
    return Scene.on(port, method)
        .withHoldNanos(holdNanos)
        .withSpecialPurpose(InterfacePolicy.SpecialPurposeUse.IGNORE);
  }

  // ---- events

  private void announce() {
    if (world.oneIn(20)) {
      int peer = world.pick(List.of(1, 4, 5));
      world.change(
          Scene.announcement(peer, "0.0.0.0/0", 0, peer == 1 ? "1" : peer + 5 + "", false));
      return;
    }
    world.change(announcement());
  }

  /** From the origin upward to a neighbour of ours. */
  private RouteChange.Announce announcement() {
    Prefix p = world.anyPrefix();
    long owner = world.owners.get(p);
    long at = owner == 4 ? 7 : world.oneIn(9) ? world.pick(List.of(1L, 7L, 77L)) : owner;
    StringBuilder path = new StringBuilder("" + at);
    while (at != 1 && at != 2 && at != 77) {
      at = world.pick(world.providers.get(at));
      path.insert(0, at + " ");
    }
    int peer = at == 1 ? 1 : at == 2 ? 2 : world.pick(List.of(3, 4, 5));
    if (peer > 2 || world.oneIn(12)) {
      peer = world.pick(List.of(3, 4, 5));
      path.insert(0, peer == 3 ? "8 " : peer == 4 ? "9 " : "10 ");
    }
    return Scene.announcement(peer, p.toString(), 0, path.toString(), world.oneIn(20));
  }

  /**
   * A neighbour has gone and comes back with many routes in one delta: with it there is another
   * seed, members stand otherwise, and in aggressive mode nobody may be waited for any more.
   */
  private void comeBack() {
    int peer = 1 + world.random.nextInt(5);
    world.change(new RouteChange.PeerLost(new PeerId(peer)));
    compare();
    if (world.oneIn(2)) {
      waitForAnswers();
    }
    List<RouteChange> table = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      RouteChange.Announce a = announcement();
      if (a.peer().index() == peer) {
        table.add(a);
      }
    }
    if (!table.isEmpty()) {
      world.change(table.toArray(RouteChange[]::new));
    }
  }

  /** Aggressive mode begins anew, perhaps with a member that only its own route will clear. */
  private void waitForAnswers() {
    become(ConeMode.CONSERVATIVE, policy.piSav().partialTransit());
    become(ConeMode.AGGRESSIVE, Set.of(Asn.of(world.pick(MEMBERS))));
  }

  private void become(ConeMode mode, Set<Asn> partialTransit) {
    PiSavPolicy now = policy.piSav();
    become(
        new PiSavPolicy(mode, partialTransit, now.providers(), now.networks(), now.exceptions()));
    compare();
  }

  private void become(PiSavPolicy next) {
    if (next.mode() != policy.piSav().mode()) {
      oracle.answered = false;
    }
    policy = policy.withPiSav(next);
    scene.policy(policy);
  }

  private void speak() {
    Map<Asn, MemberStatement> now = new TreeMap<>(oracle.statements);
    Asn member = Asn.of(world.oneIn(12) ? 77 : world.pick(MEMBERS));
    if (world.oneIn(3)) {
      now.remove(member);
    } else {
      boolean detour = world.oneIn(3);
      MemberStatement.Detour none =
          world.oneIn(4) ? MemberStatement.Detour.UNSAID : MemberStatement.Detour.NONE;
      now.put(
          member,
          new MemberStatement(
              member,
              detour ? MemberStatement.Detour.SOME : none,
              detour ? Set.of(Asn.of(world.pick(MEMBERS))) : Set.of(),
              world.pick(List.of(MemberStatement.OutsideProviders.values())),
              world.oneIn(2) ? Set.of() : named(member),
              world.oneIn(6) ? Set.of(Asn.of(world.pick(List.of(6L, 7L, 9L, 77L)))) : Set.of(),
              world.oneIn(6) ? Set.of(world.anyPrefix()) : Set.of()));
    }
    oracle.statements = now;
    scene.statements(now);
    if (world.oneIn(5)) {
      oracle.contacts =
          world.oneIn(2) ? Map.of() : Map.of(member, Set.of(world.pick(world.probes)));
      scene.contacts(oracle.contacts);
    }
  }

  /** The truth, mostly. */
  private Set<Asn> named(Asn member) {
    Set<Asn> out = new TreeSet<>();
    world.providers.getOrDefault(member.toLong(), List.of(9L)).forEach(p -> out.add(Asn.of(p)));
    if (world.oneIn(6)) {
      out.add(Asn.of(77));
    }
    out.remove(member);
    return out;
  }

  private void configure() {
    PiSavPolicy now = policy.piSav();
    Map<Asn, Set<Asn>> some = new TreeMap<>(now.providers());
    Asn member = Asn.of(world.pick(MEMBERS));
    switch (world.random.nextInt(3)) {
      case 0 -> some.remove(member);
      case 1 -> some.put(member, Set.of());
      default -> some.put(member, Set.of(Asn.of(world.pick(List.of(1L, 3L, 5L, 77L)))));
    }
    some.remove(member, Set.of(member));
    PiSavPolicy next =
        new PiSavPolicy(
            world.oneIn(3) ? world.pick(List.of(ConeMode.values())) : now.mode(),
            world.oneIn(4)
                ? Set.of(Asn.of(world.pick(List.of(3L, 7L, 77L))))
                : now.partialTransit(),
            some,
            world.oneIn(3) ? Set.of(world.anyPrefix()) : now.networks(),
            world.oneIn(4) ? Set.of(world.anyPrefix()) : now.exceptions());
    become(next);
  }

  private void step() {
    switch (world.random.nextInt(11)) {
      case 0, 1, 2 -> world.rpkiStep();
      case 3 ->
          world.change(
              new RouteChange.Withdraw(
                  new PeerId(1 + world.random.nextInt(5)), world.anyPrefix(), 0));
      case 4 -> {
        int index = 1 + world.random.nextInt(2);
        if (world.oneIn(6)) {
          BgpRole role = world.oneIn(3) ? BgpRole.PEER : BgpRole.CUSTOMER;
          scene.neighbor(index, index, "if" + index, role);
        }
      }
      case 5 -> speak();
      case 6 -> configure();
      case 7 -> comeBack();
      default -> announce();
    }
  }

  /** Between two events of a step. */
  private void compare() {
    compare(policy.interfaces().values().stream().allMatch(p -> p.holdNanos() == 0));
  }

  private void compare(boolean exactly) {
    new Comparison(scene, oracle, world.probes).compare(scene.dataplane, policy, exactly);
    for (IpAddress source : world.probes) {
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
      if (world.oneIn(20)) {
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
