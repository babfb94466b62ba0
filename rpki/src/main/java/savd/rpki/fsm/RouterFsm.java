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
import savd.rpki.message.RtrSerial;
import savd.rpki.message.Timing;
import savd.rpki.payload.Payload;

/**
 * The router's side of the protocol with one cache (RFC 8210, sections 6 to 8).
 *
 * <p>The document says / we do: on a change of the session identifier the router flushes its data
 * (section 5.1); here the connection ends and everything is asked for anew, but the last complete
 * set stays in force until its successor is complete or it expires, since to be without data blocks
 * honest traffic and helps nobody; so it is with the errors the document calls fatal. Only Cache
 * Shutdown (8210bis, section 8.6) ends the data at once. A connection that breaks is tried again
 * after a second, then after twice as long each time up to the retry interval. Intervals out of
 * range are clamped.
 *
 * <p>Long on purpose: the rows of one table of states and events. What needs no state of the
 * machine is elsewhere: the update under way ({@link Update}), what is held of the cache ({@link
 * HeldData}), its version ({@link VersionMemory}), which cache is used ({@link Failover}).
 */
public final class RouterFsm {
  /** How long a cache may be silent while it owes an answer. */
  public static final long RESPONSE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final long FIRST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Jitter jitter;
  private final Tally tally = new Tally();
  private final List<RtrAction> actions = new ArrayList<>();
  private RouterConfig config;

  private CacheState state = CacheState.IDLE;
  private long stateSinceNanos;
  private String lastError = "";
  private int attempts;
  private long heardNanos;

  // The connection.
  private int version;
  private boolean negotiated;
  private boolean confirmed;

  /** The cache named another version, and the query was sent again in it. */
  private boolean renegotiating;

  private boolean queriedSerial;
  private Update update;
  private RtrSerial notified;

  // What is known of the cache.
  private final VersionMemory versions = new VersionMemory();
  private final HeldData held = new HeldData();
  private Timing timing = Timing.DEFAULT;

  public RouterFsm(RouterConfig config, Jitter jitter) {
    this.config = config;
    this.jitter = jitter;
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
        state.isConnected() && negotiated ? Optional.of(version) : Optional.empty(),
        continued ? Optional.of(held.session()) : Optional.empty(),
        continued ? Optional.of(held.serial()) : Optional.empty(),
        Optional.ofNullable(held.payload()),
        held.version(),
        held.updatedNanos(),
        held.expiresNanos(),
        timing,
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
        || pduVersion != version
        || !update.collect(change, family, high, low, length, maxLength, asn)) {
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
      attempts = 0;
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
      versions.forget();
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
    negotiated = false;
    confirmed = false;
    renegotiating = false;
    notified = null;
    version = versions.first(config, now);
    query(now);
  }

  // ---- asking

  /** Asks for what changed where that is possible, else for everything. */
  private void query(long now) {
    Optional<RtrPdu> continued = held.continued(version);
    queriedSerial = continued.isPresent();
    act(new RtrAction.Send(version, continued.orElse(new RtrPdu.ResetQuery())));
    awaitAnswer(now);
  }

  private void queryAll(long now) {
    queriedSerial = false;
    act(new RtrAction.Send(version, new RtrPdu.ResetQuery()));
    awaitAnswer(now);
  }

  private void awaitAnswer(long now) {
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
      case SYNCHRONIZED, NO_DATA -> queryAll(now);
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
    close(now, "no answer", backoff());
  }

  // ---- the end of a connection

  private void lost(long now, String why) {
    if (state != CacheState.CONNECTING && !state.isConnected()) {
      return;
    }
    if (state == CacheState.QUERYING && queriedSerial) {
      // stayrtr closes without a word when asked for the changes of a session it does not know.
      held.doubt();
    }
    // Many caches close after the Error Report that names their version; that is no failure.
    boolean named = renegotiating && !negotiated;
    String cut = state == CacheState.RECEIVING ? " in the middle of an update" : "";
    ended(now, why + cut, named ? jitter.apply(FIRST_RETRY_NANOS) : backoff());
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
    update = null;
    notified = null;
    confirmed = false;
    negotiated = false;
    renegotiating = false;
  }

