package savd.rules;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import savd.net.BgpRole;
import savd.net.EnforcementMode;
import savd.relation.ConeDefinition.Growth;
import savd.rules.IngressRule.Polarity;
import savd.rules.ListDefinition.Kind;
import savd.rules.PolicyProblem.Problems;

/** What the policy of one interface comes to, given the neighbours and data there are. */
sealed interface MethodChoice {
  /** Nothing is filtered, as wanted. */
  record Unfiltered() implements MethodChoice {}

  /** Nothing can be filtered until the problem is solved. */
  record Impossible(PolicyProblem problem) implements MethodChoice {}

  /**
   * Filtered.
   *
   * @param method the method, never {@code auto} or {@code off}
   * @param insteadOf the method it stands in for while there are no RPKI data
   * @param polarity what the last step does
   * @param list the list that follows the RIB, empty for an access list
   * @param reads whose sessions must have converged before the list may be used
   * @param own of whom at least one session must ever have been up
   */
  record Filtered(
      SavMethod method,
      Optional<SavMethod> insteadOf,
      Polarity polarity,
      Optional<ListDefinition> list,
      PeerSelector reads,
      PeerSelector own)
      implements MethodChoice {
    private Filtered insteadOf(SavMethod wanted) {
      return new Filtered(method, Optional.of(wanted), polarity, list, reads, own);
    }
  }

  static MethodChoice of(
      InterfacePolicy policy, Neighbors neighbors, SavPolicy whole, RpkiAvailability availability) {
    if (policy.mode() == EnforcementMode.OFF || policy.method() instanceof SavMethod.Off) {
      return new Unfiltered();
    }
    return new Chooser(policy, neighbors, whole.privateOrigins(), availability)
        .choose(policy.method());
  }

