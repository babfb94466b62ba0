package savd.cetp.fsm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sets sessions up anew whose peer knows nothing of them any more, as when its edge was killed and
 * begins anew: nobody says so, as an edge answers nothing it does not know. A session of ours that
 * sends and hears nothing is asked about, and then a successor knocks while the session goes on. If
 * the path was only cut, the session answers as soon as the door does: each knock has a question of
 * the session before it on the same path. Whoever answers first stays, and the session keeps its
 * proxy address at the peer, and with it what hosts have open, unless the peer has lost it.
 */
final class Renewal {
  private static final long LOOK_NANOS = 500_000_000L;
  private static final long PAUSE_NANOS = 2_000_000_000L;

  /** Unheard for so long while sending, over a path that is dead or one that is not. */
  private static final long DEAD_NANOS = 1_000_000_000L;

  private static final long SILENT_NANOS = 4_000_000_000L;

  /** Whose host has not sent for so long need not be renewed. */
  private static final long WANTED_NANOS = 30_000_000_000L;

  private static final int QUESTIONS = 3;

  /** As many an edge listens to from one source, with cookies, in the time of a look. */
  private static final int MOST_AT_ONCE = 50;

  /** What is under way for a session. */
  private static final class Doubt {
    private final long sinceNanos;
    private int questions;
    private Session successor;
    private long nextNanos;

    Doubt(long now) {
      sinceNanos = now;
      nextNanos = now;
    }
  }

  private final EdgeMachine machine;
  private final Map<Session, Doubt> doubts = new LinkedHashMap<>();
  private long lookNanos = Long.MIN_VALUE;
  private int begun;

  Renewal(EdgeMachine machine) {
    this.machine = machine;
  }

  /** Looks at all sessions, now and then. Paths in use see to it that time passes often enough. */
  void passTime(long now) {
    if (lookNanos != Long.MIN_VALUE && lookNanos - now > 0) {
      return;
    }
    lookNanos = now + LOOK_NANOS;
    SlotTimes times = machine.times;
    for (int slot = 0; slot < machine.slots.size(); slot++) {
      if (times.sent(slot) - times.received(slot) > DEAD_NANOS) {
        Session s = machine.session(slot);
        if (s != null && isUnheard(s)) {
          doubts.computeIfAbsent(s, unheard -> new Doubt(now));
        }
      }
    }
    begun = 0;
    for (Map.Entry<Session, Doubt> e : List.copyOf(doubts.entrySet())) {
      look(e.getKey(), e.getValue(), now);
    }
  }

  private boolean isUnheard(Session s) {
    return s.state == Session.State.OPEN
        && s.role == Session.Role.OUTBOUND
        && s.target != null
        && machine.times.sent(s.slot) - heardNanos(s)
            > (s.target.isDead() ? DEAD_NANOS : SILENT_NANOS);
  }

  private long heardNanos(Session s) {
    long data = machine.times.received(s.slot);
    long control = s.keepAlive.receivedNanos();
    return data - control > 0 ? data : control;
  }

  private void look(Session s, Doubt d, long now) {
    boolean wanted = now - machine.times.sent(s.slot) < WANTED_NANOS;
    if (s.removed || s.state != Session.State.OPEN || isHeard(s, d) || !wanted) {
      settle(s);
    } else if (!s.target.isDead() && d.questions < QUESTIONS) {
      d.questions++;
      machine.talk.probe(s, s.target.path());
    } else if (d.successor == null && d.nextNanos - now <= 0 && begun < MOST_AT_ONCE) {
      begun++;
      begin(s, d, now);
    }
  }

  private boolean isHeard(Session s, Doubt d) {
    return heardNanos(s) - d.sinceNanos > 0;
  }

  private void begin(Session s, Doubt d, long now) {
    Session next = machine.outset.session(s.slot, s.host, s.destination, now);
    next.predecessor = s;
    d.successor = next;
    machine.addSuccessor(next);
    machine.outset.begin(next, Session.NOTHING, now);
    if (next.state == Session.State.BOUND && !next.removed) {
      // Too many are under way.
      failed(next, 0, now);
    }
    machine.queue(next);
  }

  /** Something has come in for a session. */
  void heard(Session s) {
    if (!doubts.isEmpty()) {
      settle(s);
    }
  }

  /** The session stays, or has ended by itself. */
  private void settle(Session s) {
    Doubt d = doubts.remove(s);
    if (d != null && d.successor != null) {
      machine.outset.abandon(d.successor);
      machine.drop(d.successor);
    }
  }

  /** A successor got no answer, or none that helps. */
  void failed(Session successor, long pauseNanos, long now) {
    machine.drop(successor);
    Doubt d = doubts.get(successor.predecessor);
    if (d != null) {
      d.successor = null;
      d.nextNanos = now + Math.max(PAUSE_NANOS, pauseNanos);
    }
  }

  /** A successor was let in. False when it is not needed any more. */
  boolean succeeds(Session successor, long now) {
    Session old = successor.predecessor;
    successor.predecessor = null;
    Doubt d = doubts.remove(old);
    if (old.removed || d == null || isHeard(old, d)) {
      machine.drop(successor);
      return false;
    }
    machine.emit(new EdgeAction.Remove(old.slot, old.localSession));
    machine.count(EdgeEvent.RENEWED, old.target.path());
    machine.drop(old);
    machine.replace(successor, now);
    return true;
  }
}
