package savd.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import savd.net.BgpRole;
import savd.net.Prefix;

/**
 * The inter-domain cases of the SAV benchmarking draft (draft-ietf-bmwg-sav-benchmarking, topology
 * of its figure for customer and provider interfaces): which sources each method lets pass where.
 *
 * <p>AS 3 is provider of us, AS 4, and of AS 5; we are provider of AS 1, AS 2 and AS 5; AS 2 is
 * provider of AS 1. AS n originates Pn, AS 1 also P6; P7 is AS 3's.
 */
class BenchmarkCasesTest {
  private static final SavMethod STRICT = new SavMethod.StrictUrpf();
  private static final SavMethod LOOSE = new SavMethod.LooseUrpf();
  private static final SavMethod FEASIBLE = new SavMethod.FeasiblePathUrpf();
  private static final SavMethod A = new SavMethod.EfpUrpfA(SavMethod.Reach.CUSTOMERS_AND_PEERS);
  private static final SavMethod B = new SavMethod.EfpUrpfB();
  private static final SavMethod BAR = new SavMethod.BarSav();
  private static final SavMethod X = new SavMethod.BarSavX();
  private static final SavMethod PI = new SavMethod.BarSavPi();

  private static final String[] ASPAS = {"1: 2 4", "2: 4", "5: 3 4"};
  private static final String[] ROAS = {
    "10.1.0.0/16 1",
    "10.2.0.0/16 2",
    "10.3.0.0/16 3",
    "10.5.0.0/16 5",
    "10.6.0.0/16 1",
    "10.7.0.0/16 3"
  };

  private static String p(int n) {
    return "10." + n + ".0.0/16";
  }

  private static boolean passes(Scene s, int n, String port) {
    return s.passes("10." + n + ".0.1", port);
  }

  private static Scene router(BgpRole upstream) {
    return Scene.atOnce()
        .neighbor(1, 1, "if1", BgpRole.CUSTOMER)
        .neighbor(2, 2, "if2", BgpRole.CUSTOMER)
        .neighbor(5, 5, "if5", BgpRole.CUSTOMER)
        .neighbor(3, 3, "if3", upstream)
        .rpki();
  }

  private static Scene common(Scene s) {
    return s.announce(2, p(2), "2")
        .announce(5, p(5), "5")
        .announce(3, p(3), "3")
        .announce(3, p(5), "3 5")
        .announce(3, p(7), "3");
  }

  /** AS 1 announces P1 and P6 to AS 2 and to us; AS 2 passes them on. */
  private static Scene symmetric(SavMethod method, String... rpki) {
    return common(router(BgpRole.PROVIDER))
        .announce(1, p(1), "1")
        .announce(1, p(6), "1")
        .announce(2, p(1), "2 1")
        .announce(2, p(6), "2 1")
        .rpki(rpki)
        .policy(
            Scene.on("if1", method).withSpecialPurpose(InterfacePolicy.SpecialPurposeUse.IGNORE),
            Scene.on("if2", method).withSpecialPurpose(InterfacePolicy.SpecialPurposeUse.IGNORE));
  }

  /** P1 goes to AS 2 with NO_EXPORT; P6 does not. */
  private static Scene asymmetric(SavMethod method, String... rpki) {
    return symmetric(method, rpki).withdraw(2, p(1));
  }

  // ---- customer interfaces

  @Test
  void i1SymmetricRouting() {
    Map<SavMethod, List<Boolean>> expected =
        Map.of(
            STRICT, List.of(false, false),
            LOOSE, List.of(true, true),
            FEASIBLE, List.of(true, false),
            A, List.of(true, false),
            B, List.of(true, true),
            BAR, List.of(true, false));
    expected.forEach(
        (method, passing) -> {
          Scene s = symmetric(method);
          assertThat(List.of(passes(s, 1, "if2"), passes(s, 5, "if2")))
              .as("P1 and P5 on if2 by %s", method.word())
              .isEqualTo(passing);
        });
  }

  @Test
  void i2AndI4AskOppositeVerdictsOfTheSameState() {
    // I2: P1 is AS 1's own traffic through AS 2. I4: AS 2 makes it up. No method tells them apart.
    Map<SavMethod, List<Boolean>> expected =
        Map.of(
            STRICT, List.of(false, false),
            LOOSE, List.of(true, true),
            FEASIBLE, List.of(false, false),
            A, List.of(true, false),
            B, List.of(true, true),
            BAR, List.of(true, false));
    expected.forEach(
        (method, passing) -> {
          Scene s = asymmetric(method);
          assertThat(List.of(passes(s, 1, "if2"), passes(s, 5, "if2")))
              .as("P1 and P5 on if2 by %s", method.word())
              .isEqualTo(passing);
        });
  }

