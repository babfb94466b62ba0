package savd.pisav.fsm;

import static org.assertj.core.api.Assertions.assertThat;
import static savd.pisav.fsm.Cone.A;
import static savd.pisav.fsm.Cone.B;
import static savd.pisav.fsm.Cone.STRANGER;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import savd.net.Asn;
import savd.net.Prefix;
import savd.pisav.message.ConeMessage;
import savd.pisav.message.ConeNotice;
import savd.pisav.message.ErrorCode;
import savd.pisav.message.Frame;
import savd.pisav.message.Nonce;
import savd.pisav.message.Role;
import savd.relation.ConeMode;
import savd.relation.MemberStatement;

/** Whom a top lets in, what it refuses, and that nothing is in force because of those. */
class ConeTopTest {
  private static final ConeNotice NOTICE = Cone.notice(ConeMode.CONSERVATIVE);
  private TopScript s = new TopScript(TopScript.settings());

  private TopScript.Caller refused(TopScript.Caller c, ErrorCode code) {
    assertThat(c.closed).isTrue();
    assertThat(c.ending.orElseThrow().code()).isEqualTo(code);
    assertThat(c.ending.orElseThrow().by()).isEqualTo(Ending.By.US);
    assertThat(c.error()).isEqualTo(code);
    assertThat(s.top().refusals().snapshot()).containsKey(code);
    assertThat(s.top().sessions()).noneMatch(v -> v.session() == c.id);
    return c;
  }

  // ---- who comes in

  @Test
  void aMemberIsToldTheConeWhole() {
    s.notice(NOTICE);
    TopScript.Caller a = s.join(A, 1);
    assertThat(a.heard.getFirst().message()).isInstanceOf(ConeMessage.Hello.class);
    ConeMessage.Notice n = a.notices().getFirst();
    assertThat(n.head().orElseThrow().mode()).isEqualTo(ConeMode.CONSERVATIVE);
    assertThat(n.members().added()).containsExactly(A, B);
    assertThat(n.isUpdate()).isFalse();
    SessionView v = s.top().sessions().getFirst();
    assertThat(v.asn()).contains(A);
    assertThat(v.state()).isEqualTo("established");
    assertThat(v.serialTold()).isEqualTo(1);
    assertThat(v.serialAnswered()).isZero();
  }

  @Test
  void aKeyOfNobodyIsRefusedBeforeItSaysAnything() {
    s.notice(NOTICE);
    refused(s.connect(A, 1, 99).secure(), ErrorCode.NOT_AUTHORISED);
  }

  @Test
  void aKeyOfAnotherAsIsRefusedAndKeptOffForAWhile() {
    s.notice(NOTICE);
    TopScript.Caller c = s.connect(A, 1, 2).secure().hello();
    refused(c, ErrorCode.NOT_AUTHORISED);
    assertThat(c.ending.orElseThrow().text()).contains("AS 64500 with a key of AS 64501");
    refused(s.connect(B, 2, 2).secure(), ErrorCode.TOO_MANY_SESSIONS);
    s.pass(1_000);
    assertThat(s.join(B, 2).closed).isFalse();
  }

  @Test
  void theSecondOffenceKeepsOffLonger() {
    s.notice(NOTICE);
    s.connect(A, 1, 2).secure().hello();
    s.pass(1_000);
    s.connect(A, 1, 2).secure().hello();
    s.pass(1_000);
    refused(s.connect(B, 2, 2).secure(), ErrorCode.TOO_MANY_SESSIONS);
    s.pass(1_000);
    assertThat(s.join(B, 2).closed).isFalse();
  }

  @Test
  void anAsThatIsNoMemberMayAskAgain() {
    refused(s.connect(A, 1, 1).secure().hello(), ErrorCode.NOT_A_MEMBER);
    s.notice(NOTICE);
    refused(s.connect(STRANGER, 3, 3).secure().hello(), ErrorCode.NOT_A_MEMBER);
    s.pass(1_000);
    s.notice(Cone.notice(ConeMode.CONSERVATIVE, List.of(A, B, STRANGER), "192.0.2.0/24"));
    assertThat(s.connect(STRANGER, 3, 3).secure().hello().notices()).hasSize(1);
  }

