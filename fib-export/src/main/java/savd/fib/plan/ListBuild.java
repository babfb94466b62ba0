package savd.fib.plan;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import savd.net.AddressFamily;
import savd.net.AddressRanges;

/**
 * One family of a list as the kernel holds it.
 *
 * @param name distinguishes this build from earlier ones of the same list
 * @param shards sealed shards, one set each
 * @param uses for which uses chains exist
 */
record ListBuild(String name, AddressFamily family, Shard[] shards, Set<ListUse> uses) {

  boolean isSharded() {
    return shards.length > 1;
  }

  String onlySet() {
    return Names.shardSet(name, shards[0].number());
  }

  ListBuild with(Shard[] changed) {
    return new ListBuild(name, family, changed, uses);
  }

  ListBuild withUses(Set<ListUse> more) {
    EnumSet<ListUse> all = EnumSet.copyOf(more);
    all.addAll(uses);
    return new ListBuild(name, family, shards, all);
  }

  /** Sets with all their elements. */
  void createSets(List<KernelChange> creates, List<KernelChange> adds) {
    for (Shard s : shards) {
      String set = Names.shardSet(name, s.number());
      creates.add(new KernelChange.CreateSourceSet(set, family));
      if (!s.intervals().isEmpty()) {
        adds.add(new KernelChange.AddElements(set, s.intervals()));
      }
    }
  }

  /** The chains, and the dispatch map where there are several sets, for one use. */
  void createUse(ListUse use, List<KernelChange> creates, List<KernelChange> adds) {
    String root = Names.listChain(name, use);
    creates.add(new KernelChange.CreateChain(root));
    if (!isSharded()) {
      adds.add(new KernelChange.ReplaceRules(root, List.of(membership(shards[0], use))));
      return;
    }
    for (Shard s : shards) {
      createShardChain(s, use, creates, adds);
    }
    createMap(use, creates, adds);
    adds.add(dispatchRules(use));
  }

  void createShardChain(Shard s, ListUse use, List<KernelChange> creates, List<KernelChange> adds) {
    String chain = Names.shardChain(name, s.number(), use);
    creates.add(new KernelChange.CreateChain(chain));
    adds.add(new KernelChange.ReplaceRules(chain, List.of(membership(s, use))));
  }

  /** The map over all shards. */
  void createMap(ListUse use, List<KernelChange> creates, List<KernelChange> adds) {
    String root = Names.listChain(name, use);
    creates.add(new KernelChange.CreateSourceMap(root, family));
    adds.add(dispatchElements(use));
  }

  /** Makes the root chain ask the map. */
  KernelChange dispatchRules(ListUse use) {
    String root = Names.listChain(name, use);
    return new KernelChange.ReplaceRules(root, List.of(dispatchRule(root)));
  }

  private Rule dispatchRule(String map) {
    return Rule.of(new Expression.SourceDispatch(family, map));
  }

  private KernelChange.AddDispatch dispatchElements(ListUse use) {
    AddressRanges ranges = new AddressRanges(family);
    List<String> chains = new ArrayList<>(shards.length);
    for (int i = 0; i < shards.length; i++) {
      addRange(ranges, i);
      chains.add(Names.shardChain(name, shards[i].number(), use));
    }
    return new KernelChange.AddDispatch(Names.listChain(name, use), ranges, chains);
  }

  /** Appends the addresses of shard {@code i}. */
  void addRange(AddressRanges ranges, int i) {
    boolean last = i + 1 == shards.length;
    long endLow = last ? family.lastLow() : shards[i + 1].firstLow() - 1;
    long endHigh =
        last
            ? family.lastHigh()
            : shards[i + 1].firstLow() == 0
                ? shards[i + 1].firstHigh() - 1
                : shards[i + 1].firstHigh();
    ranges.add(shards[i].firstHigh(), shards[i].firstLow(), endHigh, endLow);
  }

  private Rule membership(Shard s, ListUse use) {
    return Rule.of(
        new Expression.SourceIn(family, Names.shardSet(name, s.number())),
        new Expression.Then(use.verdict()));
  }

  /** Whether the kernel has this build, as far as the inventory tells. */
  boolean isInForce(KernelInventory inventory) {
    for (Shard s : shards) {
      Integer count = inventory.sets().get(Names.shardSet(name, s.number()));
      if (count == null || count >= 0 && !countFits(s.intervals(), count)) {
        return false;
      }
      for (ListUse use : uses) {
        if (isSharded()
            && !inventory.hasRules(
                Names.shardChain(name, s.number(), use), List.of(membership(s, use)))) {
          return false;
        }
      }
    }
    return uses.stream().allMatch(use -> hasRoot(use, inventory));
  }

  /** The kernel counts half of the elements; an interval up to the last address is only one. */
  private boolean countFits(Intervals intervals, int count) {
    int n = intervals.size();
    boolean open =
        n > 0
            && intervals.lastHigh(n - 1) == family.lastHigh()
            && intervals.lastLow(n - 1) == family.lastLow();
    return count == n || open && count == n - 1;
  }

  private boolean hasRoot(ListUse use, KernelInventory inventory) {
    String root = Names.listChain(name, use);
    if (!isSharded()) {
      return inventory.hasRules(root, List.of(membership(shards[0], use)));
    }
    return inventory.sets().containsKey(root)
        && inventory.hasRules(root, List.of(dispatchRule(root)));
  }

  /** Whether the elements the kernel has are the ones it should have. */
  <X extends Exception> boolean hasElements(ElementSource<X> source) throws X {
    for (Shard s : shards) {
      KernelInventory.Elements found = source.read(Names.shardSet(name, s.number()), family);
      if (!found.chains().isEmpty() || !s.intervals().equals(Intervals.of(found.ranges()))) {
        return false;
      }
    }
    if (isSharded()) {
      for (ListUse use : uses) {
        KernelChange.AddDispatch wanted = dispatchElements(use);
        KernelInventory.Elements found = source.read(Names.listChain(name, use), family);
        if (!found.ranges().equals(wanted.ranges()) || !found.chains().equals(wanted.chains())) {
          return false;
        }
      }
    }
    return true;
  }

  /** Everything of this build, in an order in which nothing is still referred to. */
  List<KernelChange> deletion() {
    List<KernelChange> changes = new ArrayList<>();
    for (ListUse use : uses) {
      String root = Names.listChain(name, use);
      changes.add(new KernelChange.DeleteChain(root));
      if (isSharded()) {
        changes.add(new KernelChange.DeleteSet(root));
        for (Shard s : shards) {
          changes.add(new KernelChange.DeleteChain(Names.shardChain(name, s.number(), use)));
        }
      }
    }
    for (Shard s : shards) {
      changes.add(new KernelChange.DeleteSet(Names.shardSet(name, s.number())));
    }
    return changes;
  }
}
