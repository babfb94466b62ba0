package savd.cetp.fsm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import savd.cetp.message.Locator;
import savd.cetp.message.Rloc;
import savd.net.IpAddress;

/**
 * The paths between this edge and others: which session is on which, which of them work. A path is
 * watched for all its sessions together: a probe on behalf of one of them tells for all.
 */
final class Paths {
  private static final long LOOK_NANOS = 100_000_000L;

  /** Which of our addresses to take: the routed one, for the others mostly share its fate. */
  private enum Pass {
    ROUTED,
    ANY_LOCAL,
    DRAINED
  }

  private final EdgeMachine machine;
  private final LocalChoice locals;
  private final Map<Path, UsedPath> used = new LinkedHashMap<>();
  private List<PathHealth> lastAccepted = List.of();
  private List<Path> lastProved = List.of();
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
      UsedPath u = used.get(new Path(local, remote));
      if (u != null && u.health().isHeard()) {
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

  /** Of the path; as long as its RLOC is not believed to be the peer's, the session's own. */
  private PathHealth health(Path path, Session s, long now) {
    return s.rlocs.isVerified(path.remote()) ? use(path, s, now).health() : s.unproven(path, now);
  }

  /** Where the data plane is to note what comes over it. */
  private PathHealth noted(Path path, Session s, long now) {
    return s.rlocs.isVerified(path.remote()) ? use(path, s, now).noted(s) : s.unproven(path, now);
  }

  private UsedPath use(Path path, Session s, long now) {
    PathHealth before = s.takeUnproven(path);
    UsedPath u = used.get(path);
    if (u == null) {
      u = new UsedPath(before == null ? new PathHealth(path, now) : before, now);
      used.put(path, u);
    }
    if (lookNanos == Long.MAX_VALUE) {
      lookNanos = now + LOOK_NANOS;
    }
    u.add(s);
    return u;
  }

  /** Notes that something of a session came over a path. */
  void received(Session s, Path path, long now) {
    UsedPath u = used.get(path);
    if (u != null) {
      u.received(s, now);
    }
  }

  /** The peer of a session has told us over a path what it could know only by this path. */
  void proved(Session s, Path path, long now) {
    if (!s.hasProved(path)) {
      UsedPath u = used.get(path);
      List<Path> proved = new ArrayList<>(s.proved);
      proved.add(u == null ? path : u.path());
      // Sessions with the same edge, one after the other, have proved the same.
      lastProved = proved.equals(lastProved) ? lastProved : List.copyOf(proved);
      s.proved = lastProved;
    }
    if (s.rlocs.isVerified(path.remote())) {
      use(path, s, now).received(s, now);
    }
  }

  void sent(Path path, long now) {
    UsedPath u = used.get(path);
    if (u != null) {
      u.health().sentNanos = now;
    }
  }

  /** A set-up got no answer there, but elsewhere: not used before a probe is answered. */
  void suspect(Path path, Session s, long now) {
    PathHealth health = health(path, s, now);
    UsedPath u = used.get(path);
    // Where others are answered, that is the session's own affair.
    if (u == null || !u.isProved() || health.isDead()) {
      health.suspect(now);
    }
  }

  /** Sends there for now, where a message just came from. */
  void aim(Session s, Path path, long now) {
    PathHealth health = health(path, s, now);
    if (!s.rlocs.isVerified(path.remote())) {
      health.hear(now);
    }
    s.target = health;
  }

  /**
   * Chooses where the session sends, among what its peer has and what works; and tells the data
   * plane when anything is different from before.
   */
  void choose(Session s, long now) {
    List<PathHealth> accepted = new ArrayList<>(4);
    for (Locator remote : s.rlocs.all()) {
      for (Path p : towards(remote)) {
        accepted.add(noted(p, s, now));
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
      before.stream().filter(h -> !isOn(s, h.path())).forEach(h -> leave(s, h));
    }
    // Until the peer calls us by an identity of this session alone, the control plane carries it.
    boolean known = s.isEstablished() && s.isLocalSessionUsed();
    if (!same && best != null && s.state != Session.State.HALF_OPEN && known) {
      s.changed = false;
      machine.install(s);
    }
  }

  private static boolean isOn(Session s, Path path) {
    for (PathHealth h : s.accepted) {
      if (h.path().equals(path)) {
        return true;
      }
    }
    return s.target != null && s.target.path().equals(path);
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
          if (takes(pass, p, towards.getFirst()) && !h.isDead() && !s.isSilent(p)) {
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
    UsedPath u = used.get(health.path());
    if (u == null) {
      return;
    }
    u.remove(s);
    if (u.isEmpty()) {
      used.remove(health.path());
    }
  }

  /** Whether some session's peer is believed to be there. */
  boolean isUsed(Path path) {
    return used.containsKey(path);
  }

  void passTime(long now) {
    if (used.isEmpty() || lookNanos - now > 0) {
      return;
    }
    lookNanos = now + LOOK_NANOS;
    for (UsedPath u : List.copyOf(used.values())) {
      switch (u.health().look(now, machine.settings)) {
        case FINE -> {}
        case PROBE, PROBE_DEAD -> probe(u, now);
        case DIED -> {
          machine.count(EdgeEvent.PATH_DIED, u.path());
          moveAll(u, now);
          probe(u, now);
        }
        case REVIVED -> {
          machine.count(EdgeEvent.PATH_REVIVED, u.path());
          moveAll(u, now);
        }
      }
      searchMtu(u, now);
    }
  }

  /** Sends what is to be sent to find out how large a packet the path takes. */
  private void searchMtu(UsedPath u, long now) {
    PathHealth health = u.health();
    if (health.isDead() || !health.isUsed() || !u.isProved()) {
      return;
    }
    int size = health.search.look(now, health.sentNanos, () -> locals.mtu(health.path()));
    if (size > 0) {
      // Each time on behalf of another: the far side may have lost one of them by now.
      Session s = u.speaker(health.search.tries() - 1);
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

  /** A message of so many octets has arrived at the other end of a path, says a session's peer. */
  void arrived(Session s, Path path, int octets, long now) {
    UsedPath u = used.get(path);
    if (u != null && s.hasProved(path)) {
      u.health().search.arrived(octets + path.outsideOctets(), now);
      learnMtu(u.health());
    }
  }

  private void moveAll(UsedPath u, long now) {
    for (Session s : u.sessions()) {
      if (s.isEstablished()) {
        choose(s, now);
        machine.talk.proveOthers(s, now);
        machine.queue(s);
      }
    }
  }

  private void probe(UsedPath u, long now) {
    for (Session s : u.toProbe()) {
      if (s.hasProved(u.path())) {
        machine.talk.probe(s, u.path());
      } else {
        machine.talk.askProof(s, u.path(), now);
      }
    }
  }
}
