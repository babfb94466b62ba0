package savd.cetp.fsm;

import static org.assertj.core.api.Assertions.assertThat;
import static savd.cetp.fsm.Forger.SOMEWHERE;
import static savd.cetp.fsm.Forger.fill;
import static savd.cetp.fsm.Forger.from;
import static savd.cetp.fsm.Forger.name;
import static savd.cetp.fsm.Forger.rlocs;
import static savd.cetp.fsm.TwoEdges.LAX;
import static savd.cetp.fsm.TwoEdges.SECOND;

import java.util.List;
import org.junit.jupiter.api.Test;
import savd.cetp.message.Element;
import savd.cetp.message.ElementType;
import savd.cetp.message.Identity;
import savd.cetp.message.Octets;
import savd.cetp.message.Operation;
import savd.cetp.message.Payload;
import savd.cetp.message.ResponseCode;
import savd.cetp.message.Value;
import savd.cetp.policy.FlowLimit;
import savd.cetp.policy.Policy;

/**
 * By which identities a session goes, and when. Those of the set-up others may know: bob's from the
 * DNS, and alice's where it is of a kind that she has for ever.
 */
class IdentitiesTest {
  private static final Policy KNOWN_CALLERS = LAX.withIdentityTypes(List.of(2), 0, 60);
  private static final Identity ALICE = Identity.parse("2=f1f2f3f4");

  @Test
  void who_knows_what_a_session_was_set_up_with_gets_nothing_into_it() {
    for (Policy policy : List.of(LAX, KNOWN_CALLERS)) {
      TwoEdges t = new TwoEdges(LAX, policy);
      t.open();
      t.pass(6 * SECOND);
      Identity alice = t.east.machine.sessions().iterator().next().peerInitial;
      Path asWest = from(t, t.west.locals.getFirst());
      Identity bob = t.bob.identities().getFirst();
      Payload evil = Forger.packet(99);
      t.east.receive(asWest, Forger.message(alice, bob, evil));
      t.east.receive(asWest, Forger.control(alice, bob, name("bank.example")));
      t.east.receive(
          asWest,
          Forger.control(
              alice,
              bob,
              Element.of(ElementType.TIME_TO_LIVE, Operation.QUERY, 1, new Value.Seconds(0))));
      assertThat(t.east.toHost).doesNotContain(evil);
      Seen seen = t.east.machine.seen().getFirst();
      assertThat(seen.peerName()).doesNotContain("bank.example");
      assertThat(seen.state()).isEqualTo("open");
      assertThat(t.east.count(EdgeEvent.NO_SESSION)).isEqualTo(3);
    }
  }

