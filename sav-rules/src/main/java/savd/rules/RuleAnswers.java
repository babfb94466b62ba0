package savd.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.relation.ConePage;
import savd.rib.PrefixIndex;
import savd.rib.RibView;
import savd.rules.Explanation.Layer;
import savd.rules.Explanation.Verdict;

/** Answers about the rules as they are at this moment; changes nothing. */
record RuleAnswers(
    RibView rib,
    BestPaths bestPaths,
    SavPolicy policy,
    Neighbors neighbors,
    SessionStates sessions,
    Map<IngressInterface, IngressState> states,
    ListStore store,
    RpkiAvailability rpki,
    SourcePass piSavPass,
    RpkiProvenance provenance,
    long revision) {

  /** Whether the shipped list is part of what the interface denies. */
  static boolean deniesSpecialPurpose(InterfacePolicy p, Neighbors neighbors) {
    return switch (p.specialPurpose()) {
      case DENY -> true;
      case IGNORE -> false;
      case BY_ROLE -> neighbors.role(p.ingress()).filter(r -> !Neighbors.isCustomer(r)).isPresent();
    };
  }

  /** See {@link SavRules#explain}. */
  Explanation explain(IpAddress source, IngressInterface ingress) {
    IngressState i = states.get(ingress);
    if (i == null) {
      return open(source, ingress, new Reason.NotFiltered("it has no policy"));
    }
    return switch (i.choice) {
      case MethodChoice.Unfiltered _ ->
          open(source, ingress, new Reason.NotFiltered("it is off by configuration"));
      case MethodChoice.Impossible no -> open(source, ingress, new Reason.Unsolved(no.problem()));
      case MethodChoice.Filtered f when !i.isReady() ->
          open(source, ingress, new Reason.NotReady(waitingFor(f, i), i.readyAt));
      case MethodChoice.Filtered f -> explain(source, i, f);
    };
  }

  private Explanation open(IpAddress source, IngressInterface ingress, Reason reason) {
    IngressState i = states.get(ingress);
    return new Explanation(
        source,
        ingress,
        Verdict.PERMIT,
        i == null ? EnforcementMode.OFF : i.policy.mode(),
        i == null ? Optional.empty() : i.method(),
        revision,
        false,
        Layer.DEFAULT,
        Optional.empty(),
        reason);
  }

  private Explanation explain(IpAddress source, IngressState i, MethodChoice.Filtered f) {
    IngressRule rule = i.bound.orElseThrow();
    Optional<Prefix> allowed = longest(piSavPass.allowed(i.policy, f.method()), source);
    if (allowed.isPresent()) {
      Reason why = whyAllowed(i.policy, allowed.get());
      return explained(source, i, Verdict.PERMIT, Layer.ALLOW, rule.allow(), why);
    }
    Optional<Prefix> denied = longest(i.policy.deny(), source);
    if (denied.isPresent()) {
      Reason why = new Reason.ConfiguredDenial(denied.get());
      return explained(source, i, Verdict.BLOCK, Layer.DENY, rule.deny(), why);
    }
    Optional<SpecialPurpose.Entry> special =
        deniesSpecialPurpose(i.policy, neighbors)
            ? SpecialPurpose.shipped()
                .find(source)
                .filter(e -> e.source() == SpecialPurpose.Source.DENIED)
            : Optional.empty();
    if (special.isPresent()) {
      Reason why = new Reason.SpecialPurposeSource(special.get());
      return explained(source, i, Verdict.BLOCK, Layer.DENY, rule.deny(), why);
    }
    if (f.method() instanceof SavMethod.Acl acl) {
      Verdict last =
          switch (f.polarity()) {
            case ALLOWLIST -> Verdict.BLOCK;
            case BLOCKLIST -> Verdict.PERMIT;
          };
      Reason why = new Reason.LastWord(acl, last);
      return explained(source, i, last, Layer.DEFAULT, Optional.empty(), why);
    }
    return explainList(source, i, rule);
  }

  private Reason whyAllowed(InterfacePolicy own, Prefix allowed) {
    SourcePass.Why why = piSavPass.prefixes().get(allowed);
    if (why == null || own.allow().contains(allowed)) {
      return new Reason.ConfiguredException(allowed);
    }
    return switch (why.kind()) {
      case CONFIGURED -> new Reason.ConfiguredException(allowed);
      case CONTACT -> new PiSavReason.MemberContact(allowed, why.by());
      case SEEN_OUTSIDE -> new PiSavReason.SeenOutside(allowed, why.by());
    };
  }

  private Explanation explainList(IpAddress source, IngressState i, IngressRule rule) {
    Explainer explainer = explainer(i);
    int id = explainer.deciding(source);
    boolean listed =
        id != PrefixIndex.NONE
            && store.find(i.definition().orElseThrow()).table(source.family()).isIn(id);
    if (rule.polarity() == IngressRule.Polarity.BLOCKLIST) {
      return listed
          ? explained(
              source,
              i,
              Verdict.BLOCK,
              Layer.LIST,
              rule.list(),
              explainer.whySecluded(source.family(), id))
          : explained(
              source,
              i,
              Verdict.PERMIT,
              Layer.DEFAULT,
              Optional.empty(),
              explainer.whyNotSecluded(source));
    }
    return listed
        ? explained(
            source,
            i,
            Verdict.PERMIT,
            Layer.LIST,
            rule.list(),
            explainer.whyListed(source.family(), id))
        : explained(
            source,
            i,
            Verdict.BLOCK,
            Layer.DEFAULT,
            Optional.empty(),
            explainer.whyBlocked(source, id));
  }

  private Explanation explained(
      IpAddress source,
      IngressState i,
      Verdict verdict,
      Layer layer,
      Optional<ListId> list,
      Reason reason) {
    return new Explanation(
        source,
        i.policy.ingress(),
        verdict,
        i.policy.mode(),
        i.method(),
        revision,
        true,
        layer,
        list,
        reason);
  }

  private static Optional<Prefix> longest(List<Prefix> prefixes, IpAddress source) {
    return prefixes.stream()
        .filter(p -> p.contains(source))
        .max(Comparator.comparingInt(Prefix::length));
  }

  private Explainer explainer(IngressState i) {
    SourceList list = store.find(i.definition().orElseThrow());
    return new Explainer(
        rib,
        bestPaths,
        neighbors,
        store.origins().index(),
        list,
        i.policy.ingress(),
        new ConeReasons(rib, store.roas(), provenance, list));
  }

  // ---- cones

  /** See {@link SavRules#cone}. */
  Optional<ConePage> cone(IngressInterface ingress, Optional<Asn> from, int limit) {
    return Optional.ofNullable(states.get(ingress))
        .flatMap(IngressState::definition)
        .map(store::find)
        .filter(l -> l.cone() != null)
        .map(
            l ->
                l.seclusion() == null
                    ? l.cone().page(from, limit)
                    : l.seclusion().page(from, limit));
  }

  private List<Peer> waitingFor(MethodChoice.Filtered f, IngressState i) {
    List<Peer> out = new ArrayList<>();
    for (int peer : neighbors.resolve(f.reads()).toArray()) {
      if (sessions.waitUntil(peer, i.policy.readinessNanos()) != Long.MIN_VALUE) {
        neighbors.peer(new PeerId(peer)).ifPresent(out::add);
      }
    }
    return out;
  }

  /** See {@link SavRules#listing}. */
  Listing listing(
      IngressInterface ingress, AddressFamily family, Optional<Prefix> from, int limit) {
    IngressState i = states.get(ingress);
    return i == null || i.definition().isEmpty()
        ? new Listing(List.of(), Optional.empty())
        : explainer(i).page(family, from, limit);
  }

  /** See {@link SavRules#ingresses}. */
  List<IngressStatus> ingresses() {
    List<PolicyProblem> problems = problems();
    Map<ListDefinition, List<IngressInterface>> users = new HashMap<>();
    for (IngressState i : states.values()) {
      i.definition()
          .ifPresent(d -> users.computeIfAbsent(d, _ -> new ArrayList<>()).add(i.policy.ingress()));
    }
    return states.values().stream().map(i -> status(i, problems, users)).toList();
  }

  private IngressStatus status(
      IngressState i,
      List<PolicyProblem> problems,
      Map<ListDefinition, List<IngressInterface>> users) {
    IngressInterface here = i.policy.ingress();
    Optional<SourceList> list = i.definition().map(store::find);
    return new IngressStatus(
        here,
        neighbors.role(here),
        i.policy.method(),
        i.method(),
        i.policy.mode(),
        i.isReady(),
        i.choice instanceof MethodChoice.Filtered f && !i.isReady() ? waitingFor(f, i) : List.of(),
        i.isReady() ? Long.MAX_VALUE : i.readyAt,
        i.bound,
        i.definition().map(users::get).orElse(List.of()).stream()
            .filter(o -> !o.equals(here))
            .toList(),
        list.map(l -> l.table(AddressFamily.IPV4).size()).orElse(0),
        list.map(l -> l.table(AddressFamily.IPV6).size()).orElse(0),
        list.map(
                l ->
                    l.table(AddressFamily.IPV4).heldCount()
                        + l.table(AddressFamily.IPV6).heldCount())
            .orElse(0),
        neighbors.on(here),
        problems.stream().filter(p -> p.ingress().equals(here)).toList());
  }

  // ---- what the operator has to know

  /** See {@link SavRules#problems}. */
  List<PolicyProblem> problems() {
    List<PolicyProblem> out = new ArrayList<>();
    for (IngressState i : states.values()) {
      IngressInterface here = i.policy.ingress();
      if (neighbors.roleClaims(here).size() > 1) {
        out.add(PolicyProblem.Problems.contradiction(here, neighbors.roleClaims(here)));
      } else if (i.choice instanceof MethodChoice.Impossible no) {
        out.add(no.problem());
      }
      if (i.choice instanceof MethodChoice.Filtered f) {
        f.insteadOf()
            .ifPresent(
                wanted -> out.add(PolicyProblem.Problems.fallback(here, wanted, f.method(), rpki)));
        if (f.method() instanceof SavMethod.LooseUrpf && hasDefaultRoute()) {
          out.add(PolicyProblem.Problems.looseWithDefault(here));
        }
      }
    }
    return out;
  }

  private boolean hasDefaultRoute() {
    for (AddressFamily family : AddressFamily.values()) {
      int id = rib.prefixes(family).find(0, 0, 0);
      if (id != PrefixIndex.NONE) {
        for (int p = rib.firstPath(family, id); p != RibView.NONE; p = rib.nextPath(p)) {
          if (rib.isEligible(p)) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
