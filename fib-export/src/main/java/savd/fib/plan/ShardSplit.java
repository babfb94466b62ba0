package savd.fib.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import savd.net.AddressRanges;

/** Splits one shard of a list that is otherwise in step with the kernel. */
final class ShardSplit {
  private final Source source;
  private final int index;
  private final ListBuild before;
  private ListBuild after;

  ShardSplit(Source source, int index) {
    this.source = source;
    this.index = index;
    this.before = source.installed();
  }

  /** Returns false when a step was refused; the list must then be built anew. */
  boolean run(Predicate<KernelTransaction> commit) {
    source.shadow().split(index);
    after = before.with(source.shadow().shards());
    if (!commit.test(createUpper()) || !commit.test(switchOver())) {
      return false;
    }
    source.reinstall(after.shards());
    return commit.test(trimLower());
  }

  private Shard upper() {
    return after.shards()[index + 1];
  }

  private KernelTransaction createUpper() {
    List<KernelChange> creates = new ArrayList<>();
    List<KernelChange> adds = new ArrayList<>();
    String set = Names.shardSet(after.name(), upper().number());
    creates.add(new KernelChange.CreateSourceSet(set, after.family()));
    adds.add(new KernelChange.AddElements(set, upper().intervals()));
    for (ListUse use : after.uses()) {
      after.createShardChain(upper(), use, creates, adds);
      if (!before.isSharded()) {
        after.createShardChain(after.shards()[index], use, creates, adds);
        after.createMap(use, creates, adds);
      }
    }
    creates.addAll(adds);
    return new KernelTransaction(creates);
  }

  private KernelTransaction switchOver() {
    List<KernelChange> changes = new ArrayList<>();
    for (ListUse use : after.uses()) {
      if (!before.isSharded()) {
        changes.add(after.dispatchRules(use));
        continue;
      }
      String map = Names.listChain(after.name(), use);
      String lowerChain = Names.shardChain(after.name(), before.shards()[index].number(), use);
      String upperChain = Names.shardChain(after.name(), upper().number(), use);
      AddressRanges whole = new AddressRanges(after.family());
      before.addRange(whole, index);
      AddressRanges halves = new AddressRanges(after.family());
      after.addRange(halves, index);
      after.addRange(halves, index + 1);
      changes.add(new KernelChange.DeleteDispatch(map, whole, List.of(lowerChain)));
      changes.add(new KernelChange.AddDispatch(map, halves, List.of(lowerChain, upperChain)));
    }
    return new KernelTransaction(changes);
  }

  private KernelTransaction trimLower() {
    String set = Names.shardSet(after.name(), after.shards()[index].number());
    return new KernelTransaction(
        List.of(new KernelChange.DeleteElements(set, upper().intervals())));
  }
}
