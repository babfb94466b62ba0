package savd.cetp.fsm;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A path in use, to an RLOC that is believed to be its sessions' peer's: who is on it, and who may
 * say that it lives.
 *
 * <p>Invariant: that a path lives is said by sessions alone whose peer has got something over it
 * that nobody else could know, and has said so. The DNS may name anyone's RLOCs, and whoever has a
 * session can send in it from any address; what comes over the path of others is noted in {@link
 * #hearsay}, which nobody looks at.
 */
final class UsedPath {
  /** How many sessions a path is probed for at a time. */
  static final int SPEAKERS = 3;

  private final PathHealth health;
  private final PathHealth hearsay;

  /** In the order in which they are to speak for it. */
  private final Set<Session> witnesses = new LinkedHashSet<>();

  /** Those that have yet to prove that their peer is there. */
  private final Set<Session> others = new LinkedHashSet<>();

  /** Those that were probed for last, and of them the one that was answered; null for none. */
  private List<Session> asked = List.of();

  private Session speaker;

  UsedPath(PathHealth health, long now) {
    this.health = health;
    hearsay = new PathHealth(health.path(), now);
  }

  PathHealth health() {
    return health;
  }

  Path path() {
    return health.path();
  }

  /** Where the data plane notes what it receives in a session. */
  PathHealth noted(Session s) {
    return s.hasProved(path()) ? health : hearsay;
  }

  void add(Session s) {
    if (s.hasProved(path())) {
      others.remove(s);
      witnesses.add(s);
    } else {
      others.add(s);
    }
  }

  void remove(Session s) {
    witnesses.remove(s);
    others.remove(s);
    speaker = speaker == s ? null : speaker;
  }

  boolean isEmpty() {
    return witnesses.isEmpty() && others.isEmpty();
  }

  /** Whether somebody speaks for it. */
  boolean isProved() {
    return !witnesses.isEmpty();
  }

  List<Session> sessions() {
    List<Session> all = new ArrayList<>(witnesses);
    all.addAll(others);
    return all;
  }

  /** Something of a session has come over it. */
  void received(Session s, long now) {
    if (!s.hasProved(path())) {
      return;
    }
    add(s);
    health.hear(now);
    if (asked.contains(s)) {
      speaker = s;
    }
  }

  /**
   * Who is to be probed for: the session that was answered last; where that is not answered, or
   * there is none, some others in turn, and one of those that have yet to prove something. The far
   * edge may have lost a session.
   */
  List<Session> toProbe() {
    boolean answers = speaker != null && health.misses() <= 1 && !health.isDead();
    if (answers && speaks(speaker)) {
      asked = List.of(speaker);
    } else {
      asked = inTurn(witnesses, others.isEmpty() ? SPEAKERS : SPEAKERS - 1);
      asked.addAll(inTurn(others, SPEAKERS - asked.size()));
    }
    for (Session s : asked) {
      Set<Session> kind = witnesses.remove(s) ? witnesses : others;
      kind.remove(s);
      kind.add(s);
    }
    return asked;
  }

  /**
   * Who asks something of the path the {@code turn}-th time: who was answered last, if anyone was,
   * then others; or null.
   */
  Session speaker(int turn) {
    List<Session> some = inTurn(witnesses, SPEAKERS);
    if (speaker != null && speaks(speaker)) {
      some.remove(speaker);
      some.addFirst(speaker);
    }
    return some.isEmpty() ? null : some.get(turn % some.size());
  }

  private boolean speaks(Session s) {
    return s.isEstablished() && s.rlocs.isVerified(path().remote());
  }

  /** The next few; those first whose packets take the path. */
  private List<Session> inTurn(Set<Session> kind, int most) {
    List<Session> using = new ArrayList<>(most);
    List<Session> rest = new ArrayList<>(most);
    for (Session s : kind) {
      if (using.size() == most) {
        break;
      }
      List<Session> to = s.target == health ? using : rest;
      if (to.size() < most && speaks(s)) {
        to.add(s);
      }
    }
    using.addAll(rest.subList(0, Math.min(rest.size(), most - using.size())));
    return using;
  }
}
