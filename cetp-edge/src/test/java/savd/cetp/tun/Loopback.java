package savd.cetp.tun;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import savd.cetp.fsm.EdgeAction;
import savd.cetp.fsm.Host;
import savd.cetp.fsm.Path;
import savd.cetp.fsm.PathHealth;
import savd.cetp.message.Identity;
import savd.cetp.message.Locator;
import savd.cetp.policy.Policy;
import savd.linux.Libc;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.net.Ipv6Address;
import savd.net.Prefix;

/** Two sockets of this machine, and a flow from one to the other. */
final class Loopback implements AutoCloseable {
  static final IpAddress HERE = IpAddress.parse("127.0.0.1");
  static final int FROM = 48_711;
  static final int TO = 48_712;
  final Arena arena = Arena.ofShared();
  final Tally tally = new Tally();
  final DatagramSender sender = new DatagramSender(arena, tally);
  final UdpPort from;
  private final UdpPort to;

  Loopback(boolean offloads) throws Exception {
    from = UdpPort.open(HERE, FROM, offloads);
    to = UdpPort.open(HERE, TO, offloads);
  }

  /** All datagrams that arrive until there are {@code wanted}, or nothing comes for a second. */
  List<byte[]> arrived(int wanted) {
    Arrivals arrivals = new Arrivals(arena);
    MemorySegment capture = Libc.captureState(arena);
    MemorySegment poll = arena.allocate(8, 8);
    poll.set(ValueLayout.JAVA_INT, 0, to.descriptor());
    poll.set(ValueLayout.JAVA_SHORT, 4, (short) Libc.POLLIN);
    List<byte[]> all = new ArrayList<>();
    while (all.size() < wanted && Libc.poll(capture, poll, 1, 1000) > 0) {
      int n = arrivals.receive(to);
      for (int i = 0; i < n; i++) {
        MessageHeader m = arrivals.header(i);
        int length = m.length();
        assertThat(m.told()).isTrue();
        assertThat(to.fromLow(arrivals.names(), arrivals.name(i))).isEqualTo(0x7F000001L);
        int each = m.segmentOctets() > 0 ? m.segmentOctets() : length;
        for (int at = 0; at < length; at += each) {
          byte[] octets = new byte[Math.min(each, length - at)];
          arrivals.octets().get(arrivals.offset(i) + at, octets);
          all.add(octets);
        }
      }
    }
    return all;
  }

  Flow flow() {
    Path path = new Path(HERE, new Locator.Ip(HERE, TO));
    PathHealth health = new PathHealth(path, 0);
    Host host =
        new Host(
            "a.example",
            List.of(Identity.session(1)),
            Optional.of((Ipv4Address) IpAddress.parse("10.0.0.2")),
            Optional.of((Ipv6Address) IpAddress.parse("fd00:a::2")),
            Optional.empty(),
            Policy.lax("lax"));
    Realm realm = Realm.of(Prefix.parse("100.64.0.0/16"), Prefix.parse("fd00:ce7::/112"));
    return new Flow(
        new EdgeAction.Install(
            3, host, Identity.session(1), Identity.session(2), health, List.of(health)),
        realm,
        from,
        new Ways());
  }

  @Override
  public void close() {
    to.close();
    from.close();
    arena.close();
  }
}
