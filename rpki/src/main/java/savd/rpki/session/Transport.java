package savd.rpki.session;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import savd.net.IpAddress;

/** Where a cache is, and sockets to it. */
final class Transport {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int MIN_READ = 2048;
  private static final int FIRST_READ = 16 * 1024;
  private static final int MAX_READ = 256 * 1024;

  private Transport() {}

  /** What must be found out before an attempt; may block. */
  record Target(InetSocketAddress remote, Optional<InetSocketAddress> local, SslContext tls) {}

  /**
   * Resolves the name and reads the certificates.
   *
   * @param attempt counts attempts, so that each address of a name gets its turn
   */
  static Target resolve(CacheConfig config, int attempt) throws UnknownHostException, SSLException {
    InetAddress[] all = InetAddress.getAllByName(config.host());
    if (config.localAddress().isPresent()) {
      boolean v4 = inet(config.localAddress().get()) instanceof Inet4Address;
      all =
          Arrays.stream(all)
              .filter(a -> a instanceof Inet4Address == v4)
              .toArray(InetAddress[]::new);
      if (all.length == 0) {
        throw new UnknownHostException(
            config.host() + " has no address of the local address's family");
      }
    }
    return new Target(
        new InetSocketAddress(all[Math.floorMod(attempt, all.length)], config.port()),
        config.localAddress().map(a -> new InetSocketAddress(inet(a), 0)),
        config.tls().isPresent() ? context(config.tls().get()) : null);
  }

  private static SslContext context(TlsConfig tls) throws SSLException {
    SslContextBuilder builder = SslContextBuilder.forClient().protocols("TLSv1.3", "TLSv1.2");
    try {
      tls.caFile().ifPresent(f -> builder.trustManager(f.toFile()));
      tls.certificateFile()
          .ifPresent(f -> builder.keyManager(f.toFile(), tls.keyFile().orElseThrow().toFile()));
    } catch (IllegalArgumentException e) {
      throw new SSLException(e.getMessage(), e);
    }
    return builder.build();
  }

  static EpollSocketChannel open(Target target, Optional<String> md5Key) {
    boolean v4 = target.remote().getAddress() instanceof Inet4Address;
    EpollSocketChannel channel =
        new EpollSocketChannel(v4 ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6);
    channel.config().setOption(ChannelOption.TCP_NODELAY, true);
    channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
    channel.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS);
    channel
        .config()
        .setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(MIN_READ, FIRST_READ, MAX_READ));
    md5Key.ifPresent(
        key ->
            channel
                .config()
                .setOption(
                    EpollChannelOption.TCP_MD5SIG,
                    Map.of(target.remote().getAddress(), key.getBytes(StandardCharsets.UTF_8))));
    return channel;
  }

  static InetAddress inet(IpAddress address) {
    try {
      return InetAddress.getByAddress(address.octets());
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
