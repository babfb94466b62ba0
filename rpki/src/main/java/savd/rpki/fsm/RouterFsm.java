package savd.rpki.fsm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import savd.net.AddressFamily;
import savd.rpki.message.Change;
import savd.rpki.message.ErrorCode;
import savd.rpki.message.Malformed;
import savd.rpki.message.RtrPdu;
import savd.rpki.message.Timing;
import savd.rpki.payload.Payload;

/**
 * The router's side of the protocol with one cache (RFC 8210, sections 6 to 8).
 *
 * <p>The document says / we do: on a change of the session identifier the router flushes its data
 * (section 5.1); here the connection ends and everything is asked for anew, but the last complete
 * set stays in force until its successor is complete or it expires, since to be without data blocks
 * honest traffic and helps nobody; so it is with the errors the document calls fatal. Only Cache
 * Shutdown (8210bis, section 8.6) ends the data at once.
 *
 * <p>Here are the rows of the table of states and events. What does not depend on the state is
 * elsewhere: what was asked and whether that is answered ({@link Exchange}), what is held of the
 * cache ({@link HeldData}), in which version one speaks ({@link SpokenVersion}), when the cache is
 * tried next ({@link Pace}), which cache is used ({@link Failover}).
 */
public final class RouterFsm {
  /** How long a cache may be silent while it owes an answer. */
  public static final long RESPONSE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Pace pace;
  private final Tally tally = new Tally();
  private final List<RtrAction> actions = new ArrayList<>();
  private RouterConfig config;

  private CacheState state = CacheState.IDLE;
  private long stateSinceNanos;
  private String lastError = "";
  private long heardNanos;
  private boolean confirmed;

  private final HeldData held = new HeldData();
  private final Exchange exchange = new Exchange(held, tally);
  private final SpokenVersion version = new SpokenVersion();

  public RouterFsm(RouterConfig config, Jitter jitter) {
    this.config = config;
    this.pace = new Pace(jitter);
  }

  public CacheState state() {
    return state;
  }

  /** True while the present connection has brought an End of Data. */
  public boolean isConfirmed() {
    return confirmed;
  }

  public RouterStatus status() {
    boolean continued = held.isResumable();
    return new RouterStatus(
        state,
        stateSinceNanos,
        state.isConnected() && version.isAgreed()
            ? Optional.of(version.number())
            : Optional.empty(),
        continued ? Optional.of(held.session()) : Optional.empty(),
        continued ? Optional.of(held.serial()) : Optional.empty(),
        Optional.ofNullable(held.payload()),
        held.version(),
        held.updatedNanos(),
        held.expiresNanos(),
        pace.timing(),
        confirmed,
        lastError,
        tally.snapshot());
  }

  /** Notes that octets of the cache arrived. */
  public void heard(long nowNanos) {
    heardNanos = nowNanos;
  }

  /**
   * The short way of a prefix PDU while data are received. False means that nothing was done and
   * the PDU must come as {@link RtrInput.Received}. The parts are those of {@link
   * savd.rpki.message.PduSink#prefix}.
   */
  public boolean collect(
      int pduVersion,
      Change change,
      AddressFamily family,
      long high,
      long low,
      int length,
      int maxLength,
      int asn) {
    if (state != CacheState.RECEIVING
        || pduVersion != version.number()
        || !exchange.collect(change, family, high, low, length, maxLength, asn)) {
      return false;
    }
    tally.pdus++;
    tally.prefixes++;
    return true;
  }

  /** Takes one event; the actions are to be performed in order. */
  public List<RtrAction> on(long now, RtrInput input) {
    switch (input) {
      case RtrInput.Start _ -> start(now);
      case RtrInput.Stop _ -> stop(now);
      case RtrInput.Connected _ -> connected(now);
      case RtrInput.Lost l -> lost(now, l.why());
      case RtrInput.Received r -> received(now, r.version(), r.pdu());
      case RtrInput.Broken b -> broken(now, b.malformed());
      case RtrInput.TimerExpired t -> expired(now, t.timer());
      case RtrInput.Refresh _ -> refresh(now);
      case RtrInput.Reset _ -> reset(now);
      case RtrInput.Reconfigure r -> reconfigure(r.config());
      case RtrInput.Restore r -> restore(now, r);
    }
    if (actions.isEmpty()) {
      return List.of();
    }
    List<RtrAction> result = List.copyOf(actions);
    actions.clear();
    return result;
  }

  // ---- connecting

  private void start(long now) {
    if (state == CacheState.IDLE) {
      pace.restart();
      connect(now);
    }
  }

  private void connect(long now) {
    enter(CacheState.CONNECTING, now);
    act(new RtrAction.Connect());
  }

