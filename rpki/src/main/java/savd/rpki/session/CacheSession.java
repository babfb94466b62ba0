package savd.rpki.session;

import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.net.AddressFamily;
import savd.rpki.fsm.CacheState;
import savd.rpki.fsm.Failover;
import savd.rpki.fsm.Jitter;
import savd.rpki.fsm.RouterFsm;
import savd.rpki.fsm.RouterStatus;
import savd.rpki.fsm.RtrAction;
import savd.rpki.fsm.RtrInput;
import savd.rpki.fsm.RtrTimer;
import savd.rpki.message.Change;
import savd.rpki.message.Malformed;
import savd.rpki.message.RtrPdu;
import savd.rpki.payload.Payload;
import savd.transport.Failures;
import savd.transport.ProblemLog;
import savd.transport.Scratch;
import savd.transport.Timers;

/** One cache: its machine, its connection and its timers, on the event loop. */
final class CacheSession {
  private static final Logger LOG = LoggerFactory.getLogger("savd.rpki");
  private final EventLoop loop;
  private final Scratch scratch;
  private final Runnable changed;
  private final ProblemLog log;
  private final Timers<RtrTimer> timers;
  private final RouterFsm fsm;
  private CacheConfig config;
  private Connection connection;
  private EpollSocketChannel attempt;

  /** Counts attempts; what an older one finds out is not wanted any more. */
  private int attempts;

  /** Since when it has been running without an End of Data on the present connection. */
  private long unconfirmedSinceNanos;

  /**
   * @param changed called after anything happened
   */
  CacheSession(CacheConfig config, EventLoop loop, Scratch scratch, Runnable changed) {
    this.config = config;
    this.loop = loop;
    this.scratch = scratch;
    this.changed = changed;
    log = new ProblemLog(LOG, "cache " + config.name());
    timers = new Timers<>(loop, LOG, t -> on(new RtrInput.TimerExpired(t)));
    fsm = new RouterFsm(config.router(), Jitter.seeded(ThreadLocalRandom.current().nextLong()));
  }

  CacheConfig config() {
    return config;
  }

  Optional<Payload> payload() {
    return fsm.status().payload();
  }

  /** For how long its data are good, nanoseconds; 0 without data. */
  long payloadLeftNanos() {
    RouterStatus s = fsm.status();
    return s.payload().isEmpty() ? 0 : Math.max(0, s.expiresNanos() - System.nanoTime());
  }

  /** Which cache this is, in a state file. */
  private String identity() {
    return config.name() + " at " + config.description();
  }

  /** Takes data of an earlier run, if they are this cache's; before it is started. */
  void restore(SavedState s) {
    if (s.cache().equals(identity())) {
      log.note("data of an earlier run, serial " + s.serial() + ": " + describe(s.payload()));
      on(
          new RtrInput.Restore(
              s.payload(),
              s.version(),
              s.session(),
              s.serial(),
              TimeUnit.MILLISECONDS.toNanos(StateKeeper.remainingMillis(s))));
    }
  }