  @Test
  void aKeyThatIsWithdrawnEndsItsSessionsAtOnceAsIfTheyWereLost() {
    s.notice(NOTICE);
    TopScript.Caller a = s.join(A, 1);
    TopScript.Caller b = s.join(B, 2);
    a.state(1, Cone.none(A));
    b.state(1, Cone.none(B));
    s.on(new ConeInput.KeysChanged(Cone.keys(Map.of(2, B, 4, A))));
    refused(a, ErrorCode.KEY_WITHDRAWN);
    assertThat(s.inForce).containsOnlyKeys(B);
    assertThat(s.connect(A, 1, 4).secure().hello().closed).isFalse();
  }

  @Test
  void sessionsOfOneAsAndOfAllAreLimited() {
    s = new TopScript(TopScript.settings().withLimits(10, 100, 2, 4, 2));
    s.notice(NOTICE);
    s.join(A, 1);
    s.join(A, 2);
    refused(s.connect(A, 3, 1).secure().hello(), ErrorCode.TOO_MANY_SESSIONS);
    s.join(B, 4);
    TopScript.Caller one = s.connect(B, 5, 2);
    assertThat(one.closed).isFalse();
    TopScript.Caller two = s.connect(B, 6, 2);
    assertThat(two.closed).as("over 4 sessions").isTrue();
    one.lose();
    assertThat(s.join(B, 5).closed).isFalse();
  }

  @Test
  void connectionsWithoutAHelloAreLimitedInNumberAndTime() {
    s = new TopScript(TopScript.settings().withLimits(10, 100, 8, 100, 2));
    s.notice(NOTICE);
    TopScript.Caller one = s.connect(A, 1, 1);
    TopScript.Caller two = s.connect(A, 2, 1).secure();
    assertThat(s.connect(A, 3, 1).closed).isTrue();
    s.pass(9_999);
    assertThat(one.closed || two.closed).isFalse();
    s.pass(2);
    assertThat(one.closed && two.closed).isTrue();
    assertThat(one.heard).as("no word before TLS").isEmpty();
    assertThat(two.error()).isEqualTo(ErrorCode.TOO_SLOW);
    s.pass(2_000);
    assertThat(s.join(A, 3).closed).isFalse();
  }

  @Test
  void aHelloThatIsNotOfAMemberOfOurVersionIsRefused() {
    s.notice(NOTICE);
    TopScript.Caller top = s.connect(A, 1, 1).secure();
    top.say(hello(Role.TOP, 1, 1, 30_000));
    refused(top, ErrorCode.UNEXPECTED);
    s.pass(1_000);
    TopScript.Caller late = s.connect(A, 1, 1).secure();
    late.say(hello(Role.MEMBER, 2, 3, 30_000));
    refused(late, ErrorCode.UNSUPPORTED_VERSION);
    TopScript.Caller hasty = s.connect(A, 1, 1).secure();
    hasty.say(hello(Role.MEMBER, 1, 1, 299));
    refused(hasty, ErrorCode.LIMIT);
    s.pass(5_000);
    TopScript.Caller newer = s.connect(A, 1, 1).secure();
    newer.mine = hello(Role.MEMBER, 1, 7, 300);
    newer.say(newer.mine);
    assertThat(newer.closed).isFalse();
  }

  private static ConeMessage.Hello hello(Role role, int min, int max, long holdMillis) {
    return new ConeMessage.Hello(
        role, min, max, A, 1, holdMillis, new Nonce(1, 1), Optional.empty());
  }

  // ---- what is said

  @Test
  void aStatementAboutAnotherAsIsRefusedAndNothingIsInForceBecauseOfIt() {
    s.notice(NOTICE);
    TopScript.Caller a = s.join(A, 1);
    a.state(1, Cone.none(B));
    refused(a, ErrorCode.WRONG_SPEAKER);
    assertThat(s.inForce).isEmpty();
    refused(s.connect(A, 1, 1).secure(), ErrorCode.TOO_MANY_SESSIONS);
  }

