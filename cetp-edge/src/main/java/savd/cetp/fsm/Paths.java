package savd.cetp.fsm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import savd.cetp.message.Locator;
import savd.cetp.message.Rloc;
import savd.net.IpAddress;

/**
 * The paths between this edge and others: which session is on which, which of them work. A path is
 * watched for all its sessions together: a probe on behalf of one of them tells for all.
 */
final class Paths {
  private static final long LOOK_NANOS = 100_000_000L;

  /** How many sessions a path is probed for at a time. */
  private static final int SPEAKERS = 3;

  /** Which of our addresses to take: the routed one, for the others mostly share its fate. */
  private enum Pass {
    ROUTED,
    ANY_LOCAL,
    DRAINED
  }

  /** A path in use, to an RLOC that has proved itself. */
  private static final class Used {
    private final PathHealth health;

    /** In the order in which they are to speak for it. */
    private final Set<Session> sessions = new LinkedHashSet<>();

    /** Those that were probed for last, and of them the one that was answered. */
    private List<Session> asked = List.of();

    private Session speaker;

    Used(PathHealth health) {
      this.health = health;
    }
  }

  private final EdgeMachine machine;
  private final LocalChoice locals;
  private final Map<Path, Used> used = new LinkedHashMap<>();
  private List<PathHealth> lastAccepted = List.of();
  private long lookNanos = Long.MAX_VALUE;

  Paths(EdgeMachine machine, LocalChoice locals) {
    this.machine = machine;
    this.locals = locals;
  }

  long deadline() {
    return used.isEmpty() ? Long.MAX_VALUE : lookNanos;
  }

  /** Paths to a remote RLOC, best first. */
  List<Path> towards(Locator remote) {
    List<Path> paths = new ArrayList<>(2);
    List<IpAddress> all = locals.towards(remote);
    if (remote instanceof Locator.Ethernet && all.size() > 1) {
      all = heardFirst(all, remote);
    }
    for (int drained = 0; drained < 2; drained++) {
      for (IpAddress local : all) {
        Path path = new Path(local, remote);
        if ((drained == 1) == isDrained(path)) {
          paths.add(path);
        }
      }
    }
    return paths;
  }

  /** No routing table says which device leads to a station: that does by which it was heard. */
  private List<IpAddress> heardFirst(List<IpAddress> all, Locator remote) {
    List<IpAddress> sorted = new ArrayList<>(all.size());
    for (IpAddress local : all) {
      Used u = used.get(new Path(local, remote));
      if (u != null && u.health.isHeard()) {
        sorted.addFirst(local);
      } else {
        sorted.add(local);
      }
    }
    return sorted;
  }

  private boolean isDrained(Path path) {
    for (Rloc r : machine.settings.rlocs()) {
      if (path.isFrom(r.locator())) {
        return r.preference() >= Rloc.DRAIN;
      }
    }
    return false;
  }

  /** Of the path; as long as its RLOC has proved nothing it is the session's own affair. */
  private PathHealth health(Path path, Session s, long now) {
    if (!s.rlocs.isVerified(path.remote())) {
      return s.unproven(path, now);
    }
    PathHealth before = s.proven(path);
    Used u = used.get(path);
    if (u == null) {
      u = new Used(before == null ? new PathHealth(path, now) : before);
      used.put(path, u);
    }
    if (lookNanos == Long.MAX_VALUE) {
      lookNanos = now + LOOK_NANOS;
    }
    u.sessions.add(s);
    return u.health;
  }

  /** Notes that something of a session came over a path. */
  void received(Session s, Path path, long now) {
    Used u = used.get(path);
    if (u != null) {
      u.health.hear(now);
      if (u.asked.contains(s)) {
        u.speaker = s;
      }
    }
  }

  void sent(Path path, long now) {
    Used u = used.get(path);
    if (u != null) {
      u.health.sentNanos = now;
    }
  }