  private void stop(long now) {
    if (state == CacheState.CONNECTING || state.isConnected()) {
      act(new RtrAction.Close());
    }
    for (RtrTimer t : RtrTimer.values()) {
      act(new RtrAction.Cancel(t));
    }
    endConnection();
    held.drop();
    enter(CacheState.IDLE, now);
  }

  private void reconfigure(RouterConfig to) {
    if (to.maxVersion() != config.maxVersion() || to.minVersion() != config.minVersion()) {
      version.forget();
    }
    config = to;
  }

  private void restore(long now, RtrInput.Restore r) {
    if (state != CacheState.IDLE || r.expireNanos() <= 0) {
      return;
    }
    held.begin(r.session());
    held.take(r.payload(), r.version(), r.serial(), now, r.expireNanos());
    act(new RtrAction.Arm(RtrTimer.EXPIRE, r.expireNanos()));
    act(new RtrAction.Publish(r.payload()));
  }

  private void connected(long now) {
    if (state != CacheState.CONNECTING) {
      // A connection nobody waits for.
      if (!state.isConnected()) {
        act(new RtrAction.Close());
      }
      return;
    }
    tally.connections++;
    endConnection();
    version.begin(config, now);
    query(now);
  }

  // ---- asking

  /** Asks for what changed where that is possible, else for everything. */
  private void query(long now) {
    ask(now, exchange.ask(version.number()));
  }

  private void ask(long now, RtrPdu question) {
    act(new RtrAction.Send(version.number(), question));
    heardNanos = now;
    act(new RtrAction.Cancel(RtrTimer.REFRESH));
    act(new RtrAction.Cancel(RtrTimer.RETRY));
    act(new RtrAction.Arm(RtrTimer.RESPONSE, RESPONSE_NANOS));
    enter(CacheState.QUERYING, now);
  }

  private void refresh(long now) {
    switch (state) {
      case WAITING -> {
        act(new RtrAction.Cancel(RtrTimer.RETRY));
        connect(now);
      }
      case SYNCHRONIZED, NO_DATA -> query(now);
      // What is asked for is under way, or not wanted.
      case IDLE, CONNECTING, QUERYING, RECEIVING -> {}
    }
  }

  private void reset(long now) {
    held.doubt();
    switch (state) {
      case SYNCHRONIZED, NO_DATA -> ask(now, exchange.askForAll());
      // An answer under way cannot be called off but with its connection.
      case QUERYING, RECEIVING -> close(now, "reset by the operator", 0);
      case WAITING -> refresh(now);
      case IDLE, CONNECTING -> {}
    }
  }

  // ---- timers

  private void expired(long now, RtrTimer timer) {
    switch (timer) {
      case RETRY -> {
        if (state == CacheState.WAITING) {
          connect(now);
        } else if (state == CacheState.NO_DATA) {
          query(now);
        }
      }
      case REFRESH -> {
        if (state == CacheState.SYNCHRONIZED) {
          query(now);
        }
      }
      case EXPIRE -> expire();
      case RESPONSE -> noResponse(now);
    }
  }

  private void expire() {
    if (!held.isPresent()) {
      return;
    }
    held.drop();
    // So that another cache is asked though this one goes on talking.
    confirmed = false;
    tally.expiries++;
    act(new RtrAction.Expire());
  }

  private void noResponse(long now) {
    if (state != CacheState.QUERYING && state != CacheState.RECEIVING) {
      return;
    }
    long silent = now - heardNanos;
    if (silent < RESPONSE_NANOS) {
      act(new RtrAction.Arm(RtrTimer.RESPONSE, RESPONSE_NANOS - silent));
      return;
    }
    close(now, "no answer", pace.backoff());
  }

  // ---- the end of a connection

  private void lost(long now, String why) {
    if (state != CacheState.CONNECTING && !state.isConnected()) {
      return;
    }
    if (state == CacheState.QUERYING && exchange.isForChanges()) {
      // stayrtr closes without a word when asked for the changes of a session it does not know.
      held.doubt();
    }
    // Many caches close after the Error Report that names their version; that is no failure.
    boolean named = version.isOnlyNamed();
    String cut = state == CacheState.RECEIVING ? " in the middle of an update" : "";
    ended(now, why + cut, named ? pace.soon() : pace.backoff());
  }

  private void close(long now, String why, long delayNanos) {
    act(new RtrAction.Close());
    ended(now, why, delayNanos);
  }

  private void ended(long now, String why, long delayNanos) {
    tally.failures++;
    lastError = why;
    endConnection();
    act(new RtrAction.Cancel(RtrTimer.REFRESH));
    act(new RtrAction.Cancel(RtrTimer.RESPONSE));
    act(new RtrAction.Arm(RtrTimer.RETRY, delayNanos));
    enter(CacheState.WAITING, now);
    act(new RtrAction.Ended(why));
  }

