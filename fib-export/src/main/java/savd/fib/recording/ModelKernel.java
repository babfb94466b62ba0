package savd.fib.recording;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import savd.fib.plan.Expression;
import savd.fib.plan.Intervals;
import savd.fib.plan.KernelChange;
import savd.fib.plan.KernelTransaction;
import savd.fib.plan.Rule;
import savd.fib.plan.Verdict;
import savd.linux.Errno;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.IngressInterface;
import savd.net.IpAddress;

/**
 * One nftables table in memory, as strict as the kernel about what it accepts: an interval must be
 * there to be deleted, must not overlap to be added, and nothing that is referred to is deleted. It
 * can be asked what happens to a packet.
 */
public final class ModelKernel {
  /** What happens to a packet. */
  public enum Fate {
    PASSED,
    DROPPED
  }

  private record Element(IpAddress last, String chain) {}

  private Map<String, TreeMap<IpAddress, Element>> sets = new HashMap<>();
  private Map<String, TreeMap<IngressInterface, String>> ingressMaps = new HashMap<>();
  private Map<String, List<Rule>> chains = new HashMap<>();
  private Map<String, Long> counters = new HashMap<>();
  private Optional<String> baseChain = Optional.empty();

  /**
   * Carries out a transaction wholly or not at all.
   *
   * @return 0, or the error number of Linux
   */
  public int commit(KernelTransaction transaction) {
    ModelKernel next = copy();
    for (KernelChange change : transaction.changes()) {
      int errno = next.apply(change);
      if (errno != 0) {
        return errno;
      }
    }
    sets = next.sets;
    ingressMaps = next.ingressMaps;
    chains = next.chains;
    counters = next.counters;
    baseChain = next.baseChain;
    return 0;
  }

  /** The kernel as it is now, unaffected by later commits. */
  public ModelKernel snapshot() {
    return copy();
  }

  /**
   * What a packet may meet while a transaction takes effect: rules, interval sets and maps of
   * interfaces do not change at the same instant. A set or chain that is not there yet is empty.
   */
  public static ModelKernel between(ModelKernel rules, ModelKernel sets, ModelKernel ingressMaps) {
    ModelKernel mixed = rules.copy();
    mixed.sets = sets.copy().sets;
    mixed.ingressMaps = ingressMaps.copy().ingressMaps;
    return mixed;
  }

  private ModelKernel copy() {
    ModelKernel copy = new ModelKernel();
    sets.forEach((name, set) -> copy.sets.put(name, new TreeMap<>(set)));
    ingressMaps.forEach((name, map) -> copy.ingressMaps.put(name, new TreeMap<>(map)));
    copy.chains.putAll(chains);
    copy.counters.putAll(counters);
    copy.baseChain = baseChain;
    return copy;
  }

  private int apply(KernelChange change) {
    return switch (change) {
      case KernelChange.CreateTable _ -> 0;
      case KernelChange.CreateBaseChain c -> {
        baseChain = Optional.of(c.name());
        chains.putIfAbsent(c.name(), List.of());
        yield 0;
      }
      case KernelChange.CreateChain c -> {
        chains.putIfAbsent(c.name(), List.of());
        yield 0;
      }
      case KernelChange.CreateCounter c -> {
        counters.putIfAbsent(c.name(), 0L);
        yield 0;
      }
      case KernelChange.CreateSourceSet c -> {
        sets.putIfAbsent(c.name(), new TreeMap<>());
        yield 0;
      }
      case KernelChange.CreateSourceMap c -> {
        sets.putIfAbsent(c.name(), new TreeMap<>());
        yield 0;
      }
      case KernelChange.CreateIngressMap c -> {
        ingressMaps.putIfAbsent(c.name(), new TreeMap<>());
        yield 0;
      }
      case KernelChange.DeleteElements d -> delete(d.set(), d.intervals().toRanges());
      case KernelChange.AddElements a -> add(a.set(), a.intervals().toRanges(), null);
      case KernelChange.DeleteDispatch d -> delete(d.map(), d.ranges());
      case KernelChange.AddDispatch a -> add(a.map(), a.ranges(), a.chains());
      case KernelChange.AddIngress a -> {
        ingressMaps.get(a.map()).put(a.ingress(), a.chain());
        yield chains.containsKey(a.chain()) ? 0 : Errno.ENOENT;
      }
      case KernelChange.DeleteIngress d ->
          ingressMaps.get(d.map()).remove(d.ingress()) == null ? Errno.ENOENT : 0;
      case KernelChange.ReplaceRules r -> {
        boolean known = chains.replace(r.chain(), r.rules()) != null;
        yield known && r.rules().stream().allMatch(this::refersToKnown) ? 0 : Errno.ENOENT;
      }
      case KernelChange.DeleteChain d -> deleteChain(d.name());
      case KernelChange.DeleteSet d -> deleteSet(d.name());
      case KernelChange.DeleteCounter d -> counters.remove(d.name()) == null ? Errno.ENOENT : 0;
    };
  }

