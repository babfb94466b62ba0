package savd.fib.plan;

import java.util.List;

/** Changes that take effect for packets at one instant, or not at all. */
public record KernelTransaction(List<KernelChange> changes) {
  public static final KernelTransaction NOTHING = new KernelTransaction(List.of());

  public KernelTransaction {
    changes = List.copyOf(changes);
  }

  public boolean isEmpty() {
    return changes.isEmpty();
  }

  /** Set and map elements added or deleted. */
  public int elements() {
    int n = 0;
    for (KernelChange c : changes) {
      n += c.elements();
    }
    return n;
  }
}
