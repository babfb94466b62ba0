package savd.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import savd.net.AddressFamily;
import savd.net.BgpRole;
import savd.net.IpAddress;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.RouteChange;

/**
 * Sessions come, load, end and go at random: an interface is bound exactly when a plain reading of
 * the rule says so, and then its list is right at once.
 */
class ReadinessTest {
  private static final int PEERS = 4;
  private static final long TIMER = 100;

  static List<Long> seeds() {
    return LongStream.range(0, 60).boxed().toList();
  }

  /** A session as the rule sees it. */
  private static final class Session {
    private long since;
    private boolean ever;
    private final Set<AddressFamily> up = EnumSet.noneOf(AddressFamily.class);
    private final Set<AddressFamily> ended = EnumSet.noneOf(AddressFamily.class);

    boolean isAwaited(long now) {
      boolean converged = !up.isEmpty() && ended.containsAll(up);
      return !converged && now < since + TIMER;
    }
  }

  private final Map<Integer, Session> sessions = new HashMap<>();
  private final Set<String> ready = new HashSet<>();
  private Scene scene;
  private Oracle oracle;
  private SavPolicy policy;

  /** Peer i sits on if-i; peer 3 has the AS of peer 0. */
  private void begin(Random random) {
    scene = new Scene(SavRules.Start.AWAIT_SESSIONS);
    oracle = new Oracle(scene.peers);
    sessions.clear();
    ready.clear();
    for (int i = 0; i < PEERS; i++) {
      Session s = new Session();
      s.since = scene.now;
      sessions.put(i, s);
      scene.neighbor(i, 1 + i % 3, "if" + i, BgpRole.CUSTOMER);
    }
    List<SavMethod> methods =
        List.of(
            new SavMethod.FeasiblePathUrpf(),
            new SavMethod.LooseUrpf(),
            new SavMethod.EfpUrpfA(SavMethod.Reach.CUSTOMERS),
            new SavMethod.EfpUrpfB(),
            new SavMethod.StrictUrpf(),
            new SavMethod.VrfUrpf(),
            new SavMethod.Acl(SavMethod.Otherwise.BLOCK));
    List<InterfacePolicy> all = new ArrayList<>();
    for (int i = 0; i < PEERS; i++) {
      all.add(
          Scene.on("if" + i, methods.get(random.nextInt(methods.size())))
              .withReadinessNanos(TIMER));
    }
    policy = SavPolicy.of(all);
    scene.policy(policy);
    noteReady();
  }

  private Set<Integer> sameAs(int peer) {
    Set<Integer> out = new HashSet<>();
    for (Peer p : scene.peers.values()) {
      if (p.asn().equals(scene.peers.get(peer).asn())) {
        out.add(p.id().index());
      }
    }
    return out;
  }

  private void noteReady() {
    for (int i = 0; i < PEERS; i++) {
      SavMethod method = policy.of(Scene.port("if" + i)).orElseThrow().method();
      Set<Integer> everybody = sessions.keySet();
      Set<Integer> alone = Set.of(i);
      Set<Integer> reads =
          switch (method) {
            case SavMethod.FeasiblePathUrpf _ -> sameAs(i);
            case SavMethod.VrfUrpf _ -> alone;
            case SavMethod.Acl _ -> Set.of();
            default -> everybody;
          };
      Set<Integer> own =
          switch (method) {
            case SavMethod.FeasiblePathUrpf _, SavMethod.EfpUrpfA _, SavMethod.EfpUrpfB _ ->
                sameAs(i);
            case SavMethod.VrfUrpf _, SavMethod.StrictUrpf _ -> alone;
            default -> everybody;
          };
      if (method instanceof SavMethod.Acl
          || own.stream().anyMatch(p -> sessions.get(p).ever)
              && reads.stream().noneMatch(p -> sessions.get(p).isAwaited(scene.now))) {
        ready.add("if" + i);
      }
    }
  }

  private void step(Random random) {
    int peer = random.nextInt(PEERS);
    Session s = sessions.get(peer);
    AddressFamily family = AddressFamily.values()[random.nextInt(2)];
    switch (random.nextInt(8)) {
      case 0, 1 -> {
        s.up.add(family);
        s.ended.remove(family);
        s.ever = true;
        s.since = scene.now;
        scene.take(scene.rules.sessionUp(new PeerId(peer), family, scene.now));
      }
      case 2, 3 -> {
        if (s.up.contains(family)) {
          s.ended.add(family);
          scene.take(scene.rules.endOfRib(new PeerId(peer), family, scene.now));
        }
      }
      case 4 -> {
        s.up.remove(family);
        s.ended.clear();
        s.since = scene.now;
        scene.take(scene.rules.sessionDown(new PeerId(peer), family, scene.now));
      }
      case 5 -> {
        long until = scene.now + random.nextLong(TIMER);
        while (scene.now < until) {
          scene.pass(1);
          noteReady();
        }
      }
      default -> {
        RouteChange change =
            Scene.announcement(
                peer,
                "20.0.0." + random.nextInt(8) + "/32",
                0,
                (1 + random.nextInt(3)) + " " + (7 + random.nextInt(3)),
                false);
        oracle.take(change);
        scene.change(change);
      }
    }
    noteReady();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void anInterfaceIsBoundWhenWhatItReadsIsThereAndNotBefore(long seed) {
    Random random = new Random(seed);
    begin(random);
    for (int n = 0; n < 80; n++) {
      step(random);
      for (int i = 0; i < PEERS; i++) {
        String port = "if" + i;
        assertThat(scene.dataplane.isBound(port))
            .as("%s at step %d", port, n)
            .isEqualTo(ready.contains(port));
        if (ready.contains(port)) {
          compare(policy.of(Scene.port(port)).orElseThrow());
        }
      }
    }
  }

  private void compare(InterfacePolicy p) {
    for (int i = 0; i < 9; i++) {
      String source = "20.0.0." + i;
      assertThat(scene.passes(source, p.ingress().name()))
          .as("%s on %s by %s", source, p.ingress(), p.method().word())
          .isEqualTo(oracle.passes(IpAddress.parse(source), p, policy).orElse(true));
    }
  }
}
