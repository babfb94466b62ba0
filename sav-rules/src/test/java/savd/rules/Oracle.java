package savd.rules;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Peer;
import savd.net.Prefix;
import savd.net.RouteChange;

/**
 * The methods once more, word for word from their documents, over plain sets and without any
 * memory: what the incremental rules are measured by.
 */
final class Oracle {
  private record Key(int peer, Prefix prefix, int pathId) {}

  private record Route(Peer peer, Prefix prefix, AsPath path) {
    OptionalLong origin() {
      return path.origin();
    }
  }

  private record Held(RouteChange.Announce route, boolean stale) {}

  /** RPKI data, and whether there are any to go by. */
  Verdicts rpki = new Verdicts();

  boolean validating;
  boolean available;

  /** What members of the customer cone say, and where they say it from. */
  Map<Asn, savd.relation.MemberStatement> statements = Map.of();

  Map<Asn, Set<IpAddress>> contacts = Map.of();

  /** Aggressive mode: all have answered once. */
  boolean answered;

  /** Roles by which the RIB validates: neighbours that were taken away keep theirs. */
  private final Map<Integer, Peer> validatedFor = new TreeMap<>();

  /** Lists of the present moment; empty where nobody says when a moment begins. */
  private Optional<Map<List<Object>, Set<Prefix>>> known = Optional.empty();

  private final Map<Key, Held> table =
      new TreeMap<>(
          java.util.Comparator.comparing(Key::peer)
              .thenComparing(Key::prefix)
              .thenComparing(Key::pathId));
  private final Map<Integer, Peer> peers;

  Oracle(Map<Integer, Peer> peers) {
    this.peers = peers;
  }

  // ---- Adj-RIBs-In

  void take(RouteChange change) {
    int peer = change.peer().index();
    switch (change) {
      case RouteChange.Announce a ->
          table.put(new Key(peer, a.prefix(), a.pathId()), new Held(a, false));
      case RouteChange.Withdraw w -> table.remove(new Key(peer, w.prefix(), w.pathId()));
      case RouteChange.PeerLost _ -> table.keySet().removeIf(k -> k.peer() == peer);
      case RouteChange.MarkStale m ->
          table.replaceAll(
              (k, h) ->
                  k.peer() == peer && k.prefix().family() == m.family()
                      ? new Held(h.route(), true)
                      : h);
      case RouteChange.EndOfRib e -> sweep(peer, e.family());
      case RouteChange.SweepStale s -> sweep(peer, s.family());
    }
  }

  private void sweep(int peer, savd.net.AddressFamily family) {
    table
        .entrySet()
        .removeIf(
            e ->
                e.getKey().peer() == peer
                    && e.getKey().prefix().family() == family
                    && e.getValue().stale());
  }

  boolean has(int peer) {
    return table.keySet().stream().anyMatch(k -> k.peer() == peer);
  }

  /**
   * Something has changed, or may have: lists are computed again, each once until the next time.
   */
  void anew() {
    known = Optional.of(new java.util.HashMap<>());
    validatedFor.putAll(peers);
  }

  private Set<Prefix> once(List<Object> what, java.util.function.Supplier<Set<Prefix>> list) {
    Set<Prefix> found = known.map(k -> k.get(what)).orElse(null);
    if (found == null) {
      Set<Prefix> computed = list.get();
      known.ifPresent(k -> k.put(what, computed));
      return computed;
    }
    return found;
  }

  private int flags(RouteChange.Announce a) {
    int flags = a.leaked() ? savd.rib.RibView.LEAKED : 0;
    if (!validating) {
      return flags | savd.rib.RouteValidation.NONE.eligibility(flags);
    }
    AsPath path = a.attributes().asPath();
    flags |= rpki.origin(a.prefix(), path.origin());
    flags |= rpki.path(path, validatedFor.get(a.peer().index()).role());
    return flags | rpki.eligibility(flags);
  }

  /** Eligible routes of neighbours that exist. */
  private List<Route> adjRibsIn() {
    return table.values().stream()
        .map(Held::route)
        .filter(a -> (flags(a) & savd.rib.RibView.INELIGIBLE) == 0)
        .map(a -> new Route(find(a.peer().index()), a.prefix(), a.attributes().asPath()))
        .toList();
  }

