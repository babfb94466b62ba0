package savd.bench;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.rules.CoverageChange;
import savd.rules.IngressRule;
import savd.rules.ListChange;
import savd.rules.ListId;
import savd.rules.RuleDelta;

/**
 * Disjoint IPv4 /24 prefixes, no two adjacent, spread over 1.0.0.0 to 223.255.255.255 and dealt out
 * to lists: either every interface has a list of its own, or all share one.
 */
final class SyntheticLists {
  private static final int FIRST = 1 << 15;
  private static final int SLOTS = 222 << 15;

  private final int lists;
  private final List<int[]> initial = new ArrayList<>();

  /** Members of lists that have been changed. */
  private final Map<Integer, TreeSet<Integer>> changed = new HashMap<>();

  private final Random random;

  SyntheticLists(int prefixes, int lists, long seed) {
    this.lists = lists;
    this.random = new Random(seed);
    BitSet taken = new BitSet(SLOTS);
    for (int i = 0; i < lists; i++) {
      taken.clear();
      for (int n = 0; n < prefixes / lists; ) {
        int slot = random.nextInt(SLOTS);
        if (!taken.get(slot)) {
          taken.set(slot);
          n++;
        }
      }
      initial.add(taken.stream().map(slot -> FIRST + slot).toArray());
    }
  }

  private static long first(int slot) {
    return Integer.toUnsignedLong(slot << 9);
  }

  AddressRanges ranges(int list) {
    AddressRanges ranges = new AddressRanges(AddressFamily.IPV4);
    for (int slot : initial.get(list)) {
      ranges.addMerging(0, first(slot), 0, first(slot) + 255);
    }
    return ranges;
  }

  /** All lists, and {@code interfaces} interfaces named {@code bN} that use them in turn. */
  RuleDelta load(int interfaces) {
    List<ListChange> changes = new ArrayList<>();
    for (int i = 0; i < lists; i++) {
      changes.add(
          new ListChange(
              new ListId(i + 1),
              AddressFamily.IPV4,
              List.of(new CoverageChange(0, 0, 0, 0xFFFF_FFFFL, ranges(i)))));
    }
    List<IngressRule> rules = new ArrayList<>();
    for (int i = 0; i < interfaces; i++) {
      rules.add(
          new IngressRule(
              new IngressInterface("b" + i),
              EnforcementMode.ENFORCE,
              IngressRule.Polarity.ALLOWLIST,
              Optional.empty(),
              Optional.empty(),
              Optional.of(new ListId(1 + i % lists))));
    }
    return new RuleDelta(1, changes, rules, List.of(), List.of());
  }

  /** Adds or removes {@code count} prefixes in one of the lists. */
  RuleDelta change(long revision, int count) {
    int list = random.nextInt(lists);
    TreeSet<Integer> set = changed.computeIfAbsent(list, this::members);
    List<CoverageChange> changes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int slot = FIRST + random.nextInt(SLOTS);
      AddressRanges covered = new AddressRanges(AddressFamily.IPV4);
      if (random.nextBoolean()) {
        Integer present = set.ceiling(slot);
        slot = present == null ? set.first() : present;
        set.remove(slot);
      } else {
        set.add(slot);
        covered.add(0, first(slot), 0, first(slot) + 255);
      }
      changes.add(new CoverageChange(0, first(slot), 0, first(slot) + 255, covered));
    }
    return new RuleDelta(
        revision,
        List.of(new ListChange(new ListId(list + 1), AddressFamily.IPV4, changes)),
        List.of(),
        List.of(),
        List.of());
  }

  private TreeSet<Integer> members(int list) {
    TreeSet<Integer> set = new TreeSet<>();
    for (int slot : initial.get(list)) {
      set.add(slot);
    }
    return set;
  }
}
