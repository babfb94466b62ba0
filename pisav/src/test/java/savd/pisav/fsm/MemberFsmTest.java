package savd.pisav.fsm;

import static org.assertj.core.api.Assertions.assertThat;
import static savd.pisav.fsm.Cone.A;
import static savd.pisav.fsm.Cone.B;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
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

/** What a member does with notices and statements over several sessions. */
class MemberFsmTest {
  private final MemberFsm fsm =
      new MemberFsm(MemberSettings.of(A, 1, Cone.TOP), Cone.nonces(1), new SplittableRandom(1));
  private Binding binding;
  private ConeMessage.Hello heard;
  private final List<ConeMessage.Response> responses = new ArrayList<>();
  private final List<SessionAction> actions = new ArrayList<>();
  private long nowNanos;
  private boolean takes = true;

  private void on(MemberInput input) {
    List<SessionAction> now = fsm.on(nowNanos, input);
    actions.addAll(now);
    for (SessionAction a : now) {
      if (a instanceof SessionAction.Send s) {
        hear(s.frame());
      } else if (a instanceof SessionAction.Pull) {
        pull();
      }
    }
  }

  private void pull() {
    for (Optional<Frame> f = takes ? fsm.pull(nowNanos) : Optional.empty();
        f.isPresent();
        f = fsm.pull(nowNanos)) {
      hear(f.get());
    }
  }

  private void hear(Frame f) {
    assertThat(binding.in(f)).isEmpty();
    if (f.message() instanceof ConeMessage.Hello h) {
      heard = h;
    } else if (f.message() instanceof ConeMessage.Response r) {
      responses.add(r);
    }
  }

  private void say(ConeMessage m) {
    on(new MemberInput.Received(binding.out(m)));
  }

  private void connect(long items) {
    binding = new Binding(Role.TOP);
    on(
        fsm.state() == MemberFsm.State.IDLE
            ? new MemberInput.Start()
            : new MemberInput.TimerExpired(SessionTimer.RETRY));
    on(new MemberInput.Secured(Set.of(Cone.TOP)));
    ConeMessage.Hello top =
        new ConeMessage.Hello(
            Role.TOP,
            1,
            1,
            Cone.TOP,
            Cone.TOP_ROUTER,
            30_000,
            new Nonce(2, nowNanos),
            Optional.of(new ConeMessage.Limits(0, 0, items)));
    binding.bind(top, heard);
    say(top);
  }

  private void tell(int serial, ConeNotice notice) {
    NoticeParts.whole(serial, notice).forEachRemaining(this::say);
  }

  private static final ConeNotice NOTICE = Cone.notice(ConeMode.CONSERVATIVE);

  @Test
  void aStatementIsAResponseAndThenAnUpdateEachTimeItChanges() {
    connect(100);
    tell(5, NOTICE);
    on(new MemberInput.Answer(5, Cone.none(A)));
    on(new MemberInput.Answer(5, Cone.none(A)));
    on(new MemberInput.Answer(5, Cone.some(A, B)));
    tell(6, NOTICE);
    on(new MemberInput.Answer(6, Cone.some(A, B)));
    assertThat(responses)
        .extracting(ConeMessage.Response::occasion)
        .containsExactly(
            ConeMessage.Occasion.NOTICE, ConeMessage.Occasion.CHANGE, ConeMessage.Occasion.NOTICE);
    assertThat(responses).extracting(ConeMessage.Response::number).containsExactly(1, 2, 3);
    assertThat(responses).extracting(ConeMessage.Response::serial).containsExactly(5, 5, 6);
    assertThat(fsm.serialAnswered()).contains(6);
  }

  @Test
  void whileTheTopTakesNothingOnlyTheNewestStatementWaits() {
    connect(100);
    tell(5, NOTICE);
    takes = false;
    for (int i = 0; i < 1_000; i++) {
      on(new MemberInput.Answer(5, i % 2 == 0 ? Cone.none(A) : Cone.some(A, B)));
    }
    takes = true;
    pull();
    assertThat(responses).hasSize(2);
    assertThat(responses.getLast().detoured()).containsExactly(B);
  }

  @Test
  void anAnswerToANoticeOfAnEarlierSessionIsNotSent() {
    connect(100);
    tell(5, NOTICE);
    on(new MemberInput.Lost("gone"));
    connect(100);
    on(new MemberInput.Answer(5, Cone.none(A)));
    tell(7, NOTICE);
    on(new MemberInput.Answer(5, Cone.none(A)));
    assertThat(responses).isEmpty();
    on(new MemberInput.Answer(7, Cone.none(A)));
    assertThat(responses).extracting(ConeMessage.Response::number).containsExactly(1);
  }

