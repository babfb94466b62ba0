package savd.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IpAddress;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteChange;
import savd.relation.ConeDefinition.LocalUse;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RpkiDelta;
import savd.rpki.payload.Vrp;

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

  /** The methods that RPKI data matter to. */
  private static final List<SavMethod> RPKI_METHODS =
      List.of(
          new SavMethod.BarSav(),
          new SavMethod.BarSav(),
          new SavMethod.BarSavX(),
          new SavMethod.BarSavPi(),
          new SavMethod.EfpUrpfA(SavMethod.Reach.CUSTOMERS_AND_PEERS),
          new SavMethod.EfpUrpfB());

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
  private boolean withRpki;
  private final List<IpAddress> probes = new ArrayList<>();

  private void begin(long seed, long holdNanos) {
    random = new Random(seed);
    withRpki = seed % 2 == 1;
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
    } else if (withRpki && random.nextBoolean()) {
      role = BgpRole.PROVIDER;
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
            Scene.on(port, pick(withRpki && random.nextInt(4) != 0 ? RPKI_METHODS : METHODS))
                .withHoldNanos(holdNanos)
                .withSpecialPurpose(InterfacePolicy.SpecialPurposeUse.IGNORE);
        p = random.nextInt(4) == 0 ? p.withAllow(List.of(prefix())) : p;
        p = random.nextInt(4) == 0 ? p.withDeny(List.of(prefix())) : p;
        p = random.nextInt(4) == 0 ? p.withVrf("red") : p;
        boolean provider = p.method() instanceof SavMethod.BarSavPi;
        p = random.nextInt(3) == 0 ? p.withRole(provider ? BgpRole.PROVIDER : BgpRole.CUSTOMER) : p;
        all.add(withRpki ? p.withRpki(rpkiUse()) : p);
      }
    }
    policy = SavPolicy.of(all);
    if (withRpki) {
      policy =
          policy
              .withOwnAsns(random.nextBoolean() ? Set.of(Asn.of(7)) : Set.of())
              .withLocalUse(pick(List.of(LocalUse.values())));
    }
    scene.policy(policy);
  }

  private RpkiUse rpkiUse() {
    return new RpkiUse(
        pick(List.of(RoaUse.values())),
        pick(
            List.of(
                new SavMethod.LooseUrpf(), new SavMethod.FeasiblePathUrpf(), new SavMethod.Off())),
        random.nextInt(4) == 0 ? Set.of(Asn.of(1 + random.nextInt(8))) : Set.of());
  }

  // ---- RPKI data

  private Asn anyAs() {
    return Asn.of(random.nextInt(20) == 0 ? 65001 : 1 + random.nextInt(8));
  }

  private List<Vrp> vrps() {
    List<Vrp> out = new ArrayList<>(oracle.rpki.vrps);
    for (int i = random.nextInt(5); i > 0 && !out.isEmpty(); i--) {
      out.remove(random.nextInt(out.size()));
    }
    for (int i = random.nextInt(6); i > 0; i--) {
      Prefix p = prefix();
      Asn asn = random.nextInt(15) == 0 ? Asn.of(0) : anyAs();
      Vrp v = new Vrp(p, Math.min(p.family().bits(), p.length() + random.nextInt(3)), asn);
      if (!out.contains(v)) {
        out.add(v);
      }
    }
    return out;
  }

  private List<Aspa> aspas() {
    List<Aspa> out = new ArrayList<>(oracle.rpki.aspas);
    for (int i = random.nextInt(4); i > 0; i--) {
      Asn customer = anyAs();
      out.removeIf(a -> a.customer().equals(customer));
      Set<Asn> providers = new TreeSet<>();
      for (int k = random.nextInt(4); k > 0; k--) {
        providers.add(random.nextInt(3) == 0 ? Asn.of(Scene.LOCAL_AS) : anyAs());
      }
      providers.remove(customer);
      if (!providers.isEmpty()) {
        out.add(new Aspa(customer, List.copyOf(providers)));
      } else if (random.nextInt(4) == 0) {
        out.add(new Aspa(customer, List.of(Asn.of(0))));
      }
    }
    return out;
  }

  private void rpkiStep() {
    switch (random.nextInt(6)) {
      case 0 -> {
        RpkiAvailability now = pick(List.of(RpkiAvailability.values()));
        oracle.available = now == RpkiAvailability.IN_FORCE;
        scene.available(now);
      }
      case 1 -> {
        oracle.available = true;
        scene.available(RpkiAvailability.IN_FORCE);
      }
      default -> {
        List<Vrp> vrps = random.nextBoolean() ? vrps() : oracle.rpki.vrps;
        List<Aspa> aspas = random.nextBoolean() ? aspas() : oracle.rpki.aspas;
        oracle.rpki.vrps = vrps;
        oracle.rpki.aspas = aspas;
        oracle.validating = true;
        scene.rpki(vrps, aspas);
      }
    }
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
    if (withRpki && random.nextInt(4) == 0) {
      rpkiStep();
      return;
    }
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
        scene.change(changes).drain();
      }
    }
  }

  private void compare(Remembered dataplane, boolean exactly) {
    new Comparison(scene, oracle, probes).compare(dataplane, policy, exactly);
  }

  private Remembered fromScratch() {
    SavRules fresh =
        new SavRules(scene.rib, new Scene.ShortestPaths(scene.rib), SavRules.Start.AT_ONCE);
    fresh.peersChanged(scene.peers.values(), scene.now);
    fresh.reconfigure(policy, scene.now);
    if (withRpki) {
      fresh.rpkiChanged(RpkiDelta.between(Payload.EMPTY, scene.verdicts.payload()), scene.now);
      fresh.rpkiAvailability(
          oracle.available ? RpkiAvailability.IN_FORCE : RpkiAvailability.NONE_YET, scene.now);
    }
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
