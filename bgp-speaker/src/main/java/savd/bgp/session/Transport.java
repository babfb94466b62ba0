package savd.bgp.session;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import savd.net.AddressFamily;
import savd.net.IpAddress;
import savd.net.Ipv6Address;

/**
 * Sockets with the options BGP wants.
 *
 * <p>Memory: one allocator for all sessions, with one arena of direct memory and 1 MiB chunks. A
 * socket is read into a buffer of 2 KiB to 256 KiB, by how much it had to give lately, which is
 * given back before the loop goes on; so an idle session holds no buffer. Heap buffers are not
 * pooled, being used by nobody. What waits to be sent counts as slow from 256 KiB on.
 */
final class Transport {
  private static final int ARENAS = 1;
  private static final int PAGE_SIZE = 8192;
  private static final int MAX_ORDER = 7;
  private static final int MIN_READ = 2048;
  private static final int FIRST_READ = 4096;
  private static final int MAX_READ = 256 * 1024;

  private static final PooledByteBufAllocator ALLOCATOR =
      new PooledByteBufAllocator(true, 0, ARENAS, PAGE_SIZE, MAX_ORDER, 0, 0, true);

  private static final int LONGEST_SYN = 512;

  private static final int IPPROTO_IP = 0;
  private static final int IPPROTO_TCP = 6;
  private static final int IPPROTO_IPV6 = 41;
  private static final IntegerUnixChannelOption IP_TTL =
      new IntegerUnixChannelOption("IP_TTL", IPPROTO_IP, 2);
  private static final IntegerUnixChannelOption IP_MINTTL =
      new IntegerUnixChannelOption("IP_MINTTL", IPPROTO_IP, 21);
  private static final IntegerUnixChannelOption IPV6_UNICAST_HOPS =
      new IntegerUnixChannelOption("IPV6_UNICAST_HOPS", IPPROTO_IPV6, 16);
  private static final IntegerUnixChannelOption IPV6_MINHOPCOUNT =
      new IntegerUnixChannelOption("IPV6_MINHOPCOUNT", IPPROTO_IPV6, 73);
  private static final IntegerUnixChannelOption IPV6_V6ONLY =
      new IntegerUnixChannelOption("IPV6_V6ONLY", IPPROTO_IPV6, 26);

  // Linux: the listener keeps the header of each SYN, and the connection made of it tells it once.
  private static final IntegerUnixChannelOption TCP_SAVE_SYN =
      new IntegerUnixChannelOption("TCP_SAVE_SYN", IPPROTO_TCP, 27);
  private static final RawUnixChannelOption TCP_SAVED_SYN =
      new RawUnixChannelOption("TCP_SAVED_SYN", IPPROTO_TCP, 28, LONGEST_SYN);

  private Transport() {}

  /** Direct memory held for all sessions, in octets. */
  static long directOctets() {
    return ALLOCATOR.metric().usedDirectMemory();
  }

  private static SocketProtocolFamily family(AddressFamily family) {
    return family == AddressFamily.IPV4 ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
  }

  static EpollSocketChannel outgoing(AddressFamily family, Distance distance) {
    EpollSocketChannel channel = new EpollSocketChannel(family(family));
    prepare(channel, family, distance);
    return channel;
  }

  static EpollServerSocketChannel listener(AddressFamily family) {
    EpollServerSocketChannel channel = new EpollServerSocketChannel(family(family));
    channel.config().setReuseAddress(true).setBacklog(1024);
    if (family == AddressFamily.IPV6) {
      channel.config().setOption(IPV6_V6ONLY, 1);
    }
    channel.config().setOption(TCP_SAVE_SYN, 1);
    // The SYN-ACK must satisfy a neighbour with GTSM; it is sent before we know who asks.
    channel.config().setOption(family == AddressFamily.IPV4 ? IP_TTL : IPV6_UNICAST_HOPS, 255);
    return channel;
  }

  /**
   * The TTL or hop limit the neighbour's SYN arrived with. What it sends before its connection is
   * accepted is not held against {@link #prepare}'s minimum by the kernel, so the SYN must be.
   */
  static int ttlOfSyn(Channel accepted, AddressFamily family) {
    ByteBuffer header = accepted.config().getOption(TCP_SAVED_SYN);
    return header.duplicate().clear().get(family == AddressFamily.IPV4 ? 8 : 7) & 0xFF;
  }

  /** Sets what every connection has, before it is read for the first time. */
  static void prepare(Channel channel, AddressFamily family, Distance distance) {
    ChannelConfig config = channel.config();
    config.setAllocator(ALLOCATOR);
    config.setRecvByteBufAllocator(
        new AdaptiveRecvByteBufAllocator(MIN_READ, FIRST_READ, MAX_READ));
    config.setWriteBufferWaterMark(new WriteBufferWaterMark(64 * 1024, 256 * 1024));
    config.setOption(ChannelOption.TCP_NODELAY, true);
    boolean v4 = family == AddressFamily.IPV4;
    config.setOption(v4 ? IP_TTL : IPV6_UNICAST_HOPS, distance.ttl());
    if (distance.minimumTtl() > 0) {
      config.setOption(v4 ? IP_MINTTL : IPV6_MINHOPCOUNT, distance.minimumTtl());
    }
  }

  // ---- addresses

  /** Throws {@link IOException} where the interface of the scope does not exist at the moment. */
  static InetSocketAddress socketAddress(IpAddress address, Optional<String> scope, int port)
      throws IOException {
    byte[] octets = address.octets();
    if (scope.isEmpty() || address.family() == AddressFamily.IPV4) {
      return new InetSocketAddress(InetAddress.getByAddress(octets), port);
    }
    NetworkInterface nic = NetworkInterface.getByName(scope.get());
    if (nic == null) {
      throw new IOException("no interface " + scope.get());
    }
    return new InetSocketAddress(Inet6Address.getByAddress(null, octets, nic.getIndex()), port);
  }

  static InetAddress inetAddress(IpAddress address) {
    try {
      return InetAddress.getByAddress(address.octets());
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  static IpAddress ipAddress(InetSocketAddress address) {
    return IpAddress.ofOctets(address.getAddress().getAddress());
  }

  /** The name of the interface a link-local address came in on. */
  static Optional<String> scope(InetSocketAddress address) {
    if (!(address.getAddress() instanceof Inet6Address a
        && a.isLinkLocalAddress()
        && a.getScopeId() != 0)) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(NetworkInterface.getByIndex(a.getScopeId()))
          .map(NetworkInterface::getName);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static boolean isLinkLocal(IpAddress address) {
    return address instanceof Ipv6Address a && a.isLinkLocal();
  }

  /** For logs and status: {@code 192.0.2.1:179}, {@code [2001:db8::1]:179}. */
  static String text(InetSocketAddress address) {
    IpAddress ip = ipAddress(address);
    String host = ip.toString() + scope(address).map(s -> "%" + s).orElse("");
    return (ip.family() == AddressFamily.IPV4 ? host : "[" + host + "]") + ":" + address.getPort();
  }
}
