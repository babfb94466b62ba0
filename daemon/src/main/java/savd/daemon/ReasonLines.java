package savd.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import savd.control.ExplainAnswer;
import savd.net.Asn;
import savd.relation.ConeLink;
import savd.relation.Standing;
import savd.rules.ConeStep;
import savd.rules.PiSavReason;
import savd.rules.Reason;
import savd.rules.Testimony;

/**
 * A reason as sentences: what decides first, then step by step what that rests on, each with the
 * ROA, the ASPA, the AS path or the local exception behind it.
 */
final class ReasonLines {
  private ReasonLines() {}

  static List<ExplainAnswer.Reason> of(Reason reason) {
    List<ExplainAnswer.Reason> lines = new ArrayList<>();
    switch (reason) {
      case Reason.ConeMember r -> {
        add(lines, r.kind(), "originated below the neighbor: " + r.route());
        steps(lines, r.chain());
      }
      case Reason.RoaOfConeMember r -> {
        add(lines, r.kind(), "ROA " + r.roa());
        steps(lines, r.chain());
      }
      case Reason.ShelteredByCone r -> {
        add(lines, r.kind(), r.sheltered() + " can be reached through our customers only");
        r.roa().ifPresent(roa -> add(lines, "roa", "ROA " + roa));
        steps(lines, r.chain());
      }
      case PiSavReason.Secluded r -> {
        add(lines, r.kind(), r.words());
        r.testimony().ifPresent(t -> testimony(lines, t));
        steps(lines, r.chain());
      }
      case Reason.Unsheltered r -> {
        add(lines, r.kind(), r.text());
        r.standing().ifPresent(s -> add(lines, "standing", standing(s)));
        r.testimony().ifPresent(t -> testimony(lines, t));
      }
      case Reason.NotListed r -> {
        r.candidates().forEach(c -> add(lines, r.kind(), c.text()));
        if (lines.isEmpty()) {
          add(lines, r.kind(), "no route covers the source");
        }
        r.roas()
            .forEach(roa -> add(lines, "roa", "ROA " + roa + " is not for an AS that counts here"));
      }
      case Reason.NotFiltered _,
          Reason.Unsolved _,
          Reason.NotReady _,
          Reason.ConfiguredException _,
          Reason.ConfiguredDenial _,
          Reason.SpecialPurposeSource _,
          Reason.LearnedHere _,
          Reason.LearnedFromCustomer _,
          Reason.OriginLinked _,
          Reason.RoaOfLinkedOrigin _,
          PiSavReason.NotFromCone _,
          PiSavReason.NotYetBlocked _,
          PiSavReason.MemberContact _,
          PiSavReason.SeenOutside _,
          Reason.BestPath _,
          Reason.InRib _,
          Reason.HeldAfterWithdrawal _,
          Reason.LastWord _ ->
          add(lines, reason.kind(), reason.text());
    }
    return lines;
  }

  private static void add(List<ExplainAnswer.Reason> lines, String kind, String text) {
    lines.add(new ExplainAnswer.Reason(kind, text));
  }

  private static void testimony(List<ExplainAnswer.Reason> lines, Testimony t) {
    t.text().ifPresent(text -> add(lines, t.kind(), text));
  }

  private static String standing(Standing s) {
    return "the origin is " + s.state().word() + s.obstacle().map(o -> ": " + o).orElse("");
  }

  private static void steps(List<ExplainAnswer.Reason> lines, List<ConeStep> chain) {
    for (ConeStep step : chain) {
      add(lines, "cone-step", text(step.link()) + step.source().map(s -> ", " + s).orElse(""));
    }
  }

  private static String text(ConeLink link) {
    if (link.through().isEmpty()) {
      return "AS" + link.member() + " is a neighbor, or named in the configuration";
    }
    String below = "AS" + link.member() + " is below AS" + link.through().get();
    if (link.aspa().isPresent()) {
      return below + ": its ASPA names it";
    }
    return link.segment().isEmpty()
        ? below + ", as one of them has declared"
        : below
            + " in the path "
            + link.segment().stream().map(Asn::toString).collect(Collectors.joining(" "));
  }
}
