package savd.bgp.fsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import savd.bgp.message.Notification;
import savd.bgp.message.Open;
import savd.bgp.message.RouteRefresh;
import savd.net.AddressFamily;
import savd.net.Asn;

/**
 * What concerns a neighbour as a whole, on a manual clock: idle hold, shutdown, limits, timers,
 * route refresh.
 */
class PeerFsmTest {
  private static final ConnectionInput CONNECTED = new ConnectionInput.Connected();

  private static SessionConfig.Builder config() {
    return SessionConfig.builder(Asn.of(65001), 5).remoteAsn(Asn.of(65002));
  }

  private static Open open(SessionConfig.Builder theirs) {
    return Negotiation.open(theirs.build(), true);
  }

  private static Open open() {
    return open(SessionConfig.builder(Asn.of(65002), 6));
  }

  private static Script started(SessionConfig.Builder config) {
    Script s = new Script(config.build());
    s.on(new SessionInput.Enable());
    return s;
  }

  private static Script up(SessionConfig.Builder config, Open open) {
    Script s = started(config);
    assertThat(s.establish(Link.OUTGOING, open)).startsWith("up");
    return s;
  }

  // ---- idle hold

  @Test
  void theIdleHoldDoublesWithEveryFailureAndStartsAnewAfterASession() {
    Script s = started(config().idleHoldSeconds(2));
    for (long expected : new long[] {2, 4, 8, 16, 32, 64, 120, 120}) {
      s.on(Link.OUTGOING, CONNECTED);
      s.on(Link.OUTGOING, new ConnectionInput.NotificationReceived(new Notification(6, 5)));
      assertThat(s.secondsUntil(SessionTimer.IDLE_HOLD)).isEqualTo(expected);
      assertThat(s.expire(SessionTimer.IDLE_HOLD)).isEqualTo("connect");
    }
    s.establish(Link.OUTGOING, open());
    s.on(Link.OUTGOING, new ConnectionInput.Failed("reset"));
    assertThat(s.secondsUntil(SessionTimer.IDLE_HOLD)).isEqualTo(2);
  }

  @Test
  void aFailedAttemptToConnectIsTriedAgainAfterTheConnectRetryTime() {
    Script s = started(config().connectRetrySeconds(15));
    s.on(Link.OUTGOING, new ConnectionInput.Failed("connection refused"));
    assertThat(s.runs(SessionTimer.IDLE_HOLD)).isFalse();
    assertThat(s.secondsUntil(SessionTimer.CONNECT_RETRY)).isEqualTo(15);
    assertThat(s.expire(SessionTimer.CONNECT_RETRY)).isEqualTo("connect");
    assertThat(s.expire(SessionTimer.CONNECT_RETRY))
        .as("no answer")
        .isEqualTo("out:close end connect");
  }

  @Test
  void aNeighbourMayConnectDuringTheIdleHoldUnlessItsMessagesWereBad() {
    Script s = up(config(), open());
    s.on(Link.OUTGOING, new ConnectionInput.Failed("reset"));
    assertThat(s.runs(SessionTimer.IDLE_HOLD)).isTrue();
    assertThat(s.fsm().admit()).contains(Link.INCOMING);
    s.on(Link.INCOMING, CONNECTED);
    s.on(
        Link.INCOMING,
        new ConnectionInput.OpenReceived(open(SessionConfig.builder(Asn.of(65009), 6))));
    assertThat(s.fsm().admit()).as("after a bad peer AS").isEmpty();
    s.expire(SessionTimer.IDLE_HOLD);
    assertThat(s.fsm().admit()).contains(Link.INCOMING);
  }

  @Test
  void aPassiveNeighbourIsNeverConnectedTo() {
    Script s = new Script(config().passive(true).build());
    assertThat(s.on(new SessionInput.Enable())).isEmpty();
    assertThat(s.fsm().state()).isEqualTo(ConnectionState.ACTIVE);
    assertThat(s.runs(SessionTimer.CONNECT_RETRY)).isFalse();
    s.establish(Link.INCOMING, open());
    s.on(Link.INCOMING, new ConnectionInput.Failed("reset"));
    assertThat(s.fsm().admit()).as("at once").contains(Link.INCOMING);
    assertThat(s.runs(SessionTimer.IDLE_HOLD)).isFalse();
  }

  @Test
  void aNeighbourThatRejectsCapabilitiesIsTriedWithoutThem() {
    Script s = started(config());
    s.on(Link.OUTGOING, CONNECTED);
    s.on(Link.OUTGOING, new ConnectionInput.NotificationReceived(new Notification(2, 4)));
    s.expire(SessionTimer.IDLE_HOLD);
    s.on(Link.OUTGOING, CONNECTED);
    SessionAction.Send sent =
        (SessionAction.Send)
            s.last().stream()
                .filter(a -> a instanceof SessionAction.Send)
                .findFirst()
                .orElseThrow();
    assertThat(((Open) sent.message()).capabilities()).isEmpty();
  }

  // ---- administration

