package savd.cetp.fsm;

import static org.assertj.core.api.Assertions.assertThat;
import static savd.cetp.fsm.TwoEdges.LAX;
import static savd.cetp.fsm.TwoEdges.MILLI;
import static savd.cetp.fsm.TwoEdges.SECOND;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import savd.cetp.message.ElementType;
import savd.cetp.message.Identity;
import savd.cetp.message.Locator;
import savd.cetp.message.Operation;
import savd.cetp.message.ResponseCode;
import savd.cetp.message.Rloc;
import savd.cetp.message.Value;
import savd.cetp.policy.Check;
import savd.cetp.policy.FlowLimit;
import savd.cetp.policy.Policy;
import savd.net.IpAddress;

class SetUpTest {
  private static final Policy STRICT = Policy.strict("strict");

  @Test
  void lax_the_first_packet_arrives_with_the_first_message() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    int slot = t.bindBob();
    t.west.send(slot, t.alice, 7);
    t.pass(TwoEdges.LATENCY);
    assertThat(t.east.got(7)).isTrue();
    t.pass(TwoEdges.LATENCY);
    assertThat(t.west.installed).containsKey(slot);
    t.pass(TwoEdges.LATENCY);
    assertThat(t.east.only().host()).isEqualTo(t.bob);
    assertThat(t.west.only().local()).isEqualTo(t.east.only().peer());
    assertThat(t.west.only().peer()).isEqualTo(t.east.only().local());
    assertThat(t.east.count(EdgeEvent.COOKIE_SENT)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"lax", "strict"})
  void a_caller_on_a_port_of_its_own_is_answered_there(String policy) {
    TwoEdges t = new TwoEdges(LAX, policy.equals("lax") ? LAX : STRICT);
    Locator onItsPort = new Locator.Ip(t.west.locals.getFirst(), 5001);
    t.west.on(new EdgeInput.OwnRlocs(List.of(new Rloc(10, 1, onItsPort))));
    t.open();
    assertThat(t.east.only().target().path().remote()).isEqualTo(onItsPort);
    assertThat(t.east.sentOver).isNotEmpty().extracting(Path::remote).containsOnly(onItsPort);
  }

  @Test
  void what_goes_over_the_wire_when_lax_is_what_the_tutorial_shows() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    t.open();
    var first = t.west.sent.getFirst();
    assertThat(first.first(ElementType.IPV4_RLOCS, Operation.RELIABLE_RESPONSE)).isPresent();
    assertThat(first.first(ElementType.TIME_TO_LIVE, Operation.QUERY)).isPresent();
    assertThat(first.first(ElementType.NAME, Operation.RESPONSE)).isPresent();
    var second = t.east.sent.getFirst();
    assertThat(second.first(ElementType.IPV4_RLOCS, Operation.ACKNOWLEDGEMENT)).isPresent();
    assertThat(second.first(ElementType.TIME_TO_LIVE, Operation.RELIABLE_RESPONSE)).isPresent();
    var third = t.west.sent.get(1);
    assertThat(third.first(ElementType.TIME_TO_LIVE, Operation.ACKNOWLEDGEMENT)).isPresent();
  }

  @Test
  void strict_it_takes_one_round_more_and_the_packet_waits_for_it() {
    TwoEdges t = new TwoEdges(LAX, STRICT);
    int slot = t.bindBob();
    t.west.send(slot, t.alice, 7);
    t.pass(2 * TwoEdges.LATENCY + MILLI);
    assertThat(t.east.toHost).isEmpty();
    assertThat(t.east.machine.seen()).isEmpty();
    assertThat(t.east.count(EdgeEvent.COOKIE_SENT)).isOne();
    // One round more, and the look-up of the name.
    t.pass(3 * TwoEdges.LATENCY);
    assertThat(t.east.got(7)).isTrue();
    assertThat(t.east.count(EdgeEvent.COOKIE_GOOD)).isOne();
    t.pass(SECOND);
    assertThat(t.west.installed).containsKey(slot);
    assertThat(t.west.count(EdgeEvent.OPENED)).isOne();
    assertThat(t.east.count(EdgeEvent.OPENED)).isOne();
  }

  @Test
  void where_nobody_can_say_whose_a_name_is_its_owner_is_put_off_and_not_suspected() {
    TwoEdges t = new TwoEdges(LAX, STRICT);
    t.east.dnsIsSilent = true;
    int slot = t.bindBob();
    t.west.send(slot, t.alice, 7);
    t.pass(SECOND);
    assertThat(t.east.machine.seen()).isEmpty();
    assertThat(t.east.count(EdgeEvent.NAMING_CHECK_FAILED)).isZero();
    assertThat(t.east.count(EdgeEvent.NAMING_CHECK_UNANSWERED)).isOne();
    assertThat(EdgeEvent.NAMING_CHECK_UNANSWERED.evidence()).isEmpty();
    assertThat(t.west.refused)
        .singleElement()
        .satisfies(r -> assertThat(r.code()).isEqualTo(ResponseCode.EDGE_BUSY));
    // Let in at the next try, once somebody says.
    t.east.dnsIsSilent = false;
    t.pass(30 * SECOND);
    t.west.send(slot, t.alice, 8);
    t.pass(SECOND);
    assertThat(t.east.got(8)).isTrue();
  }

  @Test
  void a_name_is_looked_up_only_for_who_has_proved_to_be_there() {
    Policy named = Policy.lax("named").withChecks(EnumSet.of(Check.NAMING));
    TwoEdges t = new TwoEdges(LAX, named);
    List<String> looked = new ArrayList<>();
    t.east.dns = looked::add;
    for (int i = 0; i < 50; i++) {
      t.east.receive(
          Forger.from(t, Forger.SOMEWHERE),
          Forger.control(
              Identity.session(i + 1),
              t.bob.identities().getFirst(),
              Forger.rlocs(Forger.SOMEWHERE),
              Forger.name("x" + i + ".evil.example"),
              Forger.fill(40)));
    }
    t.pass(SECOND);
    assertThat(looked).isEmpty();
    assertThat(t.east.count(EdgeEvent.COOKIE_SENT)).isEqualTo(50);
    int slot = t.bindBob();
    t.west.send(slot, t.alice, 7);
    t.pass(SECOND);
    assertThat(looked).containsExactly("alice.west.example");
    assertThat(t.east.got(7)).isTrue();
  }

  @Test
  void whose_rloc_is_not_that_of_its_name_is_refused() {
    TwoEdges t = new TwoEdges(LAX, STRICT);
    t.east.dns = n -> false;
    int slot = t.bindBob();
    t.west.send(slot, t.alice, 7);
    t.pass(SECOND);
    assertThat(t.east.machine.seen()).isEmpty();
    assertThat(t.east.count(EdgeEvent.NAMING_CHECK_FAILED)).isOne();
    assertThat(t.west.refused)
        .singleElement()
        .satisfies(r -> assertThat(r.code()).isEqualTo(ResponseCode.NAMING_CHECK_FAILED));
    // Then it is not tried again for a while, and the host is told at once.
    t.west.send(slot, t.alice, 8);
    assertThat(t.west.refused).hasSize(2);
    assertThat(t.west.machine.seen().getFirst().state()).isEqualTo("backoff");
    t.pass(31 * SECOND);
    t.east.dns = n -> true;
    t.west.send(slot, t.alice, 9);
    t.pass(SECOND);
    assertThat(t.east.got(9)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
  void any_message_of_a_set_up_may_be_lost(int which) {
    for (Policy policy : List.of(LAX, STRICT)) {
      TwoEdges t = new TwoEdges(LAX, policy);
      int[] n = new int[1];
      t.lost = m -> !m.elements().isEmpty() && n[0]++ == which;
      int slot = t.bindBob();
      t.west.send(slot, t.alice, 7);
      t.pass(4 * SECOND);
      assertThat(t.east.got(7)).as("the packet, policy %s", policy.name()).isTrue();
      t.west.send(slot, t.alice, 8);
      t.east.send(t.east.only().slot(), t.bob, 9);
      t.pass(SECOND);
      assertThat(t.east.got(8)).isTrue();
      assertThat(t.west.got(9)).isTrue();
      assertThat(t.east.machine.seen()).hasSize(1);
    }
  }

  @Test
  void a_first_message_that_is_repeated_gives_the_host_its_packet_once() {
    for (Policy policy : List.of(LAX, STRICT)) {
      TwoEdges t = new TwoEdges(LAX, policy);
      t.lost = m -> m.first(ElementType.SESSION_IDENTITY).isPresent() && t.now < 1002 * SECOND;
      int slot = t.bindBob();
      t.west.send(slot, t.alice, 7);
      t.pass(5 * SECOND);
      assertThat(t.west.installed).containsKey(slot);
      assertThat(t.east.toHost).containsExactly(TwoEdges.packet(7));
    }
  }

  @Test
  void packets_that_come_during_set_up_are_held_and_follow() {
    TwoEdges t = new TwoEdges(LAX, STRICT);
    int slot = t.bindBob();
    for (int i = 1; i <= 7; i++) {
      t.west.send(slot, t.alice, i);
    }
    t.pass(SECOND);
    // The first went with the first message; of the others the last four.
    assertThat(t.east.toHost)
        .containsExactly(
            TwoEdges.packet(1),
            TwoEdges.packet(4),
            TwoEdges.packet(5),
            TwoEdges.packet(6),
            TwoEdges.packet(7));
  }

  @Test
  void without_an_answer_the_host_is_told_and_a_pause_made() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    t.lost = m -> true;
    int slot = t.bindBob();
    t.west.send(slot, t.alice, 7);
    t.pass(9 * SECOND);
    assertThat(t.west.count(EdgeEvent.SETUP_FAILED)).isOne();
    assertThat(t.west.refused)
        .singleElement()
        .satisfies(r -> assertThat(r.code()).isEqualTo(ResponseCode.HOST_NOT_AVAILABLE));
    t.lost = m -> false;
    t.pass(2 * SECOND);
    t.west.send(slot, t.alice, 8);
    t.pass(SECOND);
    assertThat(t.east.got(8)).isTrue();
  }

  @Test
  void a_set_up_finds_the_second_path_when_the_first_is_cut() {
    TwoEdges t = new TwoEdges(LAX, STRICT);
    t.cut.add(t.east.locals.getFirst());
    int slot = t.bindBob();
    t.west.send(slot, t.alice, 7);
    t.pass(5 * SECOND);
    assertThat(t.east.got(7)).isTrue();
    assertThat(t.west.only().target().path().remote().address()).isEqualTo(t.east.locals.get(1));
  }

  @Test
  void another_type_of_identity_is_asked_for_and_given() {
    TwoEdges t =
        new TwoEdges(LAX, LAX.withIdentityTypes(List.of(Identity.OPERATOR_ASSURED), 3, 60));
    int slot = t.bindBob();
    t.west.send(slot, t.alice, 7);
    t.pass(SECOND);
    assertThat(t.east.got(7)).isTrue();
    assertThat(t.east.sent.getFirst().first(ElementType.IDENTITY_TYPE, Operation.QUERY))
        .isPresent();
    assertThat(t.west.sent.get(1).source()).isEqualTo(Identity.parse("2=f1f2f3f4"));
    // What is assured is not shown longer than set-up takes.
    assertThat(t.east.only().peer().isSession()).isTrue();
    assertThat(t.west.only().local()).isEqualTo(t.east.only().peer());
  }

  @Test
  void who_has_no_identity_of_the_type_gives_up() {
    TwoEdges t = new TwoEdges(LAX, LAX.withIdentityTypes(List.of(Identity.CERTIFICATE), 2, 60));
    int slot = t.bindBob();
    for (int i = 0; i < 3; i++) {
      t.west.send(slot, t.alice, 7);
      t.pass(31 * SECOND);
    }
    assertThat(t.east.count(EdgeEvent.COOKIE_SENT)).isEqualTo(3);
    assertThat(t.west.refused).hasSize(3);
    assertThat(t.east.machine.seen()).isEmpty();
  }

  @Test
  void an_identity_the_authority_does_not_know_is_refused() {
    Policy assured = LAX.withIdentityTypes(List.of(2), 0, 0).withChecks(Set.of(Check.ASSURANCE));
    for (boolean known : new boolean[] {true, false}) {
      TwoEdges t = new TwoEdges(LAX, assured);
      t.east.authority = id -> known && id.equals(Identity.parse("2=f1f2f3f4"));
      int slot = t.bindBob();
      t.west.send(slot, t.alice, 7);
      t.pass(SECOND);
      assertThat(t.east.got(7)).isEqualTo(known);
      assertThat(t.west.refused).hasSize(known ? 0 : 1);
    }
  }

  @Test
  void a_second_caller_of_a_telephone_is_told_that_it_is_busy() {
    Policy telephone = LAX.withLimit(new FlowLimit(1, ResponseCode.APPLICATION_BUSY, 5));
    TwoEdges t = new TwoEdges(LAX, telephone);
    t.open();
    int good = t.east.count(EdgeEvent.COOKIE_GOOD);
    int second = t.bindBob();
    t.west.send(second, t.alice, 9);
    t.pass(SECOND);
    assertThat(t.east.got(9)).isFalse();
    assertThat(t.west.refused)
        .singleElement()
        .satisfies(r -> assertThat(r.code()).isEqualTo(ResponseCode.APPLICATION_BUSY));
    // Nobody is told before it has shown that its address is its own.
    assertThat(t.east.count(EdgeEvent.COOKIE_GOOD)).isEqualTo(good + 1);
  }

  @Test
  void where_the_identity_can_be_checked_is_asked_for_and_told_and_checked_there() {
    Policy asks =
        Policy.strict("certified")
            .withRequired(EnumSet.of(ElementType.NAME, ElementType.CERTIFICATION_ADDRESS))
            .withChecks(EnumSet.of(Check.RETURN_ROUTABILITY, Check.ASSURANCE));
    Value.Endpoint home = new Value.Endpoint(255, 0, "hss.west.example");
    Host plain = TwoEdges.host("alice.west.example", "0a00000000aa", Policy.lax("lax"));
    Host alice =
        new Host(
            plain.name(),
            plain.identities(),
            plain.ipv4(),
            plain.ipv6(),
            Optional.of(home),
            plain.policy());
    TwoEdges t =
        new TwoEdges(
            alice,
            TwoEdges.host("bob.east.example", "0b00000000bb", asks),
            EdgeSettings.of(List.of()));
    t.open();
    assertThat(t.east.sent.getFirst().first(ElementType.CERTIFICATION_ADDRESS, Operation.QUERY))
        .isPresent();
    assertThat(t.east.authorities).containsExactly(home);
    // Who has none to tell is refused by its own edge.
    TwoEdges u =
        new TwoEdges(
            plain,
            TwoEdges.host("bob.east.example", "0b00000000bb", asks),
            EdgeSettings.of(List.of()));
    u.west.send(u.bindBob(), u.alice, 1);
    u.pass(SECOND);
    assertThat(u.west.refused).isNotEmpty();
    assertThat(u.east.machine.seen()).isEmpty();
  }

  @Test
  void a_host_whose_identity_or_rlocs_change_in_the_dns_is_reached_when_it_is_asked_for_again() {
    TwoEdges t = new TwoEdges(LAX, STRICT);
    int slot = t.west.slots.take(t.now).orElseThrow();
    Destination before =
        new Destination(
            t.bob.name(),
            Identity.parse("0b0000000001"),
            TwoEdges.rlocs(List.of("198.51.100.77"), 1));
    t.west.on(new EdgeInput.Bound(slot, t.alice, before));
    t.west.send(slot, t.alice, 1);
    t.pass(20 * SECOND);
    assertThat(t.east.machine.seen()).isEmpty();
    t.west.on(new EdgeInput.Bound(slot, t.alice, t.bobInDns()));
    t.west.send(slot, t.alice, 2);
    t.pass(SECOND);
    assertThat(t.east.got(2)).isTrue();
    assertThat(t.west.machine.seen().getFirst().rlocs())
        .noneMatch(r -> r.rloc().toString().contains("198.51.100.77"));
  }

  @Test
  void an_rloc_with_a_port_can_return_a_cookie_and_its_path_lives() {
    for (Policy policy : List.of(LAX, STRICT)) {
      TwoEdges t = new TwoEdges(LAX, policy);
      int slot = t.west.slots.take(t.now).orElseThrow();
      Destination bob =
          new Destination(
              t.bob.name(),
              t.bob.identities().getFirst(),
              List.of(new Rloc(1, 1, new Locator.Ip(IpAddress.parse("198.51.100.1"), 48001))));
      t.west.on(new EdgeInput.Bound(slot, t.alice, bob));
      for (int k = 0; k < 100; k++) {
        t.west.send(slot, t.alice, 5 + k);
        t.pass(SECOND / 10);
      }
      assertThat(t.east.got(5)).isTrue();
      assertThat(t.east.got(104)).isTrue();
      assertThat(t.west.count(EdgeEvent.PATH_DIED)).isZero();
      assertThat(t.west.count(EdgeEvent.SETUP_FAILED)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 400, 1500})
  void who_is_slow_and_tries_another_path_meanwhile_has_one_session_all_the_same(int checkMillis) {
    TwoEdges t = new TwoEdges(TwoEdges.LAX, Policy.strict("strict"));
    t.latency = 400 * TwoEdges.MILLI;
    t.checkNanos = checkMillis * TwoEdges.MILLI;
    int slot = t.bindBob();
    t.west.send(slot, t.alice, 1);
    t.pass(8 * TwoEdges.SECOND);
    assertThat(t.east.count(EdgeEvent.COOKIE_GOOD)).isGreaterThan(1);
    assertThat(t.east.count(EdgeEvent.ADMITTED)).isEqualTo(1);
    assertThat(t.east.machine.size()).isEqualTo(1);
    t.east.send(t.east.only().slot(), t.bob, 2);
    t.west.send(slot, t.alice, 3);
    t.pass(TwoEdges.SECOND);
    assertThat(t.west.got(2)).isTrue();
    assertThat(t.east.got(3)).isTrue();
  }
}
