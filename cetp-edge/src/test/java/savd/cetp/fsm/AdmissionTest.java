package savd.cetp.fsm;

import static org.assertj.core.api.Assertions.assertThat;
import static savd.cetp.fsm.Forger.SOMEWHERE;
import static savd.cetp.fsm.Forger.fill;
import static savd.cetp.fsm.Forger.name;
import static savd.cetp.fsm.Forger.rlocs;
import static savd.cetp.fsm.TwoEdges.LAX;
import static savd.cetp.fsm.TwoEdges.SECOND;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import savd.cetp.message.Identity;
import savd.cetp.message.ResponseCode;
import savd.cetp.policy.Check;
import savd.cetp.policy.FlowLimit;
import savd.cetp.policy.Policy;
import savd.cetp.policy.SourceRule;
import savd.net.Prefix;

/** The admission examples of the slides, as policies. */
class AdmissionTest {
  private static final SourceRule NOBODY_ELSE =
      new SourceRule(Optional.empty(), Optional.empty(), Optional.empty(), false, Set.of());

  private static SourceRule from(String prefix, String name) {
    return new SourceRule(
        Optional.of(Prefix.parse(prefix)),
        Optional.of(name),
        Optional.empty(),
        true,
        Set.of(Check.RETURN_ROUTABILITY));
  }

  private static boolean admits(Policy bob) {
    TwoEdges t = new TwoEdges(LAX, bob);
    int slot = t.bindBob();
    t.west.send(slot, t.alice, 7);
    t.pass(SECOND);
    boolean admitted = t.east.got(7);
    assertThat(t.west.refused).hasSize(admitted ? 0 : 1);
    assertThat(t.west.refused)
        .allSatisfy(r -> assertThat(r.code()).isEqualTo(ResponseCode.DENIED_BY_POLICY));
    return admitted;
  }

  @Test
  void limited_access_takes_the_rloc_and_the_name_and_believes_neither_unchecked() {
    assertThat(admits(LAX.withSources(List.of(from("192.0.2.0/24", ".west.example"), NOBODY_ELSE))))
        .isTrue();
    assertThat(admits(LAX.withSources(List.of(from("192.0.2.0/24", ".else.example"), NOBODY_ELSE))))
        .isFalse();
    assertThat(admits(LAX.withSources(List.of(from("192.0.3.0/24", ".west.example"), NOBODY_ELSE))))
        .isFalse();
    TwoEdges t =
        new TwoEdges(
            LAX, LAX.withSources(List.of(from("192.0.2.0/24", "alice.west.example"), NOBODY_ELSE)));
    t.east.dns = n -> false;
    int slot = t.bindBob();
    t.west.send(slot, t.alice, 7);
    t.pass(SECOND);
    assertThat(t.east.got(7)).isFalse();
    assertThat(t.east.count(EdgeEvent.NAMING_CHECK_FAILED)).isOne();
  }

  @Test
  void own_devices_are_known_by_their_identity_and_the_authority_vouches() {
    Identity mine = Identity.parse("2=f1f2f3f4");
    SourceRule own =
        new SourceRule(Optional.empty(), Optional.empty(), Optional.of(mine), true, Set.of());
    Policy policy =
        LAX.withIdentityTypes(List.of(2), 0, 60)
            .withChecks(Set.of(Check.RETURN_ROUTABILITY, Check.ASSURANCE))
            .withSources(List.of(own, NOBODY_ELSE));
    assertThat(admits(policy)).isTrue();
    SourceRule other =
        new SourceRule(
            Optional.empty(),
            Optional.empty(),
            Optional.of(Identity.parse("2=0102")),
            true,
            Set.of());
    assertThat(admits(policy.withSources(List.of(other, NOBODY_ELSE)))).isFalse();
  }

  @Test
  void with_call_waiting_the_third_caller_is_told_that_it_is_busy() {
    TwoEdges t =
        new TwoEdges(LAX, LAX.withLimit(new FlowLimit(2, ResponseCode.APPLICATION_BUSY, 5)));
    for (int n = 1; n <= 3; n++) {
      t.west.send(t.bindBob(), t.alice, n);
      t.pass(SECOND);
      assertThat(t.east.got(n)).isEqualTo(n < 3);
    }
    assertThat(t.west.refused)
        .singleElement()
        .satisfies(r -> assertThat(r.code()).isEqualTo(ResponseCode.APPLICATION_BUSY));
    // A call ends: the next one gets through, after the pause it was told to make.
    t.east.on(new EdgeInput.Close(t.east.machine.seen().getFirst().slot()));
    t.pass(6 * SECOND);
    t.west.send(t.bindBob(), t.alice, 4);
    t.pass(SECOND);
    assertThat(t.east.got(4)).isTrue();
  }

