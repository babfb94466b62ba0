package savd.cetp.fsm;

import static org.assertj.core.api.Assertions.assertThat;
import static savd.cetp.fsm.TwoEdges.LAX;
import static savd.cetp.fsm.TwoEdges.SECOND;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import savd.cetp.message.Element;
import savd.cetp.message.ElementType;
import savd.cetp.message.Identity;
import savd.cetp.message.Locator;
import savd.cetp.message.Message;
import savd.cetp.message.Octets;
import savd.cetp.message.Operation;
import savd.cetp.message.Payload;
import savd.cetp.message.Rloc;
import savd.cetp.message.Value;
import savd.cetp.policy.Policy;
import savd.cetp.wire.MessageEncoder;
import savd.net.Ipv4Address;

/** What an attacker who is not on the path can do. */
class HostileTest {
  private static final Policy STRICT = Policy.strict("strict");

  private static byte[] setUp(Identity from, Identity to, Ipv4Address rloc, int zeros) {
    return MessageEncoder.encode(
        Message.control(
            from,
            to,
            List.of(
                Element.rlocs(
                    ElementType.IPV4_RLOCS,
                    Operation.RELIABLE_RESPONSE,
                    1,
                    List.of(new Rloc(1, 1, new Locator.Ip(rloc, 0)))),
                Element.of(
                    ElementType.NAME, Operation.RESPONSE, 0, new Value.Name("alice.west.example")),
                Element.of(ElementType.PROBE, Operation.RESPONSE, 0, new Value.Probe(0, zeros)))));
  }

  private static Path from(TwoEdges t, int address) {
    return new Path(t.east.locals.getFirst(), new Locator.Ip(new Ipv4Address(address), 0));
  }

