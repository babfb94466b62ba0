package savd.testbed.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import savd.bgp.message.BgpMessage;
import savd.bgp.message.Capability;
import savd.bgp.message.Keepalive;
import savd.bgp.message.Open;
import savd.bgp.wire.MessageEncoder;
import savd.bgp.wire.PathAttributesBuilder;
import savd.bgp.wire.SessionParameters;
import savd.bgp.wire.UpdateEncoder;
import savd.net.AddressFamily;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.net.Prefix;
import savd.testbed.lab.LabException;

/** One established session; IPv4 and IPv6 unicast on one connection. */
public final class ScriptedPeer implements AutoCloseable {
  private static final int VERSION = 4;
  private static final int HOLD_SECONDS = 90;
  private static final int HEADER_OCTETS = 19;
  private static final int KEEPALIVE = 4;
  private static final int NOTIFICATION = 3;
  private static final int UNICAST = 1;
  private static final int MAX_OCTETS = 4096;
  private static final long RETRY_NANOS = 20_000_000;
  private static final long OPEN_NANOS = 10_000_000_000L;

  private final SocketChannel channel;
  private final UpdateEncoder encoder;
  private final CountDownLatch established = new CountDownLatch(1);
  private volatile boolean down;
  private volatile String end = "";

  private ScriptedPeer(SocketChannel channel, UpdateEncoder encoder) {
    this.channel = channel;
    this.encoder = encoder;
  }

  /**
   * Connects, on the calling thread and so in its network namespace, and returns once the session
   * is established; tries again until then, for at most {@code bound}.
   *
   * @param remoteAs the AS of who is called
   */
  public static ScriptedPeer connect(
      Asn asn,
      Ipv4Address identifier,
      Asn remoteAs,
      InetSocketAddress local,
      InetSocketAddress remote,
      Duration bound) {
    long until = System.nanoTime() + bound.toNanos();
    String why = "";
    while (System.nanoTime() < until) {
      SocketChannel channel = null;
      try {
        channel = SocketChannel.open();
        channel.bind(local).connect(remote);
        ScriptedPeer peer =
            new ScriptedPeer(channel, new UpdateEncoder(SessionParameters.between(asn, remoteAs)));
        Thread.ofVirtual().start(peer::read);
        peer.send(open(asn, identifier));
        peer.send(new Keepalive());
        long left = Math.min(OPEN_NANOS, until - System.nanoTime());
        if (peer.established.await(left, TimeUnit.NANOSECONDS) && !peer.down) {
          Thread.ofVirtual().start(peer::keepAlive);
          return peer;
        }
        why = peer.end;
        peer.close();
      } catch (IOException | UncheckedIOException e) {
        why = e.getMessage();
        closeQuietly(channel);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        closeQuietly(channel);
        throw new LabException("interrupted", e);
      }
      LockSupport.parkNanos(RETRY_NANOS);
    }
    throw new LabException("no session from " + local + " to " + remote + ": " + why);
  }

  private static Open open(Asn asn, Ipv4Address identifier) {
    int two = asn.toLong() > 65535 ? Asn.TRANS.value() : asn.value();
    return new Open(
        VERSION,
        two,
        HOLD_SECONDS,
        identifier.bits(),
        List.of(
            new Capability.Multiprotocol(AddressFamily.IPV4.afi(), UNICAST),
            new Capability.Multiprotocol(AddressFamily.IPV6.afi(), UNICAST),
            new Capability.FourOctetAs(asn)));
  }

  private static void closeQuietly(SocketChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // It was of no use already.
    }
  }

  /** Reads for the sake of the flow; only the first KEEPALIVE and a NOTIFICATION mean something. */
  private void read() {
    ByteBuffer message = ByteBuffer.allocate(MAX_OCTETS);
    try {
      while (true) {
        int type = readMessage(message);
        if (type == KEEPALIVE) {
          established.countDown();
        } else if (type == NOTIFICATION) {
          end = "NOTIFICATION " + message.get(HEADER_OCTETS) + "/" + message.get(HEADER_OCTETS + 1);
          break;
        }
      }
    } catch (IOException e) {
      end = end.isEmpty() ? "connection lost: " + e.getMessage() : end;
    }
    down = true;
    established.countDown();
  }

  private int readMessage(ByteBuffer message) throws IOException {
    fill(message.clear().limit(HEADER_OCTETS));
    fill(message.limit(Math.min(message.getShort(16) & 0xFFFF, MAX_OCTETS)));
    return message.get(18);
  }

  private void fill(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("end of stream");
      }
    }
  }

  private void keepAlive() {
    while (!down && channel.isOpen()) {
      LockSupport.parkNanos(Duration.ofSeconds(HOLD_SECONDS / 3).toNanos());
      try {
        if (!down) {
          send(new Keepalive());
        }
      } catch (UncheckedIOException e) {
        down = true;
      }
    }
  }

  /** True while the other side has not gone. */
  public boolean isUp() {
    return !down;
  }

  /** Why the session ended; empty while it has not. */
  public String end() {
    return end;
  }

  /** Announces prefixes, of one family each call, that share their attributes. */
  public void announce(List<Prefix> prefixes, AsPath path, IpAddress nextHop, int... communities) {
    ByteBuf out = Unpooled.buffer();
    var attributes =
        new PathAttributesBuilder(0, path).nextHop(nextHop).communities(communities).build();
    encoder.announce(attributes, 0, prefixes, out);
    write(out);
  }

  public void withdraw(List<Prefix> prefixes) {
    ByteBuf out = Unpooled.buffer();
    encoder.withdraw(0, prefixes, out);
    write(out);
  }

  /** Says that the table is complete, for both families. */
  public void endOfRib() {
    ByteBuf out = Unpooled.buffer();
    for (AddressFamily family : AddressFamily.values()) {
      encoder.endOfRib(family, out);
    }
    write(out);
  }

  private void send(BgpMessage message) {
    ByteBuf out = Unpooled.buffer();
    MessageEncoder.encode(message, out);
    write(out);
  }

  private synchronized void write(ByteBuf out) {
    ByteBuffer octets = out.nioBuffer();
    try {
      while (octets.hasRemaining()) {
        channel.write(octets);
      }
    } catch (IOException e) {
      down = true;
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    down = true;
    closeQuietly(channel);
  }
}
