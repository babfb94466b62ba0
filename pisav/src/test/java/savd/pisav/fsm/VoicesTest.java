package savd.pisav.fsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static savd.pisav.fsm.Cone.A;
import static savd.pisav.fsm.Cone.B;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.Prefix;
import savd.pisav.message.ConeMessage;
import savd.pisav.message.ErrorCode;
import savd.relation.ConeMode;
import savd.relation.MemberStatement;
import savd.relation.MemberStatement.OutsideProviders;

/** Which statements are in force, and for how long. */
class VoicesTest {
  private static final int SECOND = 1_000;
  private final TopScript s = new TopScript(TopScript.settings());

  private MemberStatement of(Asn asn) {
    return s.inForce.get(asn);
  }

  private TopScript.Caller joined(ConeMode mode) {
    s.notice(Cone.notice(mode));
    return s.join(A, 1);
  }

  // ---- one router

  @Test
  void aStatementIsInForceAtOnce() {
    TopScript.Caller a = joined(ConeMode.CONSERVATIVE);
    assertThat(s.inForce).isEmpty();
    a.state(1, Cone.none(A));
    assertThat(of(A)).isEqualTo(Cone.none(A));
    a.state(1, Cone.some(A, B));
    assertThat(of(A)).isEqualTo(Cone.some(A, B));
  }

  @ParameterizedTest
  @EnumSource(names = {"STANDALONE", "CONSERVATIVE"})
  void noDetourEndsWithItsSession(ConeMode mode) {
    TopScript.Caller a = joined(mode);
    a.state(1, Cone.none(A));
    a.lose();
    assertThat(s.inForce).isEmpty();
    TopScript.Caller again = s.join(A, 1);
    assertThat(s.inForce).as("back, but it has not said anything").isEmpty();
    again.state(1, Cone.none(A));
    assertThat(of(A)).isEqualTo(Cone.none(A));
  }

  @Test
  void inAggressiveModeNoDetourOutlivesItsSessionForTheHold() {
    TopScript.Caller a = joined(ConeMode.AGGRESSIVE);
    a.state(1, Cone.none(A));
    a.lose();
    s.pass(29 * SECOND);
    assertThat(of(A)).isEqualTo(Cone.none(A));
    s.pass(2 * SECOND);
    assertThat(s.inForce).isEmpty();
  }

  @Test
  void inAggressiveModeAWithdrawnKeyOrAnOffenceTakesNoDetourAlongAtOnce() {
    TopScript.Caller a = joined(ConeMode.AGGRESSIVE);
    a.state(1, Cone.none(A));
    s.on(new ConeInput.KeysChanged(Cone.keys(Map.of(4, A))));
    assertThat(a.ending.orElseThrow().code()).isEqualTo(ErrorCode.KEY_WITHDRAWN);
    assertThat(s.inForce).as("who has the key now, nobody knows").isEmpty();
    TopScript.Caller again = s.connect(A, 1, 4).secure().hello();
    again.state(1, Cone.none(A));
    assertThat(of(A)).isEqualTo(Cone.none(A));
    again.say(Cone.response(ConeMessage.Occasion.CHANGE, 1, 2, Cone.none(B)));
    assertThat(again.ending.orElseThrow().isOffence()).isTrue();
    assertThat(s.inForce).as("what it wanted to say, nobody knows").isEmpty();
  }

  @Test
  void aDetourForWhichThereIsNoRoomEndsNoDetourInAggressiveModeToo() {
    TopScript t = new TopScript(TopScript.settings().withLimits(10, 5, 8, 100, 10));
    t.notice(Cone.notice(ConeMode.AGGRESSIVE));
    TopScript.Caller a = t.join(A, 1);
    a.state(1, Cone.none(A));
    t.join(B, 2).state(1, Cone.some(B, Asn.of(1), Asn.of(2), Asn.of(3), Asn.of(4)));
    a.state(1, Cone.some(A, Asn.of(1), Asn.of(2)));
    assertThat(a.ending.orElseThrow().code()).isEqualTo(ErrorCode.LIMIT);
    assertThat(t.inForce).containsOnlyKeys(B);
  }

