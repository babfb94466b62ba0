package savd.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.BgpRole;
import savd.net.RouteChange;
import savd.rpki.payload.Payload;

/** What holds between the methods, and whatever the order of events. */
class LawsTest {
  private static final List<SavMethod> ALL =
      List.of(
          new SavMethod.StrictUrpf(),
          new SavMethod.LooseUrpf(),
          new SavMethod.LooseIgnoringDefaultUrpf(),
          new SavMethod.FeasiblePathUrpf(),
          new SavMethod.VrfUrpf(),
          new SavMethod.EfpUrpfA(SavMethod.Reach.CUSTOMERS),
          new SavMethod.EfpUrpfB(),
          new SavMethod.BarSav());

  private static Scene routers() {
    return Scene.atOnce()
        .available(RpkiAvailability.IN_FORCE)
        .neighbor(1, 11, "if1", BgpRole.CUSTOMER)
        .neighbor(2, 12, "if2", BgpRole.CUSTOMER)
        .neighbor(3, 11, "if3", BgpRole.CUSTOMER)
        .neighbor(4, 14, "if4", BgpRole.PEER)
        .neighbor(5, 15, "if5", BgpRole.PROVIDER);
  }

  /** Routes as they come when nobody deaggregates: no prefix has a more-specific elsewhere. */
  private static List<RouteChange> routes(Random random, boolean nested) {
    List<RouteChange> out = new ArrayList<>();
    Map<String, RouteChange> last = new LinkedHashMap<>();
    for (int i = 0; i < 60; i++) {
      int peer = 1 + random.nextInt(5);
      int length = nested ? 8 + random.nextInt(17) : 16;
      long address =
          (20L << 24 | random.nextInt(8) << 16 | random.nextInt(4) << 8) & -1L << 32 - length;
      String prefix =
          savd.net.Prefix.of(AddressFamily.IPV4, 0, address & 0xFFFF_FFFFL, length).toString();
      String path = (peer == 3 ? 11 : 10 + peer) + " " + (100 + random.nextInt(6));
      last.put(peer + prefix, Scene.announcement(peer, prefix, 0, path, random.nextInt(9) == 0));
    }
    out.addAll(last.values());
    return out;
  }

  private static AddressRanges permitted(Scene s, SavMethod method, String ingress) {
    return RuleSet.compute(
            s.rib,
            new Scene.ShortestPaths(s.rib),
            s.peers.values(),
            SavPolicy.of(List.of(Scene.on(ingress, method))),
            Optional.of(Payload.EMPTY))
        .permitted(Scene.port(ingress), AddressFamily.IPV4);
  }

  private static void assertWithin(AddressRanges small, AddressRanges large, String what) {
    assertThat(RangeAlgebra.difference(small, large).isEmpty()).as(what).isTrue();
  }

  @Test
  void onCustomerInterfacesEveryMethodPermitsWhatTheStricterOnePermits() {
    for (long seed = 0; seed < 100; seed++) {
      Scene s = routers();
      routes(new Random(seed), true).forEach(s::change);
      for (String port : List.of("if1", "if2", "if3")) {
        AddressRanges strict = permitted(s, ALL.get(0), port);
        AddressRanges feasible = permitted(s, ALL.get(3), port);
        AddressRanges vrf = permitted(s, ALL.get(4), port);
        AddressRanges a = permitted(s, ALL.get(5), port);
        AddressRanges b = permitted(s, ALL.get(6), port);
        AddressRanges bar = permitted(s, ALL.get(7), port);
        AddressRanges loose = permitted(s, ALL.get(2), port);
        assertWithin(strict, feasible, "strict in feasible");
        assertWithin(vrf, feasible, "VRF in feasible");
        assertWithin(feasible, a, "feasible in A");
        assertWithin(a, b, "A in B");
        assertWithin(b, loose, "B in loose ignoring the default route");
        assertWithin(a, bar, "A in BAR-SAV, which counts every AS of a path");
        assertWithin(bar, loose, "BAR-SAV without ROAs in loose ignoring the default route");
      }
    }
  }

  @Test
  void aDefaultRouteIsWhereStrictPermitsMoreThanFeasible() {
    // RFC 3704, section 2.2, lets it take part; EFP and feasible lists must never hold it.
    Scene s = routers().announce(1, "0.0.0.0/0", "11 100");
    assertThat(permitted(s, ALL.get(0), "if1")).hasToString("[0.0.0.0-255.255.255.255]");
    assertThat(permitted(s, ALL.get(3), "if1").isEmpty()).isTrue();
  }

  @Test
  void theOrderOfArrivalDoesNotMatter() {
    for (long seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      List<RouteChange> routes = routes(random, true);
      List<String> results = new ArrayList<>();
      for (int order = 0; order < 4; order++) {
        Scene s = routers();
        List<InterfacePolicy> policies = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
          policies.add(Scene.on("if" + i, ALL.get((int) ((seed + i) % ALL.size()))));
        }
        Runnable configure = () -> s.policy(SavPolicy.of(policies));
        if (order == 0) {
          configure.run();
        }
        Collections.shuffle(routes, random);
        for (int i = 0; i < routes.size(); i++) {
          if (order == 1 && i == routes.size() / 2) {
            configure.run();
          }
          s.change(routes.get(i));
        }
        if (order > 1) {
          configure.run();
        }
        StringBuilder result = new StringBuilder();
        RuleSet now = RuleSet.of(s.rules.full(), List.of());
        for (InterfacePolicy p : policies) {
          result.append(p.ingress()).append(now.permitted(p.ingress(), AddressFamily.IPV4));
        }
        results.add(result.toString());
      }
      assertThat(results).as("seed " + seed).containsOnly(results.getFirst());
    }
  }

  @Test
  void aDeltaThatChangesNothingForTheListsIsEmpty() {
    Scene s =
        routers()
            .policy(
                Scene.on("if1", ALL.get(3)),
                Scene.on("if2", ALL.get(6)),
                Scene.on("if4", ALL.get(1)));
    s.announce(1, "20.0.0.0/8", "11 100").announce(5, "20.0.0.0/8", "15 100");
    long revision = s.rules.revision();
    s.announce(5, "20.0.0.0/8", "15 15 100").announce(5, "20.1.0.0/16", "15 100");
    assertThat(s.rules.revision()).isEqualTo(revision);
  }
}
