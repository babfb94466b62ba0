package savd.bgp.fsm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import savd.bgp.message.Keepalive;
import savd.bgp.message.Notification;
import savd.bgp.message.Open;

/**
 * The state machine of one TCP connection (RFC 4271, section 8.2.2).
 *
 * <p>The document says / we do: a failed attempt to connect leads to ACTIVE with the
 * ConnectRetryTimer running, as in the DelayOpen case of the document, for there is nothing to damp
 * in a neighbour that is not there yet. A NOTIFICATION in OPEN_SENT ends the connection without an
 * answer, because a NOTIFICATION is never answered with another (section 6.4). DelayOpen is not
 * offered. What concerns several connections, collisions above all, is {@link PeerFsm}'s.
 */
public final class ConnectionFsm {
  /** The "large value" of section 8.2.2 for the hold timer before the OPEN is there. */
  public static final long OPEN_HOLD_NANOS = TimeUnit.MINUTES.toNanos(4);

  private static final long DEFAULT_SEND_HOLD_SECONDS = 480;

  private final Link link;
  private final Jitter jitter;
  private final List<SessionAction> actions = new ArrayList<>();
  private SessionConfig config;
  private boolean withCapabilities = true;
  private ConnectionState state = ConnectionState.IDLE;
  private Open sent;
  private NegotiatedSession session;
  private long holdNanos;
  private long heardNanos;
  private long writtenNanos;

  public ConnectionFsm(Link link, SessionConfig config, Jitter jitter) {
    this.link = link;
    this.config = config;
    this.jitter = jitter;
  }

  public ConnectionState state() {
    return state;
  }

  /** What was negotiated; present in OPEN_CONFIRM and ESTABLISHED. */
  public Optional<NegotiatedSession> session() {
    return Optional.ofNullable(session);
  }

  /** Takes effect with the next OPEN. */
  void configure(SessionConfig newConfig, boolean announceCapabilities) {
    config = newConfig;
    withCapabilities = announceCapabilities;
  }

  /** Notes that octets of the neighbour arrived. */
  void heard(long nowNanos) {
    heardNanos = nowNanos;
  }

  /** Notes that the transport took octets of ours. */
  void written(long nowNanos) {
    writtenNanos = nowNanos;
  }

  /** How an OPEN would be judged in this state. */
  Negotiation.Outcome judge(Open open) {
    return Negotiation.negotiate(config, sent, open);
  }

  /** Takes one event; the actions are to be performed in order. */
  public List<SessionAction> on(long nowNanos, ConnectionInput input) {
    switch (state) {
      case IDLE -> inIdle(input);
      case CONNECT -> inConnect(nowNanos, input);
      case ACTIVE -> inActive(nowNanos, input);
      case OPEN_SENT -> inOpenSent(nowNanos, input);
      case OPEN_CONFIRM -> inOpenConfirm(nowNanos, input);
      case ESTABLISHED -> inEstablished(nowNanos, input);
    }
    if (actions.isEmpty()) {
      return List.of();
    }
    List<SessionAction> result = List.copyOf(actions);
    actions.clear();
    return result;
  }

  // ---- without a connection

  private void inIdle(ConnectionInput input) {
    switch (input) {
      case ConnectionInput.Start _ -> connect();
      case ConnectionInput.StartPassive _ -> state = ConnectionState.ACTIVE;
      // A connection nobody waits for.
      case ConnectionInput.Connected _ -> act(new SessionAction.Close(link));
      case ConnectionInput.Stop _,
          ConnectionInput.RetryExpired _,
          ConnectionInput.HoldExpired _,
          ConnectionInput.KeepaliveExpired _,
          ConnectionInput.SendHoldExpired _,
          ConnectionInput.Failed _,
          ConnectionInput.OpenReceived _,
          ConnectionInput.Malformed _,
          ConnectionInput.CollisionLost _,
          ConnectionInput.NotificationReceived _,
          ConnectionInput.KeepaliveReceived _,
          ConnectionInput.UpdateReceived _,
          ConnectionInput.RefreshReceived _ -> {}
    }
  }

