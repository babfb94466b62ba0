package savd.cetp.tun;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** An array of struct mmsghdr: what one call of sendmmsg(2) or recvmmsg(2) takes. */
final class Messages {
  private final MessageHeader[] headers;
  private final MemorySegment[] tails;

  Messages(Arena arena, int count) {
    MemorySegment all = arena.allocate((long) count * MessageHeader.OCTETS, 64);
    MemorySegment controls = arena.allocate((long) count * MessageHeader.CONTROL_OCTETS, 64);
    headers = new MessageHeader[count];
    tails = new MemorySegment[count];
    for (int i = 0; i < count; i++) {
      tails[i] = all.asSlice((long) i * MessageHeader.OCTETS);
      headers[i] =
          new MessageHeader(
              tails[i].asSlice(0, MessageHeader.OCTETS),
              controls.asSlice(
                  (long) i * MessageHeader.CONTROL_OCTETS, MessageHeader.CONTROL_OCTETS));
    }
  }

  MessageHeader header(int i) {
    return headers[i];
  }

  /** The array from the i-th on. */
  MemorySegment from(int i) {
    return tails[i];
  }
}
