package savd.testbed;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import savd.cetp.message.Element;
import savd.cetp.message.ElementType;
import savd.cetp.message.Identity;
import savd.cetp.message.Locator;
import savd.cetp.message.Message;
import savd.cetp.message.Octets;
import savd.cetp.message.Operation;
import savd.cetp.message.Rloc;
import savd.cetp.message.Value;
import savd.cetp.packet.Ip;
import savd.cetp.wire.MessageEncoder;
import savd.net.Ipv4Address;
import savd.testbed.lab.Await;
import savd.testbed.lab.Lab;
import savd.testbed.lab.Libc;
import savd.testbed.lab.NamespaceThread;

/** First messages from forged addresses, 50,000 a second, from west's wire to east. */
final class CetpFlood implements AutoCloseable {
  /** What they bring for a cookie. */
  enum Cookie {
    NONE,
    /** 22 random octets. */
    RANDOM,
    /** Right in what can be guessed, so that nothing less than its HMAC tells that it is wrong. */
    TIMELY
  }

  private static final int FRAMES = 4096;
  private static final int BURST = 250;
  private static final long BURST_NANOS = 5_000_000;
  private static final int COOKIE_OCTETS = 22;
  private final NamespaceThread thread;
  private int cookieAt;
  private final Future<?> running;
  private volatile boolean stop;
  private volatile long sent;
  private volatile long nanos = 1;

  CetpFlood(Lab lab, String identity) {
    this(lab, identity, Cookie.NONE);
  }

  CetpFlood(Lab lab, String identity, Cookie cookie) {
    // Answers to forged addresses leave east, and end at west.
    lab.run("east", "ip", "route", "replace", "11.0.0.0/8", "via", "192.0.2.1").orThrow();
    lab.run("west", "ip", "route", "replace", "blackhole", "11.0.0.0/8").orThrow();
    byte[] to = mac(lab, "east");
    byte[] from = mac(lab, "west");
    thread = NamespaceThread.enter(lab.namespace("west"));
    running =
        thread.submit(() -> flood(frames(Identity.parse(identity), to, from, cookie), cookie));
  }

  private static byte[] mac(Lab lab, String node) {
    String text = lab.run(node, "cat", "/sys/class/net/p1/address").orThrow().out().strip();
    return HexFormat.ofDelimiter(":").parseHex(text);
  }

  private List<byte[]> frames(Identity destination, byte[] to, byte[] from, Cookie cookie) {
    Random random = new Random(7);
    byte[] octets = new byte[COOKIE_OCTETS];
    List<byte[]> frames = new ArrayList<>();
    for (int i = 0; i < FRAMES; i++) {
      int source = 11 << 24 | random.nextInt(1 << 24);
      random.nextBytes(octets);
      if (cookie == Cookie.TIMELY) {
        // For admission.
        octets[5] = 0;
      }
      byte[] message =
          MessageEncoder.encode(
              Message.control(
                  Identity.session(random.nextLong()),
                  destination,
                  elements(
                      cookie,
                      octets,
                      Element.rlocs(
                          ElementType.IPV4_RLOCS,
                          Operation.RELIABLE_RESPONSE,
                          1,
                          List.of(new Rloc(1, 1, new Locator.Ip(new Ipv4Address(source), 0)))),
                      Element.of(
                          ElementType.NAME,
                          Operation.RESPONSE,
                          0,
                          new Value.Name("alice.west.example")),
                      Element.of(
                          ElementType.PROBE, Operation.RESPONSE, 0, new Value.Probe(0, 8)))));
      int length = Ip.IPV4_HEADER + 8 + message.length;
      ByteBuffer b = ByteBuffer.allocate(14 + length);
      b.put(to).put(from).putShort((short) 0x0800);
      Ip.writeIpv4(b, 14, 0, length, 64, Ip.UDP, source, 0xC0000202);
      b.position(34);
      b.putShort((short) 48001).putShort((short) 48001);
      b.putShort((short) (8 + message.length)).putShort((short) 0).put(message);
      frames.add(b.array());
    }
    if (cookie != Cookie.NONE) {
      cookieAt = find(frames.getLast(), octets);
    }
    return frames;
  }

  private static List<Element> elements(Cookie cookie, byte[] octets, Element... others) {
    List<Element> all = new ArrayList<>(List.of(others));
    if (cookie != Cookie.NONE) {
      Value value = new Value.Opaque(Octets.of(octets));
      all.add(Element.of(ElementType.COOKIE, Operation.ACKNOWLEDGEMENT, 1, value));
    }
    return all;
  }

  /** Says when the cookie was made: now, by the clock of this machine, as the edge does. */
  private static void date(MemorySegment frame, long at) {
    int seconds = (int) (System.nanoTime() / 1_000_000_000L);
    frame.set(ValueLayout.JAVA_BYTE, at, (byte) (seconds / 60));
    for (int i = 0; i < 4; i++) {
      frame.set(ValueLayout.JAVA_BYTE, at + 1 + i, (byte) (seconds >>> 24 - 8 * i));
    }
  }

  /** Where the octets of the last cookie made are in its frame, and so in all. */
  private static int find(byte[] frame, byte[] cookie) {
    int at = 0;
    while (!Arrays.equals(frame, at, at + cookie.length, cookie, 0, cookie.length)) {
      at++;
    }
    return at;
  }

  private void flood(List<byte[]> frames, Cookie cookie) {
    try (Arena arena = Arena.ofConfined()) {
      List<MemorySegment> segments = new ArrayList<>();
      for (byte[] f : frames) {
        segments.add(arena.allocate(f.length).copyFrom(MemorySegment.ofArray(f)));
      }
      int socket = Libc.openFrameSocket();
      MemorySegment address = Libc.linkAddress(arena, Libc.interfaceIndex("p1"));
      long start = System.nanoTime();
      long due = start;
      long n = 0;
      while (!stop) {
        for (int i = 0; i < BURST; i++) {
          MemorySegment frame = segments.get((int) (n++ % FRAMES));
          if (cookie == Cookie.TIMELY) {
            date(frame, cookieAt);
          }
          Libc.send(socket, frame, address);
        }
        due += BURST_NANOS;
        sent = n;
        nanos = System.nanoTime() - start;
        LockSupport.parkNanos(due - System.nanoTime());
      }
      Libc.close(socket);
    }
  }

  /** What the machine managed. */
  long perSecond() {
    return sent * 1_000_000_000L / nanos;
  }

  @Override
  public void close() {
    stop = true;
    Await.until(CetpLab.PATIENCE, "the flood has ended", running::isDone);
    thread.close();
  }
}
