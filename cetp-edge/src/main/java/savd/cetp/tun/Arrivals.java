package savd.cetp.tun;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import savd.linux.Libc;

/**
 * Receives messages, as many as one call takes (recvmmsg(2)); each may hold many datagrams of the
 * same length, as UDP_GRO puts them together.
 */
final class Arrivals {
  static final int MOST = 64;

  /**
   * Largest datagram, and some lines of the cache more: buffers a power of two apart would all want
   * the same places in it.
   */
  private static final int ROOM = (1 << 16) + 17 * 64;

  /** So many large messages, no more, stay in the cache until they are written. */
  private static final int FEW = 4;

  private static final int LARGE = 16 << 10;
  private static final int NAME_OCTETS = 28;
  private static final int NAME_ROOM = 32;

  private final MemorySegment buffer;
  private final ByteBuffer octets;
  private final ByteBuffer names;
  private final Messages messages;
  private final MemorySegment capture;
  private int want = MOST;

  Arrivals(Arena arena) {
    buffer = arena.allocate((long) MOST * ROOM, 64);
    octets = buffer.asByteBuffer();
    MemorySegment nameSegment = arena.allocate((long) MOST * NAME_ROOM, 64);
    names = nameSegment.asByteBuffer();
    capture = Libc.captureState(arena);
    messages = new Messages(arena, MOST);
    Vectors vectors = new Vectors(arena);
    for (int i = 0; i < MOST; i++) {
      vectors.add(buffer.address() + (long) i * ROOM, 1 << 16);
      messages.header(i).vectors(vectors.address(i), 1);
      messages.header(i).name(nameSegment.address() + (long) i * NAME_ROOM, NAME_OCTETS);
    }
  }

  /** All messages lie in here. */
  MemorySegment buffer() {
    return buffer;
  }

  /** The same memory. */
  ByteBuffer octets() {
    return octets;
  }

  /** How many messages {@link #receive} takes at most, the next time. */
  int want() {
    return want;
  }

  /** Takes what is there; how many messages, or the negative error. */
  int receive(Port port) {
    for (int i = 0; i < want; i++) {
      messages.header(i).expect(NAME_OCTETS);
    }
    int n = Libc.recvmmsg(capture, port.descriptor(), messages.from(0), want, 0);
    if (n > 0) {
      want = messages.header(n - 1).length() > LARGE ? FEW : MOST;
    }
    return n;
  }

  MessageHeader header(int i) {
    return messages.header(i);
  }

  /** Where the i-th message begins. */
  int offset(int i) {
    return i * ROOM;
  }

  /** Senders' addresses, as their sockets have them. */
  ByteBuffer names() {
    return names;
  }

  /** Where among them that of the i-th message begins. */
  int name(int i) {
    return i * NAME_ROOM;
  }
}
