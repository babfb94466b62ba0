package savd.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import savd.net.BgpRole;
import savd.net.IpAddress;
import savd.net.PeerId;
import savd.net.RouteChange;

/** Holds and readiness on a manual clock. */
class TimeTest {
  private static final SavMethod FEASIBLE = new SavMethod.FeasiblePathUrpf();
  private static final SavMethod LOOSE = new SavMethod.LooseUrpf();
  private static final SavMethod B = new SavMethod.EfpUrpfB();
  private static final String P1 = "20.1.0.0/16";
  private static final String IN_P1 = "20.1.0.1";
  private static final long HOLD = 8_000;

  private static Scene held(SavMethod method) {
    return Scene.atOnce()
        .neighbor(2, 2, "if2", BgpRole.CUSTOMER)
        .neighbor(3, 3, "if3", BgpRole.CUSTOMER)
        .policy(
            Scene.on("if2", method).withHoldNanos(HOLD),
            Scene.on("if3", method).withHoldNanos(HOLD));
  }

  // ---- hold

  @Test
  void aWithdrawnPrefixStaysForTheHoldAndNoLongerThanAnEighthMore() {
    Scene s = held(FEASIBLE).announce(2, P1, "2").withdraw(2, P1).pass(HOLD - 1);
    assertThat(s.passes(IN_P1, "if2")).isTrue();
    assertThat(s.pass(HOLD / 8 + 1).passes(IN_P1, "if2")).isFalse();
  }

  @Test
  void anAdditionTakesEffectAtOnceThoughAHoldIsSet() {
    Scene s = held(FEASIBLE);
    assertThat(s.passes(IN_P1, "if2")).isFalse();
    assertThat(s.announce(2, P1, "2").passes(IN_P1, "if2")).isTrue();
  }

  @Test
  void aPrefixThatComesBackIsNotRemovedByTheOldHold() {
    Scene s = held(FEASIBLE).announce(2, P1, "2").withdraw(2, P1).pass(HOLD / 2);
    s.announce(2, P1, "2").pass(2 * HOLD);
    assertThat(s.passes(IN_P1, "if2")).isTrue();
  }

  @Test
  void aSecondWithdrawalStartsAHoldOfItsOwn() {
    Scene s = held(FEASIBLE).announce(2, P1, "2").withdraw(2, P1).pass(HOLD / 2);
    s.announce(2, P1, "2").withdraw(2, P1).pass(HOLD - 10);
    assertThat(s.passes(IN_P1, "if2")).isTrue();
    assertThat(s.pass(HOLD).passes(IN_P1, "if2")).isFalse();
  }

  @Test
  void aLostSessionKeepsItsPrefixesForTheHold() {
    Scene s = held(B).announce(2, P1, "2 11").announce(3, "20.2.0.0/16", "3 11").lose(2);
    assertThat(s.passes(IN_P1, "if3")).isTrue();
    s.announce(2, P1, "2 11").pass(2 * HOLD);
    assertThat(s.passes(IN_P1, "if3")).isTrue();
    assertThat(s.lose(2).pass(2 * HOLD).passes(IN_P1, "if3")).isFalse();
  }

  @Test
  void aPrefixThatLosesItsLinkIsHeldToo() {
    Scene s =
        held(new SavMethod.EfpUrpfA(SavMethod.Reach.CUSTOMERS))
            .announce(2, "20.2.0.0/16", "2 11")
            .announce(3, P1, "3 11");
    assertThat(s.passes(IN_P1, "if2")).isTrue();
    assertThat(s.withdraw(2, "20.2.0.0/16").passes(IN_P1, "if2")).isTrue();
    assertThat(s.pass(2 * HOLD).passes(IN_P1, "if2")).isFalse();
    assertThat(s.passes(IN_P1, "if3")).isTrue();
  }

  @Test
  void strictUrpfHoldsTheOldInterfaceWhenTheBestPathMoves() {
    Scene s = held(new SavMethod.StrictUrpf()).announce(2, P1, "2 9").announce(3, P1, "3");
    assertThat(s.passes(IN_P1, "if3")).isTrue();
    assertThat(s.passes(IN_P1, "if2")).isTrue();
    s.pass(2 * HOLD);
    assertThat(s.passes(IN_P1, "if3")).isTrue();
    assertThat(s.passes(IN_P1, "if2")).isFalse();
  }

