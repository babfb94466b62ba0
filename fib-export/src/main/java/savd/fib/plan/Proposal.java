package savd.fib.plan;

import java.util.ArrayList;
import java.util.List;

/** A transaction being put together: its parts in the order the kernel wants them. */
final class Proposal {
  /** True when this only makes what rules of a later transaction will refer to. */
  boolean isPreparation;

  final List<KernelChange> creates = new ArrayList<>();

  /** Before the additions: an interval may not overlap one that is still there. */
  final List<KernelChange> deletes = new ArrayList<>();

  final List<KernelChange> adds = new ArrayList<>();
  final List<KernelChange> rules = new ArrayList<>();
  final List<KernelChange> ingressElements = new ArrayList<>();

  /** What can be deleted once packets no longer use it: in a later transaction. */
  final List<KernelChange> garbage = new ArrayList<>();

  /** Counters are referred to by rules, so they go last. */
  final List<KernelChange> counterGarbage = new ArrayList<>();

  final List<Source> sources = new ArrayList<>();
  final List<Source> retired = new ArrayList<>();
  final List<Runnable> onAccept = new ArrayList<>();

  void retire(Source source) {
    retired.add(source);
  }

  KernelTransaction transaction() {
    List<KernelChange> all = new ArrayList<>();
    all.addAll(creates);
    all.addAll(deletes);
    all.addAll(adds);
    all.addAll(rules);
    all.addAll(ingressElements);
    return new KernelTransaction(all);
  }
}