  @Test
  void aSessionPlayedAgainIsRefused() {
    s.notice(NOTICE);
    TopScript.Caller a = s.join(A, 1);
    List<Frame> recorded = new ArrayList<>();
    recorded.add(new Frame(1, 0, a.mine));
    recorded.add(a.binding.out(Cone.response(ConeMessage.Occasion.NOTICE, 1, 1, Cone.none(A))));
    a.give(recorded.get(1));
    assertThat(s.inForce).containsOnlyKeys(A);
    a.lose();
    assertThat(s.inForce).isEmpty();
    // The same octets in a channel of the same key: the top's nonce is another one.
    TopScript.Caller thief = s.connect(A, 1, 1).secure();
    thief.mine = a.mine;
    recorded.forEach(thief::give);
    refused(thief, ErrorCode.REPLAY);
    assertThat(s.inForce).isEmpty();
  }

  @Test
  void aMessageHeardTwiceOrOutOfOrderIsRefused() {
    s.notice(NOTICE);
    TopScript.Caller a = s.join(A, 1);
    Frame keepalive = a.binding.out(new ConeMessage.Keepalive());
    a.give(keepalive);
    assertThat(a.closed).isFalse();
    a.give(keepalive);
    refused(a, ErrorCode.REPLAY);
    s.pass(2_000);
    TopScript.Caller b = s.join(B, 2);
    b.binding.out(new ConeMessage.Keepalive());
    b.give(b.binding.out(new ConeMessage.Keepalive()));
    refused(b, ErrorCode.REPLAY);
  }

  @Test
  void aMessageOfAnotherSessionIsRefused() {
    s.notice(NOTICE);
    TopScript.Caller one = s.join(A, 1);
    TopScript.Caller two = s.join(A, 2);
    Frame stolen = one.binding.out(Cone.response(ConeMessage.Occasion.NOTICE, 1, 1, Cone.none(A)));
    two.give(stolen);
    refused(two, ErrorCode.REPLAY);
    assertThat(s.inForce).isEmpty();
  }

  @Test
  void theTopsOwnMessagesSentBackAreRefused() {
    s.notice(NOTICE);
    TopScript.Caller a = s.join(A, 1);
    a.give(a.heard.get(1));
    refused(a, ErrorCode.REPLAY);
  }

  @Test
  void anAnswerToANoticeThatWasNotToldIsRefused() {
    s.notice(NOTICE);
    TopScript.Caller a = s.join(A, 1);
    a.state(2, Cone.none(A));
    refused(a, ErrorCode.OUT_OF_STEP);
  }

  @Test
  void anAnswerToANoticeOfATimeBeforeTheSessionIsRefused() {
    s.notice(NOTICE);
    s.pass(1_000);
    s.notice(Cone.notice(ConeMode.CONSERVATIVE, List.of(A, B), "10.0.0.0/8"));
    TopScript.Caller a = s.join(A, 1);
    assertThat(a.serial()).isEqualTo(2);
    a.state(1, Cone.none(A));
    refused(a, ErrorCode.OUT_OF_STEP);
  }

  @Test
  void whoFloodsIsCutOffAndItsStatementEnds() {
    s.notice(NOTICE);
    TopScript.Caller a = s.join(A, 1);
    a.state(1, Cone.none(A));
    int sent = 0;
    while (!a.closed && sent < 5_000) {
      a.say(new ConeMessage.Keepalive());
      sent++;
    }
    assertThat(sent).isEqualTo(1_000 - 2 + 1);
    refused(a, ErrorCode.RATE);
    assertThat(s.inForce).isEmpty();
    refused(s.connect(A, 1, 1).secure(), ErrorCode.TOO_MANY_SESSIONS);
  }

  @Test
  void longResponsesAreAFloodSooner() {
    s.notice(NOTICE);
    TopScript.Caller a = s.join(A, 1);
    Asn[] origins = IntStream.rangeClosed(1, 1_000).mapToObj(Asn::new).toArray(Asn[]::new);
    int sent = 0;
    for (; !a.closed && sent < 1_000; sent++) {
      a.state(1, Cone.some(A, origins));
    }
    // A thousand origins weigh like ten messages; HELLO was one.
    assertThat(sent).isEqualTo(999 / 11 + 1);
    refused(a, ErrorCode.RATE);
  }

  @Test
  void aHundredMessagesASecondAreNoFlood() {
    s.notice(NOTICE);
    TopScript.Caller a = s.join(A, 1);
    for (int i = 0; i < 5_000; i++) {
      a.say(new ConeMessage.Keepalive());
      s.pass(10);
    }
    assertThat(a.closed).isFalse();
  }

