package savd.daemon;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import savd.control.Event;
import savd.control.RuleRow;
import savd.control.SourceText;
import savd.control.Topic;
import savd.daemon.control.EventHub;
import savd.net.AddressRanges;
import savd.net.IngressInterface;
import savd.rules.CoverageChange;
import savd.rules.IngressRule;
import savd.rules.ListChange;
import savd.rules.ListId;
import savd.rules.RuleDelta;

/**
 * Tells those who monitor which sources have become permitted or blocked where. Core thread only.
 */
final class RuleEvents {
  /** Ranges named in one event; the rest is counted. */
  private static final int MOST_SOURCES = 20;

  private final EventHub events;
  private final Map<IngressInterface, IngressRule> rules = new HashMap<>();

  RuleEvents(EventHub events) {
    this.events = events;
  }

  void changed(RuleDelta delta) {
    delta.droppedIngresses().forEach(rules::remove);
    boolean wanted = events.wants(Topic.RULES);
    boolean readiness = events.wants(Topic.READINESS);
    for (IngressRule rule : delta.ingresses()) {
      if (rules.put(rule.ingress(), rule) == null && readiness) {
        events.publish(
            new Event.ReadinessChanged(Instant.now(), rule.ingress(), true, "rules are in force"));
      }
    }
    if (wanted) {
      rules.values().forEach(rule -> rule.list().ifPresent(list -> tell(delta, rule, list)));
    }
  }

  private void tell(RuleDelta delta, IngressRule rule, ListId list) {
    boolean allowlist = rule.polarity() == IngressRule.Polarity.ALLOWLIST;
    List<String> covered = new ArrayList<>();
    List<String> emptied = new ArrayList<>();
    for (ListChange change : delta.lists()) {
      if (change.list().equals(list)) {
        change.coverage().forEach(c -> sort(change, c, covered, emptied));
      }
    }
    publish(
        delta.revision(),
        rule.ingress(),
        allowlist ? RuleRow.Verdict.PERMIT : RuleRow.Verdict.BLOCK,
        covered);
    publish(
        delta.revision(),
        rule.ingress(),
        allowlist ? RuleRow.Verdict.BLOCK : RuleRow.Verdict.PERMIT,
        emptied);
  }

  private static void sort(
      ListChange change, CoverageChange c, List<String> covered, List<String> emptied) {
    AddressRanges ranges = c.covered();
    for (int i = 0; i < ranges.size(); i++) {
      covered.add(SourceText.of(ranges, i));
    }
    if (ranges.isEmpty()) {
      emptied.add(
          SourceText.of(change.family(), c.firstHigh(), c.firstLow(), c.lastHigh(), c.lastLow()));
    }
  }

  private void publish(
      long revision, IngressInterface ingress, RuleRow.Verdict verdict, List<String> sources) {
    if (!sources.isEmpty()) {
      int named = Math.min(sources.size(), MOST_SOURCES);
      events.publish(
          new Event.RulesChanged(
              Instant.now(),
              revision,
              ingress,
              verdict,
              sources.subList(0, named),
              sources.size() - named));
    }
  }
}