  /** A set-up got no answer there, but elsewhere: not used before a probe is answered. */
  void suspect(Path path, Session s, long now) {
    health(path, s, now).suspect(now);
  }

  /** Sends there for now, where a message just came from. */
  void aim(Session s, Path path, long now) {
    heard(s, path, now);
    s.target = health(path, s, now);
  }

  /** Notes that something of a session came over a path that may be new. */
  void heard(Session s, Path path, long now) {
    health(path, s, now).hear(now);
  }

  /**
   * Chooses where the session sends, among what its peer has and what works; and tells the data
   * plane when anything is different from before.
   */
  void choose(Session s, long now) {
    List<PathHealth> accepted = new ArrayList<>(4);
    for (Locator remote : s.rlocs.all()) {
      for (Path p : towards(remote)) {
        accepted.add(health(p, s, now));
      }
    }
    PathHealth best = s.state == Session.State.HALF_OPEN ? s.target : best(s, now);
    if (best == null) {
      best = s.target;
      machine.count(EdgeEvent.NO_PATH, best == null ? null : best.path());
    }
    boolean same = !s.changed && best == s.target && accepted.equals(s.accepted);
    if (s.target != null && !best.path().equals(s.target.path())) {
      machine.count(EdgeEvent.PATH_SWITCHED, best.path());
    }
    List<PathHealth> before = s.accepted;
    s.target = best;
    s.accepted = shared(accepted);
    if (before != s.accepted) {
      before.stream().filter(h -> !s.accepted.contains(h)).forEach(h -> leave(s, h));
    }
    // Until the peer calls us by an identity of this session alone, the control plane carries it.
    boolean known = s.isEstablished() && s.isLocalSessionUsed();
    if (!same && best != null && s.state != Session.State.HALF_OPEN && known) {
      s.changed = false;
      machine.install(s);
    }
  }

  /** Sessions with the same edge, one after the other, have the same paths: one list for them. */
  private List<PathHealth> shared(List<PathHealth> accepted) {
    if (!accepted.equals(lastAccepted)) {
      lastAccepted = List.copyOf(accepted);
    }
    return lastAccepted;
  }

  private boolean takes(Pass pass, Path p, Path routed) {
    return switch (pass) {
      case ROUTED -> p.equals(routed) && !isDrained(p);
      case ANY_LOCAL -> !isDrained(p);
      case DRAINED -> true;
    };
  }

  /** The best living path; those as good as the first share the sessions. */
  private PathHealth best(Session s, long now) {
    PathHealth dead = null;
    for (Pass pass : Pass.values()) {
      List<PathHealth> equals = new ArrayList<>(2);
      Rloc first = null;
      for (Rloc r : s.rlocs.usable()) {
        if (first != null && (first.order() != r.order() || first.preference() != r.preference())) {
          break;
        }
        List<Path> towards = towards(r.locator());
        for (Path p : towards) {
          PathHealth h = health(p, s, now);
          if (takes(pass, p, towards.getFirst()) && !h.isDead()) {
            first = r;
            equals.add(h);
            break;
          }
          dead = dead == null ? h : dead;
        }
      }
      if (!equals.isEmpty()) {
        return equals.get(s.slot % equals.size());
      }
    }
    return dead;
  }

  void leave(Session s) {
    s.accepted.forEach(h -> leave(s, h));
    if (s.target != null) {
      leave(s, s.target);
    }
    if (used.isEmpty()) {
      lookNanos = Long.MAX_VALUE;
    }
  }

  private void leave(Session s, PathHealth health) {
    Used u = used.get(health.path());
    if (u == null) {
      return;
    }
    u.sessions.remove(s);
    u.speaker = u.speaker == s ? null : u.speaker;
    if (u.sessions.isEmpty()) {
      used.remove(health.path());
    }
  }

  /** Whether some session's peer has proved to be there. */
  boolean isUsed(Path path) {
    return used.containsKey(path);
  }

