package savd.cetp.fsm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import savd.cetp.message.Element;
import savd.cetp.message.Identity;
import savd.cetp.message.Octets;
import savd.cetp.message.Payload;
import savd.cetp.policy.Policy;

/** A pair of hosts that talk, or try to: what one edge knows of it. */
final class Session {
  static final int MAX_HELD = 4;

  /** How long a name keeps a slot that nobody uses. */
  static final long BOUND_NANOS = 120_000_000_000L;

  private static final long HALF_OPEN_NANOS = 5_000_000_000L;

  /** For how long a caller may not know yet what it is to call us, and once it does. */
  private static final long SETTING_UP_NANOS = 10_000_000_000L;

  private static final long SET_UP_NANOS = 5_000_000_000L;
  static final Payload NOTHING = new Payload.None();

  enum Role {
    OUTBOUND,
    INBOUND
  }

  /** See the package's essay. BOUND: a name is known to the host, nothing sent yet. */
  enum State {
    BOUND,
    SETUP,
    COOKIED,
    BACKOFF,
    HALF_OPEN,
    OPEN,
    /** The peer is said to have revoked; it is asked whether it has. */
    DOUBTED,
    /** Ended by us; stays a little to say so when asked. */
    ENDED
  }

  final int slot;
  final Role role;
  Host host;
  State state;

  /** What the peer called us first, and what it calls us since it knows our session identity. */
  Identity localInitial;

  final Identity localSession;
  Identity peerInitial;

  /** The data plane has to be told, whatever the path. */
  boolean changed;

  /** Null until it told us. */
  Identity peerSession;

  /** The peer has used our session identity: so may we. */
  private boolean localSessionUsed;

  /** Until when messages with the identities of the set-up are of the session. */
  private long setupUntilNanos;

  Destination destination;

  /** The session this one is to replace, while it is being set up; see {@link Renewal}. */
  Session predecessor;

  /** What the peer says it is called, or what it is. */
  String peerName = "";

  /** Whether it is. */
  boolean nameIsChecked;

  final RemoteRlocs rlocs = new RemoteRlocs();
  final Exchanges exchanges = new Exchanges();
  final KeepAlive keepAlive;

  /** The path packets take; null before there is one. */
  PathHealth target;

  /** From where packets are taken; never changed, only replaced. */
  List<PathHealth> accepted = List.of();

  /** Over which the peer has proved to be there; never changed, only replaced. */
  List<Path> proved = List.of();

  /**
   * Where its set-up got no answer, while it got one elsewhere; until the peer proves to be there.
   */
  private List<Path> silent = List.of();

  /** Of paths to RLOCs that have proved nothing. */
  private List<PathHealth> unproven = List.of();

  // Set-up.
  /** What the first message carries; later packets wait for the session. */
  Payload first = NOTHING;

  /** It is too large for that and goes when the session is open. */
  boolean firstWaits;

  private List<Payload> held = List.of();
  Path setupPath;

  /** Where a set-up was sent to so far. */
  List<Path> tried = List.of();

  Optional<Octets> cookie = Optional.empty();
  List<Element> answers = List.of();
  int rounds;
  int tries;
  boolean otherIdentityTried;

  /** The peer has asked for signatures of our RLOCs. */
  boolean signs;

  /** The last signature it got; null for none. */
  RlocSigner.Signed signed;

  long startedNanos;

  /** When the state ends, or is looked after: when open, when it has been idle for long enough. */
  long dueNanos;

  /** How long the next back-off is. */
  long backoffNanos = 1_000_000_000L;

  int creditOctets;
  int doubts;
  long doubtedNanos;
  boolean nameWanted;

  /** The deadline under which it stands in the queue of deadlines. */
  long queuedNanos = Long.MAX_VALUE;

  boolean removed;

