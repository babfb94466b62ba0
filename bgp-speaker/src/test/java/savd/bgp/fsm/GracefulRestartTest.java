package savd.bgp.fsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import savd.bgp.fsm.SessionConfig.GracefulRestartConfig;
import savd.bgp.message.Capability;
import savd.bgp.message.Capability.GracefulRestart.Entry;
import savd.bgp.message.Notification;
import savd.bgp.message.Open;
import savd.net.AddressFamily;
import savd.net.Asn;

/** RFC 4724, section 4.2 and RFC 8538: what becomes of a neighbour's routes, on a manual clock. */
class GracefulRestartTest {
  private static final ConnectionInput LOST = new ConnectionInput.Failed("connection reset");
  private static final Entry FOUR = new Entry(1, 1, true);
  private static final Entry SIX = new Entry(2, 1, true);

  private static SessionConfig.Builder config() {
    return SessionConfig.builder(Asn.of(65001), 5).remoteAsn(Asn.of(65002)).passive(true);
  }

  private static SessionConfig withNotification() {
    return config()
        .gracefulRestart(Optional.of(new GracefulRestartConfig(0, true, 600, 360)))
        .build();
  }

  private static Open open(boolean notification, int seconds, Entry... entries) {
    Open plain = Negotiation.open(SessionConfig.builder(Asn.of(65002), 6).build(), true);
    return CollisionTest.with(
        plain, new Capability.GracefulRestart(false, notification, seconds, List.of(entries)));
  }

  private static Script up(SessionConfig config, Open open) {
    Script s = new Script(config);
    s.on(new SessionInput.Enable());
    assertThat(s.establish(Link.INCOMING, open)).isEqualTo("up send1 send2");
    return s;
  }

  @Test
  void aLostConnectionMakesTheListedFamiliesStaleAndTheOthersGone() {
    Script s = up(config().build(), open(false, 120, FOUR));
    assertThat(s.on(Link.INCOMING, LOST)).isEqualTo("in:close mark1 mark2 sweep2 end");
    assertThat(s.secondsUntil(SessionTimer.RESTART)).isEqualTo(120);
    assertThat(s.fsm().isAtRest()).as("routes are kept").isFalse();
  }

  @Test
  void aNeighbourThatDoesNotReturnInTimeLosesItsRoutes() {
    Script s = up(config().build(), open(false, 120, FOUR, SIX));
    s.on(Link.INCOMING, LOST);
    assertThat(s.expire(SessionTimer.RESTART)).isEqualTo("lose");
    assertThat(s.fsm().isAtRest()).isTrue();
  }

  @Test
  void weWaitNoLongerThanConfigured() {
    var patience = new GracefulRestartConfig(0, false, 30, 360);
    Script s = up(config().gracefulRestart(Optional.of(patience)).build(), open(false, 4095, FOUR));
    s.on(Link.INCOMING, LOST);
    assertThat(s.secondsUntil(SessionTimer.RESTART)).isEqualTo(30);
  }

  @Test
  void aReturningNeighbourKeepsTheFamiliesWhoseForwardingStateItKept() {
    Script s = up(config().build(), open(false, 120, FOUR, SIX));
    assertThat(s.on(Link.INCOMING, LOST)).isEqualTo("in:close mark1 mark2 end");
    String back = s.establish(Link.INCOMING, open(false, 120, FOUR, new Entry(2, 1, false)));
    assertThat(back).isEqualTo("up sweep2 send1 send2");
    assertThat(s.runs(SessionTimer.RESTART)).isFalse();
    assertThat(s.secondsUntil(SessionTimer.STALE_PATHS)).isEqualTo(360);
    s.on(new SessionInput.EndOfRibReceived(AddressFamily.IPV4));
    assertThat(s.runs(SessionTimer.STALE_PATHS))
        .as("the marker itself drops what is stale")
        .isFalse();
  }

  @Test
  void aReturningNeighbourWithoutTheCapabilityKeepsNothing() {
    Script s = up(config().build(), open(false, 120, FOUR, SIX));
    s.on(Link.INCOMING, LOST);
    Open without =
        Negotiation.open(
            SessionConfig.builder(Asn.of(65002), 6).gracefulRestart(Optional.empty()).build(),
            true);
    assertThat(s.establish(Link.INCOMING, without)).isEqualTo("up sweep1 sweep2 send1 send2");
    assertThat(s.runs(SessionTimer.STALE_PATHS)).isFalse();
  }

