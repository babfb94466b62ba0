package savd.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import savd.control.Page;
import savd.control.RuleRow;
import savd.net.AddressFamily;
import savd.net.Prefix;
import savd.rules.Explanation;
import savd.rules.IngressRule;
import savd.rules.IngressStatus;
import savd.rules.InterfacePolicy;
import savd.rules.Listing;

/** Pages of {@code show rules}: allow, deny, the list, and the last word. Core thread only. */
final class RuleRows {
  private RuleRows() {}

  /**
   * @param from the prefix to go on with; empty for the first page, which has what is configured
   */
  static Page<RuleRow> page(
      SavPipeline pipeline,
      IngressStatus status,
      Optional<AddressFamily> family,
      Optional<Prefix> from,
      int limit) {
    List<RuleRow> rows = new ArrayList<>();
    if (from.isEmpty()) {
      configured(pipeline.rules().policy().of(status.ingress()).orElseThrow(), rows);
    }
    AddressFamily of = from.map(Prefix::family).or(() -> family).orElse(AddressFamily.IPV4);
    Listing listing = pipeline.rules().listing(status.ingress(), of, from, limit);
    listing.rows().forEach(r -> rows.add(row(r)));
    Optional<Prefix> next = listing.next();
    if (next.isEmpty() && of == AddressFamily.IPV4 && family.isEmpty()) {
      next = Optional.of(Prefix.of(AddressFamily.IPV6, 0, 0, 0));
    }
    if (next.isEmpty()) {
      rows.add(last(status));
    }
    return new Page<>(rows, next.map(Prefix::toString));
  }

  private static void configured(InterfacePolicy policy, List<RuleRow> rows) {
    for (Prefix p : policy.allow()) {
      rows.add(
          row(p.toString(), RuleRow.Verdict.PERMIT, RuleRow.Layer.ALLOW, "configured exception"));
    }
    for (Prefix p : policy.deny()) {
      rows.add(row(p.toString(), RuleRow.Verdict.BLOCK, RuleRow.Layer.DENY, "configured denial"));
    }
  }

  private static RuleRow row(
      String source, RuleRow.Verdict verdict, RuleRow.Layer layer, String reason) {
    return new RuleRow(source, verdict, layer, reason, OptionalLong.empty());
  }

  private static RuleRow row(Listing.Row r) {
    return new RuleRow(
        r.prefix().toString(),
        verdict(r.verdict()),
        RuleRow.Layer.LIST,
        r.reason().text(),
        r.heldUntilNanos() == Long.MAX_VALUE
            ? OptionalLong.empty()
            : OptionalLong.of(
                Math.max(0, (r.heldUntilNanos() - System.nanoTime()) / 1_000_000_000L)));
  }

  private static RuleRow last(IngressStatus status) {
    if (status.rule().isEmpty()) {
      return row(
          "any", RuleRow.Verdict.PERMIT, RuleRow.Layer.DEFAULT, "the interface has no rules");
    }
    boolean allowlist = status.rule().get().polarity() == IngressRule.Polarity.ALLOWLIST;
    return row(
        "any",
        allowlist ? RuleRow.Verdict.BLOCK : RuleRow.Verdict.PERMIT,
        RuleRow.Layer.DEFAULT,
        allowlist ? "not on the list" : "nothing blocks it");
  }

  static RuleRow.Verdict verdict(Explanation.Verdict verdict) {
    return switch (verdict) {
      case PERMIT -> RuleRow.Verdict.PERMIT;
      case BLOCK -> RuleRow.Verdict.BLOCK;
    };
  }
}
