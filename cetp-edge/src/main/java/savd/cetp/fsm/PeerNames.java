package savd.cetp.fsm;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the peers of sessions are called towards our hosts, which believe it: reverse look-ups
 * decide who may log in. So a name is told that was checked when the session was set up, or that
 * the DNS says belongs to the peer's RLOC; nothing else.
 */
final class PeerNames {
  private static final int MAX_CHECKS = 256;

  private record Claim(Session session, String name) {}

  private final EdgeMachine machine;
  private final Map<Long, Claim> checks =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Claim> eldest) {
          return size() > MAX_CHECKS;
        }
      };

  PeerNames(EdgeMachine machine) {
    this.machine = machine;
  }

  /** Somebody wants to know; {@code s} is null where nobody has the slot. */
  void wanted(int slot, Session s, long now) {
    if (s == null || s.nameIsChecked || !s.isEstablished()) {
      tell(slot, s != null && s.nameIsChecked ? s.peerName : "");
    } else if (s.peerName.isEmpty()) {
      s.nameWanted = true;
      machine.talk.askName(s, now);
    } else {
      check(s);
    }
  }

  /** The peer says what it is called. */
  void claimed(Session s, String name) {
    if (s.nameIsChecked) {
      return;
    }
    s.peerName = name;
    if (s.nameWanted) {
      s.nameWanted = false;
      check(s);
    }
  }

  private void check(Session s) {
    long ticket = machine.newTicket();
    checks.put(ticket, new Claim(s, s.peerName));
    machine.emit(new EdgeAction.CheckName(ticket, s.peerName, s.target.path()));
  }

  /** A check has an outcome; false when it was none of ours. */
  boolean checked(EdgeInput.Checked c) {
    Claim claim = checks.remove(c.ticket());
    if (claim == null) {
      return false;
    }
    Session s = claim.session;
    if (!s.removed) {
      s.nameIsChecked = c.outcome() == CheckOutcome.GOOD && s.peerName.equals(claim.name);
      tell(s.slot, s.nameIsChecked ? s.peerName : "");
    }
    return true;
  }

  private void tell(int slot, String name) {
    machine.emit(new EdgeAction.Named(slot, name));
  }
}
