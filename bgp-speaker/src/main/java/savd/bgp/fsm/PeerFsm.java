package savd.bgp.fsm;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import savd.bgp.message.Capability;
import savd.bgp.message.Keepalive;
import savd.bgp.message.Notification;
import savd.bgp.message.Open;
import savd.bgp.message.RouteRefresh;
import savd.net.AddressFamily;

/**
 * One neighbour with all its connections.
 *
 * <p>Collisions (RFC 4271, section 6.8): decided when the OPEN of a connection arrives, against
 * connections in OPEN_CONFIRM or ESTABLISHED. Of two in different directions the one made by the
 * side with the greater BGP identifier stays, and for equal identifiers the one made by the greater
 * AS number (RFC 6286, section 2.3). An ESTABLISHED one stays unless the configuration says
 * otherwise, or the new OPEN says that the neighbour has restarted (RFC 4724, section 4.2). When an
 * ESTABLISHED one stays, a KEEPALIVE is sent on it: a neighbour that has forgotten it answers with
 * a reset, which ends it much sooner than the hold timer.
 *
 * <p>Two speakers that connect at the same moment can each close the connection the other keeps:
 * one is ESTABLISHED here on a connection that is in OPEN_CONFIRM there when the OPENs of the other
 * connection cross. So a session only just up does not win against a connection that the
 * identifiers favour: that one goes on beside it, and whichever the neighbour keeps remains. Nor is
 * it taken for the session of a speaker that has restarted since: OpenBGPD and ExaBGP set the
 * restart bit in every OPEN.
 *
 * <p>After a failure the neighbour is left idle for a while that doubles with every failure in a
 * row. It may connect to us all the same, unless it was its OPEN or its messages we could not
 * accept.
 */
public final class PeerFsm {
  /** For so long after it came up a session may still turn out to be the loser of a collision. */
  static final long SIMULTANEOUS_OPEN_NANOS = TimeUnit.SECONDS.toNanos(5);

  private enum Admin {
    ENABLED,
    SHUT_DOWN,
    OVER_PREFIX_LIMIT,
    DECONFIGURED
  }

  private final Map<Link, ConnectionFsm> links = new EnumMap<>(Link.class);
  private final StaleRoutes staleRoutes = new StaleRoutes();
  private final Jitter jitter;
  private SessionConfig config;
  private Admin admin = Admin.SHUT_DOWN;
  private Optional<Link> established = Optional.empty();
  private NegotiatedSession session;
  private long establishedNanos;
  private boolean withCapabilities = true;
  private boolean refusing;
  private boolean idleHold;
  private int failures;
  private List<SessionAction> out = new ArrayList<>();

  public PeerFsm(SessionConfig config, Jitter jitter) {
    this.config = config;
    this.jitter = jitter;
    for (Link link : Link.values()) {
      links.put(link, new ConnectionFsm(link, config, jitter));
    }
  }

  // ---- questions

  /** The furthest state any connection is in. */
  public ConnectionState state() {
    return links.values().stream()
        .map(ConnectionFsm::state)
        .max(ConnectionState::compareTo)
        .orElseThrow();
  }

  public ConnectionState state(Link link) {
    return links.get(link).state();
  }

  /** The link and parameters of the session, while it is up. */
  public Optional<NegotiatedSession> session() {
    return established.map(_ -> session);
  }

  public Optional<Link> established() {
    return established;
  }

  /** The link a connection from the neighbour gets; empty to refuse it. */
  public Optional<Link> admit() {
    return Stream.of(Link.INCOMING, Link.INCOMING_AGAIN)
        .filter(l -> admin == Admin.ENABLED && !refusing && state(l) == ConnectionState.ACTIVE)
        .findFirst();
  }

  /**
   * True when there is no connection, no route kept and no pause to observe: a dynamic neighbour
   * may be forgotten.
   */
  public boolean isAtRest() {
    boolean trying = state().isConnected() || state() == ConnectionState.CONNECT;
    return !trying && !idleHold && staleRoutes.isEmpty();
  }

  /** Why the neighbour is not tried at the moment, in words; "" when it is. */
  public String idleReason() {
    return switch (admin) {
      case ENABLED -> idleHold ? "waiting after a failure" : "";
      case SHUT_DOWN -> "shut down";
      case OVER_PREFIX_LIMIT -> "prefix limit exceeded";
      case DECONFIGURED -> "deconfigured";
    };
  }

  // ---- the hot path

  /** Octets arrived. Call it for every read; it costs nothing. */
  public void heard(Link link, long nowNanos) {
    links.get(link).heard(nowNanos);
  }

  /** The transport took octets of ours. */
  public void written(Link link, long nowNanos) {
    links.get(link).written(nowNanos);
  }

  // ---- inputs

