package savd.cetp.session;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import savd.cetp.fsm.LocalChoice;
import savd.cetp.fsm.Path;
import savd.cetp.message.Locator;
import savd.cetp.tun.Port;
import savd.net.IpAddress;

/** Asks the kernel's routing table which of our addresses it would take; remembers for a second. */
final class RoutedChoice implements LocalChoice {
  private static final long KEEP_NANOS = 1_000_000_000L;
  private static final int MAX_KEPT = 10_000;
  private static final int ANY_PORT = 48001;

  private record Kept(List<IpAddress> locals, long untilNanos) {}

  /** What a message has more than the packet in it, with its header, at most. */
  private static final int MOST_OUTSIDE = 80;

  private final List<Port> ports;
  private final int most;
  private final Map<Locator, Kept> kept = new HashMap<>();

  /**
   * @param tunMtu of what hosts send
   */
  RoutedChoice(List<Port> ports, int tunMtu) {
    this.ports = List.copyOf(ports);
    most = tunMtu + MOST_OUTSIDE;
  }

  @Override
  public int mtu(Path path) {
    for (Port p : ports) {
      if (p.carries(path)) {
        return Math.min(p.pathMtu(path), most);
      }
    }
    return 0;
  }

  @Override
  public List<IpAddress> towards(Locator remote) {
    long now = System.nanoTime();
    Kept k = kept.get(remote);
    if (k != null && k.untilNanos - now > 0) {
      return k.locals;
    }
    List<IpAddress> locals = new ArrayList<>();
    for (Port p : ports) {
      if (p.locator().reaches(remote)) {
        locals.add(p.address());
      }
    }
    // Which device leads to a station nobody knows but who tries.
    IpAddress routed = remote instanceof Locator.Ethernet ? null : routed(remote.address());
    if (routed != null && locals.remove(routed)) {
      locals.addFirst(routed);
    }
    if (kept.size() >= MAX_KEPT) {
      kept.clear();
    }
    kept.put(remote, new Kept(List.copyOf(locals), now + KEEP_NANOS));
    return locals;
  }

  /** What a connected socket gets as its own address: nothing is sent. */
  private static IpAddress routed(IpAddress remote) {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(InetAddress.getByAddress(remote.octets()), ANY_PORT);
      byte[] local = socket.getLocalAddress().getAddress();
      return local.length == remote.octets().length ? IpAddress.ofOctets(local) : null;
    } catch (IOException | java.io.UncheckedIOException e) {
      return null;
    }
  }
}
