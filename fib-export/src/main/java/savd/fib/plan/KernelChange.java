package savd.fib.plan;

import java.util.List;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.IngressInterface;

/** One step of a transaction, in terms of our table; the order within a transaction matters. */
public sealed interface KernelChange {
  record CreateTable() implements KernelChange {}

  record CreateBaseChain(String name, int priority) implements KernelChange {}

  record CreateChain(String name) implements KernelChange {}

  record CreateCounter(String name) implements KernelChange {}

  /** An interval set of source addresses. */
  record CreateSourceSet(String name, AddressFamily family) implements KernelChange {}

  /** An interval verdict map of source addresses. */
  record CreateSourceMap(String name, AddressFamily family) implements KernelChange {}

  /** A verdict map of interface names. */
  record CreateIngressMap(String name) implements KernelChange {}

  record DeleteElements(String set, Intervals intervals) implements KernelChange {}

  record AddElements(String set, Intervals intervals) implements KernelChange {}

  /** {@code chains.get(i)} is where range {@code i} goes to. */
  record DeleteDispatch(String map, AddressRanges ranges, List<String> chains)
      implements KernelChange {}

  record AddDispatch(String map, AddressRanges ranges, List<String> chains)
      implements KernelChange {}

  record AddIngress(String map, IngressInterface ingress, String chain) implements KernelChange {}

  record DeleteIngress(String map, IngressInterface ingress, String chain)
      implements KernelChange {}

  /** The chain has exactly these rules afterwards; packets see all of the old or all of the new. */
  record ReplaceRules(String chain, List<Rule> rules) implements KernelChange {
    public ReplaceRules {
      rules = List.copyOf(rules);
    }
  }

  record DeleteChain(String name) implements KernelChange {}

  /** Deletes a set or map with its elements. */
  record DeleteSet(String name) implements KernelChange {}

  record DeleteCounter(String name) implements KernelChange {}

  /** Elements added or deleted by this step. */
  default int elements() {
    return switch (this) {
      case DeleteElements d -> d.intervals().size();
      case AddElements a -> a.intervals().size();
      case DeleteDispatch d -> d.ranges().size();
      case AddDispatch a -> a.ranges().size();
      case AddIngress _, DeleteIngress _ -> 1;
      case CreateTable _,
          CreateBaseChain _,
          CreateChain _,
          CreateCounter _,
          CreateSourceSet _,
          CreateSourceMap _,
          CreateIngressMap _,
          ReplaceRules _,
          DeleteChain _,
          DeleteSet _,
          DeleteCounter _ ->
          0;
    };
  }
}