  @Test
  void inAggressiveModeASessionThatIsBackInTimeChangesNothing() {
    TopScript.Caller a = joined(ConeMode.AGGRESSIVE);
    a.state(1, Cone.none(A));
    int before = s.changes;
    a.lose();
    s.pass(20 * SECOND);
    s.join(A, 1).state(1, Cone.none(A));
    s.passAlive(60 * SECOND);
    assertThat(of(A)).isEqualTo(Cone.none(A));
    assertThat(s.changes).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void aDetourOutlivesItsSessionUntilItsRouterIsForgotten(ConeMode mode) {
    TopScript.Caller a = joined(mode);
    a.state(1, Cone.some(A, B));
    a.lose();
    s.passAlive(59 * 60 * SECOND);
    assertThat(of(A)).isEqualTo(Cone.some(A, B));
    s.passAlive(2 * 60 * SECOND);
    assertThat(s.inForce).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"STANDALONE", "CONSERVATIVE"})
  void evidenceAgainstBlockingOutlivesNoDetour(ConeMode mode) {
    for (MemberStatement evidence :
        List.of(
            Cone.with(Cone.none(A), OutsideProviders.SOME, Set.of()),
            Cone.with(Cone.none(A), OutsideProviders.UNSAID, Set.of(Asn.of(7))),
            Cone.with(Cone.none(A), OutsideProviders.NONE, Set.of(), "192.0.2.0/24"),
            Cone.naming(Cone.none(A), B, Cone.TOP))) {
      TopScript t = new TopScript(TopScript.settings());
      t.notice(Cone.notice(mode));
      TopScript.Caller a = t.join(A, 1);
      a.state(1, evidence);
      assertThat(t.inForce.get(A)).isEqualTo(evidence);
      a.lose();
      MemberStatement left = t.inForce.get(A);
      assertThat(left.detour()).isEqualTo(MemberStatement.Detour.UNSAID);
      assertThat(left.outside()).isNotEqualTo(OutsideProviders.NONE);
      assertThat(left.partialTransit()).isEqualTo(evidence.partialTransit());
      assertThat(left.outsideOrigins()).isEqualTo(evidence.outsideOrigins());
      assertThat(left.providers()).isEqualTo(evidence.providers());
      t.pass(59 * 60 * SECOND);
      assertThat(t.inForce.get(A)).isEqualTo(left);
      t.pass(2 * 60 * SECOND);
      assertThat(t.inForce).isEmpty();
    }
  }

  @Test
  void whenADetourIsOverPacketsUnderWayAreWaitedFor() {
    TopScript.Caller a = joined(ConeMode.CONSERVATIVE);
    a.state(1, Cone.some(A, B));
    a.state(1, Cone.none(A));
    s.pass(999);
    assertThat(of(A)).isEqualTo(Cone.some(A, B));
    s.pass(2);
    assertThat(of(A)).isEqualTo(Cone.none(A));
  }

  @Test
  void aMemberThatChangesItsMindAllTheTimeHasADetour() {
    TopScript.Caller a = joined(ConeMode.CONSERVATIVE);
    a.state(1, Cone.some(A, B));
    int before = s.changes;
    for (int i = 0; i < 50; i++) {
      a.state(1, Cone.none(A));
      s.pass(100);
      a.state(1, Cone.some(A, B));
      s.pass(100);
    }
    assertThat(s.changes).isEqualTo(before);
  }

  // ---- what a statement is about

  @Test
  void afterTheConeHasGrownNoDetourCountsForTheTimeOfGrace() {
    TopScript.Caller a = joined(ConeMode.CONSERVATIVE);
    a.state(1, Cone.none(A));
    s.pass(SECOND);
    s.notice(Cone.notice(ConeMode.CONSERVATIVE, List.of(A, B), "192.0.2.0/24", "198.51.100.0/24"));
    assertThat(a.serial()).isEqualTo(2);
    s.passAlive(9 * SECOND);
    assertThat(of(A)).isEqualTo(Cone.none(A));
    s.passAlive(2 * SECOND);
    assertThat(s.inForce).as("silence").isEmpty();
    a.state(1, Cone.none(A));
    assertThat(s.inForce).as("an answer to the former notice").isEmpty();
    a.state(2, Cone.none(A));
    assertThat(of(A)).isEqualTo(Cone.none(A));
  }

