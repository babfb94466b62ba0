package savd.pisav.session;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.net.Asn;
import savd.pisav.fsm.ConeAction;
import savd.pisav.fsm.ConeInput;
import savd.pisav.fsm.ConeTop;
import savd.pisav.fsm.KeyBindings;
import savd.pisav.fsm.PeerKey;
import savd.pisav.fsm.SessionAction;
import savd.pisav.fsm.SessionTimer;
import savd.pisav.message.ConeNotice;
import savd.pisav.message.Frame;
import savd.pisav.message.Malformed;
import savd.relation.MemberStatement;
import savd.transport.Timers;

/** A CC-Top-ASBR: members dial it. It tells nobody anything before {@link #notice}. */
public final class ConeListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("savd.pisav");

  /** Timers that no session has. */
  private enum TopTimer {
    NOTICE,
    LAPSE
  }

  private final ListenerConfig config;
  private final StatementListener listener;
  private final EventLoopGroup group;
  private final EventLoop loop;
  private final List<Channel> sockets = new ArrayList<>();
  private volatile SslContext tls;
  private volatile PeerKey ownKey;

  // All of these belong to the event loop.
  private final ConeTop top;
  private final Timers<TopTimer> timers;
  private final Map<Long, Caller> callers = new HashMap<>();
  private final RefusalLog log = new RefusalLog();
  private Map<Asn, MemberStatement> inForce = Map.of();
  private int boundKeys;
  private long nextSession = 1;
  private final ArrayDeque<ConeInput> inbox = new ArrayDeque<>();
  private boolean working;
  private boolean telling;
  private boolean closing;

  /**
   * Listens.
   *
   * @throws IOException when an address cannot be listened on or the identity not be read; nothing
   *     is left running then
   */
  public ConeListener(ListenerConfig config, StatementListener listener) throws IOException {
    this.config = config;
    this.listener = listener;
    reloadIdentity();
    group = Sockets.loop("pi-sav-top");
    loop = group.next();
    top = new ConeTop(config.settings(), Sockets.nonces(), RandomGenerator.of("L64X128MixRandom"));
    timers = new Timers<>(loop, LOG, this::expired);
    try {
      for (InetSocketAddress address : config.listen()) {
        sockets.add(listen(address));
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private Channel listen(InetSocketAddress address) throws IOException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(EpollServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, Sockets.WATER_MARK)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(channel);
                  }
                });
    try {
      return bootstrap.bind(address).syncUninterruptibly().channel();
    } catch (Exception e) {
      // What a future failed with is thrown as it is, though no method says so.
      throw new IOException(Sockets.text(address) + ": " + Connection.text(e), e);
    }
  }

  private void accept(Channel channel) {
    SslHandler handler = tls.newHandler(channel.alloc());
    Caller caller = new Caller(nextSession++, channel, handler);
    callers.put(caller.id, caller);
    channel.pipeline().addLast(handler).addLast(caller.connection);
    on(new ConeInput.Accepted(caller.id, Sockets.text(channel.remoteAddress())));
  }

  // ---- from other threads

  /**
   * Reads certificate and key again; they count for connections to come.
   *
   * @throws IOException when they cannot be read; the former ones stay then
   */
  public void reloadIdentity() throws IOException {
    SslContext read = config.identity().forTop();
    ownKey = config.identity().key();
    tls = read;
  }

  /** The cone is this from now on; members are told, soon. Does not wait. */
  public void notice(ConeNotice notice) {
    loop.execute(() -> on(new ConeInput.NoticeChanged(notice)));
  }

  /** Keys are bound like this from now on. Does not wait. */
  public void keys(KeyBindings keys) {
    loop.execute(
        () -> {
          boundKeys = keys.size();
          on(new ConeInput.KeysChanged(keys));
        });
  }

  /**
   * These members may go another way now and perhaps cannot say so; see {@link ConeInput.Doubted}.
   * Does not wait.
   */
  public void doubt(Set<Asn> members, String why) {
    loop.execute(() -> on(new ConeInput.Doubted(members, why)));
  }

  /** The ports it listens on, in the order of the configuration. */
  public List<Integer> ports() {
    return sockets.stream().map(c -> ((InetSocketAddress) c.localAddress()).getPort()).toList();
  }

  /** As it is now; waits for the event loop. */
  public ListenerStatus status() {
    return loop.submit(this::statusNow).syncUninterruptibly().getNow();
  }

  private ListenerStatus statusNow() {
    long now = System.nanoTime();
    return new ListenerStatus(
        top.serial(),
        ownKey.ski(),
        boundKeys,
        top.sessions().stream()
            .map(
                v ->
                    new ListenerStatus.Session(
                        v.asn(),
                        v.routerId(),
                        v.from(),
                        v.key().map(PeerKey::ski).orElse(""),
                        v.state(),
                        Duration.ofNanos(now - v.sinceNanos()),
                        v.serialTold(),
                        v.serialAnswered(),
                        v.last(),
                        v.messagesIn()))
            .toList(),
        inForce,
        top.refusals().snapshot());
  }

  /** Ends all sessions in good order; nothing else may be called afterwards, save this again. */
  @Override
  public void close() {
    if (group.isShuttingDown()) {
      return;
    }
    sockets.forEach(c -> c.close().syncUninterruptibly());
    loop.submit(
            () -> {
              on(new ConeInput.Stop("shutdown"));
              closing = true;
              timers.cancelAll();
            })
        .syncUninterruptibly();
    group.shutdownGracefully(0, Sockets.CLOSE_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
  }

  // ---- on the event loop

  private void expired(TopTimer timer) {
    on(
        switch (timer) {
          case NOTICE -> new ConeInput.NoticeExpired();
          case LAPSE -> new ConeInput.LapseExpired();
        });
  }

  /**
   * Gives the machine an event. What is done about one may cause another, which has to wait until
   * that is done: what the listener is told must come in order.
   */
  private void on(ConeInput input) {
    inbox.add(input);
    if (working || closing) {
      return;
    }
    working = true;
    try {
      for (ConeInput next = inbox.poll(); next != null; next = inbox.poll()) {
        take(next);
      }
    } finally {
      working = false;
    }
  }

  private void take(ConeInput input) {
    for (ConeAction action : top.on(System.nanoTime(), input)) {
      switch (action) {
        case ConeAction.OfSession s -> {
          Caller caller = callers.get(s.session());
          if (caller != null) {
            caller.perform(s.action());
          }
        }
        case ConeAction.ArmNotice a -> timers.arm(TopTimer.NOTICE, a.delayNanos());
        case ConeAction.ArmLapse a -> timers.arm(TopTimer.LAPSE, a.delayNanos());
        case ConeAction.StatementsChanged _ -> {
          if (!telling) {
            telling = true;
            loop.execute(this::tell);
          }
        }
        case ConeAction.Joined j ->
            LOG.info("AS {} {}, {}: session", j.asn(), Sockets.router(j.routerId()), j.from());
        case ConeAction.Left l -> left(l);
      }
    }
  }

  /** What many members said in one turn of the loop is told at once. */
  private void tell() {
    telling = false;
    inForce = top.inForce();
    try {
      listener.statements(inForce);
    } catch (RuntimeException e) {
      LOG.error("a listener failed", e);
    }
  }

  private void left(ConeAction.Left l) {
    callers.remove(l.session()).sessionTimers.cancelAll();
    Optional<String> party =
        l.asn().map(a -> "AS " + a).or(() -> l.key().map(k -> "key " + k.ski()));
    String who = party.map(p -> p + ", ").orElse("") + l.from();
    // One who comes from many ports is one party.
    String host = l.from().substring(0, Math.max(0, l.from().lastIndexOf(':')));
    log.ended(l.key().map(PeerKey::ski).orElse(host), who, l.ending());
  }

  /** A connection of a member. */
  private final class Caller implements Connection.Events {
    private final long id;
    private final Connection connection;
    private final Timers<SessionTimer> sessionTimers;

    Caller(long id, Channel channel, SslHandler handler) {
      this.id = id;
      connection = new Connection(channel, handler, this);
      sessionTimers = new Timers<>(loop, LOG, t -> on(new ConeInput.TimerExpired(id, t)));
    }

    void perform(SessionAction action) {
      switch (action) {
        case SessionAction.Send s -> connection.send(s.frame());
        case SessionAction.Pull _ -> writable();
        case SessionAction.Close _ -> connection.finish();
        case SessionAction.Arm a -> sessionTimers.arm(a.timer(), a.delayNanos());
        case SessionAction.Cancel c -> sessionTimers.cancel(c.timer());
        case SessionAction.Connect _,
            SessionAction.Greeted _,
            SessionAction.Established _,
            SessionAction.Stated _,
            SessionAction.NoticeInForce _,
            SessionAction.Ended _ ->
            throw new IllegalStateException("not for a shell: " + action);
      }
    }

    @Override
    public void secured(PeerKey key) {
      on(new ConeInput.Secured(id, key));
    }

    @Override
    public void writable() {
      connection.pull(() -> top.pull(System.nanoTime(), id));
    }

    @Override
    public void lost(String why) {
      on(new ConeInput.Lost(id, why));
    }

    @Override
    public boolean frame(Frame frame) {
      on(new ConeInput.Received(id, frame));
      return true;
    }

    @Override
    public void malformed(Malformed malformed) {
      on(new ConeInput.Broken(id, malformed));
    }
  }
}
