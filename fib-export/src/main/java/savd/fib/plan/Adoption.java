package savd.fib.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import savd.fib.plan.KernelInventory.RuleImage;
import savd.net.AddressFamily;
import savd.net.IngressInterface;

/**
 * What an earlier run left in force: interfaces that wait for their new rules, and the lists their
 * old rules ask. A list goes when the last interface that asks it has been taken over.
 */
final class Adoption {
  private final KernelInventory inventory;
  private final TreeMap<IngressInterface, Set<String>> awaiting = new TreeMap<>();
  private final Map<String, Integer> builds = new HashMap<>();

  /** Adopts nothing. */
  Adoption() {
    this(KernelInventory.NONE, Set.of());
  }

  Adoption(KernelInventory inventory, Set<IngressInterface> configured) {
    this.inventory = inventory;
    for (IngressInterface ingress : inventory.ingressMap(Names.INTERFACES).keySet()) {
      if (configured.contains(ingress)) {
        awaiting.put(ingress, buildsOf(ingress));
      }
    }
    awaiting.values().forEach(used -> used.forEach(b -> builds.merge(b, 1, Integer::sum)));
  }

  private Set<String> buildsOf(IngressInterface ingress) {
    Set<String> used = new HashSet<>();
    for (String chain :
        List.of(
            Names.chain(ingress, AddressFamily.IPV4),
            Names.chain(ingress, AddressFamily.IPV6),
            Names.blockChain(ingress))) {
      for (RuleImage rule : inventory.chains().getOrDefault(chain, List.of())) {
        rule.references().forEach(name -> Names.buildOf(name).ifPresent(used::add));
      }
    }
    return used;
  }

  /** A copy of the interfaces whose old rules are still in force. */
  List<IngressInterface> awaiting() {
    return List.copyOf(awaiting.keySet());
  }

  boolean isAwaiting(IngressInterface ingress) {
    return awaiting.containsKey(ingress);
  }

  /** The interface has new rules, or none any more: returns the deletion of what only it used. */
  List<KernelChange> release(IngressInterface ingress) {
    Set<String> used = awaiting.remove(ingress);
    if (used == null) {
      return List.of();
    }
    Set<String> unused = new HashSet<>();
    for (String build : used) {
      if (builds.merge(build, -1, Integer::sum) == 0) {
        builds.remove(build);
        unused.add(build);
      }
    }
    return inventory.deletionOf(name -> isOf(unused, name), name -> isOf(unused, name));
  }

  private static boolean isOf(Set<String> builds, String name) {
    Optional<String> build = Names.buildOf(name);
    return build.isPresent() && builds.contains(build.get());
  }

  /** True for an object that the waiting interfaces need. */
  boolean needs(String name) {
    return isOf(builds.keySet(), name);
  }

  /** Takes interfaces that are not configured any more out of the maps. */
  List<KernelChange> releaseOthers() {
    List<KernelChange> changes = new ArrayList<>();
    for (String map : List.of(Names.INTERFACES, Names.BLOCKS)) {
      inventory
          .ingressMap(map)
          .forEach(
              (ingress, chain) -> {
                if (!awaiting.containsKey(ingress)) {
                  changes.add(new KernelChange.DeleteIngress(map, ingress, chain));
                }
              });
    }
    return changes;
  }

  /**
   * Deletes everything that is neither in use by a waiting interface nor one of our fixed objects.
   */
  List<KernelChange> deleteOthers(String baseChain) {
    Set<String> keep =
        new HashSet<>(List.of(baseChain, Names.BLOCK, Names.INTERFACES, Names.BLOCKS));
    for (IngressInterface ingress : awaiting.keySet()) {
      keep.add(Names.chain(ingress, AddressFamily.IPV4));
      keep.add(Names.chain(ingress, AddressFamily.IPV6));
      keep.add(Names.blockChain(ingress));
    }
    return inventory.deletionOf(
        name -> !keep.contains(name) && !needs(name), name -> !keep.contains(name) && !needs(name));
  }

  int highestBuild() {
    int highest = 0;
    for (String name : inventory.chains().keySet()) {
      highest = Math.max(highest, Names.buildNumberOf(name));
    }
    for (String name : inventory.sets().keySet()) {
      highest = Math.max(highest, Names.buildNumberOf(name));
    }
    return highest;
  }
}