  @Test
  void whoIsSilentIsGivenUp() {
    s.notice(NOTICE);
    TopScript.Caller a = s.join(A, 1);
    a.state(1, Cone.none(A));
    s.pass(29_999);
    assertThat(a.closed).isFalse();
    s.pass(2);
    refused(a, ErrorCode.HOLD_TIME);
    assertThat(s.inForce).isEmpty();
    assertThat(s.join(A, 1).closed).as("no offence").isFalse();
  }

  @Test
  void keepalivesComeThreeTimesInTheLowerHoldTime() {
    s.notice(NOTICE);
    TopScript.Caller a = s.connect(A, 1, 1).secure();
    a.mine = hello(Role.MEMBER, 1, 1, 900);
    a.say(a.mine);
    s.pass(899);
    assertThat(a.heard.stream().filter(f -> f.message() instanceof ConeMessage.Keepalive))
        .hasSize(2);
    s.pass(2);
    refused(a, ErrorCode.HOLD_TIME);
  }

  @Test
  void whoDoesNotTakeWhatItIsSentIsCutOffAndNothingPilesUp() {
    ConeNotice large =
        new ConeNotice(
            ConeMode.CONSERVATIVE,
            Cone.TOP,
            Cone.TOP_ROUTER,
            List.of(),
            Set.of(A, B),
            Set.of(),
            IntStream.range(0, 100_000)
                .mapToObj(
                    i -> Prefix.parse((i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255) + ".0/24"))
                .collect(java.util.stream.Collectors.toSet()));
    s.notice(large);
    TopScript.Caller slow = s.connect(A, 1, 1).secure();
    slow.takes = false;
    slow.hello();
    for (int i = 0; i < 59; i++) {
      slow.say(new ConeMessage.Keepalive());
      s.notice(Cone.notice(ConeMode.CONSERVATIVE, List.of(A, B), i + ".0.0.0/8"));
      s.pass(1_000);
    }
    assertThat(slow.closed).isFalse();
    assertThat(slow.notices()).as("not a part of it was made").isEmpty();
    s.pass(1_001);
    refused(slow, ErrorCode.TOO_SLOW);
  }

  @Test
  void whoTakesItLaterIsToldTheLargeNoticeAndThenOnlyTheNewest() {
    s.notice(NOTICE);
    TopScript.Caller slow = s.connect(A, 1, 1).secure();
    slow.takes = false;
    slow.hello();
    for (int i = 1; i <= 20; i++) {
      s.notice(Cone.notice(ConeMode.CONSERVATIVE, List.of(A, B), i + ".0.0.0/8"));
      s.pass(500);
    }
    slow.takes = true;
    s.pull(slow);
    assertThat(slow.notices()).extracting(ConeMessage.Notice::serial).containsExactly(1, 21);
    assertThat(slow.notices().get(1).base()).isEqualTo(1);
    assertThat(slow.notices().get(1).prefixes().added())
        .containsExactly(Prefix.parse("20.0.0.0/8"));
  }

  @Test
  void noticesThatFollowEachOtherQuicklyAreOne() {
    s.notice(NOTICE);
    TopScript.Caller a = s.join(A, 1);
    for (int i = 1; i <= 100; i++) {
      s.notice(Cone.notice(ConeMode.CONSERVATIVE, List.of(A, B), i + ".0.0.0/8"));
      s.pass(10);
    }
    s.pass(200);
    // The first at once, then one each 200 ms of the second they took, then the last.
    assertThat(a.notices()).hasSize(1 + 5);
    assertThat(a.notices().getLast().prefixes().added())
        .containsExactly(Prefix.parse("100.0.0.0/8"));
  }