  @Test
  void aDetourIsEvidenceHoweverOldItsNoticeIs() {
    TopScript.Caller a = joined(ConeMode.CONSERVATIVE);
    a.state(1, Cone.some(A, B));
    s.pass(SECOND);
    s.notice(Cone.notice(ConeMode.CONSERVATIVE, List.of(A, B), "192.0.2.0/24", "198.51.100.0/24"));
    s.passAlive(60 * SECOND);
    assertThat(of(A)).isEqualTo(Cone.some(A, B));
  }

  @Test
  void aMemberThatLeavesTheConeAsksAnewForWaysThroughItAreOutsideNow() {
    TopScript.Caller a = joined(ConeMode.CONSERVATIVE);
    a.state(1, Cone.none(A));
    s.pass(SECOND);
    s.notice(Cone.notice(ConeMode.CONSERVATIVE, List.of(A), "192.0.2.0/24"));
    s.passAlive(11 * SECOND);
    assertThat(s.inForce).isEmpty();
  }

  @Test
  void aPrefixLessOrAnotherListOfSubTransitMembersAsksNothing() {
    s.notice(Cone.notice(ConeMode.CONSERVATIVE, List.of(A, B), "192.0.2.0/24", "198.51.100.0/24"));
    TopScript.Caller a = s.join(A, 1);
    a.state(1, Cone.none(A));
    s.pass(SECOND);
    s.notice(Cone.notice(ConeMode.CONSERVATIVE, List.of(B, A), "192.0.2.0/24"));
    s.passAlive(60 * SECOND);
    assertThat(a.serial()).isEqualTo(2);
    assertThat(of(A)).isEqualTo(Cone.none(A));
  }

  @Test
  void whoLeavesTheConeHasNothingToSay() {
    TopScript.Caller a = joined(ConeMode.AGGRESSIVE);
    TopScript.Caller b = s.join(B, 2);
    a.state(1, Cone.some(A, B));
    b.state(1, Cone.none(B));
    s.pass(SECOND);
    s.notice(Cone.notice(ConeMode.AGGRESSIVE, List.of(B), "192.0.2.0/24"));
    assertThat(s.inForce).containsOnlyKeys(B);
    assertThat(a.error()).isEqualTo(savd.pisav.message.ErrorCode.NOT_A_MEMBER);
    assertThat(a.closed).isTrue();
  }

  // ---- several routers

  @Test
  void oneRouterWithADetourIsEnough() {
    TopScript.Caller one = joined(ConeMode.CONSERVATIVE);
    TopScript.Caller two = s.join(A, 2);
    one.state(1, Cone.none(A));
    assertThat(s.inForce).as("the other has not said anything").isEmpty();
    two.state(1, Cone.none(A));
    assertThat(of(A)).isEqualTo(Cone.none(A));
    two.state(1, Cone.some(A, B));
    assertThat(of(A)).isEqualTo(Cone.some(A, B));
  }

  @Test
  void aRouterThatIsGoneSaysNothingAndTheOthersCannotSpeakForIt() {
    TopScript.Caller one = joined(ConeMode.CONSERVATIVE);
    TopScript.Caller two = s.join(A, 2);
    one.state(1, Cone.none(A));
    two.state(1, Cone.none(A));
    two.lose();
    assertThat(s.inForce).isEmpty();
    s.passAlive(59 * 60 * SECOND);
    assertThat(s.inForce).isEmpty();
    s.passAlive(2 * 60 * SECOND);
    assertThat(of(A)).as("forgotten").isEqualTo(Cone.none(A));
  }

