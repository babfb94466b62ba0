package savd.pisav.session;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.SecureRandom;
import java.util.function.Supplier;
import savd.pisav.message.Nonce;

/** What both shells need of netty and of the machine. */
final class Sockets {
  /** A part of a notice is some 64 KiB, so about four wait at most. */
  static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 * 1024, 256 * 1024);

  static final long CLOSE_SECONDS = 2;

  private Sockets() {}

  static EventLoopGroup loop(String name) {
    return new MultiThreadIoEventLoopGroup(
        1, new DefaultThreadFactory(name, true), EpollIoHandler.newFactory());
  }

  static Supplier<Nonce> nonces() {
    SecureRandom random = new SecureRandom();
    return () -> new Nonce(random.nextLong(), random.nextLong());
  }

  /** An address as it is written: IPv6 in brackets. */
  static String text(SocketAddress address) {
    if (!(address instanceof InetSocketAddress inet) || inet.getAddress() == null) {
      return String.valueOf(address);
    }
    String host = savd.net.IpAddress.ofOctets(inet.getAddress().getAddress()).toString();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + inet.getPort();
  }

  /** A router identifier as it is written. */
  static String router(int id) {
    return new savd.net.Ipv4Address(id).toString();
  }
}
