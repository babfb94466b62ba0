package savd.cetp.tun;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import savd.cetp.message.Locator;
import savd.net.AddressFamily;
import savd.net.IpAddress;

/**
 * A raw socket (raw(7)): messages are the payload of IP packets with a protocol number of their
 * own, the second way of the slides. Each is a packet of its own: the kernel has no offloads here.
 */
public final class IpPort extends Port {
  private static final int SOCK_RAW = 3;

  private IpPort(IpAddress address, int protocol) throws IOException {
    super(
        new Locator.Direct(address),
        address.family() == AddressFamily.IPV4 ? AF_INET : AF_INET6,
        SOCK_RAW,
        protocol);
    setIpOptions();
    bind(sockaddr(arena(), address, 0));
  }

  /**
   * Opens a socket.
   *
   * @param protocol IP protocol number
   */
  public static IpPort open(IpAddress address, int protocol) throws IOException {
    return new IpPort(address, protocol);
  }

  @Override
  MemorySegment target(Arena arena, Locator remote) {
    return sockaddr(arena, remote.address(), 0);
  }

  @Override
  Locator sender(IpAddress from) {
    return new Locator.Direct(from);
  }

  /** Raw sockets of IPv4 are given the header too, those of IPv6 are not. */
  @Override
  int lead(ByteBuffer octets, int at) {
    return isIpv4() ? (octets.get(at) & 0xF) * 4 : 0;
  }
}
