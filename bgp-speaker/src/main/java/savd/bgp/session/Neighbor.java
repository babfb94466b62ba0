package savd.bgp.session;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.bgp.fsm.ConnectionInput;
import savd.bgp.fsm.ConnectionState;
import savd.bgp.fsm.Jitter;
import savd.bgp.fsm.Link;
import savd.bgp.fsm.NegotiatedSession;
import savd.bgp.fsm.PeerFsm;
import savd.bgp.fsm.SessionAction;
import savd.bgp.fsm.SessionInput;
import savd.bgp.fsm.SessionTimer;
import savd.bgp.message.Keepalive;
import savd.bgp.message.Notification;
import savd.bgp.message.Open;
import savd.bgp.message.RouteRefresh;
import savd.bgp.wire.BgpFramer;
import savd.bgp.wire.Decoded;
import savd.bgp.wire.Malformed;
import savd.bgp.wire.MessageDecoder;
import savd.bgp.wire.MessageType;
import savd.bgp.wire.UpdateDecoder;
import savd.net.AddressFamily;
import savd.net.BgpRole;
import savd.net.Peer;
import savd.net.RouteBatch;
import savd.net.RouteChange;
import savd.transport.ProblemLog;
import savd.transport.Scratch;
import savd.transport.Timers;

/**
 * One neighbour at work: carries inputs to its {@link PeerFsm} and performs what comes back. It
 * decides nothing about the protocol. All methods run on its event loop but those that say
 * otherwise.
 */
final class Neighbor {
  private static final Logger LOG = LoggerFactory.getLogger("savd.bgp");
  private final Surroundings surroundings;
  private final EventLoop loop;
  private final Remote.Host host;
  private final boolean dynamic;
  private final PeerFsm fsm;
  private final Timers<SessionTimer> timers;
  private final ProblemLog log;
  private final Tally tally = new Tally();
  private final PrefixLimiter limiter;
  private final Links links;
  private final Queue<SessionInput> queue = new ArrayDeque<>(4);
  private final RouteIntake intake;
  private volatile NeighborConfig config;
  private volatile NeighborConfig planned;
  private volatile Peer peer;
  private boolean busy;
  private boolean silent;
  private boolean paused;
  private boolean removed;
  private boolean seen;
  private boolean left;
  private UpdateDecoder decoder;
  private RoutesOut routesOut;
  private ConnectionState shownState = ConnectionState.IDLE;
  private long stateSinceNanos = System.nanoTime();
  private long sessions;
  private String lastEnd = "";

  /**
   * @param host where it is; for a dynamic neighbour its address, not the template's prefix
   */
  Neighbor(
      Surroundings surroundings,
      EventLoop loop,
      Scratch scratch,
      NeighborConfig config,
      Remote.Host host,
      Peer peer) {
    this.surroundings = surroundings;
    this.loop = loop;
    this.config = config;
    this.planned = config;
    this.host = host;
    this.peer = peer;
    this.dynamic = config.remote() instanceof Remote.Range;
    var session = dynamic ? config.session().toBuilder().passive(true).build() : config.session();
    fsm = new PeerFsm(session, Jitter.seeded(System.nanoTime() ^ (long) peer.id().index() << 32));
    links = new Links(this, loop, scratch, host);
    timers = new Timers<>(loop, LOG, this::expired);
    log = new ProblemLog(LOG, "neighbor " + peer.name());
    limiter =
        new PrefixLimiter(
            config.prefixLimits(),
            (family, level, routes) -> loop.execute(() -> limit(family, level, routes)));
    intake = new RouteIntake(peer.id(), surroundings.sink());
  }

  // ---- on any thread

  EventLoop loop() {
    return loop;
  }

  NeighborConfig config() {
    return config;
  }

  /** What the last {@link #plan} asked for, done or not. */
  NeighborConfig planned() {
    return planned;
  }

