package savd.bgp.fsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import savd.bgp.message.Capability;
import savd.bgp.message.Notification;
import savd.bgp.message.Open;
import savd.net.Asn;
import savd.net.Ipv4Address;

/**
 * RFC 4271, section 6.8, RFC 6286, section 2.3 and RFC 4724, section 4.2: two connections at once,
 * on a manual clock.
 */
class CollisionTest {
  private static final int OURS = 0x0A000005;
  private static final ConnectionInput CONNECTED = new ConnectionInput.Connected();
  private static final ConnectionInput KEEPALIVE = new ConnectionInput.KeepaliveReceived();

  private static SessionConfig.Builder config(int localAsn) {
    return SessionConfig.builder(Asn.of(localAsn), OURS).remoteAsn(Asn.of(65002));
  }

  private static Open open(int identifier) {
    return Negotiation.open(SessionConfig.builder(Asn.of(65002), identifier).build(), true);
  }

  private static ConnectionInput received(Open open) {
    return new ConnectionInput.OpenReceived(open);
  }

  private static Script started(SessionConfig config) {
    Script s = new Script(config);
    assertThat(s.on(new SessionInput.Enable())).isEqualTo("connect");
    return s;
  }

  /**
   * Both connections have their OPEN under way; the first to get the neighbour's reaches
   * OPEN_CONFIRM.
   */
  private static Script twoConnections(int localAsn, Link first) {
    Script s = started(config(localAsn).build());
    s.on(first, CONNECTED);
    s.on(other(first), CONNECTED);
    return s;
  }

  private static Link other(Link link) {
    return link == Link.OUTGOING ? Link.INCOMING : Link.OUTGOING;
  }

  private static String name(Link link) {
    return link == Link.OUTGOING ? "out" : "in";
  }