  Session(int slot, Role role, Host host, Identity localSession, int probes, long now) {
    this.slot = slot;
    this.role = role;
    this.host = host;
    this.localSession = localSession;
    this.localInitial = localSession;
    boolean inbound = role == Role.INBOUND;
    state = inbound ? State.HALF_OPEN : State.BOUND;
    dueNanos = now + (inbound ? HALF_OPEN_NANOS : BOUND_NANOS);
    setupUntilNanos = now + SETTING_UP_NANOS;
    keepAlive = new KeepAlive(Policy.DEFAULT_TIME_TO_LIVE, probes, now);
  }

  /** What we call ourselves to the peer now. */
  Identity source() {
    return localSessionUsed ? localSession : localInitial;
  }

  /** The peer calls us by the session's identity. */
  void localSessionIsUsed(long now) {
    localSessionUsed = true;
    setupUntilNanos = now + SET_UP_NANOS;
  }

  boolean isLocalSessionUsed() {
    return localSessionUsed;
  }

  /** Whether the identities of the set-up, which others may know, still are the session's. */
  boolean isBeingSetUp(long now) {
    return switch (state) {
      case BOUND, SETUP, COOKIED, BACKOFF -> true;
      case HALF_OPEN, OPEN, DOUBTED, ENDED -> now - setupUntilNanos <= 0;
    };
  }

  /** Whether the peer may call itself so. */
  boolean isPeer(Identity source, long now) {
    return source.equals(peerSession)
        || source.equals(peerInitial) && (peerSession == null || isBeingSetUp(now));
  }

  /** What we call the peer now. */
  Identity peer() {
    return peerSession == null ? peerInitial : peerSession;
  }

  boolean isEstablished() {
    return switch (state) {
      case HALF_OPEN, OPEN, DOUBTED -> true;
      case BOUND, SETUP, COOKIED, BACKOFF, ENDED -> false;
    };
  }

  long deadline() {
    return switch (state) {
      case OPEN -> Math.min(dueNanos, Math.min(keepAlive.deadline(), exchanges.deadline()));
      case HALF_OPEN -> Math.min(dueNanos, exchanges.deadline());
      case BOUND, SETUP, COOKIED, BACKOFF, DOUBTED, ENDED -> dueNanos;
    };
  }

  /** The health of a path to an RLOC that has proved nothing. */
  PathHealth unproven(Path path, long now) {
    for (PathHealth h : unproven) {
      if (h.path().equals(path)) {
        return h;
      }
    }
    PathHealth h = new PathHealth(path, now);
    unproven = new ArrayList<>(unproven);
    unproven.add(h);
    return h;
  }

  /** Whether the peer has proved to be at the other end of it. */
  boolean hasProved(Path path) {
    return has(proved, path);
  }

  /** Whether the peer seems not to be at the other end, whoever else is. */
  boolean isSilent(Path path) {
    return !silent.isEmpty() && has(silent, path) && !has(proved, path);
  }

  List<Path> silent() {
    return silent;
  }

  void silentAt(List<Path> paths) {
    silent = List.copyOf(paths);
  }

  private static boolean has(List<Path> paths, Path path) {
    for (Path p : paths) {
      if (p.local().equals(path.local()) && p.remote().isSameStation(path.remote())) {
        return true;
      }
    }
    return false;
  }

  /** What was known of a path before its RLOC has proved itself; null for nothing. */
  PathHealth takeUnproven(Path path) {
    for (PathHealth h : unproven) {
      if (h.path().equals(path)) {
        unproven = unproven.stream().filter(other -> other != h).toList();
        return h;
      }
    }
    return null;
  }

  void triedAt(Path path) {
    if (!tried.contains(path)) {
      tried = new ArrayList<>(tried);
      tried.add(path);
    }
  }

  void hold(Payload payload) {
    if (payload instanceof Payload.None) {
      return;
    }
    if (held.isEmpty()) {
      held = new ArrayList<>(MAX_HELD);
    } else if (held.size() == MAX_HELD) {
      held.removeFirst();
    }
    held.addLast(payload);
  }

  /** What was held back, which is not any more. */
  List<Payload> takeHeld() {
    List<Payload> taken = held;
    held = List.of();
    return taken;
  }
}
