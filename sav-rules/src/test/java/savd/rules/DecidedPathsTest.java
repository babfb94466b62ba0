package savd.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import savd.net.AddressFamily;
import savd.net.BgpRole;
import savd.net.Prefix;
import savd.rib.Decision;
import savd.rib.DecisionOptions;
import savd.rib.PrefixIndex;

/** Strict uRPF over the real decision process. */
class DecidedPathsTest {
  private static final String P1 = "20.1.0.0/16";

  private static Scene scene() {
    return Scene.atOnce()
        .neighbor(2, 2, "if2", BgpRole.CUSTOMER)
        .neighbor(3, 3, "if3", BgpRole.CUSTOMER)
        .announce(2, P1, "2 1")
        .announce(3, P1, "3 1");
  }

  /** The peers over which the prefix would be forwarded. */
  private static List<Integer> egress(Scene s, DecisionOptions options) {
    BestPaths best = new DecidedPaths(s.rib, new Decision(options));
    int id = s.rib.prefixes(AddressFamily.IPV4).find(Prefix.parse(P1));
    assertThat(id).isNotEqualTo(PrefixIndex.NONE);
    int[] paths = new int[BestPaths.MOST];
    int n = best.bestPaths(AddressFamily.IPV4, id, paths);
    return java.util.Arrays.stream(paths, 0, n).mapToObj(s.rib::peerIndex).toList();
  }

  @Test
  void withOnePathTheTieDecides() {
    assertThat(egress(scene(), DecisionOptions.PLAIN)).containsExactly(2);
  }

  @Test
  void withMultipathBothInterfacesAreAccepted() {
    DecisionOptions options =
        DecisionOptions.PLAIN
            .withMaxPaths(4)
            .withVariants(DecisionOptions.Variant.RELAXED_MULTIPATH);
    assertThat(egress(scene(), options)).containsExactlyInAnyOrder(2, 3);
  }

  @Test
  void aPrefixWithoutUsablePathIsNotInTheLocRib() {
    Scene s = scene().announce(2, P1, "2 4 1").announce(3, P1, "3 4 1");
    assertThat(egress(s, DecisionOptions.PLAIN)).isEmpty();
  }

  @Test
  void rulesFollowADecisionThatChangedWithoutAnyPath() {
    Scene s = scene();
    long[] costs = {0, 0, 1, 2};
    BestPaths byCost =
        (family, prefixId, into) -> {
          int best = -1;
          for (int p = s.rib.firstPath(family, prefixId); p >= 0; p = s.rib.nextPath(p)) {
            best = best < 0 || costs[s.rib.peerIndex(p)] < costs[s.rib.peerIndex(best)] ? p : best;
          }
          into[0] = best;
          return best < 0 ? 0 : 1;
        };
    SavRules rules = new SavRules(s.rib, byCost, SavRules.Start.AT_ONCE);
    Remembered dataplane = new Remembered();
    dataplane.take(rules.peersChanged(s.peers.values(), 0));
    dataplane.take(
        rules.reconfigure(SavPolicy.of(List.of(Scene.on("if3", new SavMethod.StrictUrpf()))), 0));
    savd.net.IpAddress source = savd.net.IpAddress.parse("20.1.0.1");
    assertThat(dataplane.passes(source, Scene.port("if3"))).isFalse();
    costs[2] = 9;
    dataplane.take(rules.bestPathsChanged(0));
    assertThat(dataplane.passes(source, Scene.port("if3"))).isTrue();
  }
}