  /** What another run could go on with; empty for nothing. */
  Optional<SavedState> saved() {
    RouterStatus s = fsm.status();
    if (s.payload().isEmpty() || s.session().isEmpty() || s.serial().isEmpty()) {
      return Optional.empty();
    }
    long age = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - s.updatedNanos());
    return Optional.of(
        new SavedState(
            identity(),
            System.currentTimeMillis() - age,
            s.payloadVersion(),
            s.session().get(),
            s.serial().get(),
            s.timing(),
            s.payload().get()));
  }

  boolean isRunning() {
    return fsm.state() != CacheState.IDLE;
  }

  void start() {
    unconfirmedSinceNanos = System.nanoTime();
    on(new RtrInput.Start());
  }

  void stop() {
    on(new RtrInput.Stop());
  }

  /** Takes a configuration of the same cache. */
  void configure(CacheConfig to) {
    boolean reconnect = !config.sameConnection(to);
    config = to;
    on(new RtrInput.Reconfigure(to.router()));
    if (reconnect && connection != null) {
      // As if it broke: the data stay, and the next connection is made at once.
      connection.finish();
      connection = null;
      on(new RtrInput.Lost("reconfigured"));
      on(new RtrInput.Refresh());
    }
  }

  // ---- the machine

  void on(RtrInput input) {
    CacheState before = fsm.state();
    boolean wasConfirmed = fsm.isConfirmed();
    List<RtrAction> actions = fsm.on(System.nanoTime(), input);
    actions.forEach(this::perform);
    if (wasConfirmed && !fsm.isConfirmed()) {
      unconfirmedSinceNanos = System.nanoTime();
    }
    // Most inputs are payload that is only put aside.
    if (!actions.isEmpty() || fsm.state() != before) {
      changed.run();
    }
  }

  private void perform(RtrAction action) {
    switch (action) {
      case RtrAction.Connect _ -> connect();
      case RtrAction.Send s -> {
        if (connection != null) {
          connection.send(s.version(), s.pdu());
        }
      }
      case RtrAction.Complain c -> {
        if (connection != null) {
          connection.complain(c.version(), c.code(), c.aboutVersion(), c.about(), c.text());
        }
      }
      case RtrAction.Close _ -> close();
      case RtrAction.Arm a -> timers.arm(a.timer(), a.delayNanos());
      case RtrAction.Cancel c -> timers.cancel(c.timer());
      case RtrAction.Publish p -> log.worksStill(describe(p.payload()));
      case RtrAction.Expire _ -> log.warn("its data expired");
      case RtrAction.Ended e -> log.failed("", e.why());
      case RtrAction.Note n -> log.note(n.text());
    }
  }

  private static String describe(Payload p) {
    return p.vrpCount()
        + " VRPs, "
        + p.aspas().size()
        + " ASPAs, "
        + p.routerKeys().size()
        + " router keys";
  }

  private void close() {
    attempts++;
    if (attempt != null) {
      EpollSocketChannel abandoned = attempt;
      attempt = null;
      abandoned.close();
    }
    if (connection != null) {
      connection.finish();
      connection = null;
    }
  }

  // ---- the connection

  private void connect() {
    int mine = ++attempts;
    CacheConfig c = config;
    // A resolver may take its time, and the event loop has none.
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                Transport.Target target = Transport.resolve(c, mine);
                loop.execute(() -> open(mine, c, target));
              } catch (IOException | RuntimeException e) {
                loop.execute(() -> failed(mine, Failures.text(e)));
              }
            });
  }

  private void failed(int mine, String why) {
    if (mine == attempts) {
      attempt = null;
      on(new RtrInput.Lost(why));
    }
  }

  private void open(int mine, CacheConfig c, Transport.Target target) {
    if (mine != attempts) {
      return;
    }
    EpollSocketChannel channel = Transport.open(target, c.md5Key());
    attempt = channel;
    Connection made = new Connection(channel, scratch, new Ear(mine));
    if (target.tls() != null) {
      String name = c.tls().orElseThrow().serverName().orElse(c.host());
      SslHandler handler = target.tls().newHandler(channel.alloc(), name, c.port());
      channel.pipeline().addLast(handler);
    }
    channel.pipeline().addLast(made);
    try {
      loop.register(channel);
      channel
          .connect(target.remote(), target.local().orElse(null))
          .addListener((ChannelFuture f) -> connected(mine, made, f));
    } catch (RuntimeException e) {
      channel.close();
      failed(mine, Failures.text(e));
    }
  }

  private void connected(int mine, Connection made, ChannelFuture future) {
    if (mine != attempts) {
      made.abort();
    } else if (future.isSuccess()) {
      attempt = null;
      connection = made;
      made.connected();
    } else {
      made.abort();
      failed(mine, Failures.text(future.cause()));
    }
  }

  /** What one connection says, as long as it is the present one. */
  private final class Ear implements Connection.Events {
    private final int mine;

    Ear(int mine) {
      this.mine = mine;
    }

    private boolean isPresent() {
      return mine == attempts && connection != null;
    }

    @Override
    public void open() {
      if (isPresent()) {
        on(new RtrInput.Connected());
      }
    }

    @Override
    public void heard() {
      fsm.heard(System.nanoTime());
    }

    @Override
    public boolean isLoading() {
      return fsm.state() == CacheState.RECEIVING;
    }

    @Override
    public void writable() {}

    @Override
    public void lost(String why) {
      // A failed attempt is told by its future.
      if (isPresent()) {
        connection = null;
        on(new RtrInput.Lost(why));
      }
    }

    @Override
    public boolean prefix(
        int version,
        Change change,
        AddressFamily family,
        long high,
        long low,
        int length,
        int maxLength,
        int asn) {
      if (fsm.collect(version, change, family, high, low, length, maxLength, asn)) {
        return true;
      }
      return pdu(version, RtrPdu.PrefixPdu.of(change, family, high, low, length, maxLength, asn));
    }

    @Override
    public boolean pdu(int version, RtrPdu pdu) {
      if (isPresent()) {
        on(new RtrInput.Received(version, pdu));
      }
      return isPresent();
    }

    @Override
    public void malformed(Malformed malformed) {
      if (isPresent()) {
        on(new RtrInput.Broken(malformed));
      }
    }
  }

  // ---- what there is to say

  Failover.View view() {
    RouterStatus s = fsm.status();
    return new Failover.View(
        config.name(),
        isRunning(),
        s.confirmed(),
        s.confirmed() ? 0 : System.nanoTime() - unconfirmedSinceNanos,
        s.payload().isPresent());
  }

  CacheStatus status(boolean inUse) {
    RouterStatus s = fsm.status();
    long now = System.nanoTime();
    Optional<Payload> p = s.payload();
    return new CacheStatus(
        config.name(),
        config.description(),
        config.preference(),
        inUse,
        s.state(),
        Duration.ofNanos(now - s.stateSinceNanos()),
        s.version(),
        s.session(),
        s.serial(),
        p.map(x -> x.ipv4().size()).orElse(0),
        p.map(x -> x.ipv6().size()).orElse(0),
        p.map(x -> x.aspas().size()).orElse(0),
        p.map(x -> x.routerKeys().size()).orElse(0),
        p.map(_ -> Duration.ofNanos(now - s.updatedNanos())),
        p.map(_ -> Duration.ofNanos(Math.max(0, s.expiresNanos() - now))),
        s.timing(),
        s.lastError(),
        s.counters());
  }
}