  @Test
  void aShutdownTellsTheTextAndLastsUntilEnabled() {
    Script s = up(config(), open());
    assertThat(s.on(new SessionInput.Shutdown("maintenance at 3")))
        .isEqualTo("out:6/2 out:close lose end");
    SessionAction.Send sent = (SessionAction.Send) s.last().getFirst();
    assertThat(((Notification) sent.message()).shutdownCommunication())
        .contains("maintenance at 3");
    assertThat(s.runs(SessionTimer.IDLE_HOLD)).isFalse();
    assertThat(s.fsm().admit()).isEmpty();
    assertThat(s.fsm().idleReason()).isEqualTo("shut down");
    assertThat(s.on(new SessionInput.Enable())).isEqualTo("connect");
  }

  @Test
  void aResetComesBackByItself() {
    Script s = up(config(), open());
    assertThat(s.on(new SessionInput.Reset(""))).isEqualTo("out:6/4 out:close lose end");
    assertThat(s.expire(SessionTimer.IDLE_HOLD)).isEqualTo("connect");
  }

  @Test
  void aDeconfiguredNeighbourIsToldAndNeverTriedAgain() {
    Script s = up(config(), open());
    assertThat(s.on(new SessionInput.Deconfigure())).isEqualTo("out:6/3 out:close lose end");
    assertThat(s.on(new SessionInput.Enable())).isEmpty();
    assertThat(s.fsm().isAtRest()).isTrue();
  }

  @Test
  void aChangedConfigurationResetsTheSessionAndIsUsedFromThenOn() {
    Script s = up(config(), open());
    assertThat(s.on(new SessionInput.Reconfigure(config().holdTimeSeconds(30).build())))
        .isEqualTo("out:6/6 out:close lose end");
    s.expire(SessionTimer.IDLE_HOLD);
    s.establish(Link.OUTGOING, open());
    assertThat(s.fsm().session().orElseThrow().holdTimeSeconds()).isEqualTo(30);
  }

  @Test
  void thePrefixLimitIsToldWithFamilyAndNumberAndLastsUntilItsTimer() {
    Script s = up(config().prefixLimitRestartSeconds(OptionalInt.of(600)), open());
    assertThat(s.on(new SessionInput.PrefixLimitExceeded(AddressFamily.IPV6, 1000)))
        .isEqualTo("out:6/1 out:close lose end");
    SessionAction.Send sent =
        (SessionAction.Send)
            s.last().stream()
                .filter(a -> a instanceof SessionAction.Send)
                .findFirst()
                .orElseThrow();
    assertThat(((Notification) sent.message()).data()).containsExactly(0, 2, 1, 0, 0, 3, 0xE8);
    assertThat(s.runs(SessionTimer.IDLE_HOLD)).isFalse();
    assertThat(s.secondsUntil(SessionTimer.PREFIX_LIMIT)).isEqualTo(600);
    assertThat(s.expire(SessionTimer.PREFIX_LIMIT)).isEqualTo("connect");
  }

  @Test
  void withoutRestartTimeThePrefixLimitLastsUntilEnabled() {
    Script s = up(config(), open());
    s.on(new SessionInput.PrefixLimitExceeded(AddressFamily.IPV4, 10));
    assertThat(s.runs(SessionTimer.PREFIX_LIMIT)).isFalse();
    assertThat(s.fsm().idleReason()).isEqualTo("prefix limit exceeded");
    assertThat(s.on(new SessionInput.Enable())).isEqualTo("connect");
  }

  // ---- hold, keepalive, send hold

  @Test
  void theHoldTimerWaitsForTheRestAfterTraffic() {
    Script s = up(config().holdTimeSeconds(90), open());
    s.sleep(60);
    s.fsm().heard(Link.OUTGOING, s.nowNanos());
    assertThat(s.expire(SessionTimer.OUTGOING_HOLD)).isEmpty();
    assertThat(s.secondsUntil(SessionTimer.OUTGOING_HOLD)).isEqualTo(60);
    assertThat(s.expire(SessionTimer.OUTGOING_HOLD)).isEqualTo("out:4/0 out:close lose end");
  }

  @Test
  void theHoldTimerNeverEndsASessionWhoseInputWeLeaveUnread() {
    Script s = up(config().holdTimeSeconds(90), open());
    for (int i = 0; i < 10; i++) {
      assertThat(s.expire(SessionTimer.OUTGOING_HOLD, true)).isEmpty();
    }
    assertThat(s.secondsUntil(SessionTimer.OUTGOING_HOLD)).isEqualTo(90);
    assertThat(s.expire(SessionTimer.OUTGOING_HOLD, false)).startsWith("out:4/0");
  }

  @Test
  void aHoldTimeOfZeroMeansNoTimersAtAll() {
    Script s = up(config(), open(SessionConfig.builder(Asn.of(65002), 6).holdTimeSeconds(0)));
    assertThat(s.runs(SessionTimer.OUTGOING_HOLD)).isFalse();
    assertThat(s.runs(SessionTimer.OUTGOING_KEEPALIVE)).isFalse();
    assertThat(s.runs(SessionTimer.SEND_HOLD)).isFalse();
  }