  @Test
  void a_flood_from_forged_addresses_makes_no_state_and_gets_no_more_octets_than_it_sent() {
    TwoEdges t = new TwoEdges(LAX, STRICT);
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      int address = 0x0B000000 | random.nextInt(1 << 24);
      byte[] message =
          setUp(
              Identity.session(random.nextLong()),
              t.bob.identities().getFirst(),
              new Ipv4Address(address),
              random.nextInt(40));
      t.east.receive(from(t, address), message);
    }
    assertThat(t.east.machine.seen()).isEmpty();
    assertThat(t.east.sentOctets).isPositive().isLessThanOrEqualTo(t.east.receivedOctets);
    int slot = t.bindBob();
    t.west.send(slot, t.alice, 7);
    t.pass(SECOND);
    assertThat(t.east.got(7)).isTrue();
  }

  @Test
  void lax_too_the_number_of_those_let_in_unproven_is_bounded() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    EdgeSettings few =
        new EdgeSettings(List.of(), 3, SECOND, 3, SECOND, 64, 8, 0, 1_000_000, 64, 64, false);
    TwoEdges u = new TwoEdges(t.alice, t.bob, few);
    Random random = new Random(3);
    for (int i = 0; i < 100; i++) {
      u.east.receive(
          from(u, 0x0B000000 + i),
          setUp(
              Identity.session(random.nextLong()),
              u.bob.identities().getFirst(),
              new Ipv4Address(0x0B000000 + i),
              30));
    }
    assertThat(u.east.machine.seen()).hasSize(8);
    u.pass(6 * SECOND);
    assertThat(u.east.machine.seen()).isEmpty();
    assertThat(u.east.count(EdgeEvent.HALF_OPEN_EXPIRED)).isEqualTo(8);
    assertThat(u.east.slots.free()).isEqualTo(u.east.slots.size());
  }

  @Test
  void who_has_a_bad_record_has_to_prove_itself_where_others_need_not() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    Identity bob = t.bob.identities().getFirst();
    Path mallory = from(t, 0x0B000001);
    for (int i = 0; i < 3; i++) {
      t.east.receive(
          mallory,
          MessageEncoder.encode(
              Message.control(
                  Identity.session(i),
                  bob,
                  List.of(
                      Element.of(
                          ElementType.COOKIE,
                          Operation.ACKNOWLEDGEMENT,
                          0,
                          new Value.Opaque(savd.cetp.message.Octets.of(new byte[22]))),
                      Element.rlocs(
                          ElementType.IPV4_RLOCS,
                          Operation.RELIABLE_RESPONSE,
                          1,
                          List.of(new Rloc(1, 1, new Locator.Ip(new Ipv4Address(0x0B000001), 0)))),
                      Element.of(
                          ElementType.PROBE, Operation.RESPONSE, 0, new Value.Probe(0, 30))))));
    }
    assertThat(t.east.count(EdgeEvent.COOKIE_BAD) + t.east.count(EdgeEvent.COOKIE_OLD))
        .isEqualTo(3);
    t.east.receive(mallory, setUp(Identity.session(9), bob, new Ipv4Address(0x0B000001), 30));
    assertThat(t.east.machine.seen()).isEmpty();
    assertThat(t.east.sent.getLast().first(ElementType.COOKIE)).isPresent();
    // Somebody else is let in at once, and so is mallory's address when ten minutes have passed.
    t.east.receive(
        from(t, 0x0B000002), setUp(Identity.session(8), bob, new Ipv4Address(0x0B000002), 30));
    assertThat(t.east.machine.seen()).hasSize(1);
    t.pass(601 * SECOND);
    t.east.receive(mallory, setUp(Identity.session(7), bob, new Ipv4Address(0x0B000001), 30));
    assertThat(t.east.machine.seen()).hasSize(1);
  }

  @Test
  void unknown_destinations_and_questions_without_session_are_met_with_silence() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    Identity stranger = Identity.parse("0c0c0c0c0c0c");
    t.east.receive(
        from(t, 0x0B000001),
        setUp(stranger, Identity.parse("0d0d0d0d0d0d"), new Ipv4Address(0x0B000001), 50));
    Identity bob = t.bob.identities().getFirst();
    for (ElementType type :
        List.of(ElementType.TIME_TO_LIVE, ElementType.IPV4_RLOCS, ElementType.NAME)) {
      t.east.receive(
          from(t, 0x0B000001),
          MessageEncoder.encode(Message.control(stranger, bob, List.of(Element.query(type, 1)))));
    }
    t.east.receive(
        from(t, 0x0B000001),
        MessageEncoder.encode(new Message(stranger, bob, List.of(), TwoEdges.packet(1))));
    assertThat(t.east.sent).isEmpty();
    assertThat(t.east.toHost).isEmpty();
    assertThat(t.east.count(EdgeEvent.UNKNOWN_DESTINATION)).isOne();
    assertThat(t.east.count(EdgeEvent.NO_SESSION)).isEqualTo(4);
  }

  @Test
  void who_calls_a_host_that_is_gone_is_no_forger() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    for (int i = 0; i < 4; i++) {
      int slot = t.west.slots.take(t.now).orElseThrow();
      Identity gone = Identity.session(0xC0 + i);
      t.west.on(
          new EdgeInput.Bound(
              slot, t.alice, new Destination("gone" + i, gone, t.bobInDns().rlocs())));
      t.west.send(slot, t.alice, i);
    }
    t.pass(8 * SECOND);
    assertThat(t.east.count(EdgeEvent.UNKNOWN_DESTINATION)).isGreaterThan(10);
    assertThat(t.east.count(EdgeEvent.UNEXPECTED_ANSWER)).isZero();
    assertThat(t.west.count(EdgeEvent.REPORT_RECEIVED)).isZero();
  }

  @Test
  void who_says_that_its_state_lives_for_a_day_is_not_waited_for_that_long() {
    TwoEdges t = new TwoEdges(LAX.withTimeToLive(65_535), LAX);
    t.open();
    t.lost = m -> true;
    t.pass(200 * SECOND);
    assertThat(t.east.installed).isEmpty();
    assertThat(t.east.count(EdgeEvent.CLOSED_SILENT)).isOne();
  }

  @Test
  void a_cookie_is_good_for_its_address_its_identity_its_time_and_once() {
    TwoEdges t = new TwoEdges(LAX, STRICT);
    Identity me = Identity.parse("0c0c0c0c0c0c");
    Identity bob = t.bob.identities().getFirst();
    Ipv4Address rloc = new Ipv4Address(0x0B000001);
    t.east.receive(from(t, rloc.bits()), setUp(me, bob, rloc, 50));
    Octets cookie =
        ((Value.Opaque) t.east.sent.getFirst().first(ElementType.COOKIE).orElseThrow().value())
            .octets();
    byte[] spoiled = cookie.toArray();
    spoiled[10] ^= 1;
    t.east.receive(from(t, rloc.bits()), answer(me, bob, Octets.of(spoiled)));
    t.east.receive(from(t, 0x0B000002), answer(me, bob, cookie));
    t.east.receive(from(t, rloc.bits()), answer(Identity.parse("0e0e0e0e0e0e"), bob, cookie));
    t.pass(SECOND);
    assertThat(t.east.count(EdgeEvent.COOKIE_BAD)).isEqualTo(3);
    assertThat(t.east.machine.seen()).isEmpty();
    t.east.receive(from(t, rloc.bits()), answer(me, bob, cookie));
    t.pass(SECOND);
    assertThat(t.east.machine.seen()).hasSize(1);
    t.east.on(new EdgeInput.Close(t.east.machine.seen().getFirst().slot()));
    t.pass(4 * SECOND);
    t.east.receive(from(t, rloc.bits()), answer(me, bob, cookie));
    assertThat(t.east.count(EdgeEvent.COOKIE_REPLAYED)).isOne();
    t.pass(30 * SECOND);
    t.east.receive(from(t, rloc.bits()), answer(me, bob, cookie));
    assertThat(t.east.count(EdgeEvent.COOKIE_OLD)).isOne();
    t.pass(120 * SECOND);
    t.east.receive(from(t, rloc.bits()), answer(me, bob, cookie));
    assertThat(t.east.count(EdgeEvent.COOKIE_OLD)).isEqualTo(2);
    assertThat(t.east.machine.seen()).isEmpty();
  }

  private static byte[] answer(Identity from, Identity to, Octets cookie) {
    List<Element> elements = new ArrayList<>();
    elements.add(
        Element.of(ElementType.COOKIE, Operation.ACKNOWLEDGEMENT, 1, new Value.Opaque(cookie)));
    elements.add(
        Element.rlocs(
            ElementType.IPV4_RLOCS,
            Operation.RELIABLE_RESPONSE,
            1,
            List.of(new Rloc(1, 1, new Locator.Ip(new Ipv4Address(0x0B000001), 0)))));
    elements.add(
        Element.of(ElementType.NAME, Operation.RESPONSE, 0, new Value.Name("alice.west.example")));
    return MessageEncoder.encode(Message.control(from, to, elements));
  }

  @Test
  void a_forged_revocation_ends_nothing() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    int slot = t.open();
    EdgeAction.Install i = t.east.only();
    byte[] forged =
        MessageEncoder.encode(
            Message.control(
                i.peer(),
                i.local(),
                List.of(
                    Element.of(
                        ElementType.TIME_TO_LIVE, Operation.QUERY, 1, new Value.Seconds(0)))));
    // Even with both identities and the right address, which takes someone on the path.
    t.east.receive(i.target().path(), forged);
    t.pass(2 * SECOND);
    assertThat(t.east.count(EdgeEvent.FORGED_REVOCATION)).isOne();
    t.west.send(slot, t.alice, 5);
    t.pass(SECOND);
    assertThat(t.east.got(5)).isTrue();
    t.east.receive(from(t, 0x0B000001), forged);
    assertThat(t.east.count(EdgeEvent.WRONG_RLOC)).isOne();
  }

  @Test
  void nobody_can_draw_a_session_to_an_address_that_does_not_answer_for_it() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    t.open();
    EdgeAction.Install i = t.east.only();
    byte[] forged =
        MessageEncoder.encode(
            Message.control(
                i.peer(),
                i.local(),
                List.of(
                    Element.rlocs(
                        ElementType.IPV4_RLOCS,
                        Operation.RELIABLE_RESPONSE,
                        1,
                        List.of(new Rloc(0, 0, new Locator.Ip(new Ipv4Address(0x0B000001), 0)))))));
    t.east.receive(i.target().path(), forged);
    t.pass(5 * SECOND);
    assertThat(t.east.only().target().path().remote().address().toString()).isEqualTo("192.0.2.1");
    t.east.send(i.slot(), t.bob, 77);
    t.pass(SECOND);
    assertThat(t.west.got(77)).isTrue();
  }

  @Test
  void answers_nobody_asked_for_are_reported_once_and_the_reported_edge_becomes_strict() {
    TwoEdges t = new TwoEdges(LAX, STRICT);
    Random random = new Random(9);
    // Someone sends set-ups in the name of west: east's cookies go there.
    Path asWest = new Path(t.east.locals.getFirst(), new Locator.Ip(t.west.locals.getFirst(), 0));
    for (int i = 0; i < 30; i++) {
      t.east.receive(
          asWest,
          setUp(
              Identity.session(random.nextLong()),
              t.bob.identities().getFirst(),
              (Ipv4Address) t.west.locals.getFirst(),
              60));
    }
    t.pass(SECOND);
    assertThat(t.west.count(EdgeEvent.UNEXPECTED_ANSWER)).isEqualTo(30);
    assertThat(t.west.count(EdgeEvent.REPORT_SENT)).isOne();
    assertThat(t.east.count(EdgeEvent.REPORT_RECEIVED)).isOne();
  }

  @Test
  void after_a_report_a_lax_edge_wants_proof() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    t.east.receive(
        from(t, 0x0B000001),
        MessageEncoder.encode(
            Message.control(
                Identity.parse("0c0c0c0c0c0c"),
                t.bob.identities().getFirst(),
                List.of(
                    Element.of(
                        ElementType.UNEXPECTED,
                        Operation.RESPONSE,
                        0,
                        new Value.Unexpected(10, 10, Octets.NONE))))));
    t.open();
    assertThat(t.east.count(EdgeEvent.COOKIE_GOOD)).isPositive();
  }

  @Test
  void any_single_message_to_an_idle_edge_is_answered_by_no_more_than_itself() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    Random random = new Random(11);
    for (int i = 0; i < 3000; i++) {
      List<Element> elements = new ArrayList<>();
      for (int n = random.nextInt(4); n >= 0; n--) {
        elements.add(any(random));
      }
      byte[] message =
          MessageEncoder.encode(
              new Message(
                  Identity.session(random.nextLong()),
                  t.bob.identities().getFirst(),
                  elements,
                  random.nextBoolean() ? TwoEdges.packet(i) : new Payload.None()));
      long sentBefore = t.east.sentOctets;
      t.east.receive(from(t, 0x0B000000 + i), message);
      assertThat(t.east.sentOctets - sentBefore)
          .as("answer to %s", elements)
          .isLessThanOrEqualTo(message.length);
      t.pass(SECOND / 50);
    }
  }

  private static Element any(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> Element.query(ElementType.NAME, random.nextInt(16));
      case 1 ->
          Element.rlocs(
              ElementType.IPV4_RLOCS,
              Operation.RELIABLE_RESPONSE,
              random.nextInt(16),
              List.of(new Rloc(1, 1, new Locator.Ip(new Ipv4Address(0x0B000001), 0))));
      case 2 ->
          Element.of(
              ElementType.QUERY_LIST,
              Operation.QUERY,
              random.nextInt(16),
              new Value.Types(List.of(16, 17, 32, 36, 38, 16, 16)));
      case 3 -> Element.query(ElementType.IPV4_RLOCS, random.nextInt(16));
      case 4 ->
          Element.of(
              ElementType.SESSION_IDENTITY,
              Operation.RELIABLE_RESPONSE,
              random.nextInt(16),
              new Value.Session(Identity.session(random.nextLong())));
      default ->
          Element.of(
              ElementType.PROBE, Operation.QUERY, random.nextInt(16), new Value.Probe(9, 20));
    };
  }
}