  private int delete(String name, AddressRanges ranges) {
    TreeMap<IpAddress, Element> set = sets.get(name);
    if (set == null) {
      return Errno.ENOENT;
    }
    for (int i = 0; i < ranges.size(); i++) {
      Element gone = set.remove(first(ranges, i));
      if (gone == null || !gone.last().equals(last(ranges, i))) {
        return Errno.ENOENT;
      }
    }
    return 0;
  }

  private int add(String name, AddressRanges ranges, List<String> targets) {
    TreeMap<IpAddress, Element> set = sets.get(name);
    if (set == null) {
      return Errno.ENOENT;
    }
    for (int i = 0; i < ranges.size(); i++) {
      Map.Entry<IpAddress, Element> below = set.lowerEntry(last(ranges, i));
      Element same = set.get(last(ranges, i));
      if (same != null
          || below != null && below.getValue().last().compareTo(first(ranges, i)) >= 0) {
        return Errno.EEXIST;
      }
      String target = targets == null ? "" : targets.get(i);
      if (targets != null && !chains.containsKey(target)) {
        return Errno.ENOENT;
      }
      set.put(first(ranges, i), new Element(last(ranges, i), target));
    }
    return 0;
  }

  private static IpAddress first(AddressRanges r, int i) {
    return IpAddress.of(r.family(), r.firstHigh(i), r.firstLow(i));
  }

  private static IpAddress last(AddressRanges r, int i) {
    return IpAddress.of(r.family(), r.lastHigh(i), r.lastLow(i));
  }

  private boolean refersToKnown(Rule rule) {
    return rule.expressions().stream()
        .allMatch(
            e ->
                switch (e) {
                  case Expression.SourceIn s -> sets.containsKey(s.set());
                  case Expression.SourceDispatch s -> sets.containsKey(s.map());
                  case Expression.IngressDispatch i -> ingressMaps.containsKey(i.map());
                  case Expression.Count c -> counters.containsKey(c.counter());
                  case Expression.Then t ->
                      chainOf(t.verdict()).stream().allMatch(chains::containsKey);
                  case Expression.FamilyIs _,
                      Expression.SourceIs _,
                      Expression.DestinationIs _,
                      Expression.Limit _,
                      Expression.Log _ ->
                      true;
                });
  }