  /** Takes one input; the actions are to be performed in order. */
  public List<SessionAction> on(long nowNanos, SessionInput input) {
    switch (input) {
      case SessionInput.OnLink l -> onLink(nowNanos, l.link(), l.input());
      case SessionInput.TimerExpired t -> onTimer(nowNanos, t);
      case SessionInput.RefreshReceived r -> onRefresh(nowNanos, r.link(), r.message());
      case SessionInput.EndOfRibReceived e -> staleRoutes.complete(e.family(), out);
      case SessionInput.Enable _ -> enable(nowNanos);
      case SessionInput.Shutdown s -> {
        admin = Admin.SHUT_DOWN;
        stopForGood(nowNanos, Notification.cease(Notification.ADMINISTRATIVE_SHUTDOWN, s.text()));
      }
      case SessionInput.Reset r -> {
        failures = 0;
        stopAll(nowNanos, Notification.cease(Notification.ADMINISTRATIVE_RESET, r.text()), "");
      }
      case SessionInput.Deconfigure _ -> {
        admin = Admin.DECONFIGURED;
        stopForGood(nowNanos, new Notification(Notification.CEASE, Notification.PEER_DECONFIGURED));
      }
      case SessionInput.Reconfigure c -> reconfigure(nowNanos, c.config());
      case SessionInput.PrefixLimitExceeded p -> overLimit(nowNanos, p);
      case SessionInput.RequestRefresh r -> requestRefresh(r.family());
    }
    settle(nowNanos);
    List<SessionAction> result = out;
    out = new ArrayList<>();
    return result;
  }

  private void onTimer(long now, SessionInput.TimerExpired t) {
    switch (t.timer()) {
      case CONNECT_RETRY -> retry(now);
      case IDLE_HOLD -> {
        idleHold = false;
        refusing = false;
        start(now);
      }
      case OUTGOING_HOLD ->
          feed(now, Link.OUTGOING, new ConnectionInput.HoldExpired(t.inputPending()));
      case INCOMING_HOLD ->
          feed(now, Link.INCOMING, new ConnectionInput.HoldExpired(t.inputPending()));
      case INCOMING_AGAIN_HOLD ->
          feed(now, Link.INCOMING_AGAIN, new ConnectionInput.HoldExpired(t.inputPending()));
      case OUTGOING_KEEPALIVE -> feed(now, Link.OUTGOING, new ConnectionInput.KeepaliveExpired());
      case INCOMING_KEEPALIVE -> feed(now, Link.INCOMING, new ConnectionInput.KeepaliveExpired());
      case INCOMING_AGAIN_KEEPALIVE ->
          feed(now, Link.INCOMING_AGAIN, new ConnectionInput.KeepaliveExpired());
      case SEND_HOLD ->
          established.ifPresent(l -> feed(now, l, new ConnectionInput.SendHoldExpired()));
      case RESTART -> staleRoutes.forget(out);
      case STALE_PATHS -> staleRoutes.sweep(out);
      case REFRESH -> staleRoutes.refreshExpired(out);
      case PREFIX_LIMIT -> enable(now);
    }
  }

  /** No attempt of our own while one of the neighbour's gets on. */
  private void retry(long now) {
    boolean other = links.values().stream().anyMatch(c -> c.state().isConnected());
    if (state(Link.OUTGOING) == ConnectionState.ACTIVE && other) {
      long nanos = TimeUnit.SECONDS.toNanos(config.connectRetrySeconds());
      out.add(new SessionAction.Arm(SessionTimer.CONNECT_RETRY, jitter.apply(nanos)));
    } else {
      feed(now, Link.OUTGOING, new ConnectionInput.RetryExpired());
    }
  }

  private void onLink(long now, Link link, ConnectionInput input) {
    boolean completes =
        input instanceof ConnectionInput.KeepaliveReceived
            && state(link) == ConnectionState.OPEN_CONFIRM;
    if (completes) {
      established
          .filter(other -> other != link)
          .ifPresent(other -> feed(now, other, new ConnectionInput.CollisionLost()));
    }
    boolean acceptable =
        input instanceof ConnectionInput.OpenReceived o
            && state(link) == ConnectionState.OPEN_SENT
            && links.get(link).judge(o.open()) instanceof Negotiation.Outcome.Agreed;
    if (acceptable
        && !survivesCollision(now, link, ((ConnectionInput.OpenReceived) input).open())) {
      feed(now, link, new ConnectionInput.CollisionLost());
    } else {
      feed(now, link, input);
    }
  }