  @Test
  void aStatementIsCutToWhatTheTopTakesAndSaysSo() {
    connect(2);
    tell(5, NOTICE);
    MemberStatement long_ =
        Cone.with(
            Cone.some(A, B, Cone.STRANGER),
            MemberStatement.OutsideProviders.SOME,
            Set.of(Asn.of(1)),
            "10.0.0.0/8",
            "11.0.0.0/8");
    on(new MemberInput.Answer(5, long_));
    ConeMessage.Response r = responses.getFirst();
    assertThat(r.partialTransit()).containsExactly(Asn.of(1));
    assertThat(r.outsideOrigins()).containsExactly(Prefix.parse("10.0.0.0/8"));
    assertThat(r.detoured()).isEmpty();
    assertThat(r.verdict().orElseThrow().moreDetoured()).isTrue();
    assertThat(r.verdict().orElseThrow().moreOutsideOrigins()).isTrue();
  }

  @Test
  void eachSessionHasANonceOfItsOwn() {
    connect(100);
    Nonce first = heard.nonce();
    on(new MemberInput.Lost("gone"));
    connect(100);
    assertThat(heard.nonce()).isNotEqualTo(first);
  }

  @Test
  void attemptsAreFartherApartUntilThereIsANotice() {
    binding = new Binding(Role.TOP);
    on(new MemberInput.Start());
    List<Long> delays = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      on(new MemberInput.Lost("refused"));
      delays.add(((SessionAction.Arm) actions.getLast()).delayNanos());
      binding = new Binding(Role.TOP);
      on(new MemberInput.TimerExpired(SessionTimer.RETRY));
    }
    for (int i = 0; i < 8; i++) {
      long full = TimeUnit.SECONDS.toNanos(Math.min(60, 1L << i));
      assertThat(delays.get(i)).isBetween(full * 3 / 4, full);
    }
    on(new MemberInput.Lost("refused"));
    connect(100);
    tell(1, NOTICE);
    on(new MemberInput.Lost("gone"));
    assertThat(((SessionAction.Arm) actions.getLast()).delayNanos())
        .isLessThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
  }

  @Test
  void whatIsRefusedIsCounted() {
    connect(100);
    say(new ConeMessage.Keepalive());
    on(new MemberInput.Received(new Frame(99, 0, new ConeMessage.Keepalive())));
    assertThat(fsm.refusals().snapshot()).containsOnlyKeys(ErrorCode.REPLAY);
    assertThat(fsm.lastEnding().orElseThrow().toString())
        .isEqualTo("out of sequence: message 99 where 3 is due");
  }

  /** Found by {@code PisavFuzz}: the timer of what is collected was armed behind the end. */
  @Test
  void aNoticeThatIsRefusedInItsFirstPartLeavesNoTimer() {
    connect(100);
    ConeMessage.Notice n = (ConeMessage.Notice) NoticeParts.whole(1, NOTICE).next();
    actions.clear();
    say(
        new ConeMessage.Notice(
            1,
            0,
            n.head(),
            new ConeMessage.Change<>(List.of(A), List.of(B)),
            n.subTransit(),
            n.prefixes(),
            Optional.empty()));
    assertThat(fsm.state()).isEqualTo(MemberFsm.State.WAITING);
    assertThat(actions.stream().filter(SessionAction.Arm.class::isInstance))
        .extracting(a -> ((SessionAction.Arm) a).timer())
        .containsExactly(SessionTimer.RETRY);
  }

  @Test
  void aTopThatDoesNotKnowUsYetIsAskedAgainSoon() {
    for (int i = 0; i < 8; i++) {
      binding = new Binding(Role.TOP);
      on(i == 0 ? new MemberInput.Start() : new MemberInput.TimerExpired(SessionTimer.RETRY));
      on(new MemberInput.Secured(Set.of(Cone.TOP)));
      say(new ConeMessage.Error(ErrorCode.NOT_A_MEMBER.code(), "", new byte[0]));
    }
    assertThat(((SessionAction.Arm) actions.getLast()).delayNanos())
        .isLessThanOrEqualTo(TimeUnit.SECONDS.toNanos(5));
  }
}
