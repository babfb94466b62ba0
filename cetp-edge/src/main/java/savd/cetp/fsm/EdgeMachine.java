package savd.cetp.fsm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import savd.cetp.message.Identity;
import savd.cetp.message.Message;
import savd.cetp.message.Payload;
import savd.cetp.message.ResponseCode;
import savd.cetp.wire.Decoded;
import savd.net.IngressInterface;
import savd.net.IpAddress;

/**
 * An edge: all its sessions. One thread at a time.
 *
 * <p>Which part does what: {@link Door} decides who gets in, {@link Outset} sets up what our hosts
 * want, {@link Talk} is what open sessions say and {@link Hearing} what they are told, {@link
 * Ending} is their end, {@link Paths} keeps the ways between edges.
 */
public final class EdgeMachine {
  /** The two identities of a set-up: the peer's, and ours. */
  record Pair(Identity peer, Identity local) {}

  /** A deadline of a session, which may be outdated by now. */
  private record Deadline(long nanos, Session session) {}

  private static final long LEAST_NANOS = 1_000_000L;

  final RandomGenerator random;
  final CookieJar cookies;
  final SourceWatch watch = new SourceWatch();
  final SlotShares slots;
  final SlotTimes times;
  final Paths paths;
  final Door door;
  final Outset outset;
  final Talk talk;
  final Hearing hearing;
  final Ending ending;
  final PeerNames names = new PeerNames(this);
  final Renewal renewal;
  final RlocSigner signer;
  final SourceVerdicts sources = new SourceVerdicts(this);
  private final Shortage shortage = new Shortage(this);
  private final SourceGuard guard = new SourceGuard(this);
  EdgeSettings settings;

  private final SessionTable bySlot;
  private final Map<Identity, Session> byLocal = new HashMap<>();
  private final Map<Pair, Session> byPair = new HashMap<>();
  private final Map<Identity, Host> hosts = new HashMap<>();
  private final PriorityQueue<Deadline> deadlines =
      new PriorityQueue<>(Comparator.comparingLong(Deadline::nanos));
  private final Map<String, Integer> flows = new HashMap<>();
  private int halfOpen;
  private long lastTicket;

  /** When that happens which is being looked at. */
  private long clock;

  /** Where that came in which is being looked at. */
  private Optional<IngressInterface> ingress = Optional.empty();

  private List<EdgeAction> actions = new ArrayList<>();

  /**
   * @param random unpredictable: identities and secrets come from it
   * @param times where the data plane notes what it carries
   */
  public EdgeMachine(
      EdgeSettings settings,
      List<Host> hosts,
      LocalChoice locals,
      SlotPool slots,
      SlotTimes times,
      RandomGenerator random) {
    this(settings, hosts, locals, slots, times, random, RlocSigner.none());
  }

  /**
   * @param random unpredictable: identities and secrets come from it
   * @param times where the data plane notes what it carries
   * @param signer signs our RLOCs, and knows who may sign those of others
   */
  public EdgeMachine(
      EdgeSettings settings,
      List<Host> hosts,
      LocalChoice locals,
      SlotPool slots,
      SlotTimes times,
      RandomGenerator random,
      RlocSigner signer) {
    this.signer = signer;
    this.settings = settings;
    this.random = random;
    this.slots = new SlotShares(slots);
    bySlot = new SessionTable(slots.size());
    this.times = times;
    cookies = new CookieJar(random);
    paths = new Paths(this, locals);
    door = new Door(this);
    outset = new Outset(this);
    talk = new Talk(this);
    hearing = new Hearing(this);
    ending = new Ending(this);
    index(hosts);
    renewal = new Renewal(this);
  }

  /** Knows the cookies of this edge, for one thread, whichever that is. */
  public CookieCheck cookieCheck() {
    return cookies.check();
  }

