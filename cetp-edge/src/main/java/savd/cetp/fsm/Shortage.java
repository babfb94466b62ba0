package savd.cetp.fsm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Makes room when slots are short, for all, or for one host or one caller's edge: ends those of its
 * sessions in which nothing has been said for longest, before anybody is refused. None that has
 * been quiet for less than five minutes: that is what a NAT gives connections without an end (RFC
 * 4787, REQ-5), and what is left is a question of who came first.
 */
final class Shortage {
  static final long QUIET_NANOS = 300_000_000_000L;
  private static final long LOOK_NANOS = 1_000_000_000L;

  /** In one look. */
  private static final int MOST = 256;

  private final EdgeMachine machine;
  private long lookedNanos = Long.MIN_VALUE;

  Shortage(EdgeMachine machine) {
    this.machine = machine;
  }

  void passTime(long now) {
    if (lookedNanos != Long.MIN_VALUE && now - lookedNanos < LOOK_NANOS) {
      return;
    }
    lookedNanos = now;
    machine.slots.forget(now);
    EdgeSettings settings = machine.settings;
    boolean all = machine.slots.isShort();
    if (all || machine.slots.isShortForAny(settings.slotsOfHost(), settings.slotsOfSource())) {
      for (Session s : quietest(all, now)) {
        machine.ending.close(s, EdgeEvent.CLOSED_FOR_ROOM, now);
      }
    }
  }

  /** Those that have been quiet for longest, where slots are short. */
  private List<Session> quietest(boolean all, long now) {
    Comparator<Session> byLast = Comparator.comparingLong(s -> machine.times.last(s.slot) - now);
    PriorityQueue<Session> quietest = new PriorityQueue<>(byLast.reversed());
    for (Session s : machine.sessions()) {
      boolean quiet = now - machine.times.last(s.slot) >= QUIET_NANOS;
      if (quiet && s.state == Session.State.OPEN && (all || isShortFor(s))) {
        quietest.add(s);
        if (quietest.size() > MOST) {
          quietest.poll();
        }
      }
    }
    return new ArrayList<>(quietest);
  }

  private boolean isShortFor(Session s) {
    EdgeSettings settings = machine.settings;
    int most = s.role == Session.Role.OUTBOUND ? settings.slotsOfHost() : settings.slotsOfSource();
    return machine.slots.isShortFor(s.slot, most);
  }
}
