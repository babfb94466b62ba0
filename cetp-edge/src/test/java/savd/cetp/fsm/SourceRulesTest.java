package savd.cetp.fsm;

import static org.assertj.core.api.Assertions.assertThat;
import static savd.cetp.fsm.TwoEdges.SECOND;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import savd.cetp.policy.Policy;
import savd.net.IngressInterface;
import savd.net.IpAddress;

/** An edge beside source address validation: what that says of an RLOC's address counts. */
class SourceRulesTest {
  private static final IngressInterface UPSTREAM = new IngressInterface("up0");
  private static final IpAddress WEST = IpAddress.parse("192.0.2.1");
  private static final IpAddress WEST_TWO = IpAddress.parse("203.0.113.1");

  private static TwoEdges edges(Policy bob) {
    TwoEdges t =
        new TwoEdges(
            TwoEdges.host("alice.west.example", "0a00000000aa", Policy.lax("lax")),
            TwoEdges.host("bob.east.example", "0b00000000bb", bob),
            EdgeSettings.of(List.of()).withSourceCheck());
    t.east.ingress = Optional.of(UPSTREAM);
    return t;
  }

  @Test
  void who_may_come_in_there_gets_in_and_is_asked_about_once() {
    TwoEdges t = edges(Policy.strict("strict"));
    int[] asked = new int[1];
    t.east.rules =
        a -> {
          asked[0]++;
          return SourceVerdict.PERMITTED;
        };
    t.open();
    t.pass(20 * SECOND);
    // Two RLOCs of west's, each heard from.
    assertThat(asked[0]).isEqualTo(2);
    assertThat(t.east.machine.seen().getFirst().rlocs())
        .anyMatch(r -> r.heardOn().equals(Optional.of(UPSTREAM)) && !r.blocked());
  }

  @Test
  void a_source_that_the_rules_block_gets_no_state_and_after_the_first_time_no_answer() {
    TwoEdges t = edges(Policy.lax("lax"));
    t.east.rules = a -> SourceVerdict.BLOCKED;
    t.west.send(t.bindBob(), t.alice, 1);
    t.pass(SECOND / 4);
    assertThat(t.east.machine.seen()).isEmpty();
    int sent = t.east.sent.size();
    t.pass(10 * SECOND);
    assertThat(t.east.machine.seen()).isEmpty();
    assertThat(t.east.sent).hasSize(sent);
    assertThat(t.east.evidence.get("up0 source-blocked")).isGreaterThan(1);
    assertThat(t.east.got(1)).isFalse();
  }

  @Test
  void where_the_rules_are_only_watched_it_gets_in_and_is_counted() {
    TwoEdges t = edges(Policy.strict("strict"));
    t.east.rules = a -> SourceVerdict.SUSPECT;
    t.open();
    assertThat(t.east.evidence.get("up0 source-suspect")).isEqualTo(1);
  }

  @Test
  void a_second_rloc_that_the_rules_block_is_not_used() {
    TwoEdges t = edges(Policy.strict("strict"));
    t.east.rules = a -> a.equals(WEST_TWO) ? SourceVerdict.BLOCKED : SourceVerdict.PERMITTED;
    t.open();
    t.pass(SECOND);
    assertThat(t.east.machine.seen().getFirst().rlocs())
        .filteredOn(r -> r.blocked())
        .singleElement()
        .matches(r -> r.rloc().locator().toString().contains("203.0.113.1"));
    assertThat(t.east.only().accepted())
        .noneMatch(h -> h.path().remote().address().equals(WEST_TWO));
    assertThat(t.east.only().target().path().remote().address()).isEqualTo(WEST);
  }

  @Test
  void when_the_rules_change_the_session_leaves_the_rloc_and_comes_back_to_it() {
    TwoEdges t = edges(Policy.strict("strict"));
    t.open();
    t.pass(SECOND);
    t.east.rules = a -> a.equals(WEST) ? SourceVerdict.BLOCKED : SourceVerdict.PERMITTED;
    t.east.on(new EdgeInput.SourcesChanged());
    t.pass(SECOND);
    assertThat(t.east.only().target().path().remote().address()).isEqualTo(WEST_TWO);
    t.east.rules = a -> SourceVerdict.PERMITTED;
    t.east.on(new EdgeInput.SourcesChanged());
    t.pass(SECOND);
    assertThat(t.east.only().target().path().remote().address()).isEqualTo(WEST);
  }

  @Test
  void a_session_none_of_whose_rlocs_may_be_used_ends() {
    TwoEdges t = edges(Policy.strict("strict"));
    t.open();
    t.pass(SECOND);
    t.east.rules = a -> SourceVerdict.BLOCKED;
    t.east.on(new EdgeInput.SourcesChanged());
    t.pass(SECOND);
    assertThat(t.east.installed).isEmpty();
    assertThat(t.east.machine.seen()).isEmpty();
  }

  @Test
  void the_same_address_on_an_interface_where_it_cannot_be_takes_nothing_from_the_session() {
    TwoEdges t = edges(Policy.strict("strict"));
    t.open();
    t.pass(SECOND);
    IngressInterface other = new IngressInterface("peer0");
    t.east.ingress = Optional.of(other);
    t.east.rules = a -> SourceVerdict.BLOCKED;
    // West asks how east is, and that comes in by another interface.
    t.pass(70 * SECOND);
    assertThat(t.east.evidence.get("peer0 source-blocked")).isPositive();
    assertThat(t.east.evidence).doesNotContainKey("up0 source-blocked");
    assertThat(t.east.machine.seen().getFirst().rlocs())
        .allMatch(r -> !r.blocked() && r.heardOn().equals(Optional.of(UPSTREAM)));
  }

  @Test
  void an_answer_that_never_comes_lets_nobody_in_and_keeps_nobody_out_for_long() {
    TwoEdges t = edges(Policy.lax("lax"));
    t.west.send(t.bindBob(), t.alice, 1);
    // The question is answered when the rules are asked: here nobody ever does.
    t.east.rules =
        a -> {
          throw new AssertionError("asked after 5 s only");
        };
    t.deaf = true;
    t.pass(4 * SECOND);
    assertThat(t.east.machine.seen()).isEmpty();
    t.deaf = false;
    t.east.rules = a -> SourceVerdict.PERMITTED;
    t.pass(20 * SECOND);
    t.west.send(0, t.alice, 2);
    t.pass(2 * SECOND);
    assertThat(t.east.got(2)).isTrue();
  }
}