  /** Lets the neighbour become {@code to}, which is the same peer. */
  void plan(NeighborConfig to) {
    planned = to;
    loop.execute(() -> configure(to));
  }

  Remote.Host host() {
    return host;
  }

  boolean isDynamic() {
    return dynamic;
  }

  Peer peer() {
    return peer;
  }

  void routesHeld(AddressFamily family, long routes) {
    limiter.held(family, routes);
  }

  // ---- administration

  void start() {
    if (config.enabled()) {
      on(new SessionInput.Enable());
    }
  }

  private void configure(NeighborConfig to) {
    NeighborConfig from = config;
    config = to;
    limiter.configure(to.prefixLimits());
    if (from.enabled() && !to.enabled()) {
      on(new SessionInput.Shutdown(""));
    }
    if (from.needsReset(to)) {
      on(
          new SessionInput.Reconfigure(
              dynamic ? to.session().toBuilder().passive(true).build() : to.session()));
    } else if (routesOut != null && !from.originate().equals(to.originate())) {
      routesOut.replace(from.originate(), to.originate());
    }
    if (!from.enabled() && to.enabled()) {
      on(new SessionInput.Enable());
    }
  }

  /** The last input: gives the routes up and disappears. */
  void remove() {
    removed = true;
    on(new SessionInput.Deconfigure());
  }

  /** savd ends: says so to the neighbour and changes nothing about its routes. */
  void close() {
    silent = true;
    on(new SessionInput.Shutdown("savd stops"));
    timers.cancelAll();
  }

  // ---- inputs

  void on(SessionInput input) {
    queue.add(input);
    if (busy) {
      // An action has led to the next input at once; it waits until the actions before it are done.
      return;
    }
    busy = true;
    try {
      for (SessionInput next = queue.poll(); next != null; next = queue.poll()) {
        for (SessionAction action : fsm.on(System.nanoTime(), next)) {
          perform(action);
        }
      }
    } finally {
      busy = false;
    }
    noteState();
    leaveWhenDone();
  }

  private void leaveWhenDone() {
    if ((removed || dynamic && seen) && fsm.isAtRest() && !silent && !left) {
      left = true;
      timers.cancelAll();
      surroundings.gone(this);
    }
  }

  private void noteState() {
    if (fsm.state() != shownState) {
      shownState = fsm.state();
      stateSinceNanos = System.nanoTime();
    }
  }

  void onLink(Link link, ConnectionInput input) {
    on(new SessionInput.OnLink(link, input));
  }

  private void expired(SessionTimer timer) {
    boolean ours = fsm.established().map(SessionTimer::hold).filter(timer::equals).isPresent();
    on(new SessionInput.TimerExpired(timer, ours && paused));
  }

  private void limit(AddressFamily family, PrefixLimiter.Level level, long routes) {
    PrefixLimit limit = config.prefixLimits().get(family);
    if (limit == null || fsm.established().isEmpty()) {
      return;
    }
    log.warn(routes + " " + family + " routes, the limit is " + limit.routes());
    if (level == PrefixLimiter.Level.OVER && limit.action() == PrefixLimit.Action.SHUTDOWN) {
      on(new SessionInput.PrefixLimitExceeded(family, limit.routes()));
    }
  }

  // ---- connections

  /** A connection from the neighbour, registered with this loop and not read yet. */
  void accepted(Channel channel) {
    seen = true;
    Optional<Link> link = left ? Optional.empty() : fsm.admit();
    if (link.isEmpty() || !channel.isActive() || !isNearEnough(channel)) {
      channel.close();
      leaveWhenDone();
      return;
    }
    links.accept(link.get(), channel, config);
  }

  private boolean isNearEnough(Channel channel) {
    int minimum = config.distance().minimumTtl();
    if (minimum == 0) {
      return true;
    }
    int ttl = Transport.ttlOfSyn(channel, host.address().family());
    if (ttl < minimum) {
      log.failed(
          "no session: ",
          "connection refused, its packets have TTL "
              + ttl
              + " and not "
              + minimum
              + " or more (RFC 5082)");
    }
    return ttl >= minimum;
  }

