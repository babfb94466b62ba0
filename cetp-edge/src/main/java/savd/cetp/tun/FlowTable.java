package savd.cetp.tun;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Flows by slot, for what hosts send, and by our session identity, for what comes in. One thread
 * writes, any read; a reader sees a flow whole or not at all, and an old one for a moment.
 */
final class FlowTable {
  private static final VarHandle FLOWS = MethodHandles.arrayElementVarHandle(Flow[].class);
  private static final Flow GONE = null;

  /** Open addressing; a slot once used is never empty again, until the table is made anew. */
  private static final class Index {
    private final long[] keys;
    private final Flow[] flows;
    private final int mask;
    private int used;

    Index(int size) {
      keys = new long[size];
      flows = new Flow[size];
      mask = size - 1;
      java.util.Arrays.fill(keys, -1);
    }

    private int start(long key) {
      return (int) (key * 0x9E37_79B9_7F4A_7C15L >>> 32) & mask;
    }
  }

  private final Flow[] bySlot;
  private volatile Index index = new Index(64);
  private int live;

  FlowTable(int slots) {
    bySlot = new Flow[slots];
  }

  Flow bySlot(int slot) {
    return (Flow) FLOWS.getAcquire(bySlot, slot);
  }

  /** The flow whose local session identity has these 48 bits, or null. */
  Flow byLocal(long bits) {
    Index i = index;
    int at = i.start(bits);
    while (true) {
      long key = i.keys[at];
      if (key == bits) {
        return (Flow) FLOWS.getAcquire(i.flows, at);
      }
      if (key == -1) {
        return null;
      }
      at = at + 1 & i.mask;
    }
  }

  void put(Flow flow) {
    FLOWS.setRelease(bySlot, flow.slot, flow);
    Index i = index;
    int at = find(i, flow.localBits);
    if (i.keys[at] == -1) {
      if (i.used * 2 > i.mask) {
        rebuild();
        put(flow);
        return;
      }
      i.used++;
      live++;
      FLOWS.setRelease(i.flows, at, flow);
      VarHandle.releaseFence();
      i.keys[at] = flow.localBits;
      return;
    }
    live += i.flows[at] == null ? 1 : 0;
    FLOWS.setRelease(i.flows, at, flow);
  }

  void remove(int slot, long localBits) {
    FLOWS.setRelease(bySlot, slot, GONE);
    Index i = index;
    int at = find(i, localBits);
    if (i.keys[at] != -1 && i.flows[at] != null) {
      FLOWS.setRelease(i.flows, at, GONE);
      live--;
    }
  }

  private static int find(Index i, long key) {
    int at = i.start(key);
    while (i.keys[at] != key && i.keys[at] != -1) {
      at = at + 1 & i.mask;
    }
    return at;
  }

  private void rebuild() {
    int size = Math.max(64, Integer.highestOneBit(Math.max(1, live)) * 4);
    Index fresh = new Index(size);
    for (Flow f : index.flows) {
      if (f != null) {
        int at = find(fresh, f.localBits);
        fresh.keys[at] = f.localBits;
        fresh.flows[at] = f;
        fresh.used++;
      }
    }
    index = fresh;
  }

  int size() {
    return live;
  }
}
