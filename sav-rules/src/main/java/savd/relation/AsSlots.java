package savd.relation;

import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Arrays;

/**
 * The ASes that anything in the graph refers to, each with a small number, and the heads of their
 * lists of links and path nodes. A number is free again when nothing refers to it at the end of a
 * step.
 */
final class AsSlots {
  static final int NONE = -1;

  private final Int2IntOpenHashMap slots = new Int2IntOpenHashMap();
  private int[] asns = new int[256];
  private int[] references = new int[256];
  private int[] firstNode = new int[256];
  private int[] firstOut = new int[256];
  private int[] firstIn = new int[256];
  private int size;
  private final IntArrayList free = new IntArrayList();
  private final IntArrayList candidates = new IntArrayList();

  AsSlots() {
    slots.defaultReturnValue(NONE);
  }

  /** The slot of an AS, or {@link #NONE}. */
  int find(int asn) {
    return slots.get(asn);
  }

  /** The slot of an AS with one reference more; made where needed. */
  int take(int asn) {
    int slot = slots.get(asn);
    if (slot == NONE) {
      slot = free.isEmpty() ? size++ : free.popInt();
      if (slot == asns.length) {
        grow(slot + (slot >> 1));
      }
      slots.put(asn, slot);
      asns[slot] = asn;
      references[slot] = 0;
      firstNode[slot] = NONE;
      firstOut[slot] = NONE;
      firstIn[slot] = NONE;
    }
    references[slot]++;
    return slot;
  }

  private void grow(int n) {
    asns = Arrays.copyOf(asns, n);
    references = Arrays.copyOf(references, n);
    firstNode = Arrays.copyOf(firstNode, n);
    firstOut = Arrays.copyOf(firstOut, n);
    firstIn = Arrays.copyOf(firstIn, n);
  }

  void retain(int slot) {
    references[slot]++;
  }

  void release(int slot) {
    if (--references[slot] == 0) {
      candidates.add(slot);
    }
  }

  /** Frees what nothing refers to any more. */
  void endStep() {
    for (int i = 0; i < candidates.size(); i++) {
      int slot = candidates.getInt(i);
      // Listed twice, or taken again meanwhile.
      if (references[slot] == 0 && slots.remove(asns[slot], slot)) {
        free.add(slot);
      }
    }
    candidates.clear();
  }

  int asn(int slot) {
    return asns[slot];
  }

  int firstNode(int slot) {
    return firstNode[slot];
  }

  void setFirstNode(int slot, int node) {
    firstNode[slot] = node;
  }

  int firstOut(int slot) {
    return firstOut[slot];
  }

  void setFirstOut(int slot, int link) {
    firstOut[slot] = link;
  }

  int firstIn(int slot) {
    return firstIn[slot];
  }

  void setFirstIn(int slot, int link) {
    firstIn[slot] = link;
  }

  /** How many ASes there are. */
  int size() {
    return slots.size();
  }

  long bytes() {
    return 20L * asns.length + 13L * slots.size();
  }
}