  void lost(Connection connection, String why) {
    if (links.remove(connection)) {
      onLink(connection.link(), new ConnectionInput.Failed(why));
    }
  }

  // ---- what connections tell

  void heard(Link link) {
    fsm.heard(link, System.nanoTime());
  }

  void written(Link link) {
    fsm.written(link, System.nanoTime());
  }

  void writable(Link link) {
    fsm.written(link, System.nanoTime());
    if (routesOut != null && fsm.established().orElse(null) == link) {
      routesOut.flush();
    }
  }

  void badHeader(Link link, Notification notification) {
    tally.reset();
    onLink(link, new ConnectionInput.Malformed(notification, "bad message header"));
  }

  /** One whole message with a good header. */
  void message(Link link, byte[] bytes, int offset, int length) {
    tally.received(length);
    MessageType type = BgpFramer.type(bytes, offset);
    if (type == MessageType.UPDATE && decoder != null && fsm.established().orElse(null) == link) {
      update(link, bytes, offset, length);
      return;
    }
    if (type == MessageType.UPDATE) {
      onLink(link, new ConnectionInput.UpdateReceived());
      return;
    }
    switch (MessageDecoder.decode(bytes, offset, length)) {
      case Malformed.ResetSession m -> {
        tally.reset();
        onLink(link, new ConnectionInput.Malformed(m.notification(), m.problem().text()));
      }
      case Decoded.Message m -> {
        switch (m.message()) {
          case Open open -> onLink(link, new ConnectionInput.OpenReceived(open));
          case Notification n -> onLink(link, new ConnectionInput.NotificationReceived(n));
          case RouteRefresh r -> on(new SessionInput.RefreshReceived(link, r));
          case Keepalive _ -> onLink(link, new ConnectionInput.KeepaliveReceived());
        }
      }
    }
  }

  private void update(Link link, byte[] bytes, int offset, int length) {
    switch (intake.update(decoder, bytes, offset, length)) {
      case ROUTES -> {}
      case END_OF_RIB_IPV4 -> on(new SessionInput.EndOfRibReceived(AddressFamily.IPV4));
      case END_OF_RIB_IPV6 -> on(new SessionInput.EndOfRibReceived(AddressFamily.IPV6));
      case RESET -> {
        Malformed.ResetSession reason = decoder.resetReason().orElseThrow();
        onLink(link, new ConnectionInput.Malformed(reason.notification(), reason.problem().text()));
      }
    }
  }

  /** All that there was to read at this time has been handled. */
  void readComplete(Link link) {
    intake.submit();
    if (!paused && fsm.established().orElse(null) == link && !intake.mayContinue()) {
      paused = true;
      links.get(link).reading(false);
      intake.whenMayContinue(() -> loop.execute(this::resume));
    }
  }

  private void resume() {
    paused = false;
    fsm.established()
        .ifPresent(
            link -> {
              // What the neighbour sent meanwhile is only read now.
              fsm.heard(link, System.nanoTime());
              links.get(link).reading(true);
            });
  }

  // ---- actions

  private void perform(SessionAction action) {
    switch (action) {
      case SessionAction.Connect _ -> links.connect(config);
      case SessionAction.Send s -> {
        if (links.send(s.link(), s.message())) {
          tally.sent();
        }
      }
      case SessionAction.Close c -> links.close(c.link());
      case SessionAction.Arm a -> timers.arm(a.timer(), a.delayNanos());
      case SessionAction.Cancel c -> timers.cancel(c.timer());
      case SessionAction.Establish e -> establish(e.link(), e.session());
      case SessionAction.Ended e -> ended(e);
      case SessionAction.MarkStale m -> event(RouteBatch.Kind.MARK_STALE, m.family());
      case SessionAction.SweepStale s -> event(RouteBatch.Kind.SWEEP_STALE, s.family());
      case SessionAction.LoseRoutes _ -> event(RouteBatch.Kind.PEER_LOST, AddressFamily.IPV4);
      case SessionAction.Advertise a ->
          routesOut.advertise(config.originate(), a.family(), a.occasion());
      case SessionAction.Report r -> log.note(r.text());
    }
  }

