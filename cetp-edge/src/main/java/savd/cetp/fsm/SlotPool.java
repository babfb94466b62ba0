package savd.cetp.fsm;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Numbers that stand for peers towards our hosts: slot n has the n-th proxy address of each family.
 * Given out in a ring, so that an address is not used again before all others have been, and not
 * before it has rested: hosts that remember whose it was must not reach somebody else by it.
 */
public final class SlotPool {
  /** Four times as long as what our DNS says may be remembered. */
  static final long REST_NANOS = 120_000_000_000L;

  private final int[] ring;
  private final long[] restedNanos;
  private int head;
  private int free;

  /**
   * Slots 0 to {@code size - 1}, all free.
   *
   * @param first the one to begin with: another at each start, for hosts remember longer than that
   */
  public SlotPool(int size, int first, long now) {
    ring = new int[size];
    for (int i = 0; i < size; i++) {
      ring[i] = (first + i) % size;
    }
    restedNanos = new long[size];
    Arrays.fill(restedNanos, now);
    free = size;
  }

  public int size() {
    return ring.length;
  }

  /** Those not in use, resting or not. */
  public int free() {
    return free;
  }

  /** The slot that has been free longest; empty when all are in use or have yet to rest. */
  public OptionalInt take(long now) {
    if (free == 0 || restedNanos[head] - now > 0) {
      return OptionalInt.empty();
    }
    int slot = ring[head];
    head = (head + 1) % ring.length;
    free--;
    return OptionalInt.of(slot);
  }

  /** Gives back a slot that {@link #take} gave out. */
  public void release(int slot, long now) {
    check(slot);
    put((head + free) % ring.length, slot, now + REST_NANOS);
  }

  /**
   * Gives back a slot that has stood for nobody who was known to be there: at once it may be the
   * next, or who sets up sessions in forged names would send all slots to rest.
   */
  void giveBack(int slot, long now) {
    check(slot);
    head = (head + ring.length - 1) % ring.length;
    put(head, slot, now);
  }

  private void check(int slot) {
    if (free == ring.length) {
      throw new IllegalStateException("slot " + slot + " was not in use");
    }
  }

  private void put(int at, int slot, long rested) {
    ring[at] = slot;
    restedNanos[at] = rested;
    free++;
  }
}
