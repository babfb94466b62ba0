package savd.fib.plan;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import savd.net.AddressFamily;

/** One family of a list: how it should be, how the kernel holds it, and the way between. */
final class Source {
  private final String stem;
  private final ListShadow shadow;

  /** What the kernel holds; null when it holds nothing of it. */
  private ListBuild installed;

  /** What the kernel will hold when the transaction under way is committed; null when none is. */
  private ListBuild proposed;

  Source(String stem, AddressFamily family, Sharding sharding) {
    this.stem = stem;
    this.shadow = new ListShadow(family, sharding);
  }

  ListShadow shadow() {
    return shadow;
  }

  ListBuild installed() {
    return installed;
  }

  /** The build that rules written now have to refer to. */
  ListBuild current() {
    return proposed != null ? proposed : installed;
  }

  boolean needsBuild() {
    return installed == null || shadow.needsBuild();
  }

  /** Lays the list out and describes it as a new build. */
  void proposeBuild(
      int number, Set<ListUse> uses, List<KernelChange> creates, List<KernelChange> adds) {
    shadow.layOut();
    Set<ListUse> all = uses.isEmpty() ? EnumSet.noneOf(ListUse.class) : EnumSet.copyOf(uses);
    if (installed != null) {
      all.addAll(installed.uses());
    }
    proposed = new ListBuild(Names.build(stem, number), shadow.family(), shadow.shards(), all);
    proposed.createSets(creates, adds);
    for (ListUse use : all) {
      proposed.createUse(use, creates, adds);
    }
  }

  /** Describes what differs between the kernel and the shadow, set by set. */
  void proposeEdits(List<KernelChange> deletes, List<KernelChange> adds) {
    ListBuild base = current();
    Shard[] before = base.shards();
    Shard[] now = shadow.shards();
    if (before == now) {
      return;
    }
    for (int i = 0; i < now.length; i++) {
      if (before[i] == now[i]) {
        continue;
      }
      String set = Names.shardSet(base.name(), now[i].number());
      Intervals gone = new Intervals(shadow.family());
      Intervals come = new Intervals(shadow.family());
      before[i].intervals().difference(now[i].intervals(), gone, come);
      if (!gone.isEmpty()) {
        deletes.add(new KernelChange.DeleteElements(set, gone));
      }
      if (!come.isEmpty()) {
        adds.add(new KernelChange.AddElements(set, come));
      }
    }
    proposed = base.with(now);
  }

  /** Describes chains for uses the build does not have yet. */
  boolean proposeUses(Set<ListUse> uses, List<KernelChange> creates, List<KernelChange> adds) {
    ListBuild base = current();
    EnumSet<ListUse> missing = EnumSet.noneOf(ListUse.class);
    missing.addAll(uses);
    missing.removeAll(base.uses());
    for (ListUse use : missing) {
      base.createUse(use, creates, adds);
    }
    if (missing.isEmpty()) {
      return false;
    }
    proposed = base.withUses(missing);
    return true;
  }

  boolean lacks(Set<ListUse> uses) {
    return needsBuild() || !installed.uses().containsAll(uses);
  }

  /** The transaction was committed: returns what is left over of an earlier build. */
  List<KernelChange> accept() {
    if (proposed == null) {
      return List.of();
    }
    List<KernelChange> garbage = new ArrayList<>();
    if (installed != null && !installed.name().equals(proposed.name())) {
      garbage.addAll(installed.deletion());
    }
    installed = proposed;
    proposed = null;
    shadow.seal();
    return garbage;
  }

  void reject() {
    if (proposed != null && (installed == null || !installed.name().equals(proposed.name()))) {
      shadow.requestBuild();
    }
    proposed = null;
  }

  /** Nothing of this is in the kernel any more, or nothing that is known. */
  void forget() {
    installed = null;
    proposed = null;
    shadow.requestBuild();
  }

  /** The kernel has exactly these shards now. */
  void reinstall(Shard[] shards) {
    installed = installed.with(shards);
    shadow.seal();
  }

  /** True for an object of the build the kernel holds. */
  boolean owns(String name) {
    return installed != null && Names.buildOf(name).filter(installed.name()::equals).isPresent();
  }

  /**
   * Compares what the kernel has with what it should have.
   *
   * @param elements to compare every element as well, or null
   */
  <X extends Exception> boolean isInForce(KernelInventory inventory, ElementSource<X> elements)
      throws X {
    return installed == null
        || installed.isInForce(inventory) && (elements == null || installed.hasElements(elements));
  }

  String stem() {
    return stem;
  }
}