  /**
   * Something has happened, or time has passed: what is to be done, in this order.
   *
   * @param now nanoseconds of a clock that only goes forward
   */
  public List<EdgeAction> on(EdgeInput input, long now) {
    clock = now;
    switch (input) {
      case EdgeInput.Received r -> received(r, now);
      case EdgeInput.Bound b -> outset.bound(b, now);
      case EdgeInput.FromHost p -> fromHost(p, now);
      case EdgeInput.Checked c -> {
        if (!names.checked(c)) {
          door.checked(c, now);
        }
      }
      case EdgeInput.NameWanted n -> names.wanted(n.slot(), bySlot.get(n.slot()), now);
      case EdgeInput.OwnRlocs own -> {
        settings = settings.withRlocs(own.rlocs());
        sessions().stream().filter(Session::isEstablished).forEach(s -> talk.tellRlocs(s, now));
      }
      case EdgeInput.Hosts h -> serve(h.hosts(), now);
      case EdgeInput.Close c -> {
        Session s = bySlot.get(c.slot());
        if (s != null) {
          ending.close(s, EdgeEvent.CLOSED_HERE, now);
        }
      }
      case EdgeInput.SourceChecked c -> sourceChecked(c, now);
      case EdgeInput.SourcesChanged _ -> sources.forget(now);
      case EdgeInput.Shutdown _ ->
          List.copyOf(sessions()).stream()
              .filter(Session::isEstablished)
              .forEach(s -> ending.close(s, EdgeEvent.CLOSED_HERE, now));
      case EdgeInput.Tick _ -> {}
    }
    ingress = Optional.empty();
    passTime(now);
    List<EdgeAction> result = Bundles.of(actions);
    actions = new ArrayList<>();
    return result;
  }

  /** A slot for a name that a host has asked for; empty when there is none for it. */
  public OptionalInt slotFor(Host host, long now) {
    return slots.outbound(host.name(), settings.slotsOfHost(), now);
  }

  /** When to come back at the latest; {@link Long#MAX_VALUE} for never. */
  public long deadline() {
    long next = Math.min(door.deadline(), paths.deadline());
    return deadlines.isEmpty() ? next : Math.min(next, deadlines.peek().nanos);
  }

  private void index(List<Host> served) {
    hosts.clear();
    served.forEach(h -> h.identities().forEach(id -> hosts.put(id, h)));
  }

  /** Sessions of a host that is gone end; those of one that has moved lead to where it is now. */
  private void serve(List<Host> served, long now) {
    index(served);
    Map<String, Host> byName = new HashMap<>();
    served.forEach(h -> byName.put(h.name(), h));
    for (Session s : List.copyOf(sessions())) {
      Host before = s.host;
      Host after = byName.get(before.name());
      if (after == null) {
        ending.close(s, EdgeEvent.CLOSED_HERE, now);
        continue;
      }
      s.host = after;
      if (!after.ipv4().equals(before.ipv4()) || !after.ipv6().equals(before.ipv6())) {
        s.changed = true;
        if (s.isEstablished()) {
          paths.choose(s, now);
        }
      }
    }
  }

  private void received(EdgeInput.Received r, long now) {
    ingress = r.ingress();
    Identity peer = r.message().source();
    Identity local = r.message().destination();
    Session s = byLocal.get(local);
    boolean bySession = s != null;
    if (!bySession) {
      s = byPair.get(new Pair(peer, local));
    }
    boolean known = s != null && s.rlocs.knows(r.path().remote());
    // Who sets up what there is already, and later or from elsewhere, has to knock.
    boolean knocks =
        s != null && !bySession && !(s.isBeingSetUp(now) && (known || !Door.isSetUp(r.message())));
    if (s != null && s.isPeer(peer, now) && !knocks) {
      if (!known) {
        count(EdgeEvent.WRONG_RLOC, r.path());
        return;
      }
      if (!guard.mayComeFrom(s, r, now)) {
        count(EdgeEvent.SOURCE_BLOCKED, r.path());
        return;
      }
      hear(s, r, bySession, now);
      inside(r, now);
      return;
    }
    door.received(r.over(Door.asTold(r)), hosts.get(local), now);
  }

  /** Hears what a message of a session says. */
  void hear(Session s, EdgeInput.Received r, boolean bySession, long now) {
    // One path has one form, whatever port it comes from.
    Path told = new Path(r.path().local(), s.rlocs.asTold(r.path().remote()));
    talk.received(s, r.over(told), bySession, now);
  }

  /** A message of another session inside that of this one: came the same way. */
  private void inside(EdgeInput.Received outer, long now) {
    Decoded.Read inner = Bundles.inside(outer.message());
    if (inner == null) {
      return;
    }
    if (!byLocal.containsKey(inner.message().destination())) {
      // Who is not known is not let in this way.
      count(EdgeEvent.NO_SESSION, outer.path());
      return;
    }
    received(
        new EdgeInput.Received(
            outer.path(),
            inner.message(),
            inner.unknown(),
            inner.unknownType(),
            outer.octets(),
            outer.head(),
            outer.ingress()),
        now);
  }