  private void event(RouteBatch.Kind kind, AddressFamily family) {
    if (!silent) {
      intake.event(kind, family);
    }
  }

  /** Passes changes of the best routes on. */
  void passOn(List<RouteChange> changes) {
    if (routesOut != null) {
      routesOut.passOn(changes);
    }
  }

  /** Passes a part of the answer to {@link Advertiser#request} on. */
  void passOn(AddressFamily family, List<RouteChange> part, boolean last) {
    if (routesOut != null) {
      routesOut.passOn(family, part, last);
    }
  }

  private void establish(Link link, NegotiatedSession session) {
    Connection connection = links.get(link);
    if (session.receivesExtendedMessages()) {
      connection.allowExtendedMessages();
    }
    Optional<BgpRole> configured = config.session().neighborRole();
    peer =
        new Peer(
            peer.id(),
            peer.name(),
            peer.address(),
            session.remoteAsn(),
            config.session().localAsn(),
            session.received().bgpIdentifier(),
            config.ingress(),
            session.agreedRole().or(() -> configured),
            config.vrf());
    decoder = new UpdateDecoder(session.parameters(), this::malformed);
    var announcer = new Announcer(session, connection, peer.localAsn(), peer.role(), tally, log);
    boolean passesOn = config.passOn() && surroundings.advertiser().isPresent();
    routesOut =
        new RoutesOut(
            peer.id(),
            surroundings,
            announcer,
            passesOn
                ? Optional.of(announcer.adjRibOut(peer, config.originate()))
                : Optional.empty());
    sessions++;
    log.works(
        "session up, AS "
            + session.remoteAsn()
            + ", hold time "
            + session.holdTimeSeconds()
            + " s, "
            + session.parameters().families());
    surroundings.listener().up(peer, session);
    session
        .claimedRole()
        .filter(claimed -> configured.isPresent() && configured.get() != claimed)
        .ifPresent(
            claimed -> {
              log.warn("says it is our " + claimed + ", configured is " + configured.get());
              surroundings.listener().roleContradiction(peer, configured.get(), claimed);
            });
  }

  private void malformed(Malformed malformed) {
    tally.malformed(malformed);
    if (malformed instanceof Malformed.DisableFamily d) {
      log.warn(
          "routes of family "
              + d.afi()
              + "/"
              + d.safi()
              + " are ignored from now on: "
              + d.problem().text());
    }
  }

  private void ended(SessionAction.Ended e) {
    boolean timedOut = e.from() == ConnectionState.CONNECT && config.md5Key().isPresent();
    lastEnd =
        e.end().text() + (timedOut ? " (perhaps the MD5 keys differ, or nobody listens)" : "");
    if (e.from() != ConnectionState.ESTABLISHED) {
      log.failed("no session: ", lastEnd);
      return;
    }
    paused = false;
    intake.submit();
    if (decoder != null) {
      tally.finished(decoder);
    }
    decoder = null;
    routesOut = null;
    log.ended("session down: ", lastEnd);
    surroundings.listener().down(peer, e.end());
  }

  // ---- status

  NeighborStatus status() {
    Optional<Connection> connection = fsm.established().map(links::get);
    return new NeighborStatus(
        peer,
        config.remote().toString(),
        dynamic,
        fsm.state(),
        fsm.idleReason(),
        Duration.ofNanos(System.nanoTime() - stateSinceNanos),
        fsm.session(),
        connection.map(c -> Transport.text(c.localAddress())).orElse(""),
        connection.map(c -> Transport.text(c.remoteAddress())).orElse(""),
        sessions,
        lastEnd,
        !paused,
        tally.snapshot(decoder));
  }
}
