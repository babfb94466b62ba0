package savd.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.IngressInterface;
import savd.net.Peer;
import savd.rib.RibView;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RpkiDelta;
import savd.rules.IngressRule.Polarity;

/**
 * All rules at one moment, whole: what an offline computation yields, and what two policies are
 * compared by.
 *
 * @param rules by interface; interfaces that are not filtered are absent
 * @param lists the lists they name
 * @param problems what the operator has to know
 */
public record RuleSet(
    Map<IngressInterface, IngressRule> rules,
    Map<ListId, Sources> lists,
    List<PolicyProblem> problems) {

  /** The addresses of a list, as normal ranges. */
  public record Sources(AddressRanges ipv4, AddressRanges ipv6) {
    public AddressRanges of(AddressFamily family) {
      return switch (family) {
        case IPV4 -> ipv4;
        case IPV6 -> ipv6;
      };
    }
  }

  /**
   * What would be different for one interface and family.
   *
   * @param newlyBlocked sources that pass now and would not
   * @param newlyPermitted sources that do not pass now and would
   */
  public record Difference(
      IngressInterface ingress,
      AddressFamily family,
      AddressRanges newlyBlocked,
      AddressRanges newlyPermitted) {}

  public RuleSet {
    rules = java.util.Collections.unmodifiableMap(new TreeMap<>(rules));
    lists = Map.copyOf(lists);
    problems = List.copyOf(problems);
  }

  /** Computes everything from scratch without RPKI data; see the other. */
  public static RuleSet compute(
      RibView rib, BestPaths bestPaths, Collection<Peer> peers, SavPolicy policy) {
    return compute(rib, bestPaths, peers, policy, Optional.empty());
  }

  /**
   * Computes everything from scratch; sessions and holds play no part.
   *
   * @param rpki the data in force, empty where there are none
   */
  public static RuleSet compute(
      RibView rib,
      BestPaths bestPaths,
      Collection<Peer> peers,
      SavPolicy policy,
      Optional<Payload> rpki) {
    SavRules rules = new SavRules(rib, bestPaths, SavRules.Start.AT_ONCE);
    rules.peersChanged(peers, 0);
    rpki.ifPresent(
        p -> {
          rules.rpkiChanged(RpkiDelta.between(Payload.EMPTY, p), 0);
          rules.rpkiAvailability(RpkiAvailability.IN_FORCE, 0);
        });
    rules.reconfigure(policy, 0);
    return of(rules.full(), rules.problems());
  }

  /** What is bound now, prefixes whose removal waits included. */
  public static RuleSet current(SavRules rules) {
    return of(rules.described(), rules.problems());
  }

  /** From a delta that describes everything, as {@link SavRules#full} gives it. */
  static RuleSet of(RuleDelta full, List<PolicyProblem> problems) {
    Map<ListId, Sources> lists = new HashMap<>();
    for (ListChange c : full.lists()) {
      Sources s =
          lists.computeIfAbsent(
              c.list(),
              _ ->
                  new Sources(
                      new AddressRanges(AddressFamily.IPV4),
                      new AddressRanges(AddressFamily.IPV6)));
      AddressRanges whole = c.coverage().getLast().covered();
      lists.put(
          c.list(),
          switch (c.family()) {
            case IPV4 -> new Sources(whole, s.ipv6());
            case IPV6 -> new Sources(s.ipv4(), whole);
          });
    }
    Map<IngressInterface, IngressRule> rules = new TreeMap<>();
    full.ingresses().forEach(r -> rules.put(r.ingress(), r));
    return new RuleSet(rules, lists, problems);
  }

  /**
   * The sources that pass on an interface by the rules, whatever the mode; all of them where it is
   * not filtered.
   */
  public AddressRanges permitted(IngressInterface ingress, AddressFamily family) {
    IngressRule r = rules.get(ingress);
    if (r == null) {
      return RangeAlgebra.all(family);
    }
    AddressRanges none = new AddressRanges(family);
    AddressRanges listed = r.list().map(l -> lists.get(l).of(family)).orElse(none);
    AddressRanges pass =
        r.polarity() == Polarity.ALLOWLIST
            ? listed
            : RangeAlgebra.difference(RangeAlgebra.all(family), listed);
    AddressRanges deny = r.deny().map(l -> lists.get(l).of(family)).orElse(none);
    AddressRanges allow = r.allow().map(l -> lists.get(l).of(family)).orElse(none);
    return RangeAlgebra.union(RangeAlgebra.difference(pass, deny), allow);
  }

  /** What would change if {@code candidate} took the place of this; without empty differences. */
  public List<Difference> differenceTo(RuleSet candidate) {
    TreeSet<IngressInterface> all = new TreeSet<>(rules.keySet());
    all.addAll(candidate.rules.keySet());
    List<Difference> out = new ArrayList<>();
    for (IngressInterface i : all) {
      for (AddressFamily f : AddressFamily.values()) {
        AddressRanges now = permitted(i, f);
        AddressRanges then = candidate.permitted(i, f);
        AddressRanges blocked = RangeAlgebra.difference(now, then);
        AddressRanges permitted = RangeAlgebra.difference(then, now);
        if (!blocked.isEmpty() || !permitted.isEmpty()) {
          out.add(new Difference(i, f, blocked, permitted));
        }
      }
    }
    return out;
  }
}