  @Test
  void aNewMoreSpecificTakesItsHoleOutOfAStrictListOnlyAfterTheHold() {
    Scene s = held(new SavMethod.StrictUrpf()).announce(2, "20.0.0.0/8", "2").announce(3, P1, "3");
    assertThat(s.passes(IN_P1, "if3")).isTrue();
    assertThat(s.passes(IN_P1, "if2")).isTrue();
    assertThat(s.pass(2 * HOLD).passes(IN_P1, "if2")).isFalse();
    assertThat(s.passes("20.2.0.1", "if2")).isTrue();
  }

  @Test
  void interfacesWithDifferentHoldsDoNotShare() {
    Scene s =
        held(B)
            .policy(Scene.on("if2", B).withHoldNanos(HOLD), Scene.on("if3", B).withHoldNanos(0))
            .announce(2, P1, "2")
            .withdraw(2, P1);
    assertThat(s.passes(IN_P1, "if2")).isTrue();
    assertThat(s.passes(IN_P1, "if3")).isFalse();
  }

  @Test
  void aNeighborThatIsTakenAwayKeepsItsHoldOnASharedInterface() {
    Scene s =
        held(FEASIBLE)
            .neighbor(5, 5, "if2", BgpRole.CUSTOMER)
            .announce(2, P1, "2")
            .announce(5, "20.5.0.0/16", "5");
    java.util.Optional<ListId> before = s.dataplane.rule("if2").list();
    s.lose(5).remove(5);
    assertThat(s.dataplane.rule("if2").list()).as("the same list").isEqualTo(before);
    assertThat(s.passes("20.5.0.1", "if2")).isTrue();
    s.pass(2 * HOLD);
    assertThat(s.passes("20.5.0.1", "if2")).isFalse();
    assertThat(s.passes(IN_P1, "if2")).isTrue();
  }