  @Test
  void whatSeveralRoutersSayIsUnited() {
    TopScript.Caller one = joined(ConeMode.CONSERVATIVE);
    TopScript.Caller two = s.join(A, 2);
    one.state(1, Cone.with(Cone.none(A), OutsideProviders.NONE, Set.of(Asn.of(7)), "10.0.0.0/8"));
    two.state(1, Cone.with(Cone.none(A), OutsideProviders.NONE, Set.of(Asn.of(8)), "11.0.0.0/8"));
    MemberStatement both =
        Cone.with(
            Cone.none(A),
            OutsideProviders.NONE,
            Set.of(Asn.of(7), Asn.of(8)),
            "10.0.0.0/8",
            "11.0.0.0/8");
    assertThat(of(A)).isEqualTo(both);
    two.state(1, Cone.none(A));
    assertThat(of(A).outside()).as("one does not say").isEqualTo(OutsideProviders.UNSAID);
    two.state(1, Cone.with(Cone.none(A), OutsideProviders.SOME, Set.of()));
    assertThat(of(A).outside()).isEqualTo(OutsideProviders.SOME);
  }

  @Test
  void providersAreThoseOfAllRoutersAndUnknownIfOneNamesNone() {
    TopScript.Caller one = joined(ConeMode.CONSERVATIVE);
    one.state(1, Cone.naming(Cone.none(A), B, Cone.TOP));
    assertThat(of(A).providers()).containsExactly(B, Cone.TOP);
    TopScript.Caller two = s.join(A, 2);
    two.state(1, Cone.none(A));
    assertThat(of(A)).isEqualTo(Cone.none(A));
    two.state(1, Cone.naming(Cone.none(A), Cone.TOP, Asn.of(9)));
    assertThat(of(A)).isEqualTo(Cone.naming(Cone.none(A), Asn.of(9), B, Cone.TOP));
    one.state(1, Cone.none(A));
    assertThat(of(A)).isEqualTo(Cone.none(A));
  }

  @Test
  void aRouterThatIsGoneHasNamedItsProvidersButKnowsNoneNow() {
    TopScript.Caller one = joined(ConeMode.CONSERVATIVE);
    TopScript.Caller two = s.join(A, 2);
    one.state(1, Cone.naming(Cone.none(A), B));
    two.state(1, Cone.naming(Cone.none(A), Cone.TOP));
    assertThat(of(A)).isEqualTo(Cone.naming(Cone.none(A), B, Cone.TOP));
    two.lose();
    s.passAlive(31 * SECOND);
    assertThat(of(A).providers()).containsExactly(B, Cone.TOP);
    assertThat(of(A).detour()).isEqualTo(MemberStatement.Detour.UNSAID);
  }

  @ParameterizedTest
  @EnumSource
  void aMemberInDoubtSaysNothingForBlockingBeforeItHasAnsweredAnew(ConeMode mode) {
    TopScript.Caller a = joined(mode);
    a.state(1, Cone.naming(Cone.with(Cone.none(A), OutsideProviders.UNSAID, Set.of()), B));
    assertThat(of(A).detour()).isEqualTo(MemberStatement.Detour.NONE);
    s.on(new ConeInput.Doubted(Set.of(A, B), "its link is gone"));
    assertThat(a.ending).isPresent();
    assertThat(of(A).detour()).isEqualTo(MemberStatement.Detour.UNSAID);
    TopScript.Caller again = s.join(A, 1);
    assertThat(of(A).detour()).isEqualTo(MemberStatement.Detour.UNSAID);
    again.state(1, Cone.none(A));
    assertThat(of(A)).isEqualTo(Cone.none(A));
  }

  @Test
  void doubtReachesWhatASessionThatWasLostBeforeLeftBehind() {
    TopScript.Caller a = joined(ConeMode.AGGRESSIVE);
    a.state(1, Cone.none(A));
    a.lose();
    assertThat(of(A)).isEqualTo(Cone.none(A));
    s.on(new ConeInput.Doubted(Set.of(A), "its link is gone"));
    assertThat(s.inForce).isEmpty();
  }

