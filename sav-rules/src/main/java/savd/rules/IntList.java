package savd.rules;

import java.util.Arrays;

/** A growing array of ints. */
final class IntList {
  private int[] items = new int[8];
  private int size;

  void add(int item) {
    if (size == items.length) {
      items = Arrays.copyOf(items, size * 2);
    }
    items[size++] = item;
  }

  int get(int i) {
    return items[i];
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Forgets the items, and a large array too: a burst must not cost memory for ever. */
  void clear() {
    size = 0;
    if (items.length > 4096) {
      items = new int[8];
    }
  }

  void truncate(int newSize) {
    size = newSize;
  }

  /** The array behind; only the first {@link #size} items count. */
  int[] array() {
    return items;
  }
}