  @Test
  void noticesAreFurtherApartTheMoreSessionsThereAre() {
    s = new TopScript(TopScript.settings().withTimes(1_000_000, 1, 1, 1, 120_000_000_000L));
    s.notice(NOTICE);
    TopScript.Caller first = s.join(A, 1);
    for (int router = 2; router <= 8; router++) {
      s.join(A, router);
    }
    for (int router = 11; router <= 18; router++) {
      s.join(B, router);
    }
    s.pass(1);
    s.notice(Cone.notice(ConeMode.CONSERVATIVE, List.of(A, B), "192.0.2.0/24", "10.0.0.0/8"));
    s.notice(Cone.notice(ConeMode.CONSERVATIVE, List.of(A, B), "10.0.0.0/8"));
    assertThat(first.notices()).as("the second waits").hasSize(2);
    s.pass(1);
    assertThat(first.notices()).as("1.6 ms for sixteen sessions").hasSize(2);
    s.pass(1);
    assertThat(first.notices()).hasSize(3);
  }

  @Test
  void aNoticeThatChangesNothingIsNotSent() {
    s.notice(NOTICE);
    TopScript.Caller a = s.join(A, 1);
    s.pass(1_000);
    s.notice(Cone.notice(ConeMode.CONSERVATIVE));
    s.pass(1_000);
    assertThat(a.notices()).hasSize(1);
  }

  @Test
  void aResponseThatIsTooLongIsRefusedAndSoAreAllTogether() {
    s = new TopScript(TopScript.settings().withLimits(3, 5, 8, 100, 10));
    s.notice(NOTICE);
    TopScript.Caller a = s.join(A, 1);
    a.state(1, Cone.some(A, Asn.of(1), Asn.of(2), Asn.of(3)));
    assertThat(s.inForce).containsOnlyKeys(A);
    TopScript.Caller b = s.join(B, 2);
    b.state(1, Cone.some(B, Asn.of(1), Asn.of(2), Asn.of(3)));
    refused(b, ErrorCode.LIMIT);
    a.state(1, Cone.some(A, Asn.of(1), Asn.of(2), Asn.of(3), Asn.of(4)));
    refused(a, ErrorCode.LIMIT);
  }

  @Test
  void aMemberThatCannotNameAllOutsideOriginsHasADetour() {
    s.notice(NOTICE);
    TopScript.Caller a = s.join(A, 1);
    MemberStatement many =
        Cone.with(
            Cone.none(A),
            MemberStatement.OutsideProviders.UNSAID,
            Set.of(),
            "10.0.0.0/8",
            "11.0.0.0/8");
    a.say(new ResponseParts(ConeMessage.Occasion.NOTICE, 1, 1, many, 1).next());
    assertThat(s.inForce.get(A).detour()).isEqualTo(MemberStatement.Detour.SOME);
    assertThat(s.inForce.get(A).outsideOrigins()).containsExactly(Prefix.parse("10.0.0.0/8"));
  }

  @Test
  void aResponseThatNeverEndsIsCutOff() {
    s.notice(NOTICE);
    TopScript.Caller a = s.join(A, 1);
    ConeMessage.Response whole =
        (ConeMessage.Response) Cone.response(ConeMessage.Occasion.NOTICE, 1, 1, Cone.some(A, B));
    a.say(
        new ConeMessage.Response(
            whole.occasion(),
            1,
            1,
            whole.verdict(),
            whole.detoured(),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty()));
    s.passAlive(59_000);
    assertThat(a.closed).isFalse();
    s.passAlive(5_000);
    refused(a, ErrorCode.TOO_SLOW);
    assertThat(s.inForce).isEmpty();
  }

  @Test
  void aRefusalByTheOtherSideIsNotAnsweredAndNoOffence() {
    s.notice(NOTICE);
    TopScript.Caller a = s.join(A, 1);
    int heard = a.heard.size();
    a.say(new ConeMessage.Error(7, "no\n", new byte[0]));
    assertThat(a.closed).isTrue();
    assertThat(a.heard).hasSize(heard);
    assertThat(a.ending.orElseThrow())
        .hasToString("the other side says: not the configured top: no?");
    assertThat(s.join(A, 1).closed).isFalse();
  }

  @Test
  void aTopThatStopsSaysSoToEverybody() {
    s.notice(NOTICE);
    TopScript.Caller a = s.join(A, 1);
    TopScript.Caller b = s.join(B, 2);
    s.on(new ConeInput.Stop("shutdown"));
    assertThat(a.heard.getLast().message()).isEqualTo(new ConeMessage.Cease("shutdown"));
    assertThat(b.closed).isTrue();
    assertThat(s.top().sessions()).isEmpty();
  }
}
