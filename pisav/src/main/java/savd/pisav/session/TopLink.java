package savd.pisav.session;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.pisav.fsm.Ending;
import savd.pisav.fsm.KeyBindings;
import savd.pisav.fsm.MemberFsm;
import savd.pisav.fsm.MemberInput;
import savd.pisav.fsm.PeerKey;
import savd.pisav.fsm.SessionAction;
import savd.pisav.fsm.SessionTimer;
import savd.pisav.message.ConeNotice;
import savd.pisav.message.Frame;
import savd.pisav.message.Malformed;
import savd.relation.MemberStatement;
import savd.transport.Timers;

/** A member's talk with one router of a top; everything on the event loop. */
final class TopLink {
  private static final Logger LOG = LoggerFactory.getLogger("savd.pisav");

  private final DialerConfig.Top config;
  private final EventLoop loop;
  private final NoticeListener listener;
  private final RefusalLog log;
  private final MemberFsm fsm;
  private final Timers<SessionTimer> timers;
  private final ArrayDeque<MemberInput> inbox = new ArrayDeque<>();
  private TlsIdentity identity;
  private KeyBindings keys;
  private Attempt attempt;
  private ConeNotice notice;

  /** Of the notice in force. */
  private int noticeSerial;

  /** The same number over all sessions: a top that was started anew begins its serials again. */
  private int noticeNumber;

  private MemberFsm.State state = MemberFsm.State.IDLE;
  private long sinceNanos = System.nanoTime();
  private long sessions;
  private boolean working;

  TopLink(
      DialerConfig.Top config,
      TlsIdentity identity,
      KeyBindings keys,
      EventLoop loop,
      NoticeListener listener,
      RefusalLog log) {
    this.config = config;
    this.identity = identity;
    this.keys = keys;
    this.loop = loop;
    this.listener = listener;
    this.log = log;
    fsm =
        new MemberFsm(config.settings(), Sockets.nonces(), RandomGenerator.of("L64X128MixRandom"));
    timers = new Timers<>(loop, LOG, t -> on(new MemberInput.TimerExpired(t)));
  }

  DialerConfig.Top config() {
    return config;
  }

  void start() {
    on(new MemberInput.Start());
  }

  void stop(String why) {
    on(new MemberInput.Stop(why));
    timers.cancelAll();
  }

  /** For attempts to come. */
  void identity(TlsIdentity other) {
    identity = other;
  }

  void keys(KeyBindings now) {
    keys = now;
    if (attempt != null && attempt.key != null) {
      on(new MemberInput.KeysChanged(now.ases(attempt.key)));
    }
  }

  /** An answer to a notice that is not the last one told is nothing: another is on its way. */
  void answer(int number, MemberStatement statement) {
    if (number == noticeNumber) {
      on(new MemberInput.Answer(noticeSerial, statement));
    }
  }

  // ---- the machine

  /** Gives the machine an event; one that is caused by what is done about another waits. */
  private void on(MemberInput input) {
    inbox.add(input);
    if (working) {
      return;
    }
    working = true;
    try {
      for (MemberInput next = inbox.poll(); next != null; next = inbox.poll()) {
        fsm.on(System.nanoTime(), next).forEach(this::perform);
        if (fsm.state() != state) {
          state = fsm.state();
          sinceNanos = System.nanoTime();
        }
      }
    } finally {
      working = false;
    }
  }

  private void perform(SessionAction action) {
    switch (action) {
      case SessionAction.Connect _ -> {
        attempt = new Attempt();
        attempt.begin();
      }
      case SessionAction.Send s -> attempt.connection.send(s.frame());
      case SessionAction.Pull _ -> attempt.writable();
      case SessionAction.Close _ -> {
        attempt.end();
        attempt = null;
      }
      case SessionAction.Arm a -> timers.arm(a.timer(), a.delayNanos());
      case SessionAction.Cancel c -> timers.cancel(c.timer());
      case SessionAction.Established e -> {
        sessions++;
        LOG.info(
            "top {} (AS {} {}): session", config.name(), e.asn(), Sockets.router(e.routerId()));
      }
      case SessionAction.NoticeInForce n -> {
        notice = n.notice();
        noticeSerial = n.serial();
        noticeNumber++;
        tell(() -> listener.notice(config.name(), noticeNumber, n.notice()));
      }
      case SessionAction.Ended e -> ended(e.ending());
      case SessionAction.Greeted _, SessionAction.Stated _ ->
          throw new IllegalStateException("a top's: " + action);
    }
  }