  @Test
  void keepalivesComeThreeTimesInTheSmallerHoldTime() {
    Script s =
        up(
            config().holdTimeSeconds(90),
            open(SessionConfig.builder(Asn.of(65002), 6).holdTimeSeconds(30)));
    assertThat(s.secondsUntil(SessionTimer.OUTGOING_KEEPALIVE)).isEqualTo(10);
    assertThat(s.expire(SessionTimer.OUTGOING_KEEPALIVE)).isEqualTo("out:KEEPALIVE");
    assertThat(s.secondsUntil(SessionTimer.OUTGOING_KEEPALIVE)).isEqualTo(10);
  }

  @Test
  void theSendHoldTimerIsTheLargerOfEightMinutesAndTwiceTheHoldTime() {
    Script s = up(config().holdTimeSeconds(90), open());
    assertThat(s.secondsUntil(SessionTimer.SEND_HOLD)).isEqualTo(480);
    s.sleep(400);
    s.fsm().written(Link.OUTGOING, s.nowNanos());
    assertThat(s.expire(SessionTimer.SEND_HOLD)).isEmpty();
    assertThat(s.expire(SessionTimer.SEND_HOLD)).isEqualTo("out:8/0 out:close lose end");
    Script longer =
        up(
            config().holdTimeSeconds(600),
            open(SessionConfig.builder(Asn.of(65002), 6).holdTimeSeconds(600)));
    assertThat(longer.secondsUntil(SessionTimer.SEND_HOLD)).isEqualTo(1200);
  }

  // ---- route refresh

  private static SessionInput refresh(int afi, int subtype) {
    return new SessionInput.RefreshReceived(Link.OUTGOING, new RouteRefresh(afi, 1, subtype));
  }

  @Test
  void aRefreshBetweenItsMarksReplacesTheRoutes() {
    Script s = up(config(), open());
    assertThat(s.on(refresh(1, RouteRefresh.BEGIN))).isEqualTo("mark1");
    assertThat(s.runs(SessionTimer.REFRESH)).isTrue();
    assertThat(s.on(refresh(1, RouteRefresh.END))).isEqualTo("sweep1");
    assertThat(s.runs(SessionTimer.REFRESH)).isFalse();
  }

  @Test
  void anEndWithoutBeginningSweepsNothing() {
    assertThat(up(config(), open()).on(refresh(2, RouteRefresh.END))).isEqualTo("report");
  }

  @Test
  void aRefreshThatNeverEndsIsEndedByATimer() {
    Script s = up(config(), open());
    s.on(refresh(2, RouteRefresh.BEGIN));
    assertThat(s.expire(SessionTimer.REFRESH)).isEqualTo("report sweep2");
  }

  @Test
  void theMarksMeanNothingToASessionWithoutRfc7313() {
    Script s =
        up(
            config(),
            open(
                SessionConfig.builder(Asn.of(65002), 6)
                    .suppressed(Set.of(CapabilityName.ENHANCED_ROUTE_REFRESH))));
    assertThat(s.on(refresh(1, RouteRefresh.BEGIN))).isEqualTo("report");
    assertThat(s.on(refresh(1, RouteRefresh.REQUEST))).isEqualTo("resend1");
  }

  @Test
  void weAskForARefreshOnlyWhereTheNeighbourUnderstandsIt() {
    Script s = up(config(), open());
    assertThat(s.on(new SessionInput.RequestRefresh(AddressFamily.IPV6))).isEqualTo("out:REFRESH0");
    assertThat(((SessionAction.Send) s.last().getFirst()).message())
        .isEqualTo(new RouteRefresh(2, 1, RouteRefresh.REQUEST));
    Script without =
        up(
            config(),
            open(
                SessionConfig.builder(Asn.of(65002), 6)
                    .suppressed(Set.of(CapabilityName.ROUTE_REFRESH))));
    assertThat(without.on(new SessionInput.RequestRefresh(AddressFamily.IPV6))).isEqualTo("report");
  }

  @Test
  void aRefreshForAFamilyNotNegotiatedIsReportedAndIgnored() {
    Script s = up(config().families(Set.of(AddressFamily.IPV4)), open());
    assertThat(s.on(refresh(2, RouteRefresh.REQUEST))).isEqualTo("report");
    assertThat(s.on(refresh(25, RouteRefresh.BEGIN))).isEqualTo("report");
    assertThat(s.fsm().state()).isEqualTo(ConnectionState.ESTABLISHED);
  }

  @Test
  void jitterShortensATimerByAQuarterAtMostAndIsTheSameForTheSameSeed() {
    Jitter one = Jitter.seeded(7);
    Jitter two = Jitter.seeded(7);
    List<Long> values = Stream.generate(() -> one.apply(1000)).limit(100).toList();
    assertThat(values).allSatisfy(v -> assertThat(v).isBetween(750L, 1000L));
    assertThat(values.stream().distinct().count()).isGreaterThan(50);
    assertThat(Stream.generate(() -> two.apply(1000)).limit(100).toList()).isEqualTo(values);
  }
}