  /** A source address may or may not come in: for those that wait for it, and those that use it. */
  private void sourceChecked(EdgeInput.SourceChecked c, long now) {
    SourceVerdicts.Source source = new SourceVerdicts.Source(c.address(), c.ingress());
    boolean matters = sources.told(source, c.verdict(), now);
    door.sourceChecked(source, c.verdict(), now);
    if (matters) {
      ingress = Optional.of(c.ingress());
      for (Session s : List.copyOf(sessions())) {
        guard.checked(s, source, c.verdict(), now);
      }
    }
  }

  /** From now on this is about what came in there. */
  void about(Optional<IngressInterface> where) {
    ingress = where;
  }

  private void fromHost(EdgeInput.FromHost p, long now) {
    Session s = bySlot.get(p.slot());
    if (s == null || !s.host.name().equals(p.host().name())) {
      emit(new EdgeAction.Refuse(p.slot(), p.host(), p.payload(), ResponseCode.UNKNOWN_CONNECTION));
      return;
    }
    switch (s.state) {
      case BOUND, SETUP, COOKIED, BACKOFF -> outset.fromHost(s, p.payload(), now);
      case HALF_OPEN, OPEN, DOUBTED -> {
        if (!(p.payload() instanceof Payload.None)) {
          talk.fromHost(s, p.payload(), now);
        }
      }
      case ENDED -> {
        // The other side may not have heard yet; it will.
        end(s, true, now);
        fromHost(p, now);
        return;
      }
    }
    queue(s);
  }

  private void passTime(long now) {
    door.passTime(now);
    paths.passTime(now);
    renewal.passTime(now);
    shortage.passTime(now);
    while (!deadlines.isEmpty() && deadlines.peek().nanos - now <= 0) {
      Session s = deadlines.poll().session;
      if (s.removed) {
        continue;
      }
      s.queuedNanos = Long.MAX_VALUE;
      if (s.deadline() - now <= 0) {
        due(s, now);
      }
      if (!s.removed) {
        // Whatever a part forgets, it gets another look a little later, and time goes on.
        queue(s, now + LEAST_NANOS);
      }
    }
  }

  private void due(Session s, long now) {
    switch (s.state) {
      case BOUND -> forget(s);
      case SETUP, COOKIED -> outset.due(s, now);
      case BACKOFF -> bind(s, now);
      case HALF_OPEN -> {
        if (s.dueNanos - now <= 0) {
          ingress = s.rlocs.heardOn(s.target.path().remote());
          count(EdgeEvent.HALF_OPEN_EXPIRED, s.target.path());
          ingress = Optional.empty();
          forget(s);
        } else {
          talk.repeat(s, now);
        }
      }
      case OPEN -> talk.due(s, now);
      case DOUBTED -> ending.due(s, now);
      case ENDED -> end(s, true, now);
    }
  }

  // What the parts share.

  void emit(EdgeAction action) {
    actions.add(action);
  }

  void count(EdgeEvent event, Path path) {
    boolean evidence = event.evidence().isPresent() && event != EdgeEvent.SOURCE_BLOCKED;
    if (evidence && path != null) {
      // What anyone may do in the name of an address makes that address prove itself, no more.
      watch.misdeed(path.remote().address(), clock);
    }
    emit(new EdgeAction.Count(event, Optional.ofNullable(path), ingress));
  }

  void send(Path path, Message message) {
    emit(new EdgeAction.Send(path, message));
  }

  Collection<Session> sessions() {
    return bySlot;
  }

  Session session(int slot) {
    return bySlot.get(slot);
  }

  /** What a check is known by. */
  long newTicket() {
    return ++lastTicket;
  }

  Identity newIdentity() {
    Identity id;
    do {
      id = Identity.session(random.nextLong());
    } while (byLocal.containsKey(id) || hosts.containsKey(id));
    return id;
  }

  void add(Session s, long now) {
    times.reset(s.slot, now);
    bySlot.put(s);
    byLocal.put(s.localSession, s);
    if (s.role == Session.Role.INBOUND) {
      flows.merge(s.host.name(), 1, Integer::sum);
      halfOpen++;
    }
    index(s);
    queue(s);
  }

  /** A session that is to take the place of another. */
  void addSuccessor(Session s) {
    byLocal.put(s.localSession, s);
    index(s);
  }

