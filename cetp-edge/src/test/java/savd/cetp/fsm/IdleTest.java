package savd.cetp.fsm;

import static org.assertj.core.api.Assertions.assertThat;
import static savd.cetp.fsm.Forger.SOMEWHERE;
import static savd.cetp.fsm.Forger.fill;
import static savd.cetp.fsm.Forger.from;
import static savd.cetp.fsm.Forger.rlocs;
import static savd.cetp.fsm.TwoEdges.LAX;
import static savd.cetp.fsm.TwoEdges.MILLI;
import static savd.cetp.fsm.TwoEdges.SECOND;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import savd.cetp.message.Identity;
import savd.cetp.message.ResponseCode;
import savd.cetp.policy.FlowLimit;
import savd.cetp.policy.Policy;

/** Sessions in which the hosts say nothing, and the addresses that stood for their peers. */
class IdleTest {
  private static final Policy SHORT = LAX.withIdle(300);

  @Test
  void a_session_in_which_neither_host_says_anything_ends_on_both_sides() {
    TwoEdges t = new TwoEdges(LAX, SHORT);
    t.open();
    t.pass(295 * SECOND);
    assertThat(t.west.installed).hasSize(1);
    t.pass(10 * SECOND);
    assertThat(t.east.count(EdgeEvent.CLOSED_IDLE)).isOne();
    assertThat(t.west.count(EdgeEvent.CLOSED_BY_PEER)).isOne();
    assertThat(t.west.installed).isEmpty();
    assertThat(t.east.machine.size()).isZero();
    // The name keeps its address for those hosts that still know it.
    assertThat(t.west.machine.seen())
        .singleElement()
        .satisfies(s -> assertThat(s.state()).isEqualTo("bound"));
    t.pass(130 * SECOND);
    assertThat(t.west.machine.size()).isZero();
  }

  @Test
  void packets_one_way_keep_a_session_however_long() {
    TwoEdges t = new TwoEdges(SHORT, SHORT);
    int slot = t.open();
    for (int k = 0; k < 30; k++) {
      t.west.send(slot, t.alice, 100 + k);
      t.pass(200 * SECOND);
    }
    assertThat(t.east.count(EdgeEvent.CLOSED_IDLE) + t.west.count(EdgeEvent.CLOSED_IDLE)).isZero();
    assertThat(t.west.installed).hasSize(1);
  }

  @Test
  void a_host_that_speaks_just_when_its_session_has_ended_is_heard_in_a_new_one() {
    for (Policy alice : new Policy[] {LAX, SHORT}) {
      TwoEdges t = new TwoEdges(alice, LAX.withIdle(301));
      int slot = t.open();
      long start = t.now;
      while (t.east.count(EdgeEvent.CLOSED_IDLE) + t.west.count(EdgeEvent.CLOSED_IDLE) == 0) {
        t.pass(500 * MILLI);
        assertThat(t.now - start).isLessThan(320 * SECOND);
      }
      for (int k = 0; k < 5; k++) {
        t.west.send(slot, t.alice, 500 + k);
        t.pass(SECOND);
      }
      assertThat(t.east.got(504)).isTrue();
      assertThat(t.west.refused).isEmpty();
    }
  }

  @Test
  void a_call_that_is_over_leaves_the_telephone_free_for_the_next() {
    TwoEdges t =
        new TwoEdges(
            LAX, LAX.withLimit(new FlowLimit(1, ResponseCode.APPLICATION_BUSY, 5)).withIdle(120));
    t.open();
    t.pass(130 * SECOND);
    int second = t.bindBob();
    t.west.send(second, t.alice, 9);
    t.pass(SECOND);
    assertThat(t.east.got(9)).isTrue();
  }

  @Test
  void an_address_rests_before_it_stands_for_somebody_else() {
    SlotPool pool = new SlotPool(2, 1, 0);
    assertThat(pool.take(0)).hasValue(1);
    assertThat(pool.take(0)).hasValue(0);
    pool.release(1, 5 * SECOND);
    assertThat(pool.take(100 * SECOND)).isEmpty();
    assertThat(pool.take(5 * SECOND + SlotPool.REST_NANOS)).hasValue(1);
    assertThat(pool.take(5 * SECOND + SlotPool.REST_NANOS)).isEmpty();
  }

  @Test
  void set_ups_in_forged_names_do_not_send_all_addresses_to_rest() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    for (int k = 0; k < 3 * t.east.slots.size(); k++) {
      t.east.receive(
          from(t, SOMEWHERE + k),
          Forger.control(
              Identity.session(1000 + k),
              t.bob.identities().getFirst(),
              rlocs(SOMEWHERE + k),
              fill(30)));
      t.pass(SECOND / 2);
    }
    t.open();
  }

  @Test
  void an_address_that_stood_for_a_caller_is_the_last_to_be_given_out_again() {
    TwoEdges t = new TwoEdges(LAX, SHORT);
    t.open();
    int first = t.east.only().slot();
    t.pass(310 * SECOND);
    Set<Integer> others = new HashSet<>();
    for (int k = 0; k < 10; k++) {
      t.west.send(t.bindBob(), t.alice, 10 + k);
      t.pass(SECOND);
    }
    t.east.machine.seen().forEach(s -> others.add(s.slot()));
    assertThat(others).hasSize(10).doesNotContain(first);
  }
}
