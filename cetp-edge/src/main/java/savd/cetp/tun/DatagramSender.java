package savd.cetp.tun;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import savd.linux.Errno;
import savd.linux.Libc;

/**
 * Sends datagrams to where flows lead, as many at once as fit into one call: while they go the same
 * way and have the same length, which only the last may stay below.
 */
final class DatagramSender {
  static final int MAX_DATAGRAMS = 64;
  private static final int MAX_OCTETS = 65_000;

  private final Vectors vectors;
  private final MessageHeader message;
  private final MemorySegment capture;
  private final Tally tally;
  private final int[] vectorsOf = new int[MAX_DATAGRAMS];
  private UdpPort port;
  private MemorySegment target;
  private int ttl;
  private int tos;
  private int datagrams;
  private int size;
  private boolean closed;

  DatagramSender(Arena arena, Tally tally) {
    this.tally = tally;
    vectors = new Vectors(arena);
    message = new MessageHeader(arena);
    capture = Libc.captureState(arena);
    message.vectors(vectors.segment().address(), 0);
  }

  /** Begins a datagram of {@code length} octets; then {@link #part} its parts. */
  void begin(UdpPort to, MemorySegment address, int hopLimit, int trafficClass, int length) {
    boolean joins =
        datagrams > 0
            && !closed
            && to.groups()
            && to == port
            && address == target
            && hopLimit == ttl
            && trafficClass == tos
            && length <= size
            && datagrams < MAX_DATAGRAMS
            && vectors.octets() + length <= MAX_OCTETS
            && vectors.count() + 2 <= Vectors.MAX;
    if (!joins) {
      flush();
      port = to;
      target = address;
      ttl = hopLimit;
      tos = trafficClass;
      size = length;
    }
    closed = length < size;
    vectorsOf[datagrams++] = 0;
  }

  void part(long address, long length) {
    vectors.add(address, length);
    vectorsOf[datagrams - 1]++;
  }

  /** Sends what has been begun. */
  void flush() {
    if (datagrams == 0) {
      return;
    }
    message.name(target.address(), (int) target.byteSize());
    tally.packets += datagrams;
    tally.octets += vectors.octets();
    tally.batched += datagrams > 1 ? datagrams : 0;
    long r = send(0, vectors.count(), datagrams > 1 ? size : 0);
    if (r < 0 && datagrams > 1 && (r == -Errno.EIO || r == -Errno.EINVAL)) {
      // The device cannot cut for us: one by one, then.
      int first = 0;
      for (int i = 0; i < datagrams; i++) {
        r = send(first, vectorsOf[i], 0);
        first += vectorsOf[i];
      }
    }
    tally.sendFailed += r < 0 ? 1 : 0;
    datagrams = 0;
    closed = false;
    vectors.clear();
  }

  private long send(int first, int count, int cut) {
    message.vectors(vectors.segment().address() + 16L * first, count);
    message.control(port.isIpv4(), ttl, tos, cut);
    tally.calls++;
    long r;
    do {
      r = Libc.sendmsg(capture, port.descriptor(), message.segment(), 0);
    } while (r == -Errno.EINTR);
    return r;
  }
}
