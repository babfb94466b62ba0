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
import savd.pisav.message.ConeMessage;
import savd.pisav.message.ErrorCode;
import savd.pisav.message.Frame;
import savd.pisav.message.Malformed;
import savd.pisav.message.Nonce;
import savd.pisav.message.Role;
import savd.relation.ConeMode;

/**
 * Every state of a top's session with every event. A cell says what is done; {@code -} means that
 * nothing happens. TOLD is ESTABLISHED with notice 3 sent, COLLECTING the same in the middle of a
 * response. docs/pi-sav-protocol.md has this table.
 */
class TopFsmMatrixTest {
  static final String MATRIX =
      """
      event         | SECURING          | AWAITING_HELLO    | GREETED           | ESTABLISHED       | TOLD              | COLLECTING        | CLOSED
      Secured       | -                 | -                 | -                 | -                 | -                 | -                 | -
      SecuredNobody | error5 close end  | -                 | -                 | -                 | -                 | -                 | -
      KeysSame      | -                 | -                 | -                 | -                 | -                 | -                 | -
      KeysOfAnother | -                 | -                 | error15 close end | error15 close end | error15 close end | error15 close end | -
      KeysGone      | -                 | error15 close end | error15 close end | error15 close end | error15 close end | error15 close end | -
      Hello         | close end         | greeted           | error13 close end | error13 close end | error13 close end | error13 close end | -
      HelloOfB      | close end         | error5 close end  | error13 close end | error13 close end | error13 close end | error13 close end | -
      HelloOfTop    | close end         | error13 close end | error13 close end | error13 close end | error13 close end | error13 close end | -
      HelloV2       | close end         | error2 close end  | error13 close end | error13 close end | error13 close end | error13 close end | -
      Keepalive     | close end         | error13 close end | error13 close end | -                 | -                 | -                 | -
      Notice        | close end         | error13 close end | error13 close end | error13 close end | error13 close end | error13 close end | -
      Response      | close end         | error13 close end | error13 close end | error12 close end | stated            | error12 close end | -
      ResponsePart  | close end         | error13 close end | error13 close end | error12 close end | -                 | error12 close end | -
      LastPart      | close end         | error13 close end | error13 close end | error12 close end | error12 close end | stated            | -
      OfUntold      | close end         | error13 close end | error13 close end | error12 close end | error12 close end | error12 close end | -
      AboutB        | close end         | error13 close end | error13 close end | error12 close end | error9 close end  | error12 close end | -
      WrongNumber   | close end         | error8 close end  | error8 close end  | error8 close end  | error8 close end  | error8 close end  | -
      WrongTag      | close end         | error8 close end  | error8 close end  | error8 close end  | error8 close end  | error8 close end  | -
      Error         | close end         | close end         | close end         | close end         | close end         | close end         | -
      Cease         | close end         | close end         | close end         | close end         | close end         | close end         | -
      Broken        | close end         | error1 close end  | error1 close end  | error1 close end  | error1 close end  | error1 close end  | -
      Admit         | -                 | -                 | hello up          | -                 | -                 | -                 | -
      Refuse        | close end         | error6 close end  | error6 close end  | error6 close end  | error6 close end  | error6 close end  | -
      Tell          | -                 | -                 | -                 | pull              | pull              | pull              | -
      HandshakeTime | close end         | error17 close end | error17 close end | -                 | -                 | -                 | -
      KeepaliveTime | -                 | -                 | -                 | keepalive         | keepalive         | keepalive         | -
      HoldTime      | -                 | -                 | -                 | error14 close end | error14 close end | error14 close end | -
      SendingTime   | -                 | -                 | -                 | -                 | -                 | -                 | -
      ReceivingTime | -                 | -                 | -                 | -                 | -                 | error17 close end | -
      Lost          | close end         | close end         | close end         | close end         | close end         | close end         | -
      Stop          | close end         | cease close end   | cease close end   | cease close end   | cease close end   | cease close end   | -
      """;

  private static final long LATE = 1_000_000_000_000L;

  /** A machine in a state, with the member's side of its numbers and tags. */
  private static final class Session {
    final TopFsm fsm =
        new TopFsm(
            TopSettings.of(Cone.TOP, Cone.TOP_ROUTER), new Nonce(7, 7), new NoticeChanges(), 0);
    final Binding binding = new Binding(Role.MEMBER);
    ConeMessage.Hello mine;

    Session(String state) {
      on(new TopInput.Accepted());
      List<String> path =
          List.of("SECURING", "AWAITING_HELLO", "GREETED", "ESTABLISHED", "TOLD", "COLLECTING");
      int far = state.equals("CLOSED") ? 1 : path.indexOf(state);
      if (far >= 1) {
        on(new TopInput.Secured(Set.of(A)));
      }
      if (far >= 2) {
        mine = hello(Role.MEMBER, A, 1);
        on(new TopInput.Received(binding.out(mine)));
      }
      if (far >= 3) {
        for (SessionAction a : on(new TopInput.Admit())) {
          if (a instanceof SessionAction.Send s
              && s.frame().message() instanceof ConeMessage.Hello h) {
            binding.bind(mine, h);
          }
        }
      }
      if (far >= 4) {
        on(tell());
        while (fsm.pull(0).isPresent()) {
          // To its end.
        }
      }
      if (far >= 5) {
        on(new TopInput.Received(binding.out(response(Part.FIRST, A, 3))));
      }
      if (state.equals("CLOSED")) {
        on(new TopInput.Lost("gone"));
      }
      assertThat(fsm.state().name())
          .isEqualTo(state.equals("TOLD") || state.equals("COLLECTING") ? "ESTABLISHED" : state);
    }

