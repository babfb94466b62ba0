package savd.rpki.session;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.rpki.fsm.CacheContents;
import savd.rpki.message.RtrSerial;
import savd.rpki.payload.Payload;
import savd.transport.Failures;
import savd.transport.Scratch;

/**
 * A cache that serves sets it is given to any number of routers. Everything happens on one event
 * loop of its own; the methods may be called on any thread.
 */
public final class RtrCache implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("savd.rpki.cache");
  private static final long CLOSE_SECONDS = 2;

  private final RtrCacheConfig config;
  private final EventLoopGroup group;
  private final EventLoop loop;
  private final Scratch scratch = new Scratch();
  private final Set<RouterSession> routers = new LinkedHashSet<>();
  private final List<Channel> listeners = new ArrayList<>();

  /** Of the event loop. */
  private CacheContents contents;

  private int session = ThreadLocalRandom.current().nextInt(0x10000);
  private RtrSerial firstSerial = new RtrSerial(ThreadLocalRandom.current().nextInt());

  /**
   * Listens; routers are told that there are no data until {@link #publish}.
   *
   * @throws IOException when an address cannot be listened on or a certificate not be read; nothing
   *     is left running then
   */
  public RtrCache(RtrCacheConfig config) throws IOException {
    this.config = config;
    group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("rtr-cache", true), EpollIoHandler.newFactory());
    loop = group.next();
    try {
      SslContext tls = config.tls().isPresent() ? context(config.tls().get()) : null;
      for (InetSocketAddress address : config.listen()) {
        listeners.add(listen(address, tls));
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private static SslContext context(RtrCacheConfig.Tls tls) throws SSLException {
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(tls.certificateFile().toFile(), tls.keyFile().toFile())
              .protocols("TLSv1.3", "TLSv1.2");
      tls.routerCaFile()
          .ifPresent(f -> builder.trustManager(f.toFile()).clientAuth(ClientAuth.REQUIRE));
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new SSLException(e.getMessage(), e);
    }
  }

  private Channel listen(InetSocketAddress address, SslContext tls) throws IOException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(EpollServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(128 * 1024, 512 * 1024))
            .childHandler(handler(tls));
    if (!config.md5Keys().isEmpty()) {
      Map<InetAddress, byte[]> keys = new HashMap<>();
      config.md5Keys().forEach((a, k) -> keys.put(a, k.getBytes(StandardCharsets.UTF_8)));
      bootstrap.option(EpollChannelOption.TCP_MD5SIG, keys);
    }
    try {
      return bootstrap.bind(address).syncUninterruptibly().channel();
    } catch (ChannelException e) {
      throw new IOException(address + ": " + Failures.text(e), e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      // What a future failed with is thrown as it is, though no method says so.
      throw new IOException(address + ": " + Failures.text(e), e);
    }
  }

  private ChannelHandler handler(SslContext tls) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        if (tls != null) {
          channel.pipeline().addLast(tls.newHandler(channel.alloc()));
        }
        accept(channel);
      }
    };
  }

  private void accept(Channel channel) {
    if (routers.size() >= config.maxRouters()) {
      LOG.warn("router {}: closed, {} are connected", channel.remoteAddress(), routers.size());
      channel.close();
      return;
    }
    RouterSession router =
        new RouterSession(
            channel, scratch, config.protocol(), Optional.ofNullable(contents), routers::remove);
    routers.add(router);
  }

  // ---- from other threads

  /** The ports it listens on, in the order of the configuration. */
  public List<Integer> ports() {
    return listeners.stream().map(c -> ((InetSocketAddress) c.localAddress()).getPort()).toList();
  }

  /** Serves this from now on, as a change of what was before; does not wait. */
  public void publish(Payload payload) {
    loop.execute(
        () -> {
          CacheContents before = contents;
          contents =
              before == null
                  ? CacheContents.first(session, firstSerial, payload)
                  : before.next(payload, config.keepDeltas());
          if (contents != before) {
            LOG.info(
                "serial {}: {} VRPs, {} ASPAs, {} router keys",
                contents.serial(),
                payload.vrpCount(),
                payload.aspas().size(),
                payload.routerKeys().size());
            List.copyOf(routers).forEach(r -> r.changed(contents));
          }
        });
  }

  /**
   * Serves this from now on as a new session that knows nothing of the former one, as a restart
   * would; to be called before {@link #publish} to begin at a certain serial.
   *
   * @param newSession 0 to 65535
   */
  public void restart(int newSession, RtrSerial serial, Optional<Payload> payload) {
    loop.execute(
        () -> {
          session = newSession;
          firstSerial = serial;
          contents = payload.map(p -> CacheContents.first(newSession, serial, p)).orElse(null);
          List.copyOf(routers).forEach(RouterSession::disconnect);
        });
  }

  /** Closes every connection, and goes on listening. */
  public void disconnectAll() {
    loop.execute(() -> List.copyOf(routers).forEach(RouterSession::disconnect));
  }

  /** How many routers are connected. */
  public int routers() {
    return loop.submit(routers::size).syncUninterruptibly().getNow();
  }

  /** Closes everything; nothing else may be called afterwards, save this again. */
  @Override
  public void close() {
    if (group.isShuttingDown()) {
      return;
    }
    listeners.forEach(c -> c.close().syncUninterruptibly());
    disconnectAll();
    group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
