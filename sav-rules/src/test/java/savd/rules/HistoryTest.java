package savd.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import savd.net.AddressFamily;
import savd.net.BgpRole;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteChange;

/**
 * After any history the rules are what a computation from scratch gives, and what the documents
 * say: random neighbours, policies and events, every step compared with {@link Oracle} on every
 * address of a small world.
 */
class HistoryTest {
  private static final int STEPS = 120;
  private static final String[] PORTS = {"if1", "if2", "if3", "if4"};
  private static final List<SavMethod> METHODS =
      List.of(
          new SavMethod.StrictUrpf(),
          new SavMethod.LooseUrpf(),
          new SavMethod.LooseIgnoringDefaultUrpf(),
          new SavMethod.FeasiblePathUrpf(),
          new SavMethod.VrfUrpf(),
          new SavMethod.EfpUrpfA(SavMethod.Reach.CUSTOMERS),
          new SavMethod.EfpUrpfA(SavMethod.Reach.CUSTOMERS_AND_PEERS),
          new SavMethod.EfpUrpfB(),
          new SavMethod.Auto(),
          new SavMethod.Acl(SavMethod.Otherwise.BY_ROLE),
          new SavMethod.Off());

  static List<Long> seeds() {
    List<Long> seeds = new ArrayList<>();
    for (long s = 0; s < Integer.getInteger("savd.history.seeds", 60); s++) {
      seeds.add(s);
    }
    return seeds;
  }

  private Random random;
  private Scene scene;
  private Oracle oracle;
  private SavPolicy policy;
  private final List<IpAddress> probes = new ArrayList<>();

