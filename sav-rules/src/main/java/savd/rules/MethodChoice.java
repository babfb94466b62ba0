package savd.rules;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import savd.net.BgpRole;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.rules.IngressRule.Polarity;
import savd.rules.ListDefinition.Kind;
import savd.rules.PolicyProblem.Problems;

/** What the policy of one interface comes to, given the neighbours there are. */
sealed interface MethodChoice {
  /** Nothing is filtered, as wanted. */
  record Unfiltered() implements MethodChoice {}

  /** Nothing can be filtered until the problem is solved. */
  record Impossible(PolicyProblem problem) implements MethodChoice {}

  /**
   * Filtered.
   *
   * @param method the method, never {@code auto} or {@code off}
   * @param polarity what the last step does
   * @param list the list that follows the RIB, empty for an access list
   * @param reads whose sessions must have converged before the list may be used
   * @param own of whom at least one session must ever have been up
   */
  record Filtered(
      SavMethod method,
      Polarity polarity,
      Optional<ListDefinition> list,
      PeerSelector reads,
      PeerSelector own)
      implements MethodChoice {}

  static MethodChoice of(InterfacePolicy policy, Neighbors neighbors, SavPolicy whole) {
    if (policy.mode() == EnforcementMode.OFF || policy.method() instanceof SavMethod.Off) {
      return new Unfiltered();
    }
    return new Chooser(policy, neighbors, whole.privateOrigins()).choose(policy.method());
  }

  /** Chooses for one interface. */
  record Chooser(
      InterfacePolicy policy, Neighbors neighbors, SavPolicy.PrivateOrigins privateOrigins) {
    MethodChoice choose(SavMethod method) {
      IngressInterface here = policy.ingress();
      PeerSelector all = new PeerSelector.All();
      PeerSelector parallel = neighbors.parallel(here);
      return switch (method) {
        case SavMethod.Off _ -> new Unfiltered();
        case SavMethod.Acl acl -> accessList(acl);
        case SavMethod.Auto _ ->
            withRole(
                method,
                role ->
                    choose(
                        Neighbors.isCustomer(role)
                            ? new SavMethod.EfpUrpfB()
                            : new SavMethod.LooseUrpf()));
        case SavMethod.LooseUrpf _ -> list(method, Kind.ANY, all, all, all);
        case SavMethod.LooseIgnoringDefaultUrpf _ ->
            list(method, Kind.ANY_BUT_DEFAULT, all, all, all);
        case SavMethod.StrictUrpf _ -> {
          PeerSelector on = new PeerSelector.OnInterface(here);
          yield list(method, Kind.BEST_PATH, on, all, on);
        }
        case SavMethod.FeasiblePathUrpf _ ->
            list(method, Kind.FROM_PEERS, parallel, parallel, parallel);
        case SavMethod.VrfUrpf _ -> {
          PeerSelector tables = neighbors.tables(here, policy.vrf());
          yield list(method, Kind.FROM_PEERS, tables, tables, tables);
        }
        case SavMethod.EfpUrpfA a ->
            withRole(
                method,
                role ->
                    Neighbors.isCustomer(role)
                            || role == BgpRole.PEER
                                && a.reach() == SavMethod.Reach.CUSTOMERS_AND_PEERS
                        ? list(method, Kind.ORIGIN_LINKED, parallel, all, parallel)
                        : notForRole(method, role));
        case SavMethod.EfpUrpfB _ ->
            withRole(
                method,
                role ->
                    Neighbors.isCustomer(role)
                        ? list(
                            method, Kind.ORIGIN_LINKED, new PeerSelector.Customers(), all, parallel)
                        : notForRole(method, role));
      };
    }

    private MethodChoice accessList(SavMethod.Acl acl) {
      return switch (acl.otherwise()) {
        case BLOCK -> accessList(acl, Polarity.ALLOWLIST);
        case PERMIT -> accessList(acl, Polarity.BLOCKLIST);
        case BY_ROLE ->
            withRole(
                acl,
                role ->
                    accessList(
                        acl, Neighbors.isCustomer(role) ? Polarity.ALLOWLIST : Polarity.BLOCKLIST));
      };
    }

    private MethodChoice accessList(SavMethod.Acl acl, Polarity polarity) {
      PeerSelector nobody = new PeerSelector.Groups(java.util.Set.of());
      return new Filtered(acl, polarity, Optional.empty(), nobody, nobody);
    }

    private MethodChoice list(
        SavMethod method, Kind kind, PeerSelector peers, PeerSelector reads, PeerSelector own) {
      if (neighbors.resolve(own).isEmpty()) {
        return new Impossible(Problems.noNeighbor(policy.ingress(), method));
      }
      return new Filtered(
          method,
          Polarity.ALLOWLIST,
          Optional.of(new ListDefinition(kind, peers, privateOrigins, policy.holdNanos())),
          reads,
          own);
    }

    private MethodChoice withRole(
        SavMethod method, java.util.function.Function<BgpRole, MethodChoice> then) {
      Map<BgpRole, List<String>> claims = neighbors.roleClaims(policy.ingress());
      return switch (claims.size()) {
        case 0 -> new Impossible(Problems.roleMissing(policy.ingress(), method));
        case 1 -> then.apply(claims.keySet().iterator().next());
        default -> new Impossible(Problems.contradiction(policy.ingress(), claims));
      };
    }

    private MethodChoice notForRole(SavMethod method, BgpRole role) {
      return new Impossible(Problems.notForRole(policy.ingress(), method, role));
    }
  }
}
