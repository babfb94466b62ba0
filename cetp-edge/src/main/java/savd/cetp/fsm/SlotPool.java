package savd.cetp.fsm;

import java.util.OptionalInt;

/**
 * Numbers that stand for peers towards our hosts: slot n has the n-th proxy address of each family.
 * Given out in a ring, so that an address is not used again before all others have been.
 */
public final class SlotPool {
  private final int[] ring;
  private int head;
  private int free;

  /** Slots 0 to {@code size - 1}, all free. */
  public SlotPool(int size) {
    ring = new int[size];
    for (int i = 0; i < size; i++) {
      ring[i] = i;
    }
    free = size;
  }

  public int size() {
    return ring.length;
  }

  public int free() {
    return free;
  }

  /** The slot that has been free longest; empty when all are in use. */
  public OptionalInt take() {
    if (free == 0) {
      return OptionalInt.empty();
    }
    int slot = ring[head];
    head = (head + 1) % ring.length;
    free--;
    return OptionalInt.of(slot);
  }

  /** Gives back a slot that {@link #take} gave out. */
  public void release(int slot) {
    if (free == ring.length) {
      throw new IllegalStateException("slot " + slot + " was not in use");
    }
    ring[(head + free) % ring.length] = slot;
    free++;
  }
}
