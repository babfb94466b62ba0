package savd.cetp.fsm;

import static org.assertj.core.api.Assertions.assertThat;
import static savd.cetp.fsm.TwoEdges.LAX;
import static savd.cetp.fsm.TwoEdges.MILLI;
import static savd.cetp.fsm.TwoEdges.SECOND;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import savd.cetp.message.Element;
import savd.cetp.message.ElementType;
import savd.cetp.message.Operation;
import savd.cetp.message.Rloc;
import savd.net.Ipv4Address;

/** An open session: paths, time, names, the end. */
class LifeTest {
  @Test
  void how_large_packets_may_be_is_found_out_for_all_on_a_path_without_any_word_from_it() {
    TwoEdges t = new TwoEdges(TwoEdges.LAX, TwoEdges.LAX);
    t.deviceMtu = 1500;
    t.narrowMtu = 1300;
    int slot = t.open();
    for (int i = 0; i < 300; i++) {
      t.west.send(slot, t.alice, 100 + i);
      t.pass(100 * TwoEdges.MILLI);
    }
    assertThat(t.west.only().target().probedMtu).isBetween(1300 - PathMtu.STEP, 1300);
    assertThat(t.west.count(EdgeEvent.PATH_NARROW)).isEqualTo(1);
    assertThat(t.east.only().target().probedMtu).isBetween(1300 - PathMtu.STEP, 1300);
    // What was sent to find out is for nobody.
    assertThat(t.east.toHost).allMatch(p -> p instanceof savd.cetp.message.Payload.CompressedIpv4);
  }