  @Test
  void who_knows_only_one_identity_of_a_session_and_the_others_name_gets_nothing_into_it() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    t.open();
    t.pass(6 * SECOND);
    EdgeAction.Install i = t.west.only();
    Payload evil = Forger.packet(99);
    // To alice's session identity, from bob's identity of the DNS.
    t.west.receive(
        i.target().path(), Forger.message(t.bob.identities().getFirst(), i.local(), evil));
    assertThat(t.west.toHost).doesNotContain(evil);
  }

  @Test
  void the_data_plane_knows_a_session_by_no_identity_but_its_own() {
    TwoEdges t = new TwoEdges(LAX, Policy.strict("strict"));
    int slot = t.bindBob();
    t.west.send(slot, t.alice, 1);
    for (int k = 0; k < 200; k++) {
      t.pass(TwoEdges.MILLI);
      t.east.installed.values().forEach(i -> assertThat(i.local().isSession()).isTrue());
      assertThat(t.east.installed.values())
          .noneMatch(i -> i.local().equals(t.bob.identities().getFirst()));
    }
    assertThat(t.east.installed).hasSize(1);
  }

  @Test
  void a_host_whose_identity_is_of_another_kind_is_reached_like_any_other() {
    TwoEdges t =
        new TwoEdges(
            TwoEdges.host("alice.west.example", "3=00112233445566778899", LAX),
            TwoEdges.host("bob.east.example", "5=bob.east.example", Policy.strict("strict")),
            EdgeSettings.of(List.of()));
    t.open();
    assertThat(t.east.only().local().isSession()).isTrue();
    assertThat(t.west.only().local().isSession()).isTrue();
  }

  @Test
  void whose_edge_was_started_anew_gets_in_again_at_once_with_the_identity_it_has_for_ever() {
    TwoEdges t =
        new TwoEdges(
            LAX, KNOWN_CALLERS.withLimit(new FlowLimit(1, ResponseCode.APPLICATION_BUSY, 5)));
    int slot = t.open();
    t.pass(20 * SECOND);
    startWestAnew(t, slot);
    t.west.send(slot, t.alice, 50);
    t.pass(SECOND);
    assertThat(t.east.got(50)).isTrue();
    assertThat(t.east.machine.size()).isOne();
    t.east.send(t.east.only().slot(), t.bob, 51);
    t.pass(SECOND);
    assertThat(t.west.got(51)).isTrue();
    assertThat(t.east.slots.free()).isEqualTo(t.east.slots.size() - 1);
  }

  private static void startWestAnew(TwoEdges t, int slot) {
    t.west.installed.clear();
    t.west.with(RlocSigner.none());
    for (int k = 0; k < 7; k++) {
      // Others than before come next.
      t.west.machine.newIdentity();
    }
    t.west.on(new EdgeInput.Bound(slot, t.alice, t.bobInDns()));
  }

  @Test
  void whose_edge_moved_gets_in_and_the_old_session_ends_when_nobody_answers_there() {
    TwoEdges t = new TwoEdges(LAX, KNOWN_CALLERS);
    t.open();
    t.pass(20 * SECOND);
    int old = t.east.only().slot();
    t.cut.addAll(t.west.locals);
    setUpFromSomewhere(t);
    t.pass(3 * SECOND);
    assertThat(t.east.count(EdgeEvent.CLOSED_BY_PEER)).isOne();
    assertThat(t.east.machine.seen())
        .singleElement()
        .satisfies(s -> assertThat(s.slot()).isNotEqualTo(old));
  }

  /** In alice's name, with proof of the RLOC. */
  private static void setUpFromSomewhere(TwoEdges t) {
    Identity bob = t.bob.identities().getFirst();
    t.east.receive(from(t, SOMEWHERE), Forger.control(ALICE, bob, rlocs(SOMEWHERE), fill(40)));
    // Lax as the policy is: what there is already takes proof.
    assertThat(t.east.machine.size()).isOne();
    Octets cookie = Forger.cookieFromEast(t);
    t.east.receive(
        from(t, SOMEWHERE),
        Forger.control(ALICE, bob, Forger.cookie(cookie), rlocs(SOMEWHERE), fill(40)));
  }

  @Test
  void who_calls_itself_by_anothers_identity_elsewhere_ends_no_session() {
    TwoEdges t = new TwoEdges(LAX, KNOWN_CALLERS);
    int slot = t.open();
    t.pass(20 * SECOND);
    setUpFromSomewhere(t);
    t.pass(3 * SECOND);
    assertThat(t.east.count(EdgeEvent.FORGED_REVOCATION)).isOne();
    t.west.send(slot, t.alice, 50);
    t.pass(SECOND);
    assertThat(t.east.got(50)).isTrue();
  }

  @Test
  void one_forged_set_up_in_a_callers_name_does_not_keep_the_caller_out() {
    TwoEdges t = new TwoEdges(LAX, KNOWN_CALLERS);
    Identity bob = t.bob.identities().getFirst();
    for (int k = 0; k < 60; k++) {
      t.east.receive(from(t, SOMEWHERE), Forger.control(ALICE, bob, rlocs(SOMEWHERE), fill(40)));
      if (k == 10) {
        t.west.send(t.bindBob(), t.alice, 7);
      }
      t.pass(SECOND / 20);
    }
    assertThat(t.east.got(7)).isTrue();
    assertThat(t.west.installed).hasSize(1);
  }
}