  @Test
  void i2WhereAs2PassesNothingOnOnlyTheAspaOfAs1Helps() {
    Scene a = asymmetric(A).withdraw(2, p(6));
    assertThat(passes(a, 1, "if2")).isFalse();
    Scene without = asymmetric(BAR).withdraw(2, p(6));
    assertThat(passes(without, 1, "if2")).isFalse();
    Scene with = asymmetric(BAR, "1: 2 4").withdraw(2, p(6));
    assertThat(passes(with, 1, "if2")).isTrue();
    assertThat(passes(with, 6, "if2")).isTrue();
    assertThat(passes(with, 5, "if2")).isFalse();
  }

  @Test
  void i3DirectServerReturnNeedsARoaOrAnException() {
    for (SavMethod m : List.of(STRICT, FEASIBLE, A, B, BAR, X)) {
      assertThat(passes(symmetric(m, ROAS), 7, "if1")).as(m.word()).isFalse();
    }
    String[] withRoa = {"10.7.0.0/16 3", "10.7.0.0/16 1"};
    for (SavMethod m : List.of(BAR, X)) {
      assertThat(passes(symmetric(m, withRoa), 7, "if1")).as(m.word()).isTrue();
    }
    Scene augmented = symmetric(A, withRoa);
    assertThat(passes(augmented, 7, "if1")).isFalse();
    augmented.policy(Scene.on("if1", A).withRpki(RpkiUse.DEFAULT.withRoas(RoaUse.AUGMENT)));
    assertThat(passes(augmented, 7, "if1")).isTrue();
    Scene byHand = symmetric(FEASIBLE);
    byHand.policy(Scene.on("if1", FEASIBLE).withAllow(List.of(Prefix.parse(p(7)))));
    assertThat(passes(byHand, 7, "if1")).isTrue();
  }

  @Test
  void i5DirectAttackInsideTheCone() {
    for (SavMethod m : List.of(FEASIBLE, A, BAR)) {
      assertThat(passes(symmetric(m), 5, "if2")).as(m.word()).isFalse();
    }
    assertThat(passes(symmetric(X, concat()), 5, "if2")).isFalse();
    for (SavMethod m : List.of(B, LOOSE)) {
      assertThat(passes(symmetric(m), 5, "if2")).as(m.word()).isTrue();
    }
  }

  @Test
  void procedureXPermitsWhatIsAttestedAndAuthorised() {
    Scene s = symmetric(X, concat());
    assertThat(List.of(passes(s, 1, "if2"), passes(s, 2, "if2"), passes(s, 6, "if2")))
        .containsOnly(true);
    assertThat(passes(symmetric(X, ASPAS), 1, "if2")).isFalse();
  }

  // ---- provider and peer interfaces

  private static String[] concat() {
    return java.util.stream.Stream.of(ASPAS, ROAS)
        .flatMap(java.util.stream.Stream::of)
        .toArray(String[]::new);
  }

  private static Scene upstream(SavMethod method, String... rpki) {
    return symmetric(BAR, rpki)
        .policy(
            Scene.on("if1", BAR),
            Scene.on("if2", BAR),
            Scene.on("if3", method).withSpecialPurpose(InterfacePolicy.SpecialPurposeUse.IGNORE));
  }

  @Test
  void i6AndI7ReflectionAndAttackFromTheProvider() {
    assertThat(passes(upstream(LOOSE, concat()), 1, "if3")).isTrue();
    Scene s = upstream(PI, concat());
    assertThat(passes(s, 1, "if3")).isFalse();
    assertThat(passes(s, 2, "if3")).isFalse();
    assertThat(passes(s, 6, "if3")).isFalse();
    assertThat(passes(s, 3, "if3")).isTrue();
    // AS 5 has a provider outside: its packets may honestly come that way.
    assertThat(passes(s, 5, "if3")).isTrue();
    assertThat(s.passes("9.9.9.9", "if3")).isFalse();
  }

  @Test
  void i6WithoutTheAspaOfAnAsAboveNothingBelowItIsBlocked() {
    Scene s = upstream(PI, concat());
    assertThat(passes(s, 1, "if3")).isFalse();
    String[] without2 =
        java.util.stream.Stream.of(concat())
            .filter(o -> !o.startsWith("2:"))
            .toArray(String[]::new);
    s.rpki(without2);
    assertThat(passes(s, 1, "if3")).isTrue();
    assertThat(passes(s, 2, "if3")).isTrue();
  }

  @Test
  void i6AndI7AsLateralPeer() {
    for (SavMethod m : List.of(A, BAR)) {
      Scene s =
          common(router(BgpRole.PEER))
              .announce(1, p(1), "1")
              .announce(2, p(1), "2 1")
              .policy(
                  Scene.on("if3", m).withSpecialPurpose(InterfacePolicy.SpecialPurposeUse.IGNORE));
      assertThat(passes(s, 1, "if3")).as(m.word()).isFalse();
      assertThat(passes(s, 2, "if3")).as(m.word()).isFalse();
      assertThat(passes(s, 5, "if3")).as(m.word()).isTrue();
    }
  }
}