  private long backoff() {
    long longest = TimeUnit.SECONDS.toNanos(timing.retry());
    long delay = FIRST_RETRY_NANOS << Math.min(attempts, 20);
    attempts++;
    return jitter.apply(Math.min(delay, longest));
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
    if (!negotiated) {
      if (pdu instanceof RtrPdu.SerialNotify) {
        // Section 7: means nothing before the cache has answered, whatever its version.
        tally.notifies++;
        return;
      }
      if (!negotiate(now, v, pdu)) {
        return;
      }
    } else if (v != version) {
      complain(
          now,
          ErrorCode.UNEXPECTED_VERSION,
          v,
          pdu,
          "version " + v + " in a session of version " + version);
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
    if (v > version || v < config.minVersion()) {
      ErrorCode code = v > version ? ErrorCode.UNEXPECTED_VERSION : ErrorCode.UNSUPPORTED_VERSION;
      complain(now, code, v, pdu, "version " + v + " in answer to " + version);
      return false;
    }
    if (v < version) {
      remember(now, v);
      if (queriedSerial && pdu instanceof RtrPdu.CacheResponse) {
        // A delta to data of another version's session.
        close(now, "the cache went down to version " + v, jitter.apply(FIRST_RETRY_NANOS));
        return false;
      }
    }
    version = v;
    negotiated = true;
    return true;
  }

  private void remember(long now, int v) {
    act(new RtrAction.Note("the cache wants version " + v + " instead of " + version));
    versions.remember(v, now);
  }

  private void serialNotify(long now, int v, RtrPdu.SerialNotify n) {
    tally.notifies++;
    switch (state) {
      case SYNCHRONIZED -> {
        if (n.session() != held.session()) {
          held.doubt();
          complain(now, ErrorCode.CORRUPT_DATA, v, n, otherSession(n.session()));
        } else if (!n.serial().equals(held.serial())) {
          query(now);
        }
      }
      case NO_DATA -> query(now);
      case QUERYING, RECEIVING -> notified = n.serial();
      case IDLE, CONNECTING, WAITING -> {}
    }
  }

  private String otherSession(int other) {
    return "session " + other + " instead of " + held.session();
  }

  private void cacheResponse(long now, int v, RtrPdu.CacheResponse r) {
    if (state != CacheState.QUERYING) {
      complain(now, ErrorCode.CORRUPT_DATA, v, r, "an answer without a question");
      return;
    }
    if (queriedSerial && (!held.isPresent() || r.session() != held.session())) {
      // Expired since the question, or a cache that restarted.
      boolean expired = !held.isPresent();
      held.doubt();
      if (expired) {
        close(now, "the data expired before the answer", 0);
      } else {
        complain(now, ErrorCode.CORRUPT_DATA, v, r, otherSession(r.session()));
      }
      return;
    }
    if (!queriedSerial) {
      // The session is that of what comes, and no longer that of what is held.
      held.doubt();
    }
    held.begin(r.session());
    update =
        queriedSerial ? Update.delta(held.payload(), config, tally) : Update.full(config, tally);
    enter(CacheState.RECEIVING, now);
  }

  private void payload(long now, int v, RtrPdu pdu) {
    if (state != CacheState.RECEIVING) {
      complain(now, ErrorCode.CORRUPT_DATA, v, pdu, "payload outside of an answer");
      return;
    }
    Optional<Problem> problem =
        switch (pdu) {
          case RtrPdu.PrefixPdu p -> update.prefix(p);
          case RtrPdu.AspaPdu p -> update.aspa(p);
          case RtrPdu.RouterKeyPdu p -> update.routerKey(p);
          case RtrPdu.SerialNotify _,
              RtrPdu.SerialQuery _,
              RtrPdu.ResetQuery _,
              RtrPdu.CacheResponse _,
              RtrPdu.EndOfData _,
              RtrPdu.CacheReset _,
              RtrPdu.ErrorReport _ ->
              throw new IllegalArgumentException(pdu.toString());
        };
    problem.ifPresent(p -> complain(now, v, p));
  }

  private void cacheReset(long now, int v, RtrPdu pdu) {
    if (state != CacheState.QUERYING || !queriedSerial) {
      complain(now, ErrorCode.CORRUPT_DATA, v, pdu, "no Serial Query was asked");
      return;
    }
    tally.cacheResets++;
    held.doubt();
    queryAll(now);
  }

  // ---- End of Data

  private void endOfData(long now, int v, RtrPdu.EndOfData e) {
    if (state != CacheState.RECEIVING) {
      complain(now, ErrorCode.CORRUPT_DATA, v, e, "End of Data outside of an answer");
      return;
    }
    if (e.session() != held.session()) {
      complain(now, ErrorCode.CORRUPT_DATA, v, e, otherSession(e.session()));
      return;
    }
    boolean full = update.isFull();
    if (!full && !e.serial().equals(held.serial()) && !e.serial().isAfter(held.serial())) {
      String text = "serial " + e.serial() + " after " + held.serial();
      complain(now, ErrorCode.CORRUPT_DATA, v, e, text);
      return;
    }
    Optional<Problem> problem = update.finish();
    if (problem.isPresent()) {
      complain(now, v, problem.get());
      return;
    }
    accept(now, e, full);
    synchronizedAt(now);
  }

  private void accept(long now, RtrPdu.EndOfData e, boolean full) {
    Payload complete = update.payload();
    update = null;
    tally.updates++;
    tally.fullLoads += full ? 1 : 0;
    timing = e.timing().orElse(Timing.DEFAULT).clamped();
    long expireNanos = TimeUnit.SECONDS.toNanos(timing.expire());
    act(new RtrAction.Arm(RtrTimer.EXPIRE, expireNanos));
    if (held.take(complete, version, e.serial(), now, expireNanos)) {
      act(new RtrAction.Publish(complete));
    }
  }

  private void synchronizedAt(long now) {
    attempts = 0;
    confirmed = true;
    renegotiating = false;
    act(new RtrAction.Cancel(RtrTimer.RESPONSE));
    enter(CacheState.SYNCHRONIZED, now);
    boolean newer = notified != null && notified.isAfter(held.serial());
    notified = null;
    if (newer) {
      query(now);
      return;
    }
    long refreshNanos = jitter.apply(TimeUnit.SECONDS.toNanos(timing.refresh()));
    act(new RtrAction.Arm(RtrTimer.REFRESH, refreshNanos));
  }

  // ---- errors of the cache's

  private void errorReport(long now, int v, RtrPdu.ErrorReport e) {
    tally.errorsReceived++;
    boolean unsupported = e.code() == ErrorCode.UNSUPPORTED_VERSION.code();
    if (unsupported && !negotiated && state == CacheState.QUERYING) {
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
    close(now, "the cache reports: " + e.summary(), backoff());
  }

  /**
   * Section 7: the report carries the version the cache wants. Some echo ours instead; then the
   * next lower one is tried.
   */
  private void downgrade(long now, int named, RtrPdu.ErrorReport e) {
    int next = named < version ? named : version - 1;
    if (next < config.minVersion() || named > version) {
      versions.forget();
      long longest = jitter.apply(TimeUnit.SECONDS.toNanos(timing.retry()));
      close(now, "no version in common; the cache reports: " + e.summary(), longest);
      return;
    }
    remember(now, next);
    version = next;
    renegotiating = true;
    query(now);
  }

  private void noData(long now, int v, RtrPdu.ErrorReport e) {
    if (!negotiated && v <= version && v >= config.minVersion()) {
      if (v < version) {
        remember(now, v);
      }
      version = v;
      negotiated = true;
    }
    lastError = "the cache reports: " + e.summary();
    confirmed = false;
    act(new RtrAction.Cancel(RtrTimer.RESPONSE));
    act(new RtrAction.Arm(RtrTimer.RETRY, jitter.apply(TimeUnit.SECONDS.toNanos(timing.retry()))));
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
          m.code() == ErrorCode.UNSUPPORTED_VERSION && negotiated
              ? ErrorCode.UNEXPECTED_VERSION
              : m.code();
      act(new RtrAction.Send(version, new RtrPdu.ErrorReport(code.code(), m.octets(), m.text())));
    }
    close(now, "malformed PDU: " + m.text(), backoff());
  }

  private void complain(long now, int v, Problem p) {
    complain(now, p.code(), v, p.about(), p.text());
  }

  private void complain(long now, ErrorCode code, int v, RtrPdu about, String text) {
    tally.errorsSent++;
    held.doubt();
    act(new RtrAction.Complain(version, code, v, about, text));
    close(now, code.text() + ": " + text, backoff());
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