  private void begin(long seed, long holdNanos) {
    random = new Random(seed);
    scene = Scene.atOnce();
    oracle = new Oracle(scene.peers);
    probes.clear();
    for (int i = 0; i < 16; i++) {
      probes.add(IpAddress.parse("20.0.0." + i));
      probes.add(IpAddress.parse("2a00::" + Integer.toHexString(i)));
    }
    probes.add(IpAddress.parse("20.0.0.16"));
    probes.add(IpAddress.parse("0.0.0.0"));
    probes.add(IpAddress.parse("255.255.255.255"));
    probes.add(IpAddress.parse("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
    for (int i = 0; i < 3; i++) {
      neighbor(i);
    }
    newPolicy(holdNanos);
  }

  private <T> T pick(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  private void neighbor(int index) {
    BgpRole role = random.nextInt(6) == 0 ? null : pick(List.of(BgpRole.values()));
    if (random.nextBoolean()) {
      role = BgpRole.CUSTOMER;
    }
    String port = random.nextInt(6) == 0 ? null : PORTS[random.nextInt(PORTS.length)];
    String vrf = random.nextInt(4) == 0 ? "red" : Peer.DEFAULT_VRF;
    scene.neighbor(Scene.peer(index, 1 + random.nextInt(5), port, role, vrf));
  }

  private void newPolicy(long holdNanos) {
    List<InterfacePolicy> all = new ArrayList<>();
    for (String port : PORTS) {
      if (random.nextInt(8) != 0) {
        InterfacePolicy p =
            Scene.on(port, pick(METHODS))
                .withHoldNanos(holdNanos)
                .withSpecialPurpose(InterfacePolicy.SpecialPurposeUse.IGNORE);
        p = random.nextInt(4) == 0 ? p.withAllow(List.of(prefix())) : p;
        p = random.nextInt(4) == 0 ? p.withDeny(List.of(prefix())) : p;
        p = random.nextInt(4) == 0 ? p.withVrf("red") : p;
        p = random.nextInt(3) == 0 ? p.withRole(BgpRole.CUSTOMER) : p;
        all.add(p);
      }
    }
    policy = SavPolicy.of(all);
    scene.policy(policy);
  }

  private Prefix prefix() {
    int bits = random.nextInt(10) == 0 ? 5 + random.nextInt(20) : random.nextInt(5);
    int host = random.nextInt(16) & -(1 << Math.min(bits, 4));
    if (random.nextInt(12) == 0) {
      return Prefix.parse(random.nextBoolean() ? "0.0.0.0/0" : "::/0");
    }
    if (random.nextInt(3) == 0) {
      return Prefix.parse("2a00::" + Integer.toHexString(bits > 4 ? 0 : host) + "/" + (128 - bits));
    }
    return bits > 4
        ? new savd.net.Ipv4Prefix(0x14000000 & -(1 << bits), 32 - bits)
        : Prefix.parse("20.0.0." + host + "/" + (32 - bits));
  }

  private String path() {
    StringBuilder s = new StringBuilder();
    for (int i = random.nextInt(3); i > 0; i--) {
      s.append(1 + random.nextInt(8)).append(' ');
    }
    return random.nextInt(8) == 0 ? s + "{5,6}" : s + "" + (1 + random.nextInt(6));
  }

  private RouteChange routeChange(int peer) {
    PeerId id = new PeerId(peer);
    AddressFamily family = pick(List.of(AddressFamily.values()));
    return switch (random.nextInt(16)) {
      case 0 -> new RouteChange.MarkStale(id, family);
      case 1 -> new RouteChange.EndOfRib(id, family);
      case 2 -> new RouteChange.SweepStale(id, family);
      case 3, 4, 5, 6 -> new RouteChange.Withdraw(id, prefix(), random.nextInt(6) == 0 ? 1 : 0);
      default ->
          Scene.announcement(
              peer,
              prefix().toString(),
              random.nextInt(6) == 0 ? 1 : 0,
              path(),
              random.nextInt(8) == 0);
    };
  }

  private void step(long holdNanos) {
    int peer = pick(List.copyOf(scene.peers.keySet()));
    switch (random.nextInt(30)) {
      case 0 -> newPolicy(holdNanos);
      case 1 -> neighbor(random.nextInt(7));
      case 2 -> {
        oracle.take(new RouteChange.PeerLost(new PeerId(peer)));
        scene.lose(peer);
      }
      case 3 -> {
        if (scene.peers.size() > 2) {
          scene.remove(peer);
        }
      }
      case 4 -> scene.pass(random.nextLong(100));
      default -> {
        RouteChange[] changes = new RouteChange[1 + random.nextInt(6)];
        for (int i = 0; i < changes.length; i++) {
          changes[i] = routeChange(peer);
          oracle.take(changes[i]);
        }
        scene.change(changes);
        while (scene.rib.pending()) {
          scene.take(scene.rules.apply(scene.rib.continuePending(), scene.now));
        }
      }
    }
  }

  private void compare(Remembered dataplane, boolean exactly) {
    for (InterfacePolicy p : policy.interfaces().values()) {
      IngressInterface here = p.ingress();
      for (IpAddress source : probes) {
        Optional<Boolean> expected = oracle.passes(source, p, policy);
        assertThat(dataplane.isBound(here.name())).isEqualTo(expected.isPresent());
        boolean passes = dataplane.passes(source, here);
        if (dataplane == scene.dataplane) {
          assertThat(scene.rules.explain(source, here).verdict() == Explanation.Verdict.PERMIT)
              .as("explanation of %s on %s by %s", source, here, p.method().word())
              .isEqualTo(passes);
        }
        if (exactly || expected.orElse(true)) {
          assertThat(passes)
              .as("%s on %s by %s", source, here, p.method().word())
              .isEqualTo(expected.orElse(true));
        }
      }
    }
  }

  private Remembered fromScratch() {
    SavRules fresh =
        new SavRules(scene.rib, new Scene.ShortestPaths(scene.rib), SavRules.Start.AT_ONCE);
    fresh.peersChanged(scene.peers.values(), scene.now);
    fresh.reconfigure(policy, scene.now);
    Remembered remembered = new Remembered();
    remembered.take(fresh.full());
    return remembered;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void withoutHoldEveryStepEqualsTheOracle(long seed) {
    begin(seed, 0);
    for (int i = 0; i < STEPS; i++) {
      step(0);
      compare(scene.dataplane, true);
    }
    compare(fromScratch(), true);
    Remembered again = new Remembered();
    again.take(scene.rules.full());
    compare(again, true);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void withHoldNothingPermittedIsEverBlockedAndAfterItTheOracleIsReached(long seed) {
    begin(seed, 50);
    for (int i = 0; i < STEPS; i++) {
      step(50);
      compare(scene.dataplane, false);
      if (random.nextInt(20) == 0) {
        scene.pass(100);
        compare(scene.dataplane, true);
      }
    }
    scene.pass(100);
    compare(scene.dataplane, true);
    assertThat(scene.rules.nextDeadline()).isEqualTo(Long.MAX_VALUE);
  }
}