  /** Ends the connections that {@code link} displaces; false when it must give way itself. */
  private boolean survivesCollision(long now, Link link, Open open) {
    for (Link other : Link.values()) {
      ConnectionState state = state(other);
      if (other == link
          || state != ConnectionState.OPEN_CONFIRM && state != ConnectionState.ESTABLISHED) {
        continue;
      }
      boolean up = state == ConnectionState.ESTABLISHED;
      if (up && !isNew(now) && hasRestarted(open)) {
        feed(
            now,
            other,
            new ConnectionInput.Failed("the neighbour has restarted and connected again"));
      } else if (up && isNew(now) && displaces(link, other, open)) {
        continue;
      } else if (up && !config.collisionInEstablished()) {
        out.add(new SessionAction.Send(other, new Keepalive()));
        return false;
      } else if (displaces(link, other, open)) {
        feed(now, other, new ConnectionInput.CollisionLost());
      } else {
        return false;
      }
    }
    return true;
  }

  private boolean hasRestarted(Open open) {
    return session.gracefulRestart().isPresent()
        && open.first(Capability.GracefulRestart.class)
            .filter(Capability.GracefulRestart::restarting)
            .isPresent();
  }

  private boolean isNew(long now) {
    return now - establishedNanos < SIMULTANEOUS_OPEN_NANOS;
  }

  private boolean displaces(Link link, Link other, Open open) {
    if (link.isIncoming() && other.isIncoming()) {
      // The neighbour would not connect a second time had it not given up the first.
      return true;
    }
    int byIdentifier = Integer.compareUnsigned(config.bgpIdentifier(), open.bgpIdentifier());
    int order = byIdentifier != 0 ? byIdentifier : config.localAsn().compareTo(open.asn());
    return (order > 0) == (link == Link.OUTGOING);
  }

  /** Gives an event to a connection and draws the conclusions for the neighbour. */
  private void feed(long now, Link link, ConnectionInput input) {
    for (SessionAction action : links.get(link).on(now, input)) {
      if (action instanceof SessionAction.Ended e) {
        down(e);
      }
      out.add(action);
      if (action instanceof SessionAction.Establish e) {
        up(now, e);
      }
    }
  }

  private void up(long now, SessionAction.Establish e) {
    established = Optional.of(e.link());
    session = e.session();
    establishedNanos = now;
    failures = 0;
    refusing = false;
    if (idleHold) {
      idleHold = false;
      out.add(new SessionAction.Cancel(SessionTimer.IDLE_HOLD));
    }
    if (e.link() != Link.OUTGOING && !state(Link.OUTGOING).isConnected()) {
      feed(
          now,
          Link.OUTGOING,
          new ConnectionInput.Stop(
              new Notification(Notification.CEASE, Notification.COLLISION_RESOLUTION), ""));
    }
    staleRoutes.returned(session, config.gracefulRestart(), out);
    for (AddressFamily f : AddressFamily.values()) {
      if (session.parameters().families().contains(f)) {
        out.add(new SessionAction.Advertise(e.link(), f, SessionAction.Occasion.INITIAL));
      }
    }
  }

  private void down(SessionAction.Ended e) {
    if (established.filter(e.link()::equals).isPresent()) {
      established = Optional.empty();
      staleRoutes.lost(session, e.end(), config.gracefulRestart(), out);
    }
    switch (e.end()) {
      case SessionEnd.NotificationSent n -> {
        int code = n.notification().code();
        refusing |= code == 1 || code == 2 || code == 3 || code == 5;
      }
      case SessionEnd.NotificationReceived n ->
          withCapabilities = capabilitiesAfter(n.notification());
      case SessionEnd.ConnectionLost _ -> {}
    }
  }

  /**
   * Unsupported Optional Parameter: the neighbour may know no capabilities at all (RFC 5492,
   * section 3).
   */
  private boolean capabilitiesAfter(Notification n) {
    boolean rejected = n.code() == 2 && n.subcode() == 4;
    if (rejected && withCapabilities) {
      out.add(new SessionAction.Report("the neighbour rejects capabilities, trying without"));
      return false;
    }
    return true;
  }

  // ---- administration

  private void enable(long now) {
    if (admin == Admin.ENABLED || admin == Admin.DECONFIGURED) {
      return;
    }
    if (admin == Admin.OVER_PREFIX_LIMIT) {
      out.add(new SessionAction.Cancel(SessionTimer.PREFIX_LIMIT));
    }
    admin = Admin.ENABLED;
    failures = 0;
    refusing = false;
    start(now);
  }

  private void start(long now) {
    if (admin != Admin.ENABLED) {
      return;
    }
    listen(now);
    boolean other = links.values().stream().anyMatch(c -> c.state().isConnected());
    if (!config.passive() && !other) {
      feed(now, Link.OUTGOING, new ConnectionInput.Start());
    }
  }

  private void listen(long now) {
    feed(now, Link.INCOMING, new ConnectionInput.StartPassive());
    feed(now, Link.INCOMING_AGAIN, new ConnectionInput.StartPassive());
  }

