package savd.bgp.fsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import savd.bgp.message.Notification;
import savd.bgp.message.Open;
import savd.net.Asn;

/**
 * Every state with every event of RFC 4271, section 8.2.2, RFC 6608 and RFC 9687. A cell says what
 * is done, then the state that follows. {@code -} means that nothing happens.
 */
class ConnectionFsmMatrixTest {
  private static final String MATRIX =
      """
      event         | IDLE              | CONNECT                       | ACTIVE            | OPEN_SENT                                   | OPEN_CONFIRM              | ESTABLISHED
      Start         | retry connect CONNECT | -                         | -                 | -                                           | -                         | -
      StartPassive  | ACTIVE            | -                             | -                 | -                                           | -                         | -
      Stop          | -                 | close IDLE                    | IDLE              | 6/2 close end IDLE                          | 6/2 close end IDLE        | 6/2 close end IDLE
      Retry         | -                 | close end retry connect CONNECT | retry connect CONNECT | 5/1 close end IDLE                    | 5/2 close end IDLE        | 5/3 close end IDLE
      Hold          | -                 | close IDLE                    | IDLE              | 4/0 close end IDLE                          | 4/0 close end IDLE        | 4/0 close end IDLE
      HoldPending   | -                 | close IDLE                    | IDLE              | hold OPEN_SENT                              | hold OPEN_CONFIRM         | hold ESTABLISHED
      Keepalive     | -                 | close IDLE                    | IDLE              | 5/1 close end IDLE                          | KEEPALIVE keep OPEN_CONFIRM | KEEPALIVE keep ESTABLISHED
      SendHold      | -                 | close IDLE                    | IDLE              | 5/1 close end IDLE                          | 5/2 close end IDLE        | 8/0 close end IDLE
      Connected     | close IDLE        | OPEN hold OPEN_SENT           | OPEN hold OPEN_SENT | 5/1 close end IDLE                        | 5/2 close end IDLE        | 5/3 close end IDLE
      Failed        | -                 | end retry ACTIVE              | -                 | close end retry ACTIVE                      | close end IDLE            | close end IDLE
      GoodOpen      | -                 | close IDLE                    | IDLE              | hold KEEPALIVE keep OPEN_CONFIRM            | 5/2 close end IDLE        | 5/3 close end IDLE
      BadOpen       | -                 | close IDLE                    | IDLE              | 2/2 close end IDLE                          | 5/2 close end IDLE        | 5/3 close end IDLE
      Malformed     | -                 | close IDLE                    | IDLE              | 1/2 close end IDLE                          | 1/2 close end IDLE        | 1/2 close end IDLE
      Collision     | -                 | close IDLE                    | IDLE              | 6/7 close end IDLE                          | 6/7 close end IDLE        | 6/7 close end IDLE
      Notification  | -                 | close IDLE                    | IDLE              | close end IDLE                              | close end IDLE            | close end IDLE
      KeepaliveMsg  | -                 | close IDLE                    | IDLE              | 5/1 close end IDLE                          | send-hold up ESTABLISHED  | -
      UpdateMsg     | -                 | close IDLE                    | IDLE              | 5/1 close end IDLE                          | 5/2 close end IDLE        | -
      RefreshMsg    | -                 | close IDLE                    | IDLE              | 5/1 close end IDLE                          | 5/2 close end IDLE        | -
      """;

  private static final long SECOND = 1_000_000_000L;
  private static final SessionConfig CONFIG =
      SessionConfig.builder(Asn.of(65001), 1).remoteAsn(Asn.of(65002)).build();

  private static Open open(int asn) {
    return Negotiation.open(SessionConfig.builder(Asn.of(asn), 2).build(), true);
  }

  private static ConnectionInput input(String event) {
    return switch (event) {
      case "Start" -> new ConnectionInput.Start();
      case "StartPassive" -> new ConnectionInput.StartPassive();
      case "Stop" -> new ConnectionInput.Stop(new Notification(6, 2), "");
      case "Retry" -> new ConnectionInput.RetryExpired();
      case "Hold" -> new ConnectionInput.HoldExpired(false);
      case "HoldPending" -> new ConnectionInput.HoldExpired(true);
      case "Keepalive" -> new ConnectionInput.KeepaliveExpired();
      case "SendHold" -> new ConnectionInput.SendHoldExpired();
      case "Connected" -> new ConnectionInput.Connected();
      case "Failed" -> new ConnectionInput.Failed("gone");
      case "GoodOpen" -> new ConnectionInput.OpenReceived(open(65002));
      case "BadOpen" -> new ConnectionInput.OpenReceived(open(65003));
      case "Malformed" -> new ConnectionInput.Malformed(new Notification(1, 2), "bad length");
      case "Collision" -> new ConnectionInput.CollisionLost();
      case "Notification" -> new ConnectionInput.NotificationReceived(new Notification(6, 4));
      case "KeepaliveMsg" -> new ConnectionInput.KeepaliveReceived();
      case "UpdateMsg" -> new ConnectionInput.UpdateReceived();
      case "RefreshMsg" -> new ConnectionInput.RefreshReceived();
      default -> throw new IllegalArgumentException(event);
    };
  }

  private static Stream<Arguments> cells() {
    List<List<String>> rows =
        MATRIX.lines().map(l -> Arrays.stream(l.split("\\|")).map(String::strip).toList()).toList();
    return rows.stream()
        .skip(1)
        .flatMap(
            row ->
                Stream.iterate(1, i -> i < row.size(), i -> i + 1)
                    .map(
                        i ->
                            Arguments.of(
                                ConnectionState.valueOf(rows.getFirst().get(i)),
                                row.getFirst(),
                                row.get(i))));
  }

  /** Brings a new machine into a state by the shortest way. */
  private static ConnectionFsm in(ConnectionState state) {
    ConnectionFsm fsm = new ConnectionFsm(Link.OUTGOING, CONFIG, Jitter.none());
    List<String> way =
        switch (state) {
          case IDLE -> List.of();
          case CONNECT -> List.of("Start");
          case ACTIVE -> List.of("StartPassive");
          case OPEN_SENT -> List.of("Start", "Connected");
          case OPEN_CONFIRM -> List.of("Start", "Connected", "GoodOpen");
          case ESTABLISHED -> List.of("Start", "Connected", "GoodOpen", "KeepaliveMsg");
        };
    way.forEach(event -> fsm.on(0, input(event)));
    assertThat(fsm.state()).isEqualTo(state);
    return fsm;
  }

  @ParameterizedTest(name = "{1} in {0}: {2}")
  @MethodSource("cells")
  void everyEventInEveryStateDoesWhatTheTableSays(
      ConnectionState state, String event, String expected) {
    ConnectionFsm fsm = in(state);
    // The clock stands an hour later, so that every timer really is over.
    List<SessionAction> actions = fsm.on(3600 * SECOND, input(event));
    String done =
        actions.stream()
            .map(Script::text)
            .filter(t -> !t.isEmpty())
            .collect(Collectors.joining(" "));
    boolean nothing = done.isEmpty() && fsm.state() == state;
    assertThat(nothing ? "-" : (done + " " + fsm.state()).strip()).isEqualTo(expected);
    if (fsm.state() == ConnectionState.IDLE && state.isConnected()) {
      assertThat(actions)
          .as("no timer of the connection is left running")
          .contains(
              new SessionAction.Cancel(SessionTimer.OUTGOING_HOLD),
              new SessionAction.Cancel(SessionTimer.OUTGOING_KEEPALIVE));
    }
  }
}