  /** A neighbour that was taken away still has its routes until they are withdrawn. */
  private Peer find(int index) {
    Peer p = peers.get(index);
    return p != null ? p : Scene.peer(index, 64496, null, null, "gone");
  }

  // ---- roles

  private Optional<BgpRole> role(IngressInterface ingress, SavPolicy policy) {
    Set<BgpRole> said = new HashSet<>();
    policy.of(ingress).flatMap(InterfacePolicy::role).ifPresent(said::add);
    for (Peer p : on(ingress)) {
      p.role().ifPresent(said::add);
    }
    return said.size() == 1 ? Optional.of(said.iterator().next()) : Optional.empty();
  }

  private List<Peer> on(IngressInterface ingress) {
    return peers.values().stream().filter(p -> p.ingress().equals(Optional.of(ingress))).toList();
  }

  private boolean isCustomer(IngressInterface ingress, SavPolicy policy) {
    return role(ingress, policy)
        .filter(r -> r == BgpRole.CUSTOMER || r == BgpRole.RS_CLIENT)
        .isPresent();
  }

  // ---- the question

  /** Whether a source passes on an interface; empty where the interface is not filtered. */
  Optional<Boolean> passes(IpAddress source, InterfacePolicy p, SavPolicy policy) {
    Optional<Boolean> byMethod = byMethod(source, p, inForce(p, policy), policy);
    if (byMethod.isEmpty()) {
      return Optional.empty();
    }
    if (p.allow().stream().anyMatch(x -> x.contains(source))) {
      return Optional.of(true);
    }
    if (p.deny().stream().anyMatch(x -> x.contains(source))) {
      return Optional.of(false);
    }
    return byMethod;
  }

  /** Without RPKI data the fallback stands in, where the method could be used at all. */
  private SavMethod inForce(InterfacePolicy p, SavPolicy policy) {
    SavMethod wanted =
        p.method() instanceof SavMethod.Auto && role(p.ingress(), policy).isPresent()
            ? isCustomer(p.ingress(), policy) ? new SavMethod.EfpUrpfB() : new SavMethod.LooseUrpf()
            : p.method();
    boolean usable = byMethod(IpAddress.parse("192.0.2.1"), p, wanted, policy).isPresent();
    return usable && !available && wanted.needsRpki(p.rpki().roas()) ? p.rpki().fallback() : wanted;
  }

  private Optional<Boolean> byMethod(
      IpAddress source, InterfacePolicy p, SavMethod method, SavPolicy policy) {
    IngressInterface here = p.ingress();
    boolean customer = isCustomer(here, policy);
    boolean alone = on(here).isEmpty();
    return switch (method) {
      case SavMethod.Off _ -> Optional.empty();
      case SavMethod.Acl acl ->
          switch (acl.otherwise()) {
            case BLOCK -> Optional.of(false);
            case PERMIT -> Optional.of(true);
            case BY_ROLE -> role(here, policy).map(_ -> !customer);
          };
      case SavMethod.Auto _ ->
          role(here, policy)
              .flatMap(
                  _ ->
                      byMethod(
                          source,
                          p,
                          customer ? new SavMethod.EfpUrpfB() : new SavMethod.LooseUrpf(),
                          policy));
      case SavMethod.LooseUrpf _ ->
          peers.isEmpty()
              ? Optional.empty()
              : covers(once(List.of("any"), () -> all(adjRibsIn(), true)), source);
      case SavMethod.LooseIgnoringDefaultUrpf _ ->
          peers.isEmpty()
              ? Optional.empty()
              : covers(once(List.of("loose"), () -> all(adjRibsIn(), false)), source);
      case SavMethod.StrictUrpf _ -> alone ? Optional.empty() : Optional.of(strict(source, here));
      case SavMethod.FeasiblePathUrpf _ ->
          alone ? Optional.empty() : covers(all(receivedOn(here), false), source);
      case SavMethod.VrfUrpf _ -> vrf(source, p);
      case SavMethod.EfpUrpfA a ->
          !alone
                  && (customer
                      || a.reach() == SavMethod.Reach.CUSTOMERS_AND_PEERS
                          && role(here, policy).equals(Optional.of(BgpRole.PEER)))
              ? covers(
                  once(
                      List.of(method, here, p.rpki().roas()),
                      () -> algorithmA(here, policy, a.reach(), p.rpki().roas())),
                  source)
              : Optional.empty();
      case SavMethod.EfpUrpfB _ ->
          customer && !alone
              ? covers(
                  once(List.of(method, p.rpki().roas()), () -> algorithmB(policy, p.rpki().roas())),
                  source)
              : Optional.empty();
      case SavMethod.BarSav _ ->
          barApplies(here, policy)
              ? covers(
                  once(
                      List.of(method, here),
                      () -> bar(policy).list(bar(policy).cone(seeds(p, policy)))),
                  source)
              : Optional.empty();
      case SavMethod.BarSavX _ ->
          barApplies(here, policy)
              ? covers(
                  once(
                      List.of(method, here),
                      () -> bar(policy).byRoa(bar(policy).procedureX(seeds(p, policy)))),
                  source)
              : Optional.empty();
      case SavMethod.BarSavPi _ ->
          !alone
                  && role(here, policy)
                      .filter(r -> r == BgpRole.PROVIDER || r == BgpRole.RS)
                      .isPresent()
              ? Optional.of(passesFromProvider(source, policy))
              : Optional.empty();
      case SavMethod.PiSav _ ->
          piSavApplies(here, policy)
              ? Optional.of(
                  isExcepted(source, policy)
                      || longest(piSavLists(policy).secluded(), source)
                          <= longest(piSavLists(policy).elsewhere(), source))
              : Optional.empty();
      case SavMethod.PiSavLoose _ ->
          piSavApplies(here, policy)
              ? Optional.of(
                  isExcepted(source, policy)
                      || longest(piSavLists(policy).open(), source)
                          > longest(piSavLists(policy).secluded(), source))
              : Optional.empty();
    };
  }