  void passTime(long now) {
    if (used.isEmpty() || lookNanos - now > 0) {
      return;
    }
    lookNanos = now + LOOK_NANOS;
    for (Used u : List.copyOf(used.values())) {
      switch (u.health.look(now, machine.settings)) {
        case FINE -> {}
        case PROBE, PROBE_DEAD -> probe(u);
        case DIED -> {
          machine.count(EdgeEvent.PATH_DIED, u.health.path());
          moveAll(u, now);
          probe(u);
        }
        case REVIVED -> {
          machine.count(EdgeEvent.PATH_REVIVED, u.health.path());
          moveAll(u, now);
        }
      }
      searchMtu(u, now);
    }
  }

  /** Sends what is to be sent to find out how large a packet the path takes. */
  private void searchMtu(Used u, long now) {
    PathHealth health = u.health;
    if (health.isDead() || !health.isUsed()) {
      return;
    }
    int size = health.search.look(now, health.sentNanos, () -> locals.mtu(health.path()));
    if (size > 0) {
      Session s = speaker(u, health.search.tries() - 1);
      if (s != null) {
        int octets = size - health.path().outsideOctets();
        machine.send(health.path(), MtuProbe.message(s, octets));
      }
    }
    learnMtu(health);
  }

  private void learnMtu(PathHealth health) {
    int fits = health.search.fits();
    if (fits != health.probedMtu) {
      boolean less = health.search.isNarrow() && (health.probedMtu == 0 || fits < health.probedMtu);
      health.probedMtu = fits;
      if (less) {
        machine.count(EdgeEvent.PATH_NARROW, health.path());
      }
    }
  }

  /** A message of so many octets has arrived at the other end of a path. */
  void arrived(Path path, int octets, long now) {
    Used u = used.get(path);
    if (u != null) {
      u.health.search.arrived(octets + path.outsideOctets(), now);
      learnMtu(u.health);
    }
  }

  private void moveAll(Used u, long now) {
    for (Session s : List.copyOf(u.sessions)) {
      if (s.isEstablished()) {
        choose(s, now);
        machine.talk.proveOthers(s, now);
        machine.queue(s);
      }
    }
  }

  /**
   * Probes for the session that was answered last; where that is not answered, or there is none,
   * for some others in turn. The far edge may have lost a session, or an RLOC be told that is
   * somebody else's: neither says anything of the path.
   */
  private void probe(Used u) {
    boolean answers = u.speaker != null && u.health.misses() <= 1 && !u.health.isDead();
    u.asked = answers && speaks(u.speaker, u) ? List.of(u.speaker) : inTurn(u);
    for (Session s : u.asked) {
      u.sessions.remove(s);
      u.sessions.add(s);
      machine.talk.probe(s, u.health.path());
    }
  }

  /**
   * Who may speak for all on a path: who was answered last, if anyone was, then others, as that one
   * may be lost at the far side by now; or null.
   */
  private static Session speaker(Used u, int turn) {
    List<Session> some = inTurn(u);
    if (u.speaker != null && speaks(u.speaker, u)) {
      some.remove(u.speaker);
      some.addFirst(u.speaker);
    }
    return some.isEmpty() ? null : some.get(turn % some.size());
  }

  private static boolean speaks(Session s, Used u) {
    return s.isEstablished() && s.rlocs.isVerified(u.health.path().remote());
  }

  /** The next few; those first whose packets take the path. */
  private static List<Session> inTurn(Used u) {
    List<Session> using = new ArrayList<>(SPEAKERS);
    List<Session> others = new ArrayList<>(SPEAKERS);
    for (Session s : u.sessions) {
      List<Session> kind = s.target == u.health ? using : others;
      if (kind.size() < SPEAKERS && speaks(s, u)) {
        kind.add(s);
      }
      if (using.size() == SPEAKERS) {
        break;
      }
    }
    using.addAll(others.subList(0, Math.min(others.size(), SPEAKERS - using.size())));
    return using;
  }
}