  private static Optional<String> chainOf(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Jump j -> Optional.of(j.chain());
      case Verdict.Goto g -> Optional.of(g.chain());
      case Verdict.Accept _, Verdict.Drop _ -> Optional.empty();
    };
  }

  private int deleteChain(String name) {
    if (chains.remove(name) == null) {
      return Errno.ENOENT;
    }
    boolean byElement =
        ingressMaps.values().stream().anyMatch(m -> m.containsValue(name))
            || sets.values().stream()
                .anyMatch(s -> s.values().stream().anyMatch(e -> e.chain().equals(name)));
    return byElement
            || anyRule(
                e ->
                    e instanceof Expression.Then t
                        && chainOf(t.verdict()).equals(Optional.of(name)))
        ? Errno.EBUSY
        : 0;
  }

  private int deleteSet(String name) {
    if (sets.remove(name) == null) {
      return Errno.ENOENT;
    }
    return anyRule(
            e ->
                e instanceof Expression.SourceIn s && s.set().equals(name)
                    || e instanceof Expression.SourceDispatch d && d.map().equals(name))
        ? Errno.EBUSY
        : 0;
  }

  private boolean anyRule(Predicate<Expression> test) {
    return chains.values().stream()
        .flatMap(List::stream)
        .flatMap(r -> r.expressions().stream())
        .anyMatch(test);
  }

  /** The names of all chains, sets, maps and counters. */
  public List<String> objects() {
    List<String> names = new ArrayList<>();
    chains.keySet().forEach(n -> names.add("chain " + n));
    sets.keySet().forEach(n -> names.add("set " + n));
    ingressMaps.keySet().forEach(n -> names.add("map " + n));
    counters.keySet().forEach(n -> names.add("counter " + n));
    names.sort(null);
    return names;
  }

  /** Elements of the largest set. */
  public int largestSet() {
    return sets.values().stream().mapToInt(Map::size).max().orElse(0);
  }

  public long counter(String name) {
    return counters.getOrDefault(name, 0L);
  }

  /** Sends a packet through the table. */
  public Fate receive(IngressInterface ingress, IpAddress source, IpAddress destination) {
    if (baseChain.isEmpty()) {
      return Fate.PASSED;
    }
    return run(baseChain.get(), new Packet(ingress, source, destination)).orElse(Fate.PASSED);
  }

  private record Packet(IngressInterface ingress, IpAddress source, IpAddress destination) {}

  private Optional<Fate> run(String chain, Packet packet) {
    for (Rule rule : chains.getOrDefault(chain, List.of())) {
      for (Expression e : rule.expressions()) {
        Optional<Verdict> verdict = Optional.empty();
        boolean matches = true;
        switch (e) {
          case Expression.FamilyIs f -> matches = packet.source().family() == f.family();
          case Expression.SourceIs s -> matches = packet.source().equals(s.address());
          case Expression.DestinationIs d -> matches = packet.destination().equals(d.address());
          case Expression.SourceIn s -> matches = find(s.set(), s.family(), packet).isPresent();
          case Expression.SourceDispatch s -> {
            verdict = find(s.map(), s.family(), packet).map(x -> new Verdict.Goto(x.chain()));
            matches = verdict.isPresent();
          }
          case Expression.IngressDispatch i -> {
            verdict =
                Optional.ofNullable(
                        ingressMaps.getOrDefault(i.map(), new TreeMap<>()).get(packet.ingress()))
                    .map(Verdict.Goto::new);
            matches = verdict.isPresent();
          }
          case Expression.Count c -> counters.merge(c.counter(), 1L, Long::sum);
          case Expression.Then t -> verdict = Optional.of(t.verdict());
          case Expression.Limit _, Expression.Log _ -> {}
        }
        if (!matches) {
          break;
        }
        if (verdict.isPresent()) {
          switch (verdict.get()) {
            case Verdict.Accept _ -> {
              return Optional.of(Fate.PASSED);
            }
            case Verdict.Drop _ -> {
              return Optional.of(Fate.DROPPED);
            }
            case Verdict.Goto g -> {
              return run(g.chain(), packet);
            }
            case Verdict.Jump j -> {
              Optional<Fate> fate = run(j.chain(), packet);
              if (fate.isPresent()) {
                return fate;
              }
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Element> find(String set, AddressFamily family, Packet packet) {
    if (packet.source().family() != family || !sets.containsKey(set)) {
      return Optional.empty();
    }
    Map.Entry<IpAddress, Element> at = sets.get(set).floorEntry(packet.source());
    return at == null || at.getValue().last().compareTo(packet.source()) < 0
        ? Optional.empty()
        : Optional.of(at.getValue());
  }

  /** What a set holds. */
  public Intervals elements(String set, AddressFamily family) {
    AddressRanges ranges = new AddressRanges(family);
    sets.get(set)
        .forEach(
            (first, e) -> ranges.add(first.high(), first.low(), e.last().high(), e.last().low()));
    return Intervals.of(ranges);
  }
}
