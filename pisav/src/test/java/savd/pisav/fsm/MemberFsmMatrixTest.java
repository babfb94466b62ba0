package savd.pisav.fsm;

import static org.assertj.core.api.Assertions.assertThat;
import static savd.pisav.fsm.Cone.A;
import static savd.pisav.fsm.Cone.B;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import savd.net.Asn;
import savd.pisav.message.ConeMessage;
import savd.pisav.message.ErrorCode;
import savd.pisav.message.Frame;
import savd.pisav.message.Malformed;
import savd.pisav.message.Nonce;
import savd.pisav.message.Role;
import savd.relation.ConeMode;

/**
 * Every state of a member with every event. A cell says what is done, then the state that follows
 * if it is another one; {@code -} means that nothing happens. TOLD is ESTABLISHED with notice 3 in
 * force, COLLECTING the same in the middle of another one. docs/pi-sav-protocol.md has this table.
 */
class MemberFsmMatrixTest {
  static final String MATRIX =
      """
      event         | IDLE               | WAITING            | CONNECTING                       | AWAITING_HELLO                   | ESTABLISHED                      | TOLD                             | COLLECTING
      Start         | connect CONNECTING | -                  | -                                | -                                | -                                | -                                | -
      Stop          | -                  | IDLE               | close end IDLE                   | cease close end IDLE             | cease close end IDLE             | cease close end IDLE             | cease close end IDLE
      Retry         | -                  | connect CONNECTING | -                                | -                                | -                                | -                                | -
      Secured       | -                  | -                  | hello AWAITING_HELLO             | -                                | -                                | -                                | -
      SecuredOther  | -                  | -                  | error5 close end retry WAITING   | -                                | -                                | -                                | -
      KeysSame      | -                  | -                  | -                                | -                                | -                                | -                                | -
      KeysGone      | -                  | -                  | -                                | error15 close end retry WAITING  | error15 close end retry WAITING  | error15 close end retry WAITING  | error15 close end retry WAITING
      Hello         | -                  | -                  | close end retry WAITING          | up ESTABLISHED                   | error13 close end retry WAITING  | error13 close end retry WAITING  | error13 close end retry WAITING
      HelloOfB      | -                  | -                  | close end retry WAITING          | error7 close end retry WAITING   | error13 close end retry WAITING  | error13 close end retry WAITING  | error13 close end retry WAITING
      HelloOfMember | -                  | -                  | close end retry WAITING          | error7 close end retry WAITING   | error13 close end retry WAITING  | error13 close end retry WAITING  | error13 close end retry WAITING
      HelloV2       | -                  | -                  | close end retry WAITING          | error2 close end retry WAITING   | error13 close end retry WAITING  | error13 close end retry WAITING  | error13 close end retry WAITING
      Keepalive     | -                  | -                  | close end retry WAITING          | error13 close end retry WAITING  | -                                | -                                | -
      Notice4       | -                  | -                  | close end retry WAITING          | error13 close end retry WAITING  | notice4                          | notice4                          | error12 close end retry WAITING
      Notice3       | -                  | -                  | close end retry WAITING          | error13 close end retry WAITING  | notice3                          | error12 close end retry WAITING  | error12 close end retry WAITING
      Update        | -                  | -                  | close end retry WAITING          | error13 close end retry WAITING  | error12 close end retry WAITING  | notice4                          | error12 close end retry WAITING
      FirstPart     | -                  | -                  | close end retry WAITING          | error13 close end retry WAITING  | -                                | -                                | error12 close end retry WAITING
      LastPart      | -                  | -                  | close end retry WAITING          | error13 close end retry WAITING  | error12 close end retry WAITING  | error12 close end retry WAITING  | notice4
      Response      | -                  | -                  | close end retry WAITING          | error13 close end retry WAITING  | error13 close end retry WAITING  | error13 close end retry WAITING  | error13 close end retry WAITING
      WrongNumber   | -                  | -                  | close end retry WAITING          | error8 close end retry WAITING   | error8 close end retry WAITING   | error8 close end retry WAITING   | error8 close end retry WAITING
      WrongTag      | -                  | -                  | close end retry WAITING          | error8 close end retry WAITING   | error8 close end retry WAITING   | error8 close end retry WAITING   | error8 close end retry WAITING
      Error         | -                  | -                  | close end retry WAITING          | close end retry WAITING          | close end retry WAITING          | close end retry WAITING          | close end retry WAITING
      Cease         | -                  | -                  | close end retry WAITING          | close end retry WAITING          | close end retry WAITING          | close end retry WAITING          | close end retry WAITING
      Broken        | -                  | -                  | close end retry WAITING          | error1 close end retry WAITING   | error1 close end retry WAITING   | error1 close end retry WAITING   | error1 close end retry WAITING
      Answer3       | -                  | -                  | -                                | -                                | -                                | pull                             | pull
      Answer4       | -                  | -                  | -                                | -                                | -                                | -                                | -
      HandshakeTime | -                  | -                  | close end retry WAITING          | error17 close end retry WAITING  | -                                | -                                | -
      KeepaliveTime | -                  | -                  | -                                | -                                | keepalive                        | keepalive                        | keepalive
      HoldTime      | -                  | -                  | -                                | -                                | error14 close end retry WAITING  | error14 close end retry WAITING  | error14 close end retry WAITING
      ReceivingTime | -                  | -                  | -                                | -                                | -                                | -                                | error17 close end retry WAITING
      Lost          | -                  | -                  | close end retry WAITING          | close end retry WAITING          | close end retry WAITING          | close end retry WAITING          | close end retry WAITING
      """;

