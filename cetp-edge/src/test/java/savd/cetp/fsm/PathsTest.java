package savd.cetp.fsm;

import static org.assertj.core.api.Assertions.assertThat;
import static savd.cetp.fsm.Forger.SOMEWHERE;
import static savd.cetp.fsm.Forger.from;
import static savd.cetp.fsm.TwoEdges.LAX;
import static savd.cetp.fsm.TwoEdges.MILLI;
import static savd.cetp.fsm.TwoEdges.SECOND;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import savd.cetp.message.Element;
import savd.cetp.message.ElementType;
import savd.cetp.message.Identity;
import savd.cetp.message.Locator;
import savd.cetp.message.Message;
import savd.cetp.message.Operation;
import savd.cetp.message.Rloc;
import savd.cetp.message.Value;
import savd.cetp.policy.Policy;
import savd.cetp.wire.MessageEncoder;
import savd.net.IpAddress;
import savd.net.Ipv4Address;

/** What others say of their RLOCs, and what that does to the paths of everybody else. */
class PathsTest {
  private static Rloc rloc(int order, IpAddress address) {
    return new Rloc(order, order, new Locator.Ip(address, 0));
  }

  @Test
  void a_zone_that_names_anothers_rlocs_beside_its_own_does_not_speak_for_them() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    evil(t, 1, 9);
    int slot = t.bindBob();
    t.west.send(slot, t.alice, 1);
    t.pass(SECOND);
    // One way, as a log goes: only probes show that the path is there.
    for (int k = 0; k < 200; k++) {
      t.west.send(slot, t.alice, 50 + k);
      t.pass(50 * MILLI);
    }
    assertThat(t.west.count(EdgeEvent.PATH_DIED)).isZero();
    assertThat(t.west.count(EdgeEvent.PATH_SWITCHED)).isZero();
    // And a path that is cut is found out all the same.
    t.cut.add(t.east.locals.getFirst());
    for (int k = 0; k < 60; k++) {
      t.west.send(slot, t.alice, 500 + k);
      t.pass(50 * MILLI);
    }
    assertThat(t.east.got(559)).isTrue();
  }

  private static final IpAddress MALLORY = IpAddress.parse("192.88.99.7");

  /** A session of alice's with a host whose zone names east's RLOCs beside its own. */
  private static Session evil(TwoEdges t, int ownOrder, int eastsOrder) {
    int evil = t.west.slots.take(t.now).orElseThrow();
    List<Rloc> named = new ArrayList<>(List.of(rloc(ownOrder, MALLORY)));
    t.east.locals.forEach(a -> named.add(rloc(eastsOrder, a)));
    t.west.on(
        new EdgeInput.Bound(
            evil,
            t.alice,
            new Destination("m.evil.example", Identity.parse("0e0e0e0e0e0e"), named)));
    t.west.send(evil, t.alice, 3);
    // Over both of east's paths first, where those are said to be better.
    t.pass(ownOrder > eastsOrder ? 4 * SECOND : MILLI);
    Session s = t.west.machine.session(evil);
    say(
        t,
        s,
        MALLORY,
        Element.of(
            ElementType.SESSION_IDENTITY,
            Operation.RELIABLE_RESPONSE,
            3,
            new Value.Session(Identity.session(4242))));
    t.pass(100 * MILLI);
    assertThat(s.state).isEqualTo(Session.State.OPEN);
    return s;
  }

  /** Mallory says something in her session, from whatever address. */
  private static void say(TwoEdges t, Session s, IpAddress from, Element... elements) {
    t.west.receive(
        new Path(t.west.locals.getFirst(), new Locator.Ip(from, 0)),
        elements.length > 0
            ? Forger.control(s.peer(), s.localSession, elements)
            : MessageEncoder.encode(
                new Message(s.peer(), s.localSession, List.of(), TwoEdges.packet(666))));
  }

  @Test
  void who_names_anothers_rloc_and_forges_its_address_does_not_keep_a_cut_path_alive() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    Session evil = evil(t, 1, 9);
    int slot = t.open();
    IpAddress first = t.east.locals.getFirst();
    assertThat(t.west.installed.get(slot).target().path().remote().address()).isEqualTo(first);
    t.cut.add(first);
    int lastLost = 0;
    for (int k = 0; k < 100; k++) {
      say(t, evil, first);
      say(t, evil, first, Element.query(ElementType.TIME_TO_LIVE, 1 + k % 15));
      t.west.send(slot, t.alice, 1000 + k);
      t.pass(50 * MILLI);
      lastLost = t.east.got(1000 + k) ? lastLost : k;
    }
    assertThat(t.west.got(666)).as("what mallory forged came in").isTrue();
    assertThat(lastLost).isLessThan(60);
  }

  @Test
  void who_names_anothers_rloc_does_not_say_how_large_packets_may_be_there() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    t.deviceMtu = 1500;
    t.narrowMtu = 1300;
    Session evil = evil(t, 1, 9);
    int slot = t.open();
    for (int k = 0; k < 600; k++) {
      say(
          t,
          evil,
          t.east.locals.getFirst(),
          Element.of(
              ElementType.PROBE, Operation.RESPONSE, 1 + k % 15, new Value.Probe(1500 - 28, 0)));
      t.west.send(slot, t.alice, 1000 + k);
      t.pass(50 * MILLI);
    }
    assertThat(t.west.installed.get(slot).target().probedMtu).isBetween(1292, 1300);
  }

  @Test
  void who_names_anothers_rlocs_as_the_better_ones_does_not_have_them_suspected() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    int slot = t.open();
    t.lost = m -> m.destination().equals(Identity.parse("0e0e0e0e0e0e"));
    Session evil = evil(t, 9, 1);
    for (int k = 0; k < 100; k++) {
      t.west.send(slot, t.alice, 1000 + k);
      t.pass(50 * MILLI);
    }
    assertThat(t.west.count(EdgeEvent.PATH_SWITCHED)).isZero();
    assertThat(t.west.count(EdgeEvent.PATH_DIED)).isZero();
    // Its packets go where it was answered.
    assertThat(evil.target.path().remote().address()).isEqualTo(MALLORY);
  }

  private static void tellRlocs(TwoEdges t, List<Rloc> rlocs, int tag) {
    EdgeAction.Install i = t.east.only();
    t.east.receive(
        i.target().path(),
        Forger.control(
            i.peer(),
            i.local(),
            Element.rlocs(
                ElementType.IPV4_RLOCS, Operation.RELIABLE_RESPONSE, 1 + tag % 15, rlocs)));
  }

  private static List<Rloc> sixteen(int first) {
    List<Rloc> rlocs = new ArrayList<>();
    for (int k = 0; k < 16; k++) {
      rlocs.add(rloc(20, new Ipv4Address(first + k)));
    }
    return rlocs;
  }

  @Test
  void an_rloc_that_a_peer_tells_again_and_again_is_seldom_asked_for_a_cookie() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    t.open();
    int before = t.east.sent.size();
    long received = t.east.receivedOctets;
    for (int k = 0; k < 600; k++) {
      tellRlocs(t, sixteen(SOMEWHERE), k);
      t.pass(SECOND / 10);
    }
    long cookies =
        t.east.sent.subList(before, t.east.sent.size()).stream()
            .filter(m -> m.first(ElementType.COOKIE).isPresent())
            .count();
    // A minute of it: some tries each.
    assertThat(cookies).isPositive().isLessThan(16 * 3 * Exchanges.TRIES);
    assertThat(t.east.receivedOctets - received).isGreaterThan(60_000);
  }

  @Test
  void rlocs_that_have_proved_nothing_are_nobodys_paths_but_the_sessions() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    t.open();
    tellRlocs(t, sixteen(SOMEWHERE), 1);
    for (int k = 0; k < 16; k++) {
      assertThat(t.east.machine.paths.isUsed(from(t, SOMEWHERE + k))).isFalse();
    }
    assertThat(t.east.only().accepted()).hasSizeGreaterThan(16);
    assertThat(t.east.machine.paths.isUsed(from(t, t.west.locals.getFirst()))).isTrue();
    t.east.on(new EdgeInput.Close(t.east.only().slot()));
    assertThat(t.east.machine.paths.isUsed(from(t, t.west.locals.getFirst()))).isFalse();
    assertThat(t.east.machine.paths.deadline()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void a_session_that_the_far_side_has_lost_does_not_keep_the_paths_mtu_from_being_found() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    t.deviceMtu = 1500;
    int first = t.open();
    int second = t.bindBob();
    t.west.send(second, t.alice, 1);
    t.pass(SECOND);
    Identity lost = t.west.installed.get(first).local();
    t.east.machine.sessions().stream()
        .filter(s -> lost.equals(s.peerSession) || lost.equals(s.peerInitial))
        .toList()
        .forEach(t.east.machine::drop);
    assertThat(t.east.machine.size()).isEqualTo(1);
    t.narrowMtu = 1300;
    // Both ways: nothing has the path asked whether it is there, and somebody answer.
    int atEast = t.east.machine.sessions().iterator().next().slot;
    for (int i = 0; i < 600; i++) {
      t.west.send(second, t.alice, 100 + i);
      t.east.send(atEast, t.bob, 100 + i);
      t.pass(50 * MILLI);
    }
    assertThat(t.west.installed.get(second).target().probedMtu).isBetween(1292, 1300);
  }

  /** Slow ones try both paths, and have to prove themselves on each. */
  @ParameterizedTest
  @CsvSource({"lax, 10", "lax, 400", "strict, 10", "strict, 400"})
  void whenever_a_path_was_proved_its_end_is_found_out_by_both_sides(String policy, int millis) {
    TwoEdges t = new TwoEdges(LAX, policy.equals("lax") ? LAX : Policy.strict(policy));
    t.latency = millis * MILLI;
    int slot = t.bindBob();
    t.west.send(slot, t.alice, 1);
    t.pass(5 * SECOND);
    int east = t.east.only().slot();
    int mark = 1000;
    for (IpAddress cut : List.of(t.east.locals.getFirst(), t.east.locals.getLast())) {
      t.cut.clear();
      t.pass(10 * SECOND);
      t.cut.add(cut);
      for (int k = 0; k < 60; k++, mark++) {
        t.west.send(slot, t.alice, mark);
        t.east.send(east, t.bob, mark);
        t.pass(100 * MILLI);
      }
      t.pass(2 * SECOND);
      assertThat(t.east.got(mark - 1)).as("west to east without %s", cut).isTrue();
      assertThat(t.west.got(mark - 1)).as("east to west without %s", cut).isTrue();
      assertThat(t.west.only().target()).isSameAs(t.west.machine.session(slot).target);
      assertThat(t.west.machine.paths.isUsed(t.west.only().target().path())).isTrue();
      assertThat(t.east.machine.paths.isUsed(t.east.only().target().path())).isTrue();
    }
  }
}