  private void stopAll(long now, Notification reason, String why) {
    for (Link link : Link.values()) {
      feed(now, link, new ConnectionInput.Stop(reason, why));
    }
  }

  /** With RFC 8538 in force only a Hard Reset keeps the neighbour from holding our routes. */
  private void stopForGood(long now, Notification reason) {
    boolean hard = established.isPresent() && session.notificationRestarts();
    stopAll(now, hard ? reason.asHardReset() : reason, "");
    if (!staleRoutes.isEmpty()) {
      staleRoutes.forget(out);
    }
    if (idleHold) {
      idleHold = false;
      out.add(new SessionAction.Cancel(SessionTimer.IDLE_HOLD));
    }
    if (admin != Admin.OVER_PREFIX_LIMIT) {
      out.add(new SessionAction.Cancel(SessionTimer.PREFIX_LIMIT));
    }
  }

  private void overLimit(long now, SessionInput.PrefixLimitExceeded p) {
    if (established.isEmpty()) {
      return;
    }
    admin = Admin.OVER_PREFIX_LIMIT;
    config
        .prefixLimitRestartSeconds()
        .ifPresent(
            s ->
                out.add(
                    new SessionAction.Arm(SessionTimer.PREFIX_LIMIT, TimeUnit.SECONDS.toNanos(s))));
    stopForGood(now, maximumPrefixes(p));
  }

  /** The data name the family and the limit (RFC 4486, section 4). */
  private static Notification maximumPrefixes(SessionInput.PrefixLimitExceeded p) {
    int limit = (int) Math.min(p.limit(), 0xFFFF_FFFFL);
    byte[] data =
        ByteBuffer.allocate(7)
            .putShort((short) p.family().afi())
            .put((byte) 1)
            .putInt(limit)
            .array();
    return new Notification(Notification.CEASE, Notification.MAXIMUM_PREFIXES, data);
  }

  private void reconfigure(long now, SessionConfig newConfig) {
    config = newConfig;
    failures = 0;
    withCapabilities = true;
    stopAll(now, new Notification(Notification.CEASE, Notification.OTHER_CONFIGURATION_CHANGE), "");
  }

  // ---- route refresh

  private void requestRefresh(AddressFamily family) {
    if (session().isEmpty()
        || !session.routeRefresh()
        || !session.parameters().families().contains(family)) {
      out.add(
          new SessionAction.Report("cannot ask for a refresh of " + family + ": not negotiated"));
      return;
    }
    out.add(
        new SessionAction.Send(
            established.orElseThrow(), new RouteRefresh(family.afi(), 1, RouteRefresh.REQUEST)));
  }

  private void onRefresh(long now, Link link, RouteRefresh m) {
    feed(now, link, new ConnectionInput.RefreshReceived());
    if (established.filter(link::equals).isEmpty()) {
      return;
    }
    Optional<AddressFamily> known =
        session.parameters().families().stream()
            .filter(f -> f.afi() == m.afi() && m.safi() == 1)
            .findFirst();
    if (known.isEmpty()) {
      out.add(
          new SessionAction.Report(
              "ROUTE-REFRESH for a family not negotiated: " + m.afi() + "/" + m.safi()));
      return;
    }
    AddressFamily family = known.get();
    if (m.subtype() == RouteRefresh.REQUEST) {
      out.add(new SessionAction.Advertise(link, family, SessionAction.Occasion.REFRESH));
    } else if (!session.enhancedRouteRefresh()) {
      out.add(new SessionAction.Report("ROUTE-REFRESH subtype " + m.subtype() + " not negotiated"));
    } else if (m.subtype() == RouteRefresh.BEGIN) {
      staleRoutes.refreshBegins(family, config.gracefulRestart(), out);
    } else if (m.subtype() == RouteRefresh.END) {
      staleRoutes.refreshEnds(family, out);
    }
  }

  // ---- idle hold

  /** Where nothing is left that goes on by itself, waits and starts again. */
  private void settle(long now) {
    links.values().forEach(c -> c.configure(config, withCapabilities));
    if (admin != Admin.ENABLED) {
      return;
    }
    if (!refusing) {
      listen(now);
    }
    boolean connected = links.values().stream().anyMatch(c -> c.state().isConnected());
    boolean trying = config.passive() && !refusing || state(Link.OUTGOING) != ConnectionState.IDLE;
    if (connected || trying || idleHold) {
      return;
    }
    idleHold = true;
    long base = config.idleHoldSeconds();
    long seconds =
        Math.min(
            base << Math.min(failures, 16), Math.max(base, SessionConfig.MAX_IDLE_HOLD_SECONDS));
    failures++;
    out.add(
        new SessionAction.Arm(
            SessionTimer.IDLE_HOLD, jitter.apply(TimeUnit.SECONDS.toNanos(seconds))));
  }
}