  private static final long LATE = 1_000_000_000_000L;

  /** A machine in a state, with the top's side of its numbers and tags. */
  private static final class Talk {
    final MemberFsm fsm =
        new MemberFsm(
            MemberSettings.of(A, 1, Cone.TOP), Cone.nonces(1), new java.util.SplittableRandom(1));
    final Binding binding = new Binding(Role.TOP);
    ConeMessage.Hello heard;

    Talk(String state) {
      List<String> path =
          List.of("IDLE", "CONNECTING", "AWAITING_HELLO", "ESTABLISHED", "TOLD", "COLLECTING");
      int far = state.equals("WAITING") ? 1 : path.indexOf(state);
      if (far >= 1) {
        on(new MemberInput.Start());
      }
      if (far >= 2) {
        for (SessionAction a : on(new MemberInput.Secured(Set.of(Cone.TOP)))) {
          if (a instanceof SessionAction.Send s) {
            heard = (ConeMessage.Hello) s.frame().message();
          }
        }
      }
      if (far >= 3) {
        say(hello(Role.TOP, Cone.TOP, 1));
        binding.bind(hello(Role.TOP, Cone.TOP, 1), heard);
      }
      if (far >= 4) {
        say(notice(3));
      }
      if (far >= 5) {
        say(part(true));
      }
      if (state.equals("WAITING")) {
        on(new MemberInput.Lost("refused"));
      }
      assertThat(fsm.state().name())
          .isEqualTo(state.equals("TOLD") || state.equals("COLLECTING") ? "ESTABLISHED" : state);
    }

    void say(ConeMessage m) {
      on(new MemberInput.Received(binding.out(m)));
    }

    List<SessionAction> on(MemberInput input) {
      return fsm.on(input instanceof MemberInput.TimerExpired ? LATE : 0, input);
    }
  }

  private static ConeMessage.Hello hello(Role role, Asn asn, int minVersion) {
    return new ConeMessage.Hello(
        role, minVersion, 7, asn, Cone.TOP_ROUTER, 30_000, new Nonce(9, 9), Optional.empty());
  }

  private static ConeMessage notice(int serial) {
    return NoticeParts.whole(serial, Cone.notice(ConeMode.CONSERVATIVE)).next();
  }

  private static ConeMessage update() {
    return NoticeParts.update(
            4,
            3,
            Cone.notice(ConeMode.CONSERVATIVE, List.of(A, B), "10.0.0.0/8"),
            NoticeChange.between(
                Cone.notice(ConeMode.CONSERVATIVE),
                Cone.notice(ConeMode.CONSERVATIVE, List.of(A, B), "10.0.0.0/8")))
        .next();
  }

