package savd.cetp.fsm;

import static org.assertj.core.api.Assertions.assertThat;
import static savd.cetp.fsm.TwoEdges.LAX;
import static savd.cetp.fsm.TwoEdges.MILLI;
import static savd.cetp.fsm.TwoEdges.SECOND;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import savd.cetp.message.Octets;
import savd.cetp.message.Payload;
import savd.cetp.policy.Policy;
import savd.cetp.wire.MessageEncoder;

/** What becomes of sessions when an edge ends and begins anew, and of those whose path is cut. */
class RestartTest {
  private static Policy policy(String name) {
    return name.equals("strict") ? Policy.strict("strict") : LAX;
  }

  /** Alice sends every 100 ms: the milliseconds until one arrives again. */
  private static int silence(TwoEdges t, int slot, int most) {
    for (int i = 0; i < most / 100; i++) {
      int mark = 100_000 + i;
      t.west.send(slot, t.alice, mark);
      t.pass(100 * MILLI);
      if (t.east.got(mark)) {
        return i * 100;
      }
    }
    return Integer.MAX_VALUE;
  }

  @ParameterizedTest
  @ValueSource(strings = {"lax", "strict"})
  void when_the_peers_edge_was_killed_sessions_are_set_up_anew_in_seconds(String policy) {
    TwoEdges t = new TwoEdges(LAX, policy(policy));
    int slot = t.open();
    t.east.restart();
    assertThat(silence(t, slot, 60_000)).isLessThan(5_000);
    assertThat(t.west.count(EdgeEvent.RENEWED)).isEqualTo(1);
    assertThat(t.west.machine.size()).isEqualTo(1);
    t.east.send(t.east.only().slot(), t.bob, 7);
    t.pass(SECOND);
    assertThat(t.west.got(7)).isTrue();
    // And again.
    t.east.restart();
    assertThat(silence(t, slot, 60_000)).isLessThan(5_000);
  }

  @Test
  void when_it_is_away_for_half_a_minute_sessions_are_back_seconds_after_it_is() {
    TwoEdges t = new TwoEdges(LAX, Policy.strict("strict"));
    int slot = t.open();
    t.cut.addAll(t.east.locals);
    silence(t, slot, 30_000);
    t.east.restart();
    t.cut.clear();
    assertThat(silence(t, slot, 60_000)).isLessThan(9_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lax", "strict"})
  void who_ends_in_order_tells_its_peers_and_is_missed_for_two_seconds(String policy) {
    TwoEdges t = new TwoEdges(LAX, policy(policy));
    int slot = t.open();
    t.east.on(new EdgeInput.Shutdown());
    assertThat(t.east.installed).isEmpty();
    t.pass(50 * MILLI);
    t.east.restart();
    assertThat(silence(t, slot, 60_000)).isLessThan(2_000);
    assertThat(t.west.count(EdgeEvent.CLOSED_BY_PEER)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lax", "strict"})
  void a_session_survives_that_all_its_paths_are_cut(String policy) {
    TwoEdges t = new TwoEdges(LAX, policy(policy));
    int slot = t.open();
    int atEast = t.east.only().slot();
    t.cut.addAll(t.east.locals);
    silence(t, slot, 60_000);
    t.cut.clear();
    assertThat(silence(t, slot, 60_000)).isLessThan(9_000);
    assertThat(t.west.count(EdgeEvent.RENEWED)).isZero();
    t.pass(10 * SECOND);
    t.east.send(atEast, t.bob, 7);
    t.pass(SECOND);
    assertThat(t.west.got(7)).isTrue();
  }

  @Test
  void who_only_sends_is_asked_about_now_and_then_and_stays() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    int slot = t.open();
    int before = t.west.sent.size();
    for (int i = 0; i < 600; i++) {
      t.west.send(slot, t.alice, i);
      t.pass(100 * MILLI);
    }
    assertThat(t.west.count(EdgeEvent.RENEWED)).isZero();
    assertThat(t.east.got(599)).isTrue();
    // Path probes three times a second; of the session's own at most one in four seconds.
    assertThat(t.west.sent.size() - before).isLessThan(60 * 3 + 60 / 4 + 5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lax", "strict"})
  void a_large_first_packet_waits_until_the_session_is_open(String policy) {
    TwoEdges t = new TwoEdges(LAX, policy(policy));
    int slot = t.bindBob();
    Payload large = new Payload.CompressedIpv4(17, Octets.of(new byte[1380]));
    t.west.on(new EdgeInput.FromHost(slot, t.alice, large));
    t.west.sent.forEach(m -> assertThat(MessageEncoder.encode(m).length).isLessThan(1200));
    t.pass(SECOND);
    assertThat(t.east.toHost).containsExactly(large);
  }

  @Test
  void what_cannot_ride_at_all_opens_the_session() {
    TwoEdges t = new TwoEdges(LAX, Policy.strict("strict"));
    int slot = t.bindBob();
    t.west.on(new EdgeInput.FromHost(slot, t.alice, new Payload.None()));
    t.west.on(new EdgeInput.FromHost(slot, t.alice, new Payload.None()));
    t.pass(SECOND);
    assertThat(t.west.installed).hasSize(1);
    assertThat(t.east.toHost).isEmpty();
  }
}