  @Test
  void staleRoutesGoWhenEndOfRibDoesNotCome() {
    Script s = up(config().build(), open(false, 120, FOUR));
    s.on(Link.INCOMING, LOST);
    s.establish(Link.INCOMING, open(false, 120, FOUR));
    assertThat(s.expire(SessionTimer.STALE_PATHS)).isEqualTo("sweep1");
  }

  @Test
  void aSecondRestartDropsWhatTheFirstLeftStale() {
    Script s = up(config().build(), open(false, 120, FOUR));
    s.on(Link.INCOMING, LOST);
    s.establish(Link.INCOMING, open(false, 120, FOUR));
    assertThat(s.on(Link.INCOMING, LOST)).isEqualTo("in:close sweep1 mark1 mark2 sweep2 end");
  }

  @Test
  void withoutTheCapabilityOrWithTimeZeroALostSessionIsLost() {
    assertThat(up(config().build(), open(false, 0, FOUR)).on(Link.INCOMING, LOST))
        .isEqualTo("in:close lose end");
    assertThat(up(config().build(), open(false, 120)).on(Link.INCOMING, LOST))
        .isEqualTo("in:close lose end");
    SessionConfig none = config().gracefulRestart(Optional.empty()).build();
    assertThat(up(none, open(false, 120, FOUR)).on(Link.INCOMING, LOST))
        .isEqualTo("in:close lose end");
  }

  @Test
  void aNotificationIsARestartOnlyWhenBothSidesSaySo() {
    var notification = new ConnectionInput.NotificationReceived(new Notification(6, 4));
    assertThat(up(config().build(), open(true, 120, FOUR)).on(Link.INCOMING, notification))
        .isEqualTo("in:close lose end");
    assertThat(up(withNotification(), open(false, 120, FOUR)).on(Link.INCOMING, notification))
        .isEqualTo("in:close lose end");
    assertThat(up(withNotification(), open(true, 120, FOUR, SIX)).on(Link.INCOMING, notification))
        .isEqualTo("in:close mark1 mark2 end");
  }

  @Test
  void aHardResetEndsItAll() {
    var hard = new ConnectionInput.NotificationReceived(new Notification(6, 2).asHardReset());
    assertThat(up(withNotification(), open(true, 120, FOUR)).on(Link.INCOMING, hard))
        .isEqualTo("in:close lose end");
  }

  @Test
  void ourHoldTimerIsARestartUnderRfc8538AndALossOtherwise() {
    Script with = up(withNotification(), open(true, 120, FOUR, SIX));
    assertThat(with.expire(SessionTimer.INCOMING_HOLD))
        .isEqualTo("in:4/0 in:close mark1 mark2 end");
    Script without = up(config().build(), open(true, 120, FOUR, SIX));
    assertThat(without.expire(SessionTimer.INCOMING_HOLD)).isEqualTo("in:4/0 in:close lose end");
  }

  @Test
  void whatWeEndForGoodIsAHardResetUnderRfc8538() {
    Script s = up(withNotification(), open(true, 120, FOUR));
    assertThat(s.on(new SessionInput.Shutdown("bye"))).isEqualTo("in:6/9 in:close lose end");
    SessionAction.Send sent = (SessionAction.Send) s.last().getFirst();
    Notification inner = ((Notification) sent.message()).inHardReset().orElseThrow();
    assertThat(inner.subcode()).isEqualTo(Notification.ADMINISTRATIVE_SHUTDOWN);
    assertThat(inner.shutdownCommunication()).contains("bye");
  }

  @Test
  void aShutdownWhileRoutesAreStaleDropsThem() {
    Script s = up(config().build(), open(false, 120, FOUR));
    s.on(Link.INCOMING, LOST);
    assertThat(s.on(new SessionInput.Deconfigure())).isEqualTo("lose");
    assertThat(s.runs(SessionTimer.RESTART)).isFalse();
    assertThat(s.fsm().isAtRest()).isTrue();
  }
}
