package savd.rpki.fsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import savd.net.Asn;
import savd.rpki.message.Change;
import savd.rpki.message.ErrorCode;
import savd.rpki.message.RtrPdu;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RouterKey;
import savd.rpki.wire.Pdu;

/**
 * Every state with every event. A cell says what is done, then the state that follows; {@code -}
 * means that nothing happens. QUERYING has asked for everything, SERIAL (QUERYING too) for changes;
 * RECEIVING is in a full load. Where there are data, they are of session 7, serial 5.
 */
class RouterFsmMatrixTest {
  private static final String MATRIX =
      """
      event          | IDLE               | CONNECTING                 | WAITING            | QUERYING                     | SERIAL                       | RECEIVING                    | SYNCHRONIZED                 | NO_DATA
      Start          | connect CONNECTING | -                          | -                  | -                            | -                            | -                            | -                            | -
      Stop           | -                  | close IDLE                 | IDLE               | close IDLE                   | close IDLE                   | close IDLE                   | close IDLE                   | close IDLE
      Connected      | close IDLE         | reset2 QUERYING            | close WAITING      | -                            | -                            | -                            | -                            | -
      Lost           | -                  | end WAITING                | -                  | end WAITING                  | end WAITING                  | end WAITING                  | end WAITING                  | end WAITING
      Broken         | -                  | -                          | -                  | error0 close end WAITING     | error0 close end WAITING     | error0 close end WAITING     | error0 close end WAITING     | error0 close end WAITING
      BrokenReport   | -                  | -                          | -                  | close end WAITING            | close end WAITING            | close end WAITING            | close end WAITING            | close end WAITING
      Retry          | -                  | -                          | connect CONNECTING | -                            | -                            | -                            | -                            | reset2 QUERYING
      RefreshTimer   | -                  | -                          | -                  | -                            | -                            | -                            | serial2(5) QUERYING          | -
      Expire         | -                  | -                          | -                  | -                            | expire QUERYING              | -                            | expire SYNCHRONIZED          | -
      Response       | -                  | -                          | -                  | close end WAITING            | close end WAITING            | close end WAITING            | -                            | -
      Refresh        | -                  | -                          | connect CONNECTING | -                            | -                            | -                            | serial2(5) QUERYING          | reset2 QUERYING
      Reset          | -                  | -                          | connect CONNECTING | close end WAITING            | close end WAITING            | close end WAITING            | reset2 QUERYING              | reset2 QUERYING
      Reconfigure    | -                  | -                          | -                  | -                            | -                            | -                            | -                            | -
      Restore        | publish IDLE       | -                          | -                  | -                            | -                            | -                            | -                            | -
      Notify         | -                  | -                          | -                  | -                            | -                            | -                            | serial2(5) QUERYING          | reset2 QUERYING
      NotifySame     | -                  | -                          | -                  | -                            | -                            | -                            | -                            | reset2 QUERYING
      NotifyOther    | -                  | -                          | -                  | -                            | -                            | -                            | error0 close end WAITING     | reset2 QUERYING
      SerialQuery    | -                  | -                          | -                  | error0 close end WAITING     | error0 close end WAITING     | error0 close end WAITING     | error0 close end WAITING     | error0 close end WAITING
      ResetQuery     | -                  | -                          | -                  | error0 close end WAITING     | error0 close end WAITING     | error0 close end WAITING     | error0 close end WAITING     | error0 close end WAITING
      Response7      | -                  | -                          | -                  | RECEIVING                    | RECEIVING                    | error0 close end WAITING     | error0 close end WAITING     | error0 close end WAITING
      Response8      | -                  | -                          | -                  | RECEIVING                    | error0 close end WAITING     | error0 close end WAITING     | error0 close end WAITING     | error0 close end WAITING
      Prefix         | -                  | -                          | -                  | error0 close end WAITING     | error0 close end WAITING     | -                            | error0 close end WAITING     | error0 close end WAITING
      Aspa           | -                  | -                          | -                  | error0 close end WAITING     | error0 close end WAITING     | -                            | error0 close end WAITING     | error0 close end WAITING
      RouterKey      | -                  | -                          | -                  | error0 close end WAITING     | error0 close end WAITING     | -                            | error0 close end WAITING     | error0 close end WAITING
      End7           | -                  | -                          | -                  | error0 close end WAITING     | error0 close end WAITING     | publish SYNCHRONIZED         | error0 close end WAITING     | error0 close end WAITING
      End8           | -                  | -                          | -                  | error0 close end WAITING     | error0 close end WAITING     | error0 close end WAITING     | error0 close end WAITING     | error0 close end WAITING
      CacheReset     | -                  | -                          | -                  | error0 close end WAITING     | reset2 QUERYING              | error0 close end WAITING     | error0 close end WAITING     | error0 close end WAITING
      Version1       | -                  | -                          | -                  | note RECEIVING               | note close end WAITING       | error8 close end WAITING     | error8 close end WAITING     | error8 close end WAITING
      Error0         | -                  | -                          | -                  | close end WAITING            | close end WAITING            | close end WAITING            | close end WAITING            | close end WAITING
      Error2         | -                  | -                          | -                  | NO_DATA                      | NO_DATA                      | close end WAITING            | close end WAITING            | close end WAITING
      Error4v1       | -                  | -                          | -                  | note reset1 QUERYING         | note reset1 QUERYING         | close end WAITING            | close end WAITING            | close end WAITING
      Error12        | -                  | -                          | -                  | close end WAITING            | close end WAITING            | close end WAITING            | close end WAITING            | close end WAITING
      Error13        | -                  | -                          | -                  | close end WAITING            | expire close end WAITING          | close end WAITING            | expire close end WAITING          | close end WAITING
      """;