  private void endConnection() {
    exchange.forget();
    version.end();
    confirmed = false;
  }

  // ---- what the cache says

  private void received(long now, int v, RtrPdu pdu) {
    if (!state.isConnected()) {
      return;
    }
    tally.pdus++;
    if (pdu instanceof RtrPdu.ErrorReport e) {
      errorReport(now, v, e);
      return;
    }
    if (!version.isAgreed()) {
      if (pdu instanceof RtrPdu.SerialNotify) {
        // Section 7: means nothing before the cache has answered, whatever its version.
        tally.notifies++;
        return;
      }
      if (!negotiate(now, v, pdu)) {
        return;
      }
    } else if (v != version.number()) {
      complain(
          now,
          ErrorCode.UNEXPECTED_VERSION,
          v,
          pdu,
          "version " + v + " in a session of version " + version.number());
      return;
    }
    switch (pdu) {
      case RtrPdu.SerialNotify n -> serialNotify(now, v, n);
      case RtrPdu.CacheResponse r -> cacheResponse(now, v, r);
      case RtrPdu.PrefixPdu p -> {
        tally.prefixes++;
        payload(now, v, p);
      }
      case RtrPdu.RouterKeyPdu _, RtrPdu.AspaPdu _ -> payload(now, v, pdu);
      case RtrPdu.EndOfData e -> endOfData(now, v, e);
      case RtrPdu.CacheReset _ -> cacheReset(now, v, pdu);
      case RtrPdu.SerialQuery _, RtrPdu.ResetQuery _ ->
          complain(now, ErrorCode.CORRUPT_DATA, v, pdu, "a query, from a cache");
      // Taken care of above, in every version.
      case RtrPdu.ErrorReport _ -> {}
    }
  }

  /** The first answer fixes the version; true when the PDU is to be taken in it. */
  private boolean negotiate(long now, int v, RtrPdu pdu) {
    switch (version.judge(v, config)) {
      case TOO_HIGH -> {
        refuse(now, ErrorCode.UNEXPECTED_VERSION, v, pdu);
        return false;
      }
      case TOO_LOW -> {
        refuse(now, ErrorCode.UNSUPPORTED_VERSION, v, pdu);
        return false;
      }
      case LOWER -> {
        remember(now, v);
        if (exchange.isForChanges() && pdu instanceof RtrPdu.CacheResponse) {
          // A delta to data of another version's session.
          close(now, "the cache went down to version " + v, pace.soon());
          return false;
        }
      }
      case AS_ASKED -> {}
    }
    version.agree(v);
    return true;
  }

  private void refuse(long now, ErrorCode code, int v, RtrPdu pdu) {
    complain(now, code, v, pdu, "version " + v + " in answer to " + version.number());
  }

  private void remember(long now, int v) {
    act(new RtrAction.Note("the cache wants version " + v + " instead of " + version.number()));
    version.remember(v, now);
  }

  private void serialNotify(long now, int v, RtrPdu.SerialNotify n) {
    tally.notifies++;
    switch (state) {
      case SYNCHRONIZED -> {
        if (n.session() != held.session()) {
          held.doubt();
          complain(now, v, exchange.otherSession(n, n.session()));
        } else if (!n.serial().equals(held.serial())) {
          query(now);
        }
      }
      case NO_DATA -> query(now);
      case QUERYING, RECEIVING -> exchange.notifiedOf(n.serial());
      case IDLE, CONNECTING, WAITING -> {}
    }
  }

  private void cacheResponse(long now, int v, RtrPdu.CacheResponse r) {
    if (state != CacheState.QUERYING) {
      complain(now, ErrorCode.CORRUPT_DATA, v, r, "an answer without a question");
      return;
    }
    if (!exchange.fits(r)) {
      // Expired since the question, or a cache that restarted.
      boolean expired = !held.isPresent();
      held.doubt();
      if (expired) {
        close(now, "the data expired before the answer", 0);
      } else {
        complain(now, v, exchange.otherSession(r, r.session()));
      }
      return;
    }
    exchange.begin(r, config);
    enter(CacheState.RECEIVING, now);
  }

  private void payload(long now, int v, RtrPdu pdu) {
    if (state != CacheState.RECEIVING) {
      complain(now, ErrorCode.CORRUPT_DATA, v, pdu, "payload outside of an answer");
      return;
    }
    exchange.take(pdu).ifPresent(p -> complain(now, v, p));
  }