  /** The session takes the place of the one before it, which has been dropped. */
  void replace(Session s, long now) {
    times.reset(s.slot, now);
    bySlot.put(s);
  }

  /** Makes a session known by the pair of identities its first message has. */
  void index(Session s) {
    byPair.put(new Pair(s.peerInitial, s.localInitial), s);
  }

  /** The inbound session that was set up with the identities of this message, or null. */
  Session sessionOf(Message setUp) {
    Session s = byPair.get(new Pair(setUp.source(), setUp.destination()));
    return s != null && s.role == Session.Role.INBOUND ? s : null;
  }

  void unindex(Session s) {
    byPair.remove(new Pair(s.peerInitial, s.localInitial), s);
  }

  /** Inbound sessions of a host. */
  int inboundFlows(Host host) {
    return flows.getOrDefault(host.name(), 0);
  }

  /** Sessions let in that have not been heard of since. */
  int halfOpen() {
    return halfOpen;
  }

  void setOpen(Session s, long now) {
    halfOpen -= s.state == Session.State.HALF_OPEN ? 1 : 0;
    s.state = Session.State.OPEN;
    s.dueNanos = ending.idleAt(s);
  }

  /** Sees to it that the session's deadline is kept. */
  void queue(Session s) {
    queue(s, Long.MIN_VALUE);
  }

  private void queue(Session s, long notBefore) {
    long deadline = Math.max(s.deadline(), notBefore);
    if (!s.removed && deadline < s.queuedNanos) {
      s.queuedNanos = deadline;
      deadlines.add(new Deadline(deadline, s));
    }
  }

  /** Back to: known to the host, nothing under way. */
  void bind(Session s, long now) {
    s.state = Session.State.BOUND;
    s.dueNanos = now + Session.BOUND_NANOS;
    s.takeHeld();
  }

  /** Drops a session; an outbound one stays bound to its name when {@code rebind}. */
  void end(Session s, boolean rebind, long now) {
    emit(new EdgeAction.Remove(s.slot, s.localSession));
    if (!rebind || s.destination == null) {
      forget(s);
      return;
    }
    Destination destination = s.destination;
    Host host = s.host;
    drop(s);
    outset.bound(new EdgeInput.Bound(s.slot, host, destination), now);
  }

  void forget(Session s) {
    if (s.isEstablished()) {
      emit(new EdgeAction.Remove(s.slot, s.localSession));
    }
    boolean unproven = s.state == Session.State.HALF_OPEN;
    drop(s);
    if (unproven) {
      slots.giveBack(s.slot, clock);
    } else {
      slots.release(s.slot, clock);
    }
    emit(new EdgeAction.Release(s.slot));
  }

  void drop(Session s) {
    s.removed = true;
    halfOpen -= s.state == Session.State.HALF_OPEN ? 1 : 0;
    if (s.role == Session.Role.INBOUND) {
      flows.merge(s.host.name(), -1, Integer::sum);
    }
    paths.leave(s);
    bySlot.drop(s);
    byLocal.remove(s.localSession, s);
    unindex(s);
  }

  /** Tells the data plane what the session is now. */
  void install(Session s) {
    emit(new EdgeAction.Install(s.slot, s.host, s.source(), s.peer(), s.target, s.accepted));
  }

  void toHost(Session s, Payload payload) {
    if (!(payload instanceof Payload.None) && !MtuProbe.isFilling(payload)) {
      emit(new EdgeAction.ToHost(s.slot, s.host, payload));
    }
  }

  /** Our RLOCs of the family of an address, and where they are. */
  boolean isOwn(IpAddress address) {
    return settings.rlocs().stream().anyMatch(r -> r.locator().address().equals(address));
  }

  /** Sessions in the order of their slots, from the one behind {@code after}. */
  public List<Seen> seen(int after, int limit) {
    return bySlot.after(after).limit(limit).map(Seen::of).toList();
  }

  /** All sessions. */
  public List<Seen> seen() {
    return seen(-1, Integer.MAX_VALUE);
  }

  /** How many sessions there are. */
  public int size() {
    return bySlot.size();
  }

  /** How one address appears in sessions, the first {@code limit} of them. */
  public List<Seen> seenAt(IpAddress address, int limit) {
    return sessions().stream()
        .filter(s -> s.rlocs.knows(address))
        .limit(limit)
        .map(Seen::of)
        .toList();
  }
}