  @Test
  void the_second_rloc_proves_itself_by_a_cookie_before_it_is_sent_to() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    t.open();
    // West's second RLOC east knows from west only.
    assertThat(t.east.sent)
        .anyMatch(m -> m.first(ElementType.COOKIE, Operation.RELIABLE_RESPONSE).isPresent());
    assertThat(t.east.count(EdgeEvent.COOKIE_GOOD)).isPositive();
  }

  @Test
  void when_a_path_is_cut_both_sides_go_on_over_the_other_within_two_seconds() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    int slot = t.open();
    t.cut.add(t.west.locals.getFirst());
    int east = t.east.only().slot();
    int lastLost = 0;
    for (int i = 0; i < 40; i++) {
      t.west.send(slot, t.alice, 1000 + i);
      t.east.send(east, t.bob, 2000 + i);
      t.pass(100 * MILLI);
      lastLost = t.east.got(1000 + i) && t.west.got(2000 + i) ? lastLost : i;
    }
    assertThat(lastLost).isLessThan(20);
    assertThat(t.west.count(EdgeEvent.PATH_DIED)).isPositive();
    // And back, when it works again and is the better one.
    t.cut.clear();
    t.pass(5 * SECOND);
    assertThat(t.west.count(EdgeEvent.PATH_REVIVED)).isPositive();
    assertThat(t.west.only().target().path().remote().address())
        .isEqualTo(t.east.locals.getFirst());
  }

  @Test
  void a_planned_swap_loses_nothing() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    int slot = t.open();
    int east = t.east.only().slot();
    for (int i = 0; i < 100; i++) {
      if (i == 30) {
        t.west.on(
            new EdgeInput.OwnRlocs(
                TwoEdges.rlocs(List.of("192.0.2.1", "203.0.113.1"), Rloc.DRAIN).stream()
                    .map(r -> r.order() == 20 ? new Rloc(20, 1, r.locator()) : r)
                    .toList()));
      }
      t.west.send(slot, t.alice, 1000 + i);
      t.east.send(east, t.bob, 2000 + i);
      t.pass(5 * MILLI);
    }
    t.pass(SECOND);
    for (int i = 0; i < 100; i++) {
      assertThat(t.east.got(1000 + i)).isTrue();
      assertThat(t.west.got(2000 + i)).isTrue();
    }
    assertThat(t.east.only().target().path().remote().address()).isEqualTo(t.west.locals.get(1));
    assertThat(t.west.only().target().path().local()).isEqualTo(t.west.locals.get(1));
  }

  @Test
  void a_silent_session_is_asked_at_half_its_time_less_a_second_and_given_up_after_three() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    t.open();
    int before = t.west.sent.size();
    t.pass(27 * SECOND);
    assertThat(t.west.sent).hasSize(before);
    t.pass(3 * SECOND);
    assertThat(t.west.sent.size()).isGreaterThan(before);
    assertThat(t.west.sent.getLast().first(ElementType.TIME_TO_LIVE)).isPresent();
    // An answered question keeps it, as long as the hosts may be silent.
    t.pass(600 * SECOND);
    assertThat(t.west.installed).hasSize(1);
    assertThat(t.east.installed).hasSize(1);
    t.lost = m -> true;
    t.pass(88 * SECOND);
    assertThat(t.west.installed).hasSize(1);
    t.pass(60 * SECOND);
    assertThat(t.west.installed).isEmpty();
    assertThat(t.east.installed).isEmpty();
    assertThat(t.east.count(EdgeEvent.CLOSED_SILENT)).isOne();
  }

  @Test
  void an_ended_session_ends_on_the_other_side_and_the_name_still_works() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    int slot = t.open();
    t.east.on(new EdgeInput.Close(t.east.only().slot()));
    t.pass(SECOND);
    assertThat(t.west.count(EdgeEvent.CLOSED_BY_PEER)).isOne();
    assertThat(t.west.installed).isEmpty();
    t.west.send(slot, t.alice, 50);
    t.pass(SECOND);
    assertThat(t.east.got(50)).isTrue();
  }

  @Test
  void the_name_of_a_caller_is_asked_for_on_demand() {
    TwoEdges t = new TwoEdges(TwoEdges.LAX, LAX);
    t.open();
    t.east.on(new EdgeInput.NameWanted(t.east.only().slot()));
    t.pass(SECOND);
    assertThat(t.east.names).containsExactly("alice.west.example");
  }

  @Test
  void what_the_policy_wants_told_reliably_is_told_until_it_is_acknowledged() {
    TwoEdges t =
        new TwoEdges(
            LAX.withReliable(java.util.EnumSet.of(ElementType.NAME)).withoutOfferedName(), LAX);
    t.open();
    t.pass(SECOND);
    int[] lost = new int[1];
    t.lost = m -> m.first(ElementType.NAME).isPresent() && lost[0]++ < 2;
    t.east.on(new EdgeInput.NameWanted(t.east.only().slot()));
    t.pass(SECOND / 4);
    assertThat(t.east.names).isEmpty();
    t.pass(3 * SECOND);
    assertThat(t.east.names).containsExactly("alice.west.example");
    assertThat(t.east.sent.getLast().first(ElementType.NAME, Operation.ACKNOWLEDGEMENT))
        .isPresent();
  }

  @Test
  void an_on_demand_request_is_answered_element_by_element() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    t.open();
    t.pass(SECOND);
    EdgeAction.Install i = t.east.only();
    int before = t.east.sent.size();
    t.east.receive(
        i.target().path(),
        savd.cetp.wire.MessageEncoder.encode(
            savd.cetp.message.Message.control(
                i.peer(),
                i.local(),
                List.of(
                    Element.of(
                        ElementType.QUERY_LIST,
                        Operation.QUERY,
                        3,
                        new savd.cetp.message.Value.Types(List.of(16, 32, 36, 38)))))));
    assertThat(t.east.sent).hasSize(before + 1);
    var answer = t.east.sent.getLast();
    assertThat(answer.first(ElementType.IPV4_RLOCS, Operation.RESPONSE)).isPresent();
    assertThat(answer.first(ElementType.TIME_TO_LIVE, Operation.RESPONSE)).isPresent();
    assertThat(answer.first(ElementType.NAME, Operation.RESPONSE)).isPresent();
    // A signature there is none; it says so.
    assertThat(answer.first(ElementType.RESPONSE_CODE)).isPresent();
  }

  @Test
  void new_policies_do_not_touch_open_sessions() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    int slot = t.open();
    t.east.on(
        new EdgeInput.Hosts(
            List.of(
                TwoEdges.host(
                    t.bob.name(), "0b00000000bb", savd.cetp.policy.Policy.strict("strict")))));
    t.west.send(slot, t.alice, 60);
    t.pass(SECOND);
    assertThat(t.east.got(60)).isTrue();
    int second = t.bindBob();
    t.west.send(second, t.alice, 61);
    t.pass(SECOND);
    assertThat(t.east.got(61)).isTrue();
    assertThat(t.east.count(EdgeEvent.COOKIE_SENT)).isOne();
  }

  @Test
  void sessions_of_a_host_that_is_gone_end_and_those_of_one_that_moved_lead_to_it() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    int slot = t.open();
    Host moved =
        new Host(
            t.bob.name(),
            t.bob.identities(),
            Optional.of(new Ipv4Address(0x0A000063)),
            t.bob.ipv6(),
            t.bob.certification(),
            t.bob.policy());
    t.east.on(new EdgeInput.Hosts(List.of(moved)));
    assertThat(t.east.installed.values()).extracting(EdgeAction.Install::host).contains(moved);
    t.east.on(new EdgeInput.Hosts(List.of()));
    t.pass(SECOND);
    assertThat(t.east.installed).isEmpty();
    assertThat(t.west.count(EdgeEvent.CLOSED_BY_PEER)).isOne();
    t.west.send(slot, t.alice, 62);
    t.pass(SECOND);
    assertThat(t.east.got(62)).isFalse();
  }

  @Test
  void sessions_between_two_edges_are_monitored_with_messages_inside_each_other() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    t.open();
    Host carol = TwoEdges.host("carol.west.example", "0a00000000cc", LAX);
    t.west.on(new EdgeInput.Hosts(List.of(t.alice, carol)));
    int slot = t.west.slots.take(t.now).orElseThrow();
    t.west.on(new EdgeInput.Bound(slot, carol, t.bobInDns()));
    t.west.send(slot, carol, 2);
    t.pass(SECOND);
    assertThat(t.east.installed).hasSize(2);
    int before = t.west.sent.size();
    t.west.on(new EdgeInput.OwnRlocs(TwoEdges.rlocs(List.of("203.0.113.1"), 1)));
    List<savd.cetp.message.Message> told = t.west.sent.subList(before, t.west.sent.size());
    assertThat(told)
        .singleElement()
        .matches(
            m ->
                m.payload() instanceof savd.cetp.message.Payload.Frame f
                    && f.etherType() == 0x88B5);
    t.pass(SECOND);
    // Both have moved: the one inside has been read.
    assertThat(t.east.installed.values())
        .allMatch(i -> i.target().path().remote().toString().equals("203.0.113.1"));
  }

  @Test
  void a_message_inside_another_lets_nobody_in_and_goes_no_deeper() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    t.open();
    EdgeAction.Install i = t.east.only();
    Element ttl =
        Element.of(
            ElementType.TIME_TO_LIVE, Operation.QUERY, 1, new savd.cetp.message.Value.Seconds(60));
    var stranger =
        savd.cetp.message.Message.control(
            savd.cetp.message.Identity.session(1),
            savd.cetp.message.Identity.session(2),
            List.of(ttl));
    var own = savd.cetp.message.Message.control(i.peer(), i.local(), List.of(ttl));
    int before = t.east.sent.size();
    t.east.receive(i.target().path(), savd.cetp.wire.MessageEncoder.encode(around(own, stranger)));
    assertThat(t.east.count(EdgeEvent.NO_SESSION)).isOne();
    // Answered once: that outside.
    assertThat(t.east.sent).hasSize(before + 1);
    t.east.receive(
        i.target().path(), savd.cetp.wire.MessageEncoder.encode(around(own, around(own, own))));
    assertThat(t.east.sent).hasSize(before + 2);
  }

  private static savd.cetp.message.Message around(
      savd.cetp.message.Message outer, savd.cetp.message.Message inner) {
    return new savd.cetp.message.Message(
        outer.source(),
        outer.destination(),
        outer.elements(),
        new savd.cetp.message.Payload.Frame(
            0x88B5, savd.cetp.message.Octets.of(savd.cetp.wire.MessageEncoder.encode(inner))));
  }
}