  @Test
  void a_failed_rloc_is_not_used_and_who_keeps_its_name_to_itself_is_not_admitted_by_name() {
    TwoEdges t = new TwoEdges(LAX.withoutName(), Policy.strict("strict"));
    int slot = t.bindBob();
    t.west.send(slot, t.alice, 7);
    t.pass(SECOND);
    assertThat(t.east.got(7)).isFalse();
    assertThat(t.west.refused).hasSize(1);
    TwoEdges u = new TwoEdges(LAX, LAX);
    u.open();
    u.west.on(
        new EdgeInput.OwnRlocs(
            List.of(
                TwoEdges.rlocs(List.of("192.0.2.1"), savd.cetp.message.Rloc.FAILED).getFirst(),
                TwoEdges.rlocs(List.of("192.0.2.1", "203.0.113.1"), 1).getLast())));
    u.pass(SECOND);
    assertThat(u.east.only().target().path().remote().address()).isEqualTo(u.west.locals.get(1));
  }

  private static final Policy ASSURED =
      LAX.withIdentityTypes(List.of(2), 3, 60).withChecks(Set.of(Check.RETURN_ROUTABILITY));

  @Test
  void who_insists_on_another_type_of_identity_is_ignored_after_some_tries_by_that_host() {
    Host bob = TwoEdges.host("bob.east.example", "0b00000000bb", ASSURED);
    Host carol = TwoEdges.host("carol.east.example", "0b00000000cc", LAX);
    TwoEdges t =
        new TwoEdges(
            TwoEdges.host("alice.west.example", "0a00000000aa", LAX),
            bob,
            EdgeSettings.of(List.of()));
    t.east.on(new EdgeInput.Hosts(List.of(bob, carol)));
    for (int k = 0; k < 5; k++) {
      Identity me = Identity.session(5000 + k);
      Identity to = bob.identities().getFirst();
      int before = t.east.sent.size();
      t.east.receive(Forger.from(t, SOMEWHERE), Forger.control(me, to, rlocs(SOMEWHERE), fill(40)));
      assertThat(t.east.sent).hasSize(k < 3 ? before + 1 : before);
      if (k < 3) {
        t.east.receive(
            Forger.from(t, SOMEWHERE),
            Forger.control(
                me, to, Forger.cookie(Forger.cookieFromEast(t)), rlocs(SOMEWHERE), fill(40)));
      }
    }
    assertThat(t.east.count(EdgeEvent.REFUSED)).isEqualTo(3);
    assertThat(t.east.count(EdgeEvent.IGNORED_SOURCE)).isEqualTo(2);
    // Carol takes anybody, also from there.
    t.east.receive(
        Forger.from(t, SOMEWHERE),
        Forger.control(
            Identity.session(1), carol.identities().getFirst(), rlocs(SOMEWHERE), fill(40)));
    assertThat(t.east.machine.size()).isOne();
  }

  @Test
  void set_ups_in_a_neighbours_name_do_not_have_it_ignored() {
    TwoEdges t = new TwoEdges(LAX, ASSURED);
    for (int k = 0; k < 50; k++) {
      for (var west : t.west.locals) {
        t.east.receive(
            Forger.from(t, west),
            Forger.control(
                Identity.session(5000 + k),
                t.bob.identities().getFirst(),
                rlocs(SOMEWHERE),
                fill(40)));
      }
    }
    t.west.send(t.bindBob(), t.alice, 7);
    t.pass(SECOND);
    assertThat(t.east.got(7)).isTrue();
  }

  @Test
  void a_flood_in_a_neighbours_name_does_not_keep_it_out() {
    TwoEdges t = new TwoEdges(LAX, Policy.strict("strict"));
    int slot = t.bindBob();
    t.west.send(slot, t.alice, 7);
    for (int k = 0; k < 5000; k++) {
      for (var west : t.west.locals) {
        t.east.receive(
            Forger.from(t, west),
            Forger.control(
                Identity.session(5000 + k),
                t.bob.identities().getFirst(),
                rlocs(SOMEWHERE),
                name("x.example"),
                fill(40)));
      }
      if (k % 50 == 0) {
        t.pass(TwoEdges.MILLI);
      }
    }
    assertThat(t.east.got(7)).isTrue();
    assertThat(t.east.sentOctets).isLessThanOrEqualTo(t.east.receivedOctets);
  }
}