  // ---- PI-SAV

  private boolean piSavApplies(IngressInterface here, SavPolicy policy) {
    return !peers.isEmpty() && role(here, policy).equals(Optional.of(BgpRole.PROVIDER));
  }

  private boolean isExcepted(IpAddress source, SavPolicy policy) {
    return policy.piSav().exceptions().stream().anyMatch(p -> p.contains(source))
        || statements.values().stream()
            .anyMatch(s -> s.outsideOrigins().stream().anyMatch(p -> p.contains(source)))
        || contacts.values().stream().anyMatch(s -> s.contains(source));
  }

  private PiSavOracle.Lists piSavLists(SavPolicy policy) {
    PiSavOracle o = piSav(policy);
    if (policy.piSav().mode() == savd.relation.ConeMode.AGGRESSIVE && !answered) {
      answered =
          o.subTransit().stream()
              .map(statements::get)
              .allMatch(said -> said != null && said.isAnswer());
    }
    boolean inForce = policy.piSav().mode() != savd.relation.ConeMode.AGGRESSIVE || answered;
    if (lists == null || known.isEmpty() || !known.get().containsKey(List.of("pi-sav"))) {
      lists = o.lists(inForce);
      known.ifPresent(k -> k.put(List.of("pi-sav"), Set.of()));
    }
    return lists;
  }

  private PiSavOracle.Lists lists;

  private PiSavOracle piSav(SavPolicy policy) {
    BarSavOracle bar = bar(policy);
    Set<Asn> barred = new HashSet<>();
    for (IngressInterface i : interfaces()) {
      if (role(i, policy).isPresent() && !isCustomer(i, policy)) {
        on(i).stream().filter(n -> !n.isInternal()).forEach(n -> barred.add(n.asn()));
      }
    }
    return new PiSavOracle(
        rpki,
        bar.routes(),
        bar.own(),
        policy.localUse(),
        policy.piSav(),
        statements,
        announcing(customers(policy), policy),
        barred);
  }

  /** Of these, what is configured, and neighbours with a route. */
  private Set<Asn> announcing(Set<Asn> customers, SavPolicy policy) {
    Set<Asn> out = new HashSet<>(customers);
    Set<Asn> configured = new HashSet<>();
    policy.interfaces().values().forEach(p -> configured.addAll(p.rpki().asns()));
    out.removeIf(
        a ->
            !configured.contains(a)
                && peers.values().stream()
                    .noneMatch(p -> p.asn().equals(a) && !p.isInternal() && has(p.id().index())));
    return out;
  }

