package savd.fib;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import savd.fib.plan.OwnSubnets;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.Prefix;
import savd.rules.CoverageChange;
import savd.rules.IngressRule;
import savd.rules.ListChange;
import savd.rules.ListId;
import savd.rules.RuleDelta;

/** Builds rule deltas for tests. */
public final class Deltas {
  private final long revision;
  private final List<ListChange> lists = new ArrayList<>();
  private final List<IngressRule> ingresses = new ArrayList<>();
  private final List<IngressInterface> droppedIngresses = new ArrayList<>();
  private final List<ListId> droppedLists = new ArrayList<>();

  private Deltas(long revision) {
    this.revision = revision;
  }

  public static Deltas revision(long revision) {
    return new Deltas(revision);
  }

  /** The list has exactly these prefixes. */
  public Deltas list(int list, String... prefixes) {
    List<Prefix> parsed = Arrays.stream(prefixes).map(Prefix::parse).toList();
    for (AddressFamily f : AddressFamily.values()) {
      whole(list, OwnSubnets.normal(f, parsed));
    }
    return this;
  }

  /** In its family the list has exactly these ranges. */
  public Deltas whole(int list, AddressRanges ranges) {
    AddressFamily f = ranges.family();
    return change(list, f, new CoverageChange(0, 0, f.lastHigh(), f.lastLow(), ranges));
  }

  public Deltas change(int list, AddressFamily family, CoverageChange... changes) {
    lists.add(new ListChange(new ListId(list), family, List.of(changes)));
    return this;
  }

  /** Within the prefix all or nothing is on the list. */
  public Deltas cover(int list, String prefix, boolean covered) {
    Prefix p = Prefix.parse(prefix);
    AddressRanges r = new AddressRanges(p.family());
    if (covered) {
      r.add(p);
    }
    return change(
        list, p.family(), new CoverageChange(p.high(), p.low(), p.lastHigh(), p.lastLow(), r));
  }

  public Deltas allowlist(String ingress, EnforcementMode mode, int list) {
    return ingress(
        new IngressRule(
            new IngressInterface(ingress),
            mode,
            IngressRule.Polarity.ALLOWLIST,
            Optional.empty(),
            Optional.empty(),
            Optional.of(new ListId(list))));
  }

  public Deltas ingress(IngressRule rule) {
    ingresses.add(rule);
    return this;
  }

  public Deltas drop(String ingress) {
    droppedIngresses.add(new IngressInterface(ingress));
    return this;
  }

  public Deltas dropList(int list) {
    droppedLists.add(new ListId(list));
    return this;
  }

  public RuleDelta build() {
    return new RuleDelta(revision, lists, ingresses, droppedIngresses, droppedLists);
  }
}