    List<SessionAction> on(TopInput input) {
      return fsm.on(input instanceof TopInput.TimerExpired ? LATE : 0, input);
    }
  }

  private enum Part {
    WHOLE,
    FIRST,
    LAST
  }

  private static TopInput tell() {
    return new TopInput.Tell(new Numbered(3, Cone.notice(ConeMode.CONSERVATIVE)));
  }

  private static ConeMessage.Hello hello(Role role, savd.net.Asn asn, int minVersion) {
    return new ConeMessage.Hello(
        role, minVersion, 7, asn, 1, 30_000, new Nonce(1, 1), Optional.empty());
  }

  private static ConeMessage response(Part part, savd.net.Asn about, int serial) {
    ConeMessage.Response r =
        (ConeMessage.Response)
            Cone.response(ConeMessage.Occasion.NOTICE, serial, 1, Cone.some(about, B));
    return switch (part) {
      case WHOLE -> r;
      case FIRST ->
          new ConeMessage.Response(
              r.occasion(),
              serial,
              1,
              r.verdict(),
              r.detoured(),
              List.of(),
              List.of(),
              List.of(),
              Optional.empty());
      case LAST ->
          new ConeMessage.Response(
              r.occasion(),
              serial,
              1,
              Optional.empty(),
              List.of(),
              List.of(),
              List.of(),
              List.of(),
              r.totals());
    };
  }

  private static TopInput input(Session s, String event) {
    return switch (event) {
      case "Secured" -> new TopInput.Secured(Set.of(A));
      case "SecuredNobody" -> new TopInput.Secured(Set.of());
      case "KeysSame" -> new TopInput.KeysChanged(Set.of(A, B));
      case "KeysOfAnother" -> new TopInput.KeysChanged(Set.of(B));
      case "KeysGone" -> new TopInput.KeysChanged(Set.of());
      case "Broken" -> new TopInput.Broken(new Malformed(ErrorCode.CORRUPT, "x", new byte[16]));
      case "Admit" -> new TopInput.Admit();
      case "Refuse" -> new TopInput.Refuse(ErrorCode.NOT_A_MEMBER, "x");
      case "Tell" -> tell();
      case "HandshakeTime" -> new TopInput.TimerExpired(SessionTimer.HANDSHAKE);
      case "KeepaliveTime" -> new TopInput.TimerExpired(SessionTimer.KEEPALIVE);
      case "HoldTime" -> new TopInput.TimerExpired(SessionTimer.HOLD);
      case "SendingTime" -> new TopInput.TimerExpired(SessionTimer.SENDING);
      case "ReceivingTime" -> new TopInput.TimerExpired(SessionTimer.RECEIVING);
      case "Lost" -> new TopInput.Lost("gone");
      case "Stop" -> new TopInput.Stop("bye");
      case "WrongNumber" -> {
        Frame f = s.binding.out(new ConeMessage.Keepalive());
        yield new TopInput.Received(new Frame(f.sequence() + 1, f.tag(), f.message()));
      }
      case "WrongTag" -> {
        Frame f = s.binding.out(new ConeMessage.Keepalive());
        yield new TopInput.Received(new Frame(f.sequence(), f.tag() + 1, f.message()));
      }
      default -> new TopInput.Received(s.binding.out(message(event)));
    };
  }

  private static ConeMessage message(String event) {
    return switch (event) {
      case "Hello" -> hello(Role.MEMBER, A, 1);
      case "HelloOfB" -> hello(Role.MEMBER, B, 1);
      case "HelloOfTop" -> hello(Role.TOP, A, 1);
      case "HelloV2" -> hello(Role.MEMBER, A, 2);
      case "Keepalive" -> new ConeMessage.Keepalive();
      case "Notice" -> NoticeParts.whole(9, Cone.notice(ConeMode.STANDALONE)).next();
      case "Response" -> response(Part.WHOLE, A, 3);
      case "ResponsePart" -> response(Part.FIRST, A, 3);
      case "LastPart" -> response(Part.LAST, A, 3);
      case "OfUntold" -> response(Part.WHOLE, A, 4);
      case "AboutB" -> response(Part.WHOLE, B, 3);
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
    Session s = new Session(state);
    assertThat(Words.of(s.on(input(s, event)))).isEqualTo(cell);
    if (cell.endsWith("end") || state.equals("CLOSED")) {
      assertThat(s.fsm.state()).isEqualTo(TopFsm.State.CLOSED);
      assertThat(s.fsm.pull(0)).isEmpty();
    } else {
      assertThat(s.fsm.state()).isNotEqualTo(TopFsm.State.CLOSED);
    }
  }
}