  private void inConnect(long now, ConnectionInput input) {
    switch (input) {
      case ConnectionInput.Connected _ -> sendOpen(now);
      case ConnectionInput.RetryExpired _ -> {
        act(new SessionAction.Close(link));
        act(
            new SessionAction.Ended(
                link, state, new SessionEnd.ConnectionLost("no answer to the connection attempt")));
        connect();
      }
      case ConnectionInput.Failed f -> {
        act(new SessionAction.Ended(link, state, new SessionEnd.ConnectionLost(f.why())));
        retryLater();
      }
      case ConnectionInput.Start _, ConnectionInput.StartPassive _ -> {}
      case ConnectionInput.Stop _,
          ConnectionInput.HoldExpired _,
          ConnectionInput.KeepaliveExpired _,
          ConnectionInput.SendHoldExpired _,
          ConnectionInput.OpenReceived _,
          ConnectionInput.Malformed _,
          ConnectionInput.CollisionLost _,
          ConnectionInput.NotificationReceived _,
          ConnectionInput.KeepaliveReceived _,
          ConnectionInput.UpdateReceived _,
          ConnectionInput.RefreshReceived _ -> {
        act(new SessionAction.Close(link));
        toIdle();
      }
    }
  }

  private void inActive(long now, ConnectionInput input) {
    switch (input) {
      case ConnectionInput.Connected _ -> sendOpen(now);
      case ConnectionInput.RetryExpired _ -> connect();
      // The end of a connection that was given up before.
      case ConnectionInput.Failed _ -> {}
      case ConnectionInput.Start _, ConnectionInput.StartPassive _ -> {}
      case ConnectionInput.Stop _,
          ConnectionInput.HoldExpired _,
          ConnectionInput.KeepaliveExpired _,
          ConnectionInput.SendHoldExpired _,
          ConnectionInput.OpenReceived _,
          ConnectionInput.Malformed _,
          ConnectionInput.CollisionLost _,
          ConnectionInput.NotificationReceived _,
          ConnectionInput.KeepaliveReceived _,
          ConnectionInput.UpdateReceived _,
          ConnectionInput.RefreshReceived _ ->
          toIdle();
    }
  }

  // ---- with one

  private void inOpenSent(long now, ConnectionInput input) {
    switch (input) {
      case ConnectionInput.OpenReceived m -> judgeOpen(now, m.open());
      case ConnectionInput.HoldExpired h -> holdExpired(now, h.inputPending());
      case ConnectionInput.Failed f -> {
        act(new SessionAction.Close(link));
        cancelTimers();
        act(new SessionAction.Ended(link, state, new SessionEnd.ConnectionLost(f.why())));
        retryLater();
      }
      case ConnectionInput.Stop s -> finish(s.reason(), s.why());
      case ConnectionInput.Malformed m -> finish(m.notification(), m.why());
      case ConnectionInput.CollisionLost _ ->
          finish(new Notification(Notification.CEASE, Notification.COLLISION_RESOLUTION), "");
      case ConnectionInput.NotificationReceived n ->
          finishSilently(new SessionEnd.NotificationReceived(n.notification()));
      case ConnectionInput.Start _, ConnectionInput.StartPassive _ -> {}
      case ConnectionInput.RetryExpired _,
          ConnectionInput.KeepaliveExpired _,
          ConnectionInput.SendHoldExpired _,
          ConnectionInput.Connected _,
          ConnectionInput.KeepaliveReceived _,
          ConnectionInput.UpdateReceived _,
          ConnectionInput.RefreshReceived _ ->
          fsmError(input);
    }
  }