  private static RouterScript in(String state) {
    RouterScript s = new RouterScript();
    switch (state) {
      case "IDLE" -> {}
      case "CONNECTING" -> s.on(new RtrInput.Start());
      case "WAITING" -> {
        s.on(new RtrInput.Start());
        s.on(new RtrInput.Lost("refused"));
      }
      case "QUERYING" -> s.connect();
      case "SERIAL" -> {
        s.load(7, 5);
        s.on(new RtrInput.Lost("gone"));
        s.connect();
      }
      case "RECEIVING" -> {
        s.connect();
        s.receive(2, new RtrPdu.CacheResponse(7));
      }
      case "SYNCHRONIZED" -> s.load(7, 5);
      case "NO_DATA" -> {
        s.connect();
        s.receive(2, RouterScript.error(ErrorCode.NO_DATA_AVAILABLE));
      }
      default -> throw new IllegalArgumentException(state);
    }
    assertThat(s.fsm().state().name()).isEqualTo(state.equals("SERIAL") ? "QUERYING" : state);
    return s;
  }

  private static RtrInput input(String event) {
    return switch (event) {
      case "Start" -> new RtrInput.Start();
      case "Stop" -> new RtrInput.Stop();
      case "Connected" -> new RtrInput.Connected();
      case "Lost" -> new RtrInput.Lost("gone");
      case "Broken" -> new RtrInput.Broken(RouterScript.malformed(true));
      case "BrokenReport" -> new RtrInput.Broken(RouterScript.malformed(false));
      case "Retry" -> new RtrInput.TimerExpired(RtrTimer.RETRY);
      case "RefreshTimer" -> new RtrInput.TimerExpired(RtrTimer.REFRESH);
      case "Expire" -> new RtrInput.TimerExpired(RtrTimer.EXPIRE);
      case "Response" -> new RtrInput.TimerExpired(RtrTimer.RESPONSE);
      case "Refresh" -> new RtrInput.Refresh();
      case "Reset" -> new RtrInput.Reset();
      case "Reconfigure" -> new RtrInput.Reconfigure(RouterConfig.DEFAULT.withMaxRecords(99));
      case "Restore" ->
          new RtrInput.Restore(Payload.EMPTY, 2, 7, RouterScript.end(2, 7, 5).serial(), 1);
      default -> new RtrInput.Received(event.equals("Version1") ? 1 : version(event), pdu(event));
    };
  }

  private static int version(String event) {
    return event.endsWith("v1") ? 1 : 2;
  }

