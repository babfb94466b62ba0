package savd.cetp.tun;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** An array of iovec, to be filled anew again and again. */
final class Vectors {
  /** UIO_MAXIOV: no call takes more. */
  static final int MAX = 1024;

  private final MemorySegment segment;
  private int count;
  private long octets;

  Vectors(Arena arena) {
    segment = arena.allocate(16L * MAX, 8);
  }

  MemorySegment segment() {
    return segment;
  }

  int count() {
    return count;
  }

  long octets() {
    return octets;
  }

  void clear() {
    count = 0;
    octets = 0;
  }

  /** Adds to the last vector what lies right behind it; false when something else does. */
  boolean extend(long address, long length) {
    long last = 16L * (count - 1);
    long old = segment.get(ValueLayout.JAVA_LONG, last + 8);
    if (segment.get(ValueLayout.JAVA_LONG, last) + old != address) {
      return false;
    }
    segment.set(ValueLayout.JAVA_LONG, last + 8, old + length);
    octets += length;
    return true;
  }

  void add(long address, long length) {
    segment.set(ValueLayout.JAVA_LONG, 16L * count, address);
    segment.set(ValueLayout.JAVA_LONG, 16L * count + 8, length);
    count++;
    octets += length;
  }

  /** Where the memory of the i-th vector begins. */
  long start(int i) {
    return segment.get(ValueLayout.JAVA_LONG, 16L * i);
  }

  /** Where the i-th vector itself is. */
  long address(int i) {
    return segment.address() + 16L * i;
  }

  long length(int i) {
    return segment.get(ValueLayout.JAVA_LONG, 16L * i + 8);
  }
}
