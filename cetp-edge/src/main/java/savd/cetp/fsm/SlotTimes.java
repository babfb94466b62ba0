package savd.cetp.fsm;

/**
 * When packets of each slot last came in and went out, in nanoseconds of the machine's clock. The
 * data plane writes, the control plane reads; being a little late is all that can happen.
 */
public final class SlotTimes {
  private final long[] received;
  private final long[] sent;

  public SlotTimes(int slots) {
    received = new long[slots];
    sent = new long[slots];
  }

  public void received(int slot, long now) {
    received[slot] = now;
  }

  public void sent(int slot, long now) {
    sent[slot] = now;
  }

  long received(int slot) {
    return received[slot];
  }

  long sent(int slot) {
    return sent[slot];
  }

  /** When something last went either way. */
  long last(int slot) {
    return received[slot] - sent[slot] > 0 ? received[slot] : sent[slot];
  }

  void reset(int slot, long now) {
    received[slot] = now;
    sent[slot] = now;
  }
}
