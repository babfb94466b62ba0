package savd.cetp.fsm;

import static org.assertj.core.api.Assertions.assertThat;
import static savd.cetp.fsm.Forger.SOMEWHERE;
import static savd.cetp.fsm.Forger.fill;
import static savd.cetp.fsm.Forger.from;
import static savd.cetp.fsm.Forger.rlocs;
import static savd.cetp.fsm.TwoEdges.LAX;
import static savd.cetp.fsm.TwoEdges.SECOND;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import savd.cetp.message.Element;
import savd.cetp.message.ElementType;
import savd.cetp.message.Identity;
import savd.cetp.message.Operation;
import savd.cetp.message.Value;
import savd.cetp.wire.MessageEncoder;

/** What others make an edge say and keep has bounds. */
class BoundsTest {
  private static final String LONG_NAME = "customer-portal.production.west.example.com";

  private static Element askForNames(int times) {
    return Element.of(
        ElementType.QUERY_LIST,
        Operation.QUERY,
        1,
        new Value.Types(Collections.nCopies(times, ElementType.NAME.code())));
  }

  @Test
  void a_caller_who_asks_for_more_than_a_message_holds_is_told_what_fits_and_holds_no_slot() {
    TwoEdges t =
        new TwoEdges(
            TwoEdges.host("alice.west.example", "0a00000000aa", LAX),
            TwoEdges.host(LONG_NAME, "0b00000000bb", LAX),
            EdgeSettings.of(List.of()));
    for (int i = 0; i < t.east.slots.size(); i++) {
      t.east.receive(
          from(t, SOMEWHERE + i),
          Forger.message(
              Identity.session(1000 + i),
              t.bob.identities().getFirst(),
              Forger.packet(1300),
              rlocs(SOMEWHERE + i),
              askForNames(32)));
    }
    // A quarter of the slots is for what hosts at east want.
    assertThat(t.east.machine.size()).isEqualTo(t.east.slots.size() * 3 / 4);
    t.pass(10 * SECOND);
    assertThat(t.east.machine.size()).isZero();
    assertThat(t.east.machine.halfOpen()).isZero();
    assertThat(t.east.slots.free()).isEqualTo(t.east.slots.size());
  }

  @Test
  void questions_that_the_policy_answers_reliably_are_answered_once_at_a_time() {
    TwoEdges t = new TwoEdges(LAX, LAX.withReliable(Set.of(ElementType.NAME)));
    t.open();
    EdgeAction.Install i = t.east.only();
    t.lost = m -> m.source().equals(i.local());
    byte[] question = Forger.control(i.peer(), i.local(), Element.query(ElementType.NAME, 1));
    int before = t.east.sent.size();
    for (int k = 0; k < 2000; k++) {
      t.east.receive(i.target().path(), question);
    }
    assertThat(t.east.sent).hasSize(before + 1);
    t.pass(20 * SECOND);
    assertThat(t.east.sent.subList(before, t.east.sent.size()))
        .filteredOn(m -> m.first(ElementType.NAME).isPresent())
        .hasSize(Exchanges.TRIES);
    assertThat(t.east.count(EdgeEvent.EXCHANGE_FAILED)).isOne();
  }

  @Test
  void what_has_no_room_in_one_message_is_told_in_the_next() {
    Exchanges exchanges = new Exchanges();
    List<ElementType> types = List.of(ElementType.NAME, ElementType.CERTIFICATION_ADDRESS);
    for (ElementType type : types) {
      exchanges.add(
          Element.of(
              type, Operation.RELIABLE_RESPONSE, exchanges.nextTag(), new Value.Name("a.example")),
          null,
          0);
    }
    java.util.ArrayList<Integer> told = new java.util.ArrayList<>();
    exchanges.take(0, due -> told.isEmpty() && told.add(due.element().type()));
    assertThat(told).containsExactly(ElementType.NAME.code());
    exchanges.take(exchanges.deadline(), due -> told.add(due.element().type()));
    assertThat(told).contains(ElementType.CERTIFICATION_ADDRESS.code());
  }

  @Test
  void an_open_session_answers_one_message_with_one_that_can_be_sent() {
    TwoEdges t =
        new TwoEdges(
            TwoEdges.host("alice.west.example", "0a00000000aa", LAX),
            TwoEdges.host(LONG_NAME, "0b00000000bb", LAX),
            EdgeSettings.of(List.of()));
    t.open();
    EdgeAction.Install i = t.east.only();
    Element[] all = new Element[20];
    for (int k = 0; k < all.length; k++) {
      all[k] =
          Element.of(
              ElementType.QUERY_LIST,
              Operation.QUERY,
              k % 16,
              new Value.Types(List.of(36, 16, 32, 35, 38, 40, 36, 255)));
    }
    int before = t.east.sent.size();
    t.east.receive(i.target().path(), Forger.control(i.peer(), i.local(), all));
    assertThat(t.east.sent).hasSize(before + 1);
    assertThat(MessageEncoder.encode(t.east.sent.getLast())).hasSizeLessThan(1020);
  }

  @Test
  void an_rloc_that_has_proved_nothing_gets_three_octets_for_one_whatever_it_asks() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    Identity bob = t.bob.identities().getFirst();
    Identity me = Identity.session(77);
    t.east.receive(from(t, SOMEWHERE), Forger.control(me, bob, rlocs(SOMEWHERE), fill(35)));
    byte[] question = Forger.control(me, bob, askForNames(24));
    for (int k = 0; k < 100; k++) {
      long before = t.east.sentOctets;
      t.east.receive(from(t, SOMEWHERE), question);
      assertThat(t.east.sentOctets - before).isLessThanOrEqualTo(question.length);
    }
    t.pass(6 * SECOND);
    assertThat(t.east.sentOctets).isLessThanOrEqualTo(3 * t.east.receivedOctets);
  }

  @Test
  void after_a_single_forged_set_up_the_address_gets_at_most_three_times_its_octets() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    t.east.receive(
        from(t, SOMEWHERE),
        Forger.control(
            Identity.session(77), t.bob.identities().getFirst(), rlocs(SOMEWHERE), fill(30)));
    int slot = t.east.machine.seen().getFirst().slot();
    for (int k = 0; k < 20; k++) {
      t.east.on(new EdgeInput.FromHost(slot, t.bob, Forger.packet(50)));
      t.pass(SECOND / 4);
    }
    t.pass(2 * SECOND);
    assertThat(t.east.sentOctets).isPositive().isLessThanOrEqualTo(3 * t.east.receivedOctets);
    assertThat(t.east.count(EdgeEvent.NO_CREDIT)).isPositive();
  }

  @Test
  void what_a_host_answers_before_its_caller_has_proved_itself_follows_when_it_has() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    int slot = t.bindBob();
    t.west.send(slot, t.alice, 1);
    t.pass(TwoEdges.LATENCY);
    // Larger than three times what came: the answer to a question by UDP.
    int east = t.east.machine.seen().getFirst().slot();
    t.east.on(new EdgeInput.FromHost(east, t.bob, Forger.packet(900)));
    assertThat(t.east.count(EdgeEvent.NO_CREDIT)).isOne();
    t.pass(SECOND);
    assertThat(t.west.toHost).contains(Forger.packet(900));
  }
}
