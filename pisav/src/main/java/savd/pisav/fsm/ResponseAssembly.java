package savd.pisav.fsm;

import java.util.Set;
import java.util.TreeSet;
import savd.net.Asn;
import savd.net.Prefix;
import savd.pisav.message.ConeMessage;
import savd.pisav.message.ErrorCode;
import savd.relation.MemberStatement;

/** Collects the parts of a response aside. */
final class ResponseAssembly {
  private final Asn member;
  private final int maxItems;

  private ConeMessage.Response first;
  private int lastNumber;
  private Set<Asn> detoured;
  private Set<Asn> providers;
  private Set<Asn> partialTransit;
  private Set<Prefix> outsideOrigins;

  ResponseAssembly(Asn member, int maxItems) {
    this.member = member;
    this.maxItems = maxItems;
  }

  boolean isCollecting() {
    return first != null;
  }

  /** Takes the next part. */
  Collected<SessionAction.Stated> take(ConeMessage.Response part) {
    Collected.Wrong<SessionAction.Stated> wrong = first == null ? begin(part) : goOn(part);
    if (wrong != null) {
      return wrong;
    }
    if (!part.detoured().stream().allMatch(detoured::add)
        || !part.providers().stream().allMatch(providers::add)
        || !part.partialTransit().stream().allMatch(partialTransit::add)
        || !part.outsideOrigins().stream().allMatch(outsideOrigins::add)) {
      return outOfStep("the same twice");
    }
    if (items() > maxItems) {
      return new Collected.Wrong<>(ErrorCode.LIMIT, "over " + maxItems + " ASes and prefixes");
    }
    return part.totals().isPresent() ? end(part) : new Collected.More<>();
  }

  private int items() {
    return detoured.size() + providers.size() + partialTransit.size() + outsideOrigins.size();
  }

  private Collected.Wrong<SessionAction.Stated> begin(ConeMessage.Response part) {
    if (part.verdict().isEmpty()) {
      return outOfStep("a part without a beginning");
    }
    Asn speaker = part.verdict().get().member();
    if (!speaker.equals(member)) {
      return new Collected.Wrong<>(
          ErrorCode.WRONG_SPEAKER, "AS " + member + " makes a statement about AS " + speaker);
    }
    if (Integer.compareUnsigned(part.number(), lastNumber) <= 0) {
      return outOfStep("response " + part.number() + " behind " + lastNumber);
    }
    lastNumber = part.number();
    first = part;
    detoured = new TreeSet<>();
    providers = new TreeSet<>();
    partialTransit = new TreeSet<>();
    outsideOrigins = new TreeSet<>();
    return null;
  }

  private Collected.Wrong<SessionAction.Stated> goOn(ConeMessage.Response part) {
    return part.verdict().isPresent()
            || part.number() != first.number()
            || part.serial() != first.serial()
            || part.occasion() != first.occasion()
        ? outOfStep("a part of something else")
        : null;
  }

  private static Collected.Wrong<SessionAction.Stated> outOfStep(String text) {
    return new Collected.Wrong<>(ErrorCode.OUT_OF_STEP, text);
  }

  private Collected<SessionAction.Stated> end(ConeMessage.Response last) {
    ConeMessage.ResponseTotals found =
        new ConeMessage.ResponseTotals(
            detoured.size(), providers.size(), partialTransit.size(), outsideOrigins.size());
    if (!found.equals(last.totals().orElseThrow())) {
      return outOfStep("the totals do not agree");
    }
    ConeMessage.Verdict v = first.verdict().orElseThrow();
    // Who cannot name all that speaks against blocking is taken to have a detour.
    MemberStatement.Detour detour =
        v.moreOutsideOrigins() ? MemberStatement.Detour.SOME : v.detour();
    SessionAction.Stated whole =
        new SessionAction.Stated(
            first.serial(),
            new MemberStatement(
                member,
                detour,
                detour == MemberStatement.Detour.NONE ? Set.of() : detoured,
                v.outside(),
                providers.size() > ConeMessage.MAX_PROVIDERS ? Set.of() : providers,
                partialTransit,
                outsideOrigins),
            items());
    first = null;
    detoured = null;
    providers = null;
    partialTransit = null;
    outsideOrigins = null;
    return new Collected.Whole<>(whole);
  }
}