  /** What the cone of all customer interfaces starts from. */
  private Set<Asn> customers(SavPolicy policy) {
    Set<Asn> seeds = new HashSet<>();
    for (IngressInterface i : interfaces()) {
      if (isCustomer(i, policy)) {
        on(i).stream().filter(n -> !n.isInternal()).forEach(n -> seeds.add(n.asn()));
      }
    }
    for (InterfacePolicy p : policy.interfaces().values()) {
      if (isCustomer(p.ingress(), policy)) {
        seeds.addAll(p.rpki().asns());
      }
    }
    return seeds;
  }

  // ---- BAR-SAV

  private boolean barApplies(IngressInterface here, SavPolicy policy) {
    return !on(here).isEmpty()
        && (isCustomer(here, policy) || role(here, policy).equals(Optional.of(BgpRole.PEER)));
  }

  private BarSavOracle bar(SavPolicy policy) {
    Set<Asn> own = new HashSet<>(policy.ownAsns());
    peers.values().forEach(p -> own.add(p.localAsn()));
    List<BarSavOracle.Route> routes =
        table.values().stream()
            .map(Held::route)
            .map(
                a ->
                    new BarSavOracle.Route(
                        a.peer().index(),
                        a.prefix(),
                        a.attributes().asPath(),
                        flags(a),
                        a.attributes().asPath().segments().isEmpty()
                            && find(a.peer().index()).isInternal(),
                        isFromCustomer(a.peer().index(), policy)))
            .toList();
    return new BarSavOracle(rpki, routes, own, policy.localUse());
  }

  private boolean isFromCustomer(int peer, SavPolicy policy) {
    return peers.containsKey(peer)
        && interfaces().stream().anyMatch(i -> isCustomer(i, policy) && isOn(peers.get(peer), i));
  }

  private Set<IngressInterface> interfaces() {
    Set<IngressInterface> out = new HashSet<>();
    peers.values().forEach(p -> p.ingress().ifPresent(out::add));
    return out;
  }

  private Set<Asn> seeds(InterfacePolicy p, SavPolicy policy) {
    Set<Asn> seeds = new HashSet<>(p.rpki().asns());
    on(p.ingress()).stream().filter(n -> !n.isInternal()).forEach(n -> seeds.add(n.asn()));
    return seeds;
  }

  /** Loose ignoring the default route, without S; the longest prefix of either decides. */
  private boolean passesFromProvider(IpAddress source, SavPolicy policy) {
    Set<Prefix> s = once(List.of("S"), () -> bar(policy).sheltered(customers(policy)));
    Set<Prefix> g = once(List.of("loose"), () -> all(adjRibsIn(), false));
    int byS = longest(s, source);
    int byG = longest(g, source);
    return byG > byS;
  }

  private static int longest(Set<Prefix> some, IpAddress source) {
    return some.stream().filter(p -> p.contains(source)).mapToInt(Prefix::length).max().orElse(-1);
  }

  /** RFC 8704, section 3.5. */
  private Set<Prefix> augment(Set<Prefix> list, Set<Long> origins, RoaUse use) {
    if (use == RoaUse.AUGMENT) {
      rpki.vrps.stream()
          .filter(v -> origins.contains(v.asn().toLong()) && v.prefix().length() > 0)
          .forEach(v -> list.add(v.prefix()));
    }
    return list;
  }

  private static Optional<Boolean> covers(Collection<Prefix> list, IpAddress source) {
    return Optional.of(list.stream().anyMatch(x -> x.contains(source)));
  }

  private static Set<Prefix> all(Collection<Route> routes, boolean withDefault) {
    return routes.stream()
        .map(Route::prefix)
        .filter(x -> withDefault || x.length() > 0)
        .collect(Collectors.toSet());
  }

  /** Adj-RIBs-In of the sessions with the ASes on an interface. */
  private List<Route> receivedOn(IngressInterface here) {
    return adjRibsIn().stream().filter(r -> isOn(r.peer(), here)).toList();
  }

  private boolean isOn(Peer peer, IngressInterface here) {
    return on(here).stream()
        .anyMatch(
            p ->
                p.id().equals(peer.id())
                    || !p.isInternal()
                        && !peer.isInternal()
                        && p.asn().equals(peer.asn())
                        && p.vrf().equals(peer.vrf()));
  }

