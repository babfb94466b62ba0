package savd.bgp.session;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.net.Prefix;

/** The listening sockets and the MD5 keys on them. Used under the speaker's lock. */
final class Listeners {
  private static final Logger LOG = LoggerFactory.getLogger("savd.bgp");

  private final EventLoopGroup loops;
  private final Consumer<Channel> accepted;
  private final Map<SpeakerConfig.Listen, Channel> open = new LinkedHashMap<>();
  private final Map<Prefix, String> keys = new HashMap<>();

  /**
   * @param accepted gets each new connection, on the loop of the listener, before it is registered
   *     with any loop
   */
  Listeners(EventLoopGroup loops, Consumer<Channel> accepted) {
    this.loops = loops;
    this.accepted = accepted;
  }

  /**
   * Closes what is no longer wanted and opens what is new.
   *
   * @throws UncheckedIOException naming the address that cannot be listened on
   */
  void listen(List<SpeakerConfig.Listen> wanted) {
    for (SpeakerConfig.Listen old : List.copyOf(open.keySet())) {
      if (!wanted.contains(old)) {
        open.remove(old).close().syncUninterruptibly();
      }
    }
    for (SpeakerConfig.Listen listen : wanted) {
      if (!open.containsKey(listen)) {
        open.put(listen, bind(listen));
      }
    }
  }

  private Channel bind(SpeakerConfig.Listen listen) {
    EpollServerSocketChannel channel = Transport.listener(listen.address().family());
    channel.pipeline().addLast(new Acceptor());
    try {
      keys.forEach((prefix, key) -> setKey(channel, listen, prefix, Optional.of(key)));
      InetSocketAddress address =
          Transport.socketAddress(listen.address(), listen.scope(), listen.port());
      loops.register(channel).syncUninterruptibly();
      ChannelFuture bound = channel.bind(address).awaitUninterruptibly();
      if (!bound.isSuccess()) {
        throw new IOException(bound.cause().getMessage());
      }
      return channel;
    } catch (IOException e) {
      channel.close();
      String where = listen.address() + " port " + listen.port();
      throw new UncheckedIOException("cannot listen on " + where + ": " + e.getMessage(), e);
    }
  }

  /** Makes the keys those of {@code wanted}, touching only what changes. */
  void keys(Map<Prefix, String> wanted) {
    for (Prefix old : List.copyOf(keys.keySet())) {
      if (!wanted.containsKey(old)) {
        open.forEach((listen, channel) -> setKey(channel, listen, old, Optional.empty()));
        keys.remove(old);
      }
    }
    wanted.forEach(
        (prefix, key) -> {
          if (!key.equals(keys.put(prefix, key))) {
            open.forEach((listen, channel) -> setKey(channel, listen, prefix, Optional.of(key)));
          }
        });
  }

  private static void setKey(
      Channel channel, SpeakerConfig.Listen listen, Prefix prefix, Optional<String> key) {
    if (listen.address().family() == prefix.family()) {
      TcpMd5.set(channel.config(), prefix, key);
    }
  }

  List<InetSocketAddress> addresses() {
    return open.values().stream().map(c -> (InetSocketAddress) c.localAddress()).toList();
  }

  void close() {
    open.values().forEach(c -> c.close().syncUninterruptibly());
    open.clear();
  }

  /** Takes connections as they come; they are registered by whoever knows the neighbour. */
  private final class Acceptor extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      accepted.accept((Channel) message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // Out of file descriptors, for instance: the listener goes on, and so must the log.
      LOG.warn("accepting connections: {}", cause.getMessage());
    }
  }
}
