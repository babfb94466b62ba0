package savd.daemon;

import java.util.ArrayList;
import java.util.List;
import savd.control.DiffAnswer;
import savd.control.RuleRow;
import savd.control.SourceText;
import savd.daemon.config.ConfigDiff;
import savd.net.AddressRanges;
import savd.rules.RuleSet;

/** What a candidate configuration would change, in the words of the control protocol. */
final class DiffAnswers {
  private DiffAnswers() {}

  /** The sections that differ, a line each. */
  static List<String> configuration(ConfigDiff diff) {
    List<String> lines = new ArrayList<>();
    describe("neighbor", diff.neighbors(), n -> n.name(), lines);
    describe("interface", diff.interfaces(), i -> i.name().name(), lines);
    describe("exception", diff.exceptions(), e -> e.name(), lines);
    describe("cache", diff.caches(), c -> c.name(), lines);
    if (diff.rpkiChanged()) {
      lines.add("rpki changes");
    }
    if (diff.piSavChanged()) {
      lines.add("pi-sav, a member or a top changes");
    }
    if (diff.listenChanged()) {
      lines.add("bgp.listen changes");
    }
    diff.restartNeeded().forEach(key -> lines.add(key + " changes; that takes a restart"));
    return lines;
  }

  private static <T> void describe(
      String kind,
      ConfigDiff.Changes<T> changes,
      java.util.function.Function<T, String> name,
      List<String> lines) {
    changes.added().forEach(t -> lines.add(kind + " " + name.apply(t) + " is added"));
    changes.removed().forEach(t -> lines.add(kind + " " + name.apply(t) + " is removed"));
    changes.changed().forEach(c -> lines.add(kind + " " + name.apply(c.after()) + " changes"));
  }

  /** Rows for every range with another verdict, blocked ones first: they cut somebody off. */
  static List<DiffAnswer.Change> changes(List<RuleSet.Difference> differences) {
    List<DiffAnswer.Change> rows = new ArrayList<>();
    differences.forEach(
        d -> add(d, d.newlyBlocked(), RuleRow.Verdict.BLOCK, "would newly be blocked", rows));
    differences.forEach(
        d -> add(d, d.newlyPermitted(), RuleRow.Verdict.PERMIT, "would newly be permitted", rows));
    return rows;
  }

  private static void add(
      RuleSet.Difference d,
      AddressRanges ranges,
      RuleRow.Verdict verdict,
      String reason,
      List<DiffAnswer.Change> rows) {
    for (int i = 0; i < ranges.size(); i++) {
      rows.add(new DiffAnswer.Change(d.ingress(), SourceText.of(ranges, i), verdict, reason));
    }
  }
}
