package savd.fib.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Finds out in what the kernel is not as it should be, and says so in sentences. */
final class KernelComparison {
  private final TableSettings settings;
  private final KernelInventory inventory;
  private final List<KernelChange> leaving;
  private final List<String> deviations = new ArrayList<>();

  /**
   * @param leaving deletions that are still to be carried out: what they name is no stranger
   */
  KernelComparison(TableSettings settings, KernelInventory inventory, List<KernelChange> leaving) {
    this.settings = settings;
    this.inventory = inventory;
    this.leaving = new ArrayList<>(leaving);
  }

  List<String> deviations() {
    return List.copyOf(deviations);
  }

  /** Compares fixed objects and the interfaces' chains; what differs is forgotten. */
  void objects(KernelPicture kernel) {
    kernel.compare(settings, inventory, deviations);
  }

  /** Compares lists; one that differs is forgotten, and what is left of it becomes garbage. */
  <X extends Exception> void sources(
      List<Source> known, ElementSource<X> elements, List<KernelChange> garbage) throws X {
    for (Source s : known) {
      if (!s.isInForce(inventory, elements)) {
        deviations.add(s.stem() + " was altered");
        List<KernelChange> remains = inventory.deletionOf(s::owns, s::owns);
        garbage.addAll(remains);
        leaving.addAll(remains);
        s.forget();
      }
    }
  }

  /** What takes away everything in our table that nobody of us put there. */
  List<KernelChange> strangers(KernelPicture kernel, Adoption adoption, List<Source> known) {
    List<KernelChange> changes = new ArrayList<>(strangerIngresses(kernel));
    Predicate<String> isStranger =
        name ->
            !kernel.knows(settings, name)
                && !adoption.needs(name)
                && known.stream().noneMatch(s -> s.owns(name))
                && leaving.stream().noneMatch(c -> deletes(c, name));
    for (KernelChange c : inventory.deletionOf(isStranger, isStranger)) {
      if (c instanceof KernelChange.DeleteChain d) {
        deviations.add("chain " + d.name() + " is not ours");
      } else if (c instanceof KernelChange.DeleteSet d) {
        deviations.add("set " + d.name() + " is not ours");
      }
      changes.add(c);
    }
    return changes;
  }

  private List<KernelChange> strangerIngresses(KernelPicture kernel) {
    List<KernelChange> changes = new ArrayList<>();
    for (String map : List.of(Names.INTERFACES, Names.BLOCKS)) {
      inventory
          .ingressMap(map)
          .forEach(
              (ingress, chain) -> {
                if (!kernel.ingresses().contains(ingress)) {
                  deviations.add(ingress + " in map " + map + " is not ours");
                  changes.add(new KernelChange.DeleteIngress(map, ingress, chain));
                }
              });
    }
    return changes;
  }

  private static boolean deletes(KernelChange change, String name) {
    return change instanceof KernelChange.DeleteChain c && c.name().equals(name)
        || change instanceof KernelChange.DeleteSet s && s.name().equals(name);
  }
}