  private void ended(Ending ending) {
    notice = null;
    log.ended(config.name(), "top " + config.name(), ending);
    tell(() -> listener.lost(config.name(), ending.toString()));
  }

  private static void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException e) {
      LOG.error("a listener failed", e);
    }
  }

  TopStatus status() {
    return new TopStatus(
        config.name(),
        config.settings().top(),
        Sockets.text(config.address()),
        fsm.state(),
        Duration.ofNanos(System.nanoTime() - sinceNanos),
        fsm.serial(),
        notice == null ? 0 : notice.members().size(),
        notice == null ? 0 : notice.prefixes().size(),
        fsm.serialAnswered(),
        fsm.lastStatement(),
        fsm.lastEnding().map(Ending::toString).orElse(""),
        sessions,
        fsm.refusals().snapshot());
  }

  // ---- connections

  /** One connection, or an attempt to have one. */
  private final class Attempt implements Connection.Events {
    private Channel channel;
    private Connection connection;
    private PeerKey key;
    private boolean over;

    /** Reads the identity, which may block, so that a new key counts without a restart. */
    void begin() {
      TlsIdentity who = identity;
      Thread.ofVirtual()
          .name("pi-sav-identity")
          .start(
              () -> {
                Runnable next;
                try {
                  SslContext tls = who.forMember();
                  next = () -> dial(tls);
                } catch (IOException e) {
                  next = () -> lost(Connection.text(e));
                }
                onLoop(next);
              });
    }

    private void onLoop(Runnable next) {
      try {
        loop.execute(next);
      } catch (RejectedExecutionException e) {
        // Closed meanwhile: there is nobody left to tell.
      }
    }

    private void dial(SslContext tls) {
      if (over) {
        return;
      }
      Bootstrap bootstrap =
          new Bootstrap()
              .group(loop)
              .channel(EpollSocketChannel.class)
              .option(ChannelOption.TCP_NODELAY, true)
              .option(ChannelOption.WRITE_BUFFER_WATER_MARK, Sockets.WATER_MARK)
              .option(
                  ChannelOption.CONNECT_TIMEOUT_MILLIS,
                  Math.clamp(
                      TimeUnit.NANOSECONDS.toMillis(config.settings().session().handshakeNanos()),
                      1,
                      Integer.MAX_VALUE))
              .handler(
                  new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel made) {
                      SslHandler handler = tls.newHandler(made.alloc());
                      connection = new Connection(made, handler, Attempt.this);
                      made.pipeline().addLast(handler).addLast(connection);
                    }
                  });
      config.local().ifPresent(bootstrap::localAddress);
      ChannelFuture future = bootstrap.connect(config.address());
      channel = future.channel();
      future.addListener(
          f -> {
            if (!f.isSuccess()) {
              lost(Connection.text(f.cause()));
            }
          });
    }

    void end() {
      over = true;
      if (connection != null) {
        connection.finish();
      } else if (channel != null) {
        channel.close();
      }
    }

    @Override
    public void secured(PeerKey shown) {
      if (!over) {
        key = shown;
        on(new MemberInput.Secured(keys.ases(shown)));
      }
    }

    @Override
    public void writable() {
      if (!over && connection != null) {
        connection.pull(() -> fsm.pull(System.nanoTime()));
      }
    }

    @Override
    public void lost(String why) {
      if (!over) {
        on(new MemberInput.Lost(why));
      }
    }

    @Override
    public boolean frame(Frame frame) {
      if (!over) {
        on(new MemberInput.Received(frame));
      }
      return !over;
    }

    @Override
    public void malformed(Malformed malformed) {
      if (!over) {
        on(new MemberInput.Broken(malformed));
      }
    }
  }
}