  /** RFC 3704, section 2.2: the longest match in the Loc-RIB, and where its best routes lead. */
  private boolean strict(IpAddress source, IngressInterface here) {
    List<Route> covering = adjRibsIn().stream().filter(r -> r.prefix().contains(source)).toList();
    int longest = covering.stream().mapToInt(r -> r.prefix().length()).max().orElse(-1);
    List<Route> candidates = covering.stream().filter(r -> r.prefix().length() == longest).toList();
    int shortest = candidates.stream().mapToInt(r -> r.path().selectionLength()).min().orElse(0);
    return candidates.stream()
        .filter(r -> r.path().selectionLength() == shortest)
        .anyMatch(r -> r.peer().ingress().equals(Optional.of(here)));
  }

  private Optional<Boolean> vrf(IpAddress source, InterfacePolicy p) {
    Set<Integer> members = new HashSet<>();
    for (Peer q : peers.values()) {
      boolean named = !q.vrf().equals(Peer.DEFAULT_VRF);
      boolean here = q.ingress().equals(Optional.of(p.ingress()));
      boolean sameTable =
          on(p.ingress()).stream()
              .anyMatch(o -> o.vrf().equals(q.vrf()) && !o.vrf().equals(Peer.DEFAULT_VRF));
      if ((here && !named) || sameTable || p.vrf().filter(v -> v.equals(q.vrf())).isPresent()) {
        members.add(q.id().index());
      }
    }
    if (members.isEmpty()) {
      return Optional.empty();
    }
    return covers(
        all(
            adjRibsIn().stream().filter(r -> members.contains(r.peer().id().index())).toList(),
            false),
        source);
  }

  /** RFC 8704, section 3.3, steps 1 to 4. */
  private Set<Prefix> algorithmA(
      IngressInterface here, SavPolicy policy, SavMethod.Reach reach, RoaUse roas) {
    List<Route> usable = adjRibsIn().stream().filter(r -> r.prefix().length() > 0).toList();
    Set<IngressInterface> candidates = new HashSet<>();
    peers.values().forEach(p -> p.ingress().ifPresent(candidates::add));
    candidates.removeIf(
        i ->
            !isCustomer(i, policy)
                && !(reach == SavMethod.Reach.CUSTOMERS_AND_PEERS
                    && role(i, policy).equals(Optional.of(BgpRole.PEER))));
    Set<Long> a = new HashSet<>();
    for (IngressInterface i : candidates) {
      usable.stream().filter(r -> isOn(r.peer(), i)).forEach(r -> r.origin().ifPresent(a::add));
    }
    List<Route> received = usable.stream().filter(r -> isOn(r.peer(), here)).toList();
    Set<Prefix> list = all(received, false);
    Set<Long> linked = new HashSet<>();
    for (long as : a) {
      boolean seenHere = received.stream().anyMatch(r -> r.origin().equals(OptionalLong.of(as)));
      if (seenHere) {
        linked.add(as);
        usable.stream()
            .filter(r -> r.origin().equals(OptionalLong.of(as)))
            .forEach(r -> list.add(r.prefix()));
      }
    }
    return augment(list, linked, roas);
  }

  /** RFC 8704, section 3.4: Z = P and Q. */
  private Set<Prefix> algorithmB(SavPolicy policy, RoaUse roas) {
    List<Route> usable = adjRibsIn().stream().filter(r -> r.prefix().length() > 0).toList();
    Set<IngressInterface> interfaces = new HashSet<>();
    peers.values().forEach(p -> p.ingress().ifPresent(interfaces::add));
    List<Route> fromCustomers =
        usable.stream()
            .filter(
                r -> interfaces.stream().anyMatch(i -> isCustomer(i, policy) && isOn(r.peer(), i)))
            .toList();
    Set<Long> a = new HashSet<>();
    fromCustomers.forEach(r -> r.origin().ifPresent(a::add));
    Set<Prefix> z = all(fromCustomers, false);
    usable.stream()
        .filter(r -> r.origin().isPresent() && a.contains(r.origin().getAsLong()))
        .forEach(r -> z.add(r.prefix()));
    return augment(z, a, roas);
  }
}