  @Test
  void whoIsKeptOffForTheLongestTimeIsNotForgottenMeanwhile() {
    assertThatThrownBy(
            () -> TopScript.settings().withTimes(1, 1, 1, 1, ConeTop.LONGEST_PENALTY_NANOS))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void inAggressiveModeNamesOutliveTheirSessionForTheHold() {
    TopScript.Caller a = joined(ConeMode.AGGRESSIVE);
    a.state(1, Cone.naming(Cone.none(A), B));
    a.lose();
    s.pass(29 * SECOND);
    assertThat(of(A)).isEqualTo(Cone.naming(Cone.none(A), B));
    s.pass(2 * SECOND);
    assertThat(of(A).detour()).isEqualTo(MemberStatement.Detour.UNSAID);
  }

  @Test
  void aRouterThatIsBackReplacesItsFormerSession() {
    TopScript.Caller dead = joined(ConeMode.CONSERVATIVE);
    dead.state(1, Cone.none(A));
    TopScript.Caller back = s.join(A, 1);
    assertThat(dead.closed).isTrue();
    assertThat(s.inForce).as("what the former session said has ended with it").isEmpty();
    back.state(1, Cone.none(A));
    assertThat(of(A)).isEqualTo(Cone.none(A));
    assertThat(s.top().sessions()).hasSize(1);
  }

  @Test
  void aMemberThatChangesItsNameAllTheTimeCostsNoMemory() {
    joined(ConeMode.CONSERVATIVE);
    for (int i = 2; i < 200; i++) {
      TopScript.Caller c = s.join(A, i);
      c.state(1, Cone.some(A, B));
      c.lose();
      s.pass(10);
    }
    assertThat(of(A).detour()).isEqualTo(MemberStatement.Detour.SOME);
    s.passAlive(70 * 60 * SECOND);
    assertThat(s.top().sessions()).hasSize(1);
  }

  // ---- those who say much

  /** A statement with as many outside origins, in two messages. */
  private static void stateMuch(TopScript.Caller c, MemberStatement.Detour detour, int origins) {
    Set<Prefix> nets = new TreeSet<>();
    for (int i = 0; i < origins; i++) {
      nets.add(Prefix.of(AddressFamily.IPV6, 0x20010db800000000L + i, 0, 64));
    }
    MemberStatement said =
        new MemberStatement(A, detour, Set.of(), OutsideProviders.UNSAID, Set.of(), Set.of(), nets);
    new ResponseParts(ConeMessage.Occasion.CHANGE, 1, ++c.number, said, 10_000)
        .forEachRemaining(c::say);
  }

  @Test
  void whoSaysMuchIsJudgedAfterARestSoThatOthersAreHeardMeanwhile() {
    TopScript.Caller a = joined(ConeMode.CONSERVATIVE);
    TopScript.Caller b = s.join(B, 2);
    b.state(1, Cone.none(B));
    stateMuch(a, MemberStatement.Detour.SOME, 5_000);
    int before = s.changes;
    TopScript.Caller other = s.join(A, 3);
    for (int i = 0; i < 400; i++) {
      other.state(1, Cone.some(A, Asn.of(1 + i % 2)));
    }
    assertThat(s.changes).as("five thousand items: half a second").isEqualTo(before);
    b.state(1, Cone.some(B, A));
    assertThat(of(B)).as("another member, meanwhile").isEqualTo(Cone.some(B, A));
    s.pass(501);
    assertThat(of(A).detoured()).as("what was said last").containsExactly(Asn.of(2));
    assertThat(of(A).outsideOrigins()).hasSize(5_000);
    assertThat(s.changes).isEqualTo(before + 2);
  }

  @Test
  void aDetourOfWhoSaysMuchCountsAtOnceAndSoDoesTheEndOfItsSession() {
    TopScript.Caller a = joined(ConeMode.CONSERVATIVE);
    stateMuch(a, MemberStatement.Detour.NONE, 3_000);
    assertThat(of(A).detour()).isEqualTo(MemberStatement.Detour.NONE);
    stateMuch(a, MemberStatement.Detour.SOME, 3_000);
    assertThat(of(A).detour()).isEqualTo(MemberStatement.Detour.SOME);
    stateMuch(a, MemberStatement.Detour.NONE, 3_000);
    s.passAlive(2 * SECOND);
    assertThat(of(A).detour()).isEqualTo(MemberStatement.Detour.NONE);
    stateMuch(a, MemberStatement.Detour.NONE, 2_999);
    a.lose();
    assertThat(of(A).detour()).isEqualTo(MemberStatement.Detour.UNSAID);
  }
}
