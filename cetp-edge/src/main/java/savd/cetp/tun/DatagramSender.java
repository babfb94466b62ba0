package savd.cetp.tun;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import savd.cetp.fsm.PathHealth;
import savd.linux.Errno;
import savd.linux.Libc;

/**
 * Sends datagrams to where flows lead. Those that go the same way and have the same length, which
 * only the last may stay below, are one message, which the kernel or the card cuts (UDP_SEGMENT);
 * the messages of a batch are one call. Without grouping each datagram is a message.
 *
 * <p>Nothing is copied: what was handed over has to stay until {@link #flush}.
 */
final class DatagramSender {
  /** Of one message: as many as every kernel with UDP_SEGMENT takes. */
  static final int MAX_DATAGRAMS = 64;

  private static final int MAX_MESSAGES = 64;
  private static final int MAX_OCTETS = 65_000;
  private static final int WAIT_MILLIS = 20;

  private final Vectors vectors;

  /** Of one datagram of a message that has to be taken apart. */
  private final Vectors piece;

  private final Messages messages;
  private final MemorySegment capture;
  private final MemorySegment poll;
  private final Tally tally;

  // Of each message.
  private final int[] firstVector = new int[MAX_MESSAGES];
  private final int[] datagramsOf = new int[MAX_MESSAGES];
  private final int[] sizes = new int[MAX_MESSAGES];

  /** Keeps the memory of addresses, too: a flow may be gone before its message is sent. */
  private final MemorySegment[] targets = new MemorySegment[MAX_MESSAGES];

  private final PathHealth[] paths = new PathHealth[MAX_MESSAGES];

  private int count;

  // Of the message that may still grow.
  private Port port;
  private MemorySegment target;
  private int ttl;
  private int tos;
  private int datagrams;
  private int size;
  private int octets;
  private boolean closed;

  DatagramSender(Arena arena, Tally tally) {
    this.tally = tally;
    vectors = new Vectors(arena);
    piece = new Vectors(arena);
    messages = new Messages(arena, MAX_MESSAGES);
    capture = Libc.captureState(arena);
    poll = arena.allocate(8, 8);
  }

  /**
   * Begins a datagram of {@code length} octets; then {@link #part} its parts, two at most.
   *
   * @param path is told when the datagram is too large for it; may be null
   */
  void begin(
      Port to, MemorySegment address, PathHealth path, int hopLimit, int trafficClass, int length) {
    if (vectors.count() + 2 > Vectors.MAX || count > 0 && to != port) {
      flush();
    }
    boolean joins =
        count > 0
            && !closed
            && to.groups()
            && address == target
            && hopLimit == ttl
            && trafficClass == tos
            && length <= size
            && datagrams < MAX_DATAGRAMS
            && octets + length <= MAX_OCTETS;
    if (!joins) {
      if (count == MAX_MESSAGES) {
        flush();
      }
      seal();
      port = to;
      target = address;
      ttl = hopLimit;
      tos = trafficClass;
      size = length;
      datagrams = 0;
      octets = 0;
      targets[count] = address;
      paths[count] = path;
      sizes[count] = length;
      firstVector[count++] = vectors.count();
    }
    datagrams++;
    octets += length;
    closed = length < size;
  }

  void part(long address, long length) {
    boolean first = vectors.count() == firstVector[count - 1];
    if (first || !vectors.extend(address, length)) {
      vectors.add(address, length);
    }
  }

  /** Completes the message that was growing. */
  private void seal() {
    if (count == 0) {
      return;
    }
    int last = count - 1;
    datagramsOf[last] = datagrams;
    MessageHeader m = messages.header(last);
    m.name(target.address(), (int) target.byteSize());
    int first = firstVector[last];
    m.vectors(vectors.address(first), vectors.count() - first);
    m.control(port.isIpv4(), ttl, tos, datagrams > 1 ? size : 0);
    tally.packets += datagrams;
    tally.octets += octets;
    tally.batched += datagrams > 1 ? datagrams : 0;
  }

  /** Sends what has been begun. */
  void flush() {
    seal();
    int sent = 0;
    boolean waited = false;
    while (sent < count) {
      tally.calls++;
      int r = Libc.sendmmsg(capture, port.descriptor(), messages.from(sent), count - sent, 0);
      if (r > 0) {
        sent += r;
      } else if (r == -Errno.EAGAIN && !waited) {
        waited = true;
        awaitRoom();
      } else if (r != -Errno.EINTR) {
        failed(sent++, -r);
      }
    }
    forget();
  }

  /** What has been begun is not sent. */
  void forget() {
    count = 0;
    datagrams = 0;
    closed = false;
    vectors.clear();
  }

  private void awaitRoom() {
    poll.set(ValueLayout.JAVA_INT, 0, port.descriptor());
    poll.set(ValueLayout.JAVA_SHORT, 4, (short) Libc.POLLOUT);
    Libc.poll(capture, poll, 1, WAIT_MILLIS);
  }

  private void failed(int i, int error) {
    if (error == Errno.EMSGSIZE) {
      learn(i);
    }
    boolean cannotCut = error == Errno.EIO || error == Errno.EINVAL;
    if (datagramsOf[i] == 1 || !cannotCut) {
      tally.sendFailed += datagramsOf[i];
      return;
    }
    // The device on this way cannot: one by one, then, and from now on.
    if (error == Errno.EIO) {
      port.stopGrouping();
    }
    MessageHeader m = messages.header(i);
    m.uncut();
    int vector = firstVector[i];
    long at = 0;
    int end = i + 1 < count ? firstVector[i + 1] : vectors.count();
    for (int d = 0; d < datagramsOf[i]; d++) {
      piece.clear();
      while (vector < end && piece.octets() < sizes[i]) {
        long part = Math.min(vectors.length(vector) - at, sizes[i] - piece.octets());
        piece.add(vectors.start(vector) + at, part);
        at += part;
        if (at == vectors.length(vector)) {
          vector++;
          at = 0;
        }
      }
      m.vectors(piece.address(0), piece.count());
      tally.calls++;
      int r = Libc.sendmmsg(capture, port.descriptor(), messages.from(i), 1, 0);
      if (r == -Errno.EMSGSIZE) {
        learn(i);
      }
      tally.sendFailed += r < 0 ? 1 : 0;
    }
  }

  /** The kernel knows how large a packet may be there: what comes next is made to fit. */
  private void learn(int i) {
    if (paths[i] != null) {
      paths[i].mtu = Port.pathMtu(targets[i]);
      paths[i].mtuNanos = System.nanoTime();
    }
  }
}