  private void cacheReset(long now, int v, RtrPdu pdu) {
    if (state != CacheState.QUERYING || !exchange.isForChanges()) {
      complain(now, ErrorCode.CORRUPT_DATA, v, pdu, "no Serial Query was asked");
      return;
    }
    tally.cacheResets++;
    held.doubt();
    ask(now, exchange.askForAll());
  }

  // ---- End of Data

  private void endOfData(long now, int v, RtrPdu.EndOfData e) {
    if (state != CacheState.RECEIVING) {
      complain(now, ErrorCode.CORRUPT_DATA, v, e, "End of Data outside of an answer");
      return;
    }
    Optional<Problem> problem = exchange.end(e);
    if (problem.isPresent()) {
      complain(now, v, problem.get());
      return;
    }
    Payload complete = exchange.complete();
    pace.given(e.timing().orElse(Timing.DEFAULT));
    act(new RtrAction.Arm(RtrTimer.EXPIRE, pace.expire()));
    if (held.take(complete, version.number(), e.serial(), now, pace.expire())) {
      act(new RtrAction.Publish(complete));
    }
    synchronizedAt(now);
  }

  private void synchronizedAt(long now) {
    pace.restart();
    confirmed = true;
    version.confirm();
    act(new RtrAction.Cancel(RtrTimer.RESPONSE));
    enter(CacheState.SYNCHRONIZED, now);
    if (exchange.takeNewer()) {
      query(now);
    } else {
      act(new RtrAction.Arm(RtrTimer.REFRESH, pace.refresh()));
    }
  }

  // ---- errors of the cache's

  private void errorReport(long now, int v, RtrPdu.ErrorReport e) {
    tally.errorsReceived++;
    boolean unsupported = e.code() == ErrorCode.UNSUPPORTED_VERSION.code();
    if (unsupported && !version.isAgreed() && state == CacheState.QUERYING) {
      downgrade(now, v, e);
      return;
    }
    if (e.code() == ErrorCode.NO_DATA_AVAILABLE.code() && state == CacheState.QUERYING) {
      noData(now, v, e);
      return;
    }
    // What the two sides know of each other is in doubt unless the cache only goes away.
    if (e.code() != ErrorCode.CACHE_RESTART.code()) {
      held.doubt();
    }
    if (e.code() == ErrorCode.CACHE_SHUTDOWN.code()) {
      // 8210bis, section 8.6: its operator wants its data to be used no longer.
      expire();
      act(new RtrAction.Cancel(RtrTimer.EXPIRE));
    }
    close(now, "the cache reports: " + e.summary(), pace.backoff());
  }

  private void downgrade(long now, int reported, RtrPdu.ErrorReport e) {
    int next = version.instead(reported);
    if (next < config.minVersion() || reported > version.number()) {
      version.forget();
      close(now, "no version in common; the cache reports: " + e.summary(), pace.retry());
      return;
    }
    remember(now, next);
    version.renegotiate(next);
    query(now);
  }

  private void noData(long now, int v, RtrPdu.ErrorReport e) {
    if (!version.isAgreed()) {
      switch (version.judge(v, config)) {
        case LOWER -> {
          remember(now, v);
          version.agree(v);
        }
        case AS_ASKED -> version.agree(v);
        case TOO_LOW, TOO_HIGH -> {}
      }
    }
    lastError = "the cache reports: " + e.summary();
    confirmed = false;
    act(new RtrAction.Cancel(RtrTimer.RESPONSE));
    act(new RtrAction.Arm(RtrTimer.RETRY, pace.retry()));
    enter(CacheState.NO_DATA, now);
  }

  // ---- errors of ours to tell

  private void broken(long now, Malformed m) {
    if (!state.isConnected()) {
      return;
    }
    held.doubt();
    if (m.answerable()) {
      tally.errorsSent++;
      ErrorCode code =
          m.code() == ErrorCode.UNSUPPORTED_VERSION && version.isAgreed()
              ? ErrorCode.UNEXPECTED_VERSION
              : m.code();
      act(
          new RtrAction.Send(
              version.number(), new RtrPdu.ErrorReport(code.code(), m.octets(), m.text())));
    }
    close(now, "malformed PDU: " + m.text(), pace.backoff());
  }

  private void complain(long now, int v, Problem p) {
    complain(now, p.code(), v, p.about(), p.text());
  }

  private void complain(long now, ErrorCode code, int v, RtrPdu about, String text) {
    tally.errorsSent++;
    held.doubt();
    act(new RtrAction.Complain(version.number(), code, v, about, text));
    close(now, code.text() + ": " + text, pace.backoff());
  }

  private void enter(CacheState to, long now) {
    if (to != state) {
      state = to;
      stateSinceNanos = now;
    }
  }

  private void act(RtrAction action) {
    actions.add(action);
  }
}
