package savd.cetp.names;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NAPTRRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A DNS server on the loopback: what it is asked below {@code deaf.example} it keeps, names below
 * {@code broken.example} it cannot resolve, those below {@code none.example} there are not, and all
 * others are behind an edge at 192.0.2.1.
 */
final class ScriptedDns implements AutoCloseable {
  /** A question and who asks. */
  record Asked(Message query, SocketAddress from) {
    String name() {
      return query.getQuestion().getName().toString(true);
    }
  }

  private final DatagramSocket socket;

  /** What was asked, in this order. */
  private final LinkedBlockingQueue<Asked> asked = new LinkedBlockingQueue<>();

  ScriptedDns() throws IOException {
    socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual().start(this::serve);
  }

  Directory.Server server() {
    return new Directory.Server("127.0.0.1", socket.getLocalPort());
  }

  private void serve() {
    byte[] buffer = new byte[4096];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        Message query = new Message(Arrays.copyOf(buffer, packet.getLength()));
        Asked a = new Asked(query, packet.getSocketAddress());
        if (!a.name().endsWith("deaf.example")) {
          answer(a);
        }
        asked.add(a);
      } catch (IOException e) {
        // Closed, or a question that is none; then a test waits in vain.
      }
    }
  }

  /** The next thing it was asked; fails when nothing comes. */
  Asked next() throws InterruptedException {
    Asked a = asked.poll(60, TimeUnit.SECONDS);
    if (a == null) {
      throw new AssertionError("nothing was asked");
    }
    return a;
  }

  /** How much was asked that {@link #next} has not told. */
  int waiting() {
    return asked.size();
  }

  /** Answers. */
  void answer(Asked a) throws IOException {
    Message m = new Message(a.query.getHeader().getID());
    m.getHeader().setFlag(Flags.QR);
    m.addRecord(a.query.getQuestion(), Section.QUESTION);
    if (a.name().endsWith("broken.example")) {
      m.getHeader().setRcode(Rcode.SERVFAIL);
    } else if (a.name().endsWith("none.example")) {
      m.getHeader().setRcode(Rcode.NXDOMAIN);
    } else if (a.query.getQuestion().getType() == Type.NAPTR) {
      m.addRecord(
          new NAPTRRecord(
              a.query.getQuestion().getName(),
              DClass.IN,
              30,
              1,
              1,
              "U",
              DestinationUrl.SERVICE,
              "!^(.*)$!dest:0a00000000aa?ip=192.0.2.1!",
              Name.root),
          Section.ANSWER);
    }
    byte[] octets = m.toWire();
    socket.send(new DatagramPacket(octets, octets.length, a.from));
  }

  @Override
  public void close() {
    socket.close();
  }
}
