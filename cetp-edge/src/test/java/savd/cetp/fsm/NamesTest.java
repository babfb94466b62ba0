package savd.cetp.fsm;

import static org.assertj.core.api.Assertions.assertThat;
import static savd.cetp.fsm.Forger.SOMEWHERE;
import static savd.cetp.fsm.Forger.fill;
import static savd.cetp.fsm.Forger.from;
import static savd.cetp.fsm.Forger.name;
import static savd.cetp.fsm.Forger.rlocs;
import static savd.cetp.fsm.TwoEdges.LAX;
import static savd.cetp.fsm.TwoEdges.SECOND;

import org.junit.jupiter.api.Test;
import savd.cetp.message.Identity;
import savd.cetp.message.Octets;
import savd.cetp.policy.Policy;

/** What callers are called: reverse look-ups are believed by those who ask. */
class NamesTest {
  private static final Identity ME = Identity.parse("0c0c0c0c0c0c");
  private static final String MALLORY = "mallory.evil.example";
  private static final String BANK = "bank.partner.example";

  @Test
  void who_was_checked_by_one_name_is_not_called_by_another() {
    TwoEdges t = new TwoEdges(LAX, Policy.strict("strict"));
    t.east.dns = n -> n.equals(MALLORY);
    Identity bob = t.bob.identities().getFirst();
    Path mallory = from(t, SOMEWHERE);
    t.east.receive(
        mallory, Forger.control(ME, bob, rlocs(SOMEWHERE), name(MALLORY), name(BANK), fill(40)));
    Octets cookie = Forger.cookieFromEast(t);
    t.east.receive(
        mallory,
        Forger.control(
            ME, bob, Forger.cookie(cookie), rlocs(SOMEWHERE), name(MALLORY), name(BANK), fill(40)));
    t.pass(SECOND / 10);
    Session s = t.east.machine.sessions().iterator().next();
    t.east.receive(mallory, Forger.control(ME, s.localSession, name(BANK)));
    t.east.on(new EdgeInput.NameWanted(s.slot));
    assertThat(t.east.names).containsExactly(MALLORY);
    assertThat(t.east.machine.seen().getFirst().peerName()).isEqualTo(MALLORY);
  }

  @Test
  void a_name_that_nobody_has_checked_is_checked_before_it_is_told() {
    TwoEdges t = new TwoEdges(LAX, LAX);
    t.east.dns = n -> n.equals("alice.west.example");
    t.open();
    EdgeAction.Install i = t.east.only();
    assertThat(t.east.machine.seen().getFirst().peerName()).isEqualTo("alice.west.example?");
    t.east.receive(i.target().path(), Forger.control(i.peer(), i.local(), name(BANK)));
    t.east.on(new EdgeInput.NameWanted(i.slot()));
    t.pass(SECOND);
    t.east.receive(
        i.target().path(), Forger.control(i.peer(), i.local(), name("alice.west.example")));
    t.east.on(new EdgeInput.NameWanted(i.slot()));
    t.pass(SECOND);
    assertThat(t.east.names).containsExactly("", "alice.west.example");
    assertThat(t.east.machine.seen().getFirst().peerName()).isEqualTo("alice.west.example");
  }

  @Test
  void a_callers_word_that_it_is_somewhere_else_draws_nothing_there() {
    for (Policy policy : new Policy[] {LAX, Policy.strict("strict")}) {
      TwoEdges t = new TwoEdges(LAX, policy);
      Identity bob = t.bob.identities().getFirst();
      Path mallory = from(t, SOMEWHERE);
      int victim = SOMEWHERE + 0x10000;
      t.east.receive(mallory, Forger.control(ME, bob, rlocs(victim), name(MALLORY), fill(60)));
      if (policy != LAX) {
        Octets cookie = Forger.cookieFromEast(t);
        t.east.receive(
            mallory,
            Forger.control(ME, bob, Forger.cookie(cookie), rlocs(victim), name(MALLORY), fill(60)));
      }
      t.pass(SECOND / 10);
      Session s = t.east.machine.sessions().iterator().next();
      // The identity came to mallory; it comes back in the victim's name.
      t.east.receive(from(t, victim), Forger.message(ME, s.localSession, Forger.packet(20)));
      t.pass(SECOND / 10);
      assertThat(s.target.path()).isEqualTo(mallory);
      assertThat(s.rlocs.isVerified(from(t, victim).remote())).isFalse();
    }
  }
}
