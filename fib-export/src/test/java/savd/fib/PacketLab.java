package savd.fib;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A sender, a router and a receiver, each in its own namespace, with real packets between them. The
 * sender owns every address it sends from, so that honest and spoofed packets differ in nothing but
 * what the router thinks of their source.
 *
 * <p>The router's interface towards the sender is {@code in0}: 192.0.2.1/24 and 2001:db8:1::1/64.
 */
public final class PacketLab {
  private static final String SINK_4 = "198.51.100.2";
  private static final String SINK_6 = "2001:db8:2::2";

  private final TestNamespace sender = TestNamespace.create();
  private final TestNamespace router = TestNamespace.create();
  private final TestNamespace sink = TestNamespace.create();
  private final Map<String, Long> received = new ConcurrentHashMap<>();
  private final Map<String, DatagramChannel> channels = new HashMap<>();
  private final DatagramChannel receiver;
  private final Thread thread;

  public PacketLab() throws Exception {
    wire(sender, "up0", router, "in0");
    wire(router, "out0", sink, "down0");
    address(sender, "up0", "192.0.2.2/24", "2001:db8:1::2/64");
    address(router, "in0", "192.0.2.1/24", "2001:db8:1::1/64");
    address(router, "out0", "198.51.100.1/24", "2001:db8:2::1/64");
    address(sink, "down0", SINK_4 + "/24", SINK_6 + "/64");
    sender.exec("ip", "route", "add", "default", "via", "192.0.2.1");
    sender.exec("ip", "-6", "route", "add", "default", "via", "2001:db8:1::1");
    router.exec("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
    router.exec("sysctl", "-qw", "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.in0.rp_filter=0");
    sink.exec("sysctl", "-qw", "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.down0.rp_filter=0");
    receiver =
        sink.call(
            () ->
                DatagramChannel.open()
                    .setOption(StandardSocketOptions.SO_RCVBUF, 1 << 22)
                    .bind(new InetSocketAddress("::", 9999)));
    thread = Thread.ofPlatform().daemon().name("sink").start(this::receive);
  }

  private static void wire(TestNamespace a, String aName, TestNamespace b, String bName) {
    a.exec("ip", "link", "add", aName, "type", "veth", "peer", "name", bName, "netns", b.name());
    a.exec("ip", "link", "set", aName, "up");
    b.exec("ip", "link", "set", bName, "up");
  }

  private static void address(TestNamespace ns, String link, String ipv4, String ipv6) {
    ns.exec("ip", "address", "add", ipv4, "dev", link);
    ns.exec("ip", "address", "add", ipv6, "dev", link, "nodad");
  }

  public TestNamespace router() {
    return router;
  }

  public TestNamespace sender() {
    return sender;
  }

  private void receive() {
    ByteBuffer buffer = ByteBuffer.allocate(2048);
    while (true) {
      try {
        buffer.clear();
        InetSocketAddress from = (InetSocketAddress) receiver.receive(buffer);
        received.merge(from.getAddress().getHostAddress(), 1L, Long::sum);
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Sends {@code count} packets from a source through the router to the sink. */
  public void send(String source, int count) throws Exception {
    boolean ipv6 = source.contains(":");
    DatagramChannel channel = channels.get(source);
    if (channel == null) {
      if (!source.startsWith("192.0.2.") && !source.startsWith("2001:db8:1::")) {
        String host = source + (ipv6 ? "/128" : "/32");
        sender.exec(
            ipv6
                ? new String[] {"ip", "address", "add", host, "dev", "lo", "nodad"}
                : new String[] {"ip", "address", "add", host, "dev", "lo"});
      }
      channel = sender.call(() -> DatagramChannel.open().bind(new InetSocketAddress(source, 0)));
      channels.put(source, channel);
    }
    InetSocketAddress target =
        new InetSocketAddress(InetAddress.getByName(ipv6 ? SINK_6 : SINK_4), 9999);
    for (int i = 0; i < count; i++) {
      channel.send(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), target);
    }
  }

  /** Packets the sink has had from a source. */
  public long received(String source) throws Exception {
    return received.getOrDefault(InetAddress.getByName(source).getHostAddress(), 0L);
  }

  /** Waits until the sink has had that many packets from a source; false when they do not come. */
  public boolean awaitReceived(String source, long count) throws Exception {
    long deadline = System.nanoTime() + 3_000_000_000L;
    while (received(source) < count) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.onSpinWait();
    }
    return true;
  }

  /** Takes the lab down. */
  public void close() throws Exception {
    receiver.close();
    thread.join();
    for (DatagramChannel c : channels.values()) {
      c.close();
    }
    sender.close();
    router.close();
    sink.close();
  }
}