  /** Notice 4 in two parts. */
  private static ConeMessage part(boolean first) {
    ConeMessage.Notice n = (ConeMessage.Notice) notice(4);
    return first
        ? new ConeMessage.Notice(
            4, 0, n.head(), n.members(), n.subTransit(), n.prefixes(), Optional.empty())
        : new ConeMessage.Notice(
            4,
            0,
            Optional.empty(),
            ConeMessage.Change.none(),
            ConeMessage.Change.none(),
            ConeMessage.Change.none(),
            n.totals());
  }

  private static MemberInput input(Talk t, String event) {
    return switch (event) {
      case "Start" -> new MemberInput.Start();
      case "Stop" -> new MemberInput.Stop("bye");
      case "Retry" -> new MemberInput.TimerExpired(SessionTimer.RETRY);
      case "Secured" -> new MemberInput.Secured(Set.of(Cone.TOP));
      case "SecuredOther" -> new MemberInput.Secured(Set.of(A, B));
      case "KeysSame" -> new MemberInput.KeysChanged(Set.of(Cone.TOP, B));
      case "KeysGone" -> new MemberInput.KeysChanged(Set.of(B));
      case "Broken" -> new MemberInput.Broken(new Malformed(ErrorCode.CORRUPT, "x", new byte[16]));
      case "Answer3" -> new MemberInput.Answer(3, Cone.none(A));
      case "Answer4" -> new MemberInput.Answer(4, Cone.none(A));
      case "HandshakeTime" -> new MemberInput.TimerExpired(SessionTimer.HANDSHAKE);
      case "KeepaliveTime" -> new MemberInput.TimerExpired(SessionTimer.KEEPALIVE);
      case "HoldTime" -> new MemberInput.TimerExpired(SessionTimer.HOLD);
      case "ReceivingTime" -> new MemberInput.TimerExpired(SessionTimer.RECEIVING);
      case "Lost" -> new MemberInput.Lost("gone");
      case "WrongNumber" -> {
        Frame f = t.binding.out(new ConeMessage.Keepalive());
        yield new MemberInput.Received(new Frame(f.sequence() + 1, f.tag(), f.message()));
      }
      case "WrongTag" -> {
        Frame f = t.binding.out(new ConeMessage.Keepalive());
        yield new MemberInput.Received(new Frame(f.sequence(), f.tag() + 1, f.message()));
      }
      default -> new MemberInput.Received(t.binding.out(message(event)));
    };
  }

  private static ConeMessage message(String event) {
    return switch (event) {
      case "Hello" -> hello(Role.TOP, Cone.TOP, 1);
      case "HelloOfB" -> hello(Role.TOP, B, 1);
      case "HelloOfMember" -> hello(Role.MEMBER, Cone.TOP, 1);
      case "HelloV2" -> hello(Role.TOP, Cone.TOP, 2);
      case "Keepalive" -> new ConeMessage.Keepalive();
      case "Notice4" -> notice(4);
      case "Notice3" -> notice(3);
      case "Update" -> update();
      case "FirstPart" -> part(true);
      case "LastPart" -> part(false);
      case "Response" -> Cone.response(ConeMessage.Occasion.NOTICE, 3, 1, Cone.none(A));
      case "Error" -> new ConeMessage.Error(6, "x", new byte[0]);
      case "Cease" -> new ConeMessage.Cease("x");
      default -> throw new IllegalArgumentException(event);
    };
  }

  static Stream<Arguments> cells() {
    List<Arguments> out = new ArrayList<>();
    for (Map.Entry<String, Map<String, String>> row : Words.matrix(MATRIX).entrySet()) {
      row.getValue().forEach((state, cell) -> out.add(Arguments.of(row.getKey(), state, cell)));
    }
    return out.stream();
  }

  @ParameterizedTest(name = "{0} in {1}")
  @MethodSource("cells")
  void theCellIsWhatHappens(String event, String state, String cell) {
    Talk t = new Talk(state);
    MemberFsm.State before = t.fsm.state();
    String did = Words.of(t.on(input(t, event)));
    MemberFsm.State after = t.fsm.state();
    String all = after == before ? did : (did.equals("-") ? "" : did + " ") + after;
    assertThat(all).isEqualTo(cell);
  }
}