  /** Chooses for one interface. */
  record Chooser(
      InterfacePolicy policy,
      Neighbors neighbors,
      SavPolicy.PrivateOrigins privateOrigins,
      RpkiAvailability availability) {
    private static final PeerSelector ALL = new PeerSelector.All();

    MethodChoice choose(SavMethod method) {
      return switch (wanted(method)) {
        case Filtered f
            when availability != RpkiAvailability.IN_FORCE
                && f.method().needsRpki(policy.rpki().roas()) ->
            switch (wanted(policy.rpki().fallback())) {
              case Filtered fallback -> fallback.insteadOf(f.method());
              case MethodChoice other -> other;
            };
        case MethodChoice other -> other;
      };
    }

    private PeerSelector parallel() {
      return neighbors.parallel(policy.ingress());
    }

    private MethodChoice wanted(SavMethod method) {
      return switch (method) {
        case SavMethod.Off _ -> new Unfiltered();
        case SavMethod.Acl acl -> accessList(acl);
        case SavMethod.Auto _ -> withRole(method, this::automatic);
        case SavMethod.LooseUrpf _ -> list(method, plain(Kind.ANY, ALL), ALL, ALL);
        case SavMethod.LooseIgnoringDefaultUrpf _ ->
            list(method, plain(Kind.ANY_BUT_DEFAULT, ALL), ALL, ALL);
        case SavMethod.StrictUrpf _ -> {
          PeerSelector on = new PeerSelector.OnInterface(policy.ingress());
          yield list(method, plain(Kind.BEST_PATH, on), ALL, on);
        }
        case SavMethod.FeasiblePathUrpf _ ->
            list(method, plain(Kind.FROM_PEERS, parallel()), parallel(), parallel());
        case SavMethod.VrfUrpf _ -> {
          PeerSelector tables = neighbors.tables(policy.ingress(), policy.vrf());
          yield list(method, plain(Kind.FROM_PEERS, tables), tables, tables);
        }
        case SavMethod.EfpUrpfA a ->
            forRoles(
                a,
                a.reach() == SavMethod.Reach.CUSTOMERS_AND_PEERS
                    ? Set.of(BgpRole.CUSTOMER, BgpRole.RS_CLIENT, BgpRole.PEER)
                    : Set.of(BgpRole.CUSTOMER, BgpRole.RS_CLIENT),
                linked(parallel()));
        case SavMethod.EfpUrpfB _ ->
            forRoles(
                method,
                Set.of(BgpRole.CUSTOMER, BgpRole.RS_CLIENT),
                linked(new PeerSelector.Customers()));
        case SavMethod.BarSav _ -> bar(method, Kind.CONE, Growth.ASPA_AND_PATHS);
        case SavMethod.BarSavX _ -> bar(method, Kind.CONE_BY_ROA, Growth.ASPA);
        case SavMethod.BarSavPi _ ->
            forRoles(
                method,
                Set.of(BgpRole.PROVIDER, BgpRole.RS),
                cone(
                    Kind.ANY_BUT_SHELTERED,
                    new PeerSelector.Customers(),
                    Set.of(),
                    Growth.ASPA_AND_PATHS));
        case SavMethod.PiSav _ -> piSav(method, Kind.SECLUDED, Polarity.BLOCKLIST);
        case SavMethod.PiSavLoose _ -> piSav(method, Kind.ANY_BUT_SECLUDED, Polarity.ALLOWLIST);
      };
    }

    private MethodChoice piSav(SavMethod method, Kind kind, Polarity polarity) {
      ListDefinition definition =
          new ListDefinition(
              kind,
              ALL,
              privateOrigins,
              RoaUse.IGNORE,
              Optional.of(new ConeSource(new PeerSelector.Customers(), Set.of(), Growth.PATHS)),
              policy.holdNanos());
      // What comes from a provider is judged by what the others say: it need not speak BGP itself.
      return withRole(
          method,
          role ->
              role == BgpRole.PROVIDER
                  ? list(method, definition, ALL, ALL, polarity)
                  : new Impossible(Problems.notForRole(policy.ingress(), method, role)));
    }

    private MethodChoice automatic(BgpRole role) {
      return wanted(
          Neighbors.isCustomer(role) ? new SavMethod.EfpUrpfB() : new SavMethod.LooseUrpf());
    }

    private MethodChoice bar(SavMethod method, Kind kind, Growth growth) {
      return forRoles(
          method,
          Set.of(BgpRole.CUSTOMER, BgpRole.RS_CLIENT, BgpRole.PEER),
          cone(kind, parallel(), policy.rpki().asns(), growth));
    }

    // ---- definitions

    private ListDefinition plain(Kind kind, PeerSelector peers) {
      return ListDefinition.of(kind, peers, privateOrigins, policy.holdNanos());
    }

    private ListDefinition linked(PeerSelector peers) {
      return new ListDefinition(
          Kind.ORIGIN_LINKED,
          peers,
          privateOrigins,
          policy.rpki().roas(),
          Optional.empty(),
          policy.holdNanos());
    }

    private ListDefinition cone(
        Kind kind, PeerSelector neighbors, Set<savd.net.Asn> asns, Growth growth) {
      return new ListDefinition(
          kind,
          neighbors,
          privateOrigins,
          RoaUse.AUGMENT,
          Optional.of(new ConeSource(neighbors, asns, growth)),
          policy.holdNanos());
    }

    // ---- choices

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
      PeerSelector nobody = new PeerSelector.Groups(Set.of());
      return new Filtered(acl, Optional.empty(), polarity, Optional.empty(), nobody, nobody);
    }

    private MethodChoice list(
        SavMethod method, ListDefinition definition, PeerSelector reads, PeerSelector own) {
      return list(method, definition, reads, own, Polarity.ALLOWLIST);
    }

    private MethodChoice list(
        SavMethod method,
        ListDefinition definition,
        PeerSelector reads,
        PeerSelector own,
        Polarity polarity) {
      if (neighbors.resolve(own).isEmpty()) {
        return new Impossible(Problems.noNeighbor(policy.ingress(), method));
      }
      return new Filtered(method, Optional.empty(), polarity, Optional.of(definition), reads, own);
    }

    /** A list that reads all neighbours, for an interface with one of these roles. */
    private MethodChoice forRoles(SavMethod method, Set<BgpRole> roles, ListDefinition definition) {
      return withRole(
          method,
          role ->
              roles.contains(role)
                  ? list(method, definition, ALL, parallel())
                  : new Impossible(Problems.notForRole(policy.ingress(), method, role)));
    }

    private MethodChoice withRole(SavMethod method, Function<BgpRole, MethodChoice> then) {
      Map<BgpRole, List<String>> claims = neighbors.roleClaims(policy.ingress());
      return switch (claims.size()) {
        case 0 -> new Impossible(Problems.roleMissing(policy.ingress(), method));
        case 1 -> then.apply(claims.keySet().iterator().next());
        default -> new Impossible(Problems.contradiction(policy.ingress(), claims));
      };
    }
  }
}
