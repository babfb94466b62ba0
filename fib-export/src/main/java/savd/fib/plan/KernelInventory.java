package savd.fib.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import savd.net.AddressRanges;
import savd.net.IngressInterface;

/**
 * What the kernel says it has in our table.
 *
 * @param chains the rules of every chain, in order
 * @param sets sets and maps with their number of intervals, -1 where the kernel does not tell
 * @param ingressMaps where the maps of interface names lead, by name of the map
 */
public record KernelInventory(
    boolean tableExists,
    Map<String, List<RuleImage>> chains,
    Map<String, Integer> sets,
    Set<String> counters,
    Map<String, Map<IngressInterface, String>> ingressMaps) {

  /** Where there is no table. */
  public static final KernelInventory NONE =
      new KernelInventory(false, Map.of(), Map.of(), Set.of(), Map.of());

  /**
   * A rule as the kernel has it.
   *
   * @param fingerprint what we wrote with it; empty when somebody else wrote it
   * @param references chains and sets it names
   */
  public record RuleImage(OptionalInt fingerprint, Set<String> references) {}

  /**
   * Elements of a set, ascending.
   *
   * @param chains where each range leads; empty for a set that is no map
   */
  public record Elements(AddressRanges ranges, List<String> chains) {}

  boolean hasRules(String chain, List<Rule> wanted) {
    List<RuleImage> images = chains.get(chain);
    if (images == null || images.size() != wanted.size()) {
      return false;
    }
    for (int i = 0; i < images.size(); i++) {
      if (!images.get(i).fingerprint().equals(OptionalInt.of(wanted.get(i).fingerprint()))) {
        return false;
      }
    }
    return true;
  }

  Map<IngressInterface, String> ingressMap(String name) {
    return ingressMaps.getOrDefault(name, Map.of());
  }

  /**
   * Deletes the chains and sets whose names match, whatever refers to what among them; nothing
   * outside may refer to them.
   */
  List<KernelChange> deletionOf(Predicate<String> chainNames, Predicate<String> setNames) {
    List<KernelChange> changes = new ArrayList<>();
    List<String> gone = chains.keySet().stream().filter(chainNames).sorted().toList();
    gone.forEach(c -> changes.add(new KernelChange.ReplaceRules(c, List.of())));
    sets.keySet().stream()
        .filter(setNames)
        .sorted()
        .forEach(s -> changes.add(new KernelChange.DeleteSet(s)));
    gone.forEach(c -> changes.add(new KernelChange.DeleteChain(c)));
    return changes;
  }
}