  private void inOpenConfirm(long now, ConnectionInput input) {
    switch (input) {
      case ConnectionInput.KeepaliveReceived _ -> establish(now);
      case ConnectionInput.KeepaliveExpired _ -> sendKeepalive();
      case ConnectionInput.HoldExpired h -> holdExpired(now, h.inputPending());
      case ConnectionInput.Failed f -> finishSilently(new SessionEnd.ConnectionLost(f.why()));
      case ConnectionInput.Stop s -> finish(s.reason(), s.why());
      case ConnectionInput.Malformed m -> finish(m.notification(), m.why());
      case ConnectionInput.CollisionLost _ ->
          finish(new Notification(Notification.CEASE, Notification.COLLISION_RESOLUTION), "");
      case ConnectionInput.NotificationReceived n ->
          finishSilently(new SessionEnd.NotificationReceived(n.notification()));
      case ConnectionInput.Start _, ConnectionInput.StartPassive _ -> {}
      case ConnectionInput.RetryExpired _,
          ConnectionInput.SendHoldExpired _,
          ConnectionInput.Connected _,
          ConnectionInput.OpenReceived _,
          ConnectionInput.UpdateReceived _,
          ConnectionInput.RefreshReceived _ ->
          fsmError(input);
    }
  }

  private void inEstablished(long now, ConnectionInput input) {
    switch (input) {
      case ConnectionInput.KeepaliveReceived _,
          ConnectionInput.UpdateReceived _,
          ConnectionInput.RefreshReceived _ ->
          heard(now);
      case ConnectionInput.KeepaliveExpired _ -> sendKeepalive();
      case ConnectionInput.HoldExpired h -> holdExpired(now, h.inputPending());
      case ConnectionInput.SendHoldExpired _ -> sendHoldExpired(now);
      case ConnectionInput.Failed f -> finishSilently(new SessionEnd.ConnectionLost(f.why()));
      case ConnectionInput.Stop s -> finish(s.reason(), s.why());
      case ConnectionInput.Malformed m -> finish(m.notification(), m.why());
      case ConnectionInput.CollisionLost _ ->
          finish(new Notification(Notification.CEASE, Notification.COLLISION_RESOLUTION), "");
      case ConnectionInput.NotificationReceived n ->
          finishSilently(new SessionEnd.NotificationReceived(n.notification()));
      case ConnectionInput.Start _, ConnectionInput.StartPassive _ -> {}
      case ConnectionInput.RetryExpired _,
          ConnectionInput.Connected _,
          ConnectionInput.OpenReceived _ ->
          fsmError(input);
    }
  }

  // ---- steps

  private void act(SessionAction action) {
    actions.add(action);
  }

  private void connect() {
    state = ConnectionState.CONNECT;
    armRetry();
    act(new SessionAction.Connect());
  }

  private void armRetry() {
    long nanos = TimeUnit.SECONDS.toNanos(config.connectRetrySeconds());
    act(new SessionAction.Arm(SessionTimer.CONNECT_RETRY, jitter.apply(nanos)));
  }

  private void retryLater() {
    state = ConnectionState.ACTIVE;
    session = null;
    if (link == Link.OUTGOING) {
      armRetry();
    }
  }

  private void sendOpen(long now) {
    if (link == Link.OUTGOING) {
      act(new SessionAction.Cancel(SessionTimer.CONNECT_RETRY));
    }
    sent = Negotiation.open(config, withCapabilities);
    session = null;
    state = ConnectionState.OPEN_SENT;
    heardNanos = now;
    holdNanos = OPEN_HOLD_NANOS;
    act(new SessionAction.Send(link, sent));
    act(new SessionAction.Arm(SessionTimer.hold(link), holdNanos));
  }