  @Test
  void aShorterHoldIsForRemovalsToCome() {
    Scene s = held(FEASIBLE).announce(2, P1, "2").announce(2, "20.2.0.0/16", "2");
    s.withdraw(2, P1).policy(Scene.on("if2", FEASIBLE).withHoldNanos(HOLD / 4));
    s.withdraw(2, "20.2.0.0/16").pass(HOLD / 2);
    assertThat(s.passes(IN_P1, "if2")).isTrue();
    assertThat(s.pass(HOLD).passes(IN_P1, "if2")).isFalse();
    assertThat(s.passes("20.2.0.1", "if2")).isFalse();
    assertThat(s.rules.nextDeadline()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void theIndexForgetsAPrefixWhenItsHoldIsOver() {
    Scene s = held(FEASIBLE).announce(2, P1, "2").withdraw(2, P1);
    s.announce(2, "20.2.0.0/16", "2").pass(2 * HOLD).announce(2, "20.3.0.0/16", "2");
    assertThat(s.rib.prefixes(savd.net.AddressFamily.IPV4).size()).isEqualTo(2);
  }

  // ---- readiness

  private static final long TIMER = 5_000;

  private static InterfacePolicy waiting(String ingress, SavMethod method) {
    return Scene.on(ingress, method).withReadinessNanos(TIMER);
  }

  private static Scene starting(InterfacePolicy... policies) {
    return new Scene(SavRules.Start.AWAIT_SESSIONS)
        .neighbor(2, 2, "if2", BgpRole.CUSTOMER)
        .neighbor(3, 3, "if3", BgpRole.CUSTOMER)
        .policy(policies);
  }

  @Test
  void anInterfaceIsBoundWithEndOfRibOfItsOwnSessionsUnderFeasiblePath() {
    Scene s = starting(waiting("if2", FEASIBLE), waiting("if3", FEASIBLE));
    s.sessionUp(2).sessionUp(3).announce(2, P1, "2");
    assertThat(s.dataplane.isBound("if2")).isFalse();
    s.endOfRib(2);
    assertThat(s.dataplane.isBound("if2")).isTrue();
    assertThat(s.dataplane.isBound("if3")).isFalse();
    assertThat(s.passes(IN_P1, "if2")).isTrue();
    assertThat(s.passes("9.9.9.9", "if2")).isFalse();
  }

  @Test
  void looseAndAlgorithmBWaitForEveryNeighbor() {
    for (SavMethod m : List.of(LOOSE, B)) {
      Scene s = starting(waiting("if2", m)).sessionUp(2).sessionUp(3).endOfRib(2);
      assertThat(s.dataplane.isBound("if2")).as(m.word()).isFalse();
      assertThat(s.endOfRib(3).dataplane.isBound("if2")).as(m.word()).isTrue();
    }
  }

  @Test
  void oneFamilyWithoutEndOfRibIsWaitedFor() {
    Scene s = starting(waiting("if2", FEASIBLE)).sessionUp(2);
    s.take(s.rules.endOfRib(new PeerId(2), savd.net.AddressFamily.IPV4, s.now));
    assertThat(s.dataplane.isBound("if2")).isFalse();
  }

  @Test
  void theTimerStandsInForAnEndOfRibThatNeverComes() {
    Scene s = starting(waiting("if2", FEASIBLE)).sessionUp(2).pass(TIMER - 1);
    assertThat(s.dataplane.isBound("if2")).isFalse();
    assertThat(s.pass(1).dataplane.isBound("if2")).isTrue();
  }

  @Test
  void theTimerStandsInForANeighborThatNeverCameUp() {
    Scene s = starting(waiting("if2", LOOSE)).sessionUp(2).endOfRib(2);
    assertThat(s.dataplane.isBound("if2")).isFalse();
    assertThat(s.pass(TIMER).dataplane.isBound("if2")).isTrue();
  }

  @Test
  void anInterfaceWhoseOwnNeighborNeverCameUpStaysOpenHoweverLong() {
    Scene s = starting(waiting("if2", FEASIBLE), waiting("if3", B)).sessionUp(2).endOfRib(2);
    s.pass(100 * TIMER);
    assertThat(s.dataplane.isBound("if2")).isTrue();
    assertThat(s.dataplane.isBound("if3")).isFalse();
    assertThat(s.rules.nextDeadline()).isGreaterThan(s.now);
  }

  @Test
  void onceReadyAnInterfaceStaysReadyWhenTheSessionGoes() {
    Scene s = starting(waiting("if2", FEASIBLE)).sessionUp(2).announce(2, P1, "2").endOfRib(2);
    s.sessionDown(2).lose(2);
    assertThat(s.dataplane.isBound("if2")).isTrue();
    assertThat(s.sessionUp(2).dataplane.isBound("if2")).isTrue();
  }

  @Test
  void aSessionLostBetweenItsEndsOfRibDoesNotPassForACompleteOne() {
    Scene s = starting(waiting("if2", FEASIBLE)).sessionUp(2);
    s.take(s.rules.endOfRib(new PeerId(2), savd.net.AddressFamily.IPV6, s.now));
    s.sessionDown(2);
    assertThat(s.dataplane.isBound("if2")).isFalse();
  }

  @Test
  void anAccessListIsBoundAtOnce() {
    Scene s = starting(waiting("if2", new SavMethod.Acl(SavMethod.Otherwise.BLOCK)));
    assertThat(s.dataplane.isBound("if2")).isTrue();
  }

  @Test
  void whileNobodyIsReadyRoutesLeadToNoDelta() {
    Scene s = starting(waiting("if2", FEASIBLE)).sessionUp(2);
    RuleDelta d =
        s.rules.apply(s.rib.apply(batch(s, Scene.announcement(2, P1, 0, "2", false))), s.now);
    assertThat(d.isEmpty()).isTrue();
  }

  private static savd.net.RouteBatch batch(Scene s, RouteChange c) {
    savd.net.RouteBatch b = new savd.net.RouteBatch().reset(c.peer(), s.now);
    b.add(c);
    return b;
  }

  @Test
  void explainSaysForWhomItWaits() {
    Scene s = starting(waiting("if2", LOOSE)).sessionUp(2).endOfRib(2);
    Explanation e = s.rules.explain(IpAddress.parse(IN_P1), Scene.port("if2"));
    assertThat(e.ready()).isFalse();
    assertThat(e.verdict()).isEqualTo(Explanation.Verdict.PERMIT);
    assertThat(e.reason().text()).isEqualTo("the interface stays open until End-of-RIB of n3");
    assertThat(s.rules.ingresses().getFirst().waitingFor())
        .extracting(savd.net.Peer::name)
        .containsExactly("n3");
  }
}
