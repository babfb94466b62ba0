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
import savd.cetp.message.Element;
import savd.cetp.message.ElementType;
import savd.cetp.message.Identity;
import savd.cetp.message.Locator;
import savd.cetp.message.Operation;
import savd.cetp.message.Rloc;
import savd.cetp.message.Value;
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
    IpAddress mallory = IpAddress.parse("192.88.99.7");
    int evil = t.west.slots.take(t.now).orElseThrow();
    t.west.on(
        new EdgeInput.Bound(
            evil,
            t.alice,
            new Destination(
                "m.evil.example",
                Identity.parse("0e0e0e0e0e0e"),
                List.of(
                    rloc(1, mallory),
                    rloc(9, t.east.locals.getFirst()),
                    rloc(9, t.east.locals.getLast())))));
    t.west.send(evil, t.alice, 3);
    Session s = t.west.machine.session(evil);
    t.west.receive(
        new Path(t.west.locals.getFirst(), new Locator.Ip(mallory, 0)),
        Forger.control(
            s.peerInitial,
            s.localInitial,
            Element.of(
                ElementType.SESSION_IDENTITY,
                Operation.RELIABLE_RESPONSE,
                3,
                new Value.Session(Identity.session(4242)))));
    t.pass(100 * MILLI);
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
}