  private void judgeOpen(long now, Open open) {
    switch (judge(open)) {
      case Negotiation.Outcome.Refused r -> finish(r.notification(), r.why());
      case Negotiation.Outcome.Agreed a -> {
        session = a.session();
        state = ConnectionState.OPEN_CONFIRM;
        heardNanos = now;
        holdNanos = TimeUnit.SECONDS.toNanos(session.holdTimeSeconds());
        if (holdNanos == 0) {
          act(new SessionAction.Cancel(SessionTimer.hold(link)));
          act(new SessionAction.Send(link, new Keepalive()));
        } else {
          act(new SessionAction.Arm(SessionTimer.hold(link), holdNanos));
          sendKeepalive();
        }
      }
    }
  }

  private void establish(long now) {
    state = ConnectionState.ESTABLISHED;
    heardNanos = now;
    writtenNanos = now;
    if (sendHoldNanos() > 0) {
      act(new SessionAction.Arm(SessionTimer.SEND_HOLD, sendHoldNanos()));
    }
    act(new SessionAction.Establish(link, session));
  }

  private long sendHoldNanos() {
    long usual = Math.max(DEFAULT_SEND_HOLD_SECONDS, 2L * session.holdTimeSeconds());
    boolean off = session.holdTimeSeconds() == 0 && config.sendHoldSeconds().isEmpty();
    return off ? 0 : TimeUnit.SECONDS.toNanos(config.sendHoldSeconds().orElse((int) usual));
  }

  private void sendKeepalive() {
    act(new SessionAction.Send(link, new Keepalive()));
    if (session.keepaliveSeconds() > 0) {
      long nanos = TimeUnit.SECONDS.toNanos(session.keepaliveSeconds());
      act(new SessionAction.Arm(SessionTimer.keepalive(link), jitter.apply(nanos)));
    }
  }

  private void holdExpired(long now, boolean inputPending) {
    if (inputPending) {
      heardNanos = now;
    }
    long rest = heardNanos + holdNanos - now;
    if (rest > 0) {
      act(new SessionAction.Arm(SessionTimer.hold(link), rest));
    } else {
      finish(
          new Notification(Notification.HOLD_TIMER_EXPIRED, 0),
          "nothing heard for " + TimeUnit.NANOSECONDS.toSeconds(holdNanos) + " s");
    }
  }

  private void sendHoldExpired(long now) {
    long rest = writtenNanos + sendHoldNanos() - now;
    if (rest > 0) {
      act(new SessionAction.Arm(SessionTimer.SEND_HOLD, rest));
    } else {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(sendHoldNanos());
      finish(
          new Notification(Notification.SEND_HOLD_TIMER_EXPIRED, 0),
          "the neighbour has taken nothing for " + seconds + " s");
    }
  }

  /** RFC 6608: the subcode names the state. */
  private void fsmError(ConnectionInput input) {
    int subcode =
        switch (state) {
          case OPEN_SENT -> 1;
          case OPEN_CONFIRM -> 2;
          case ESTABLISHED -> 3;
          case IDLE, CONNECT, ACTIVE -> 0;
        };
    finish(
        new Notification(Notification.FSM_ERROR, subcode),
        "unexpected " + input.getClass().getSimpleName() + " in " + state);
  }

  private void finish(Notification reason, String why) {
    act(new SessionAction.Send(link, reason));
    finishSilently(new SessionEnd.NotificationSent(reason, why));
  }

  private void finishSilently(SessionEnd cause) {
    ConnectionState from = state;
    act(new SessionAction.Close(link));
    toIdle();
    act(new SessionAction.Ended(link, from, cause));
  }

  private void toIdle() {
    cancelTimers();
    state = ConnectionState.IDLE;
    session = null;
  }

  private void cancelTimers() {
    if (link == Link.OUTGOING) {
      act(new SessionAction.Cancel(SessionTimer.CONNECT_RETRY));
    }
    if (state.isConnected()) {
      act(new SessionAction.Cancel(SessionTimer.hold(link)));
      act(new SessionAction.Cancel(SessionTimer.keepalive(link)));
    }
    if (state == ConnectionState.ESTABLISHED) {
      act(new SessionAction.Cancel(SessionTimer.SEND_HOLD));
    }
  }
}
