package savd.cetp.tun;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import savd.cetp.message.Locator;
import savd.cetp.wire.ControlWord;
import savd.net.AddressFamily;
import savd.net.IpAddress;

/** A UDP socket (udp(7), ip(7), ipv6(7)). */
public final class UdpPort extends Port {
  static final int SOL_UDP = 17;
  static final int UDP_SEGMENT = 103;
  static final int UDP_GRO = 104;

  private volatile boolean groups;

  private UdpPort(IpAddress address, int port, boolean offloads) throws IOException {
    super(
        new Locator.Ip(address, 0),
        address.family() == AddressFamily.IPV4 ? AF_INET : AF_INET6,
        SOCK_DGRAM,
        0);
    setIpOptions();
    groups = offloads && set(SOL_UDP, UDP_GRO, 1) >= 0;
    bind(sockaddr(arena(), address, port));
  }

  /**
   * Opens a socket.
   *
   * @param port ours
   * @param offloads whether to use UDP_SEGMENT and UDP_GRO where the kernel has them
   */
  public static UdpPort open(IpAddress address, int port, boolean offloads) throws IOException {
    return new UdpPort(address, port, offloads);
  }

  @Override
  MemorySegment target(Arena arena, Locator remote) {
    int port = remote instanceof Locator.Ip ip && ip.port() != 0 ? ip.port() : ControlWord.PORT;
    return sockaddr(arena, remote.address(), port);
  }

  @Override
  Locator sender(IpAddress from) {
    return new Locator.Ip(from, 0);
  }

  @Override
  public boolean groups() {
    return groups;
  }

  @Override
  void stopGrouping() {
    groups = false;
  }
}