  private static RtrPdu pdu(String event) {
    return switch (event) {
      case "Notify" -> RouterScript.notify(7, 6);
      case "NotifySame" -> RouterScript.notify(7, 5);
      case "NotifyOther" -> RouterScript.notify(8, 6);
      case "SerialQuery" -> new RtrPdu.SerialQuery(7, RouterScript.end(2, 7, 5).serial());
      case "ResetQuery" -> new RtrPdu.ResetQuery();
      case "Response7", "Version1" -> new RtrPdu.CacheResponse(7);
      case "Response8" -> new RtrPdu.CacheResponse(8);
      case "Prefix" -> Pdu.announce("192.0.2.0/24", 24, 64496);
      case "Aspa" -> Pdu.aspa(Change.ANNOUNCE, 64496, 64497);
      case "RouterKey" ->
          new RtrPdu.RouterKeyPdu(
              Change.ANNOUNCE, new RouterKey(new Asn(64496), new byte[20], new byte[91]));
      case "End7" -> RouterScript.end(2, 7, 6);
      case "End8" -> RouterScript.end(2, 8, 6);
      case "CacheReset" -> new RtrPdu.CacheReset();
      case "Error0" -> RouterScript.error(ErrorCode.CORRUPT_DATA);
      case "Error2" -> RouterScript.error(ErrorCode.NO_DATA_AVAILABLE);
      case "Error4v1" -> RouterScript.error(ErrorCode.UNSUPPORTED_VERSION);
      case "Error13" -> RouterScript.error(ErrorCode.CACHE_SHUTDOWN);
      case "Error12" -> RouterScript.error(ErrorCode.CACHE_RESTART);
      default -> throw new IllegalArgumentException(event);
    };
  }

  private static List<List<String>> rows() {
    return MATRIX
        .lines()
        .map(l -> Arrays.stream(l.split("\\|")).map(String::strip).toList())
        .toList();
  }

  private static Stream<Arguments> cells() {
    List<List<String>> rows = rows();
    return rows.stream()
        .skip(1)
        .flatMap(
            row ->
                Stream.iterate(1, i -> i < row.size(), i -> i + 1)
                    .map(i -> Arguments.of(rows.getFirst().get(i), row.getFirst(), row.get(i))));
  }

  @ParameterizedTest(name = "{1} in {0}: {2}")
  @MethodSource("cells")
  void everyEventInEveryStateDoesWhatTheTableSays(String state, String event, String expected) {
    RouterScript s = in(state);
    CacheState before = s.fsm().state();
    boolean had = s.published() != null;
    // Later than any answer may take.
    s.sleep(61);
    String done = s.on(input(event));
    boolean nothing = done.isEmpty() && s.fsm().state() == before;
    assertThat(nothing ? "-" : (done + " " + s.fsm().state()).strip()).isEqualTo(expected);
    if (had && !List.of("Expire", "Stop", "Error13").contains(event)) {
      assertThat(s.status().payload()).as("the last complete set stays").isPresent();
      assertThat(s.runs(RtrTimer.EXPIRE)).as("and expires").isTrue();
    }
    theTimersFitTheState(s);
  }

  private static void theTimersFitTheState(RouterScript s) {
    CacheState state = s.fsm().state();
    boolean owed = state == CacheState.QUERYING || state == CacheState.RECEIVING;
    assertThat(s.runs(RtrTimer.RESPONSE)).as("an answer is owed").isEqualTo(owed);
    if (state == CacheState.IDLE || state == CacheState.CONNECTING) {
      assertThat(s.runs(RtrTimer.RETRY)).isFalse();
    }
    if (state == CacheState.WAITING) {
      assertThat(s.runs(RtrTimer.REFRESH)).isFalse();
    }
  }

  @Test
  void theTableHasEveryStateAndEveryKindOfInput() {
    assertThat(rows().getFirst().subList(1, 9))
        .contains(Arrays.stream(CacheState.values()).map(Enum::name).toArray(String[]::new));
    List<Class<?>> kinds =
        rows().stream()
            .skip(1)
            .<Class<?>>map(
                r ->
                    input(r.getFirst()) instanceof RtrInput.Received x
                        ? x.pdu().getClass()
                        : input(r.getFirst()).getClass())
            .toList();
    assertThat(kinds).contains(RtrPdu.class.getPermittedSubclasses());
    assertThat(kinds)
        .containsAll(
            Arrays.stream(RtrInput.class.getPermittedSubclasses())
                .filter(c -> c != RtrInput.Received.class)
                .toList());
  }
}