  @ParameterizedTest(name = "ours AS {0}, theirs {1}, first OPEN on {2}: {3} stays")
  @CsvSource({
    // The greater identifier's connection stays, whichever OPEN comes first.
    "65001, 10.0.0.4, OUTGOING, OUTGOING",
    "65001, 10.0.0.4, INCOMING, OUTGOING",
    "65001, 10.0.0.6, OUTGOING, INCOMING",
    "65001, 10.0.0.6, INCOMING, INCOMING",
    // Compared without a sign.
    "65001, 200.0.0.1, OUTGOING, INCOMING",
    // Equal identifiers: the greater AS number's connection stays.
    "65001, 10.0.0.5, OUTGOING, INCOMING",
    "65001, 10.0.0.5, INCOMING, INCOMING",
    "65003, 10.0.0.5, OUTGOING, OUTGOING",
    "65003, 10.0.0.5, INCOMING, OUTGOING",
    "4200000000, 10.0.0.5, INCOMING, OUTGOING",
  })
  void theConnectionOfTheGreaterSideStays(long localAsn, String theirs, Link first, Link stays) {
    int identifier = Ipv4Address.parse(theirs).bits();
    Script s =
        started(SessionConfig.builder(Asn.of(localAsn), OURS).remoteAsn(Asn.of(65002)).build());
    s.on(first, CONNECTED);
    s.on(other(first), CONNECTED);
    assertThat(s.on(first, received(open(identifier)))).isEqualTo(name(first) + ":KEEPALIVE");
    String second = s.on(other(first), received(open(identifier)));
    Link goes = other(stays);
    assertThat(second).contains(name(goes) + ":6/7 " + name(goes) + ":close end");
    assertThat(s.fsm().state(stays)).isEqualTo(ConnectionState.OPEN_CONFIRM);
    assertThat(s.fsm().state(goes).isConnected()).isFalse();
    assertThat(s.on(stays, KEEPALIVE)).contains("up");
    assertThat(s.fsm().established()).contains(stays);
    assertThat(s.runs(SessionTimer.IDLE_HOLD))
        .as("the loser of a collision is no failure")
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "OUTGOING, 10.0.0.4",
    "OUTGOING, 10.0.0.6",
    "INCOMING, 10.0.0.4",
    "INCOMING, 10.0.0.6"
  })
  void anEstablishedConnectionStaysWhateverTheIdentifiers(Link up, String theirs) {
    int identifier = Ipv4Address.parse(theirs).bits();
    Script s = twoConnections(65001, up);
    s.on(up, received(open(identifier)));
    s.on(up, KEEPALIVE);
    s.sleep(5);
    String late = s.on(other(up), received(open(identifier)));
    // The KEEPALIVE makes a neighbour that has forgotten the session answer with a reset.
    assertThat(late)
        .isEqualTo(
            name(up) + ":KEEPALIVE " + name(other(up)) + ":6/7 " + name(other(up)) + ":close end");
    assertThat(s.fsm().established()).contains(up);
  }

  @ParameterizedTest
  @CsvSource({"OUTGOING, 10.0.0.6", "INCOMING, 10.0.0.4"})
  void aSessionOnlyJustUpLeavesTheChoiceToTheNeighbour(Link up, String theirs) {
    int identifier = Ipv4Address.parse(theirs).bits();
    Script s = twoConnections(65001, up);
    s.on(up, received(open(identifier)));
    s.on(up, KEEPALIVE);
    Link favoured = other(up);
    assertThat(s.on(favoured, received(open(identifier)))).isEqualTo(name(favoured) + ":KEEPALIVE");
    // The neighbour keeps the session ...
    Script kept = s;
    assertThat(kept.fsm().established()).contains(up);
    // ... or goes on with the other connection, which takes its place.
    assertThat(s.on(favoured, KEEPALIVE))
        .startsWith(name(up) + ":6/7 " + name(up) + ":close lose end up");
    assertThat(s.fsm().established()).contains(favoured);
  }

  @Test
  void theNeighbourMayCloseTheFavouredConnectionInstead() {
    Script s = twoConnections(65001, Link.OUTGOING);
    s.on(Link.OUTGOING, received(open(0x0A000006)));
    s.on(Link.OUTGOING, KEEPALIVE);
    s.on(Link.INCOMING, received(open(0x0A000006)));
    s.on(Link.INCOMING, new ConnectionInput.NotificationReceived(new Notification(6, 7)));
    assertThat(s.fsm().established()).contains(Link.OUTGOING);
    assertThat(s.fsm().state()).isEqualTo(ConnectionState.ESTABLISHED);
  }

  @Test
  void anEstablishedConnectionGivesWayWhereConfigured() {
    Script s = started(config(65001).collisionInEstablished(true).build());
    s.establish(Link.OUTGOING, open(0x0A000006));
    s.sleep(60);
    s.on(Link.INCOMING, CONNECTED);
    assertThat(s.on(Link.INCOMING, received(open(0x0A000006))))
        .startsWith("out:6/7 out:close lose end in:KEEPALIVE");
  }

  @Test
  void aNeighbourThatSaysItHasRestartedReplacesItsFormerSession() {
    var restart =
        new Capability.GracefulRestart(
            false, false, 120, List.of(new Capability.GracefulRestart.Entry(1, 1, true)));
    Script s = started(config(65001).build());
    s.establish(Link.INCOMING, with(open(0x0A000004), restart));
    s.sleep(60);
    assertThat(s.fsm().admit()).contains(Link.INCOMING_AGAIN);
    s.on(Link.INCOMING_AGAIN, CONNECTED);
    var restarted = new Capability.GracefulRestart(true, false, 120, restart.entries());
    String second = s.on(Link.INCOMING_AGAIN, received(with(open(0x0A000004), restarted)));
    // No NOTIFICATION on the former connection (RFC 4724, section 4.2); IPv6 was not listed and is
    // gone.
    assertThat(second).isEqualTo("in:close mark1 mark2 sweep2 end in:KEEPALIVE");
    assertThat(s.on(Link.INCOMING_AGAIN, KEEPALIVE)).isEqualTo("up send1 send2");
    assertThat(s.fsm().established()).contains(Link.INCOMING_AGAIN);
  }

  @Test
  void theRestartBitDoesNotEndASessionOnlyJustUp() {
    var always = new Capability.GracefulRestart(true, false, 0, List.of());
    Script s = twoConnections(65001, Link.OUTGOING);
    s.on(Link.OUTGOING, received(with(open(0x0A000004), always)));
    s.on(Link.OUTGOING, KEEPALIVE);
    assertThat(s.on(Link.INCOMING, received(with(open(0x0A000004), always))))
        .isEqualTo("out:KEEPALIVE in:6/7 in:close end");
    assertThat(s.fsm().established()).contains(Link.OUTGOING);
  }

  @Test
  void aSecondConnectionFromTheSameSideReplacesTheFirstThatGotNowhere() {
    Script s = new Script(config(65001).passive(true).build());
    s.on(new SessionInput.Enable());
    s.on(Link.INCOMING, CONNECTED);
    s.on(Link.INCOMING, received(open(0x0A000006)));
    s.on(Link.INCOMING_AGAIN, CONNECTED);
    assertThat(s.fsm().admit()).as("a third is refused").isEqualTo(Optional.empty());
    assertThat(s.on(Link.INCOMING_AGAIN, received(open(0x0A000006))))
        .isEqualTo("in:6/7 in:close end in:KEEPALIVE");
  }

  @Test
  void noAttemptOfOurOwnWhileTheNeighbourConnects() {
    Script s = started(config(65001).build());
    s.on(Link.OUTGOING, new ConnectionInput.Failed("refused"));
    s.on(Link.INCOMING, CONNECTED);
    assertThat(s.expire(SessionTimer.CONNECT_RETRY)).isEmpty();
    assertThat(s.runs(SessionTimer.CONNECT_RETRY)).isTrue();
    s.on(Link.INCOMING, new ConnectionInput.Failed("closed"));
    assertThat(s.expire(SessionTimer.CONNECT_RETRY)).isEqualTo("connect");
  }

  static Open with(Open open, Capability.GracefulRestart restart) {
    List<Capability> capabilities =
        Stream.concat(
                open.capabilities().stream()
                    .filter(c -> !(c instanceof Capability.GracefulRestart)),
                Stream.of(restart))
            .toList();
    return new Open(
        open.version(), open.myAs(), open.holdTimeSeconds(), open.bgpIdentifier(), capabilities);
  }
}
