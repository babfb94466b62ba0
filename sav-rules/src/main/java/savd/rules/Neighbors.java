package savd.rules;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IngressInterface;
import savd.net.Peer;
import savd.net.PeerId;
import savd.relation.ConeDefinition;
import savd.rules.PeerSelector.Group;

/** The neighbours there are, seen together with the policy: roles of interfaces, sets of peers. */
final class Neighbors {
  private final Map<Integer, Peer> byIndex = new TreeMap<>();
  private final Map<IngressInterface, List<Peer>> on = new TreeMap<>();
  private final Map<Group, BitSet> groups = new HashMap<>();
  private final Map<PeerSelector, PeerSet> resolved = new HashMap<>();
  private final Set<Asn> own = new HashSet<>();
  private final Predicate<Peer> announces;
  private SavPolicy policy = SavPolicy.EMPTY;

  /**
   * @param announces true for a neighbour with a path in the RIB
   */
  Neighbors(Predicate<Peer> announces) {
    this.announces = announces;
  }

  /** Another policy: its roles count. */
  void governedBy(SavPolicy newPolicy) {
    policy = newPolicy;
    resolved.clear();
    own.clear();
  }

  /** What an update changed. */
  record Changed(Set<IngressInterface> ingresses, List<Peer> newOrOther) {}

  /** The neighbours are these now, all of them; costs what has changed. */
  Changed update(Collection<Peer> all) {
    Set<IngressInterface> touched = new HashSet<>();
    List<Peer> newOrOther = new ArrayList<>();
    BitSet present = new BitSet();
    for (Peer now : all) {
      present.set(now.id().index());
      Peer before = byIndex.get(now.id().index());
      if (!now.equals(before)) {
        leave(before, touched);
        enter(now, touched);
        newOrOther.add(now);
      }
    }
    if (byIndex.size() > present.cardinality()) {
      for (Peer before : List.copyOf(byIndex.values())) {
        if (!present.get(before.id().index())) {
          leave(before, touched);
        }
      }
    }
    resolved.clear();
    own.clear();
    return new Changed(touched, newOrOther);
  }

  private void enter(Peer p, Set<IngressInterface> touched) {
    byIndex.put(p.id().index(), p);
    p.ingress().ifPresent(i -> on.computeIfAbsent(i, _ -> new ArrayList<>()).add(p));
    p.ingress().ifPresent(touched::add);
    for (Group g : groupsOf(p)) {
      groups.computeIfAbsent(g, _ -> new BitSet()).set(p.id().index());
    }
  }

  private void leave(Peer p, Set<IngressInterface> touched) {
    if (p == null) {
      return;
    }
    byIndex.remove(p.id().index());
    p.ingress()
        .ifPresent(
            i -> {
              touched.add(i);
              on.get(i).remove(p);
              on.computeIfPresent(i, (_, left) -> left.isEmpty() ? null : left);
            });
    for (Group g : groupsOf(p)) {
      groups.get(g).clear(p.id().index());
      groups.computeIfPresent(g, (_, left) -> left.isEmpty() ? null : left);
    }
  }

  private static List<Group> groupsOf(Peer p) {
    Group session = new PeerSelector.Session(p.id());
    Group vrf = new PeerSelector.InVrf(p.vrf());
    return p.isInternal()
        ? List.of(session, vrf)
        : List.of(session, vrf, new PeerSelector.SameAs(p.asn(), p.vrf()));
  }

  Collection<Peer> all() {
    return byIndex.values();
  }

  Optional<Peer> peer(PeerId id) {
    return Optional.ofNullable(byIndex.get(id.index()));
  }

  List<Peer> on(IngressInterface ingress) {
    return on.getOrDefault(ingress, List.of());
  }

  // ---- roles

  /** Who says which role about the neighbours behind an interface. */
  Map<BgpRole, List<String>> roleClaims(IngressInterface ingress) {
    Map<BgpRole, List<String>> claims = new EnumMap<>(BgpRole.class);
    policy
        .of(ingress)
        .flatMap(InterfacePolicy::role)
        .ifPresent(r -> claims.computeIfAbsent(r, _ -> new ArrayList<>()).add("the interface"));
    for (Peer p : on(ingress)) {
      p.role()
          .ifPresent(
              r -> claims.computeIfAbsent(r, _ -> new ArrayList<>()).add("neighbor " + p.name()));
    }
    return claims;
  }

  /** The role all claims agree on; empty without claims and where they differ. */
  Optional<BgpRole> role(IngressInterface ingress) {
    Set<BgpRole> roles = roleClaims(ingress).keySet();
    return roles.size() == 1 ? Optional.of(roles.iterator().next()) : Optional.empty();
  }

  static boolean isCustomer(BgpRole role) {
    return switch (role) {
      case CUSTOMER, RS_CLIENT -> true;
      case PROVIDER, RS, PEER -> false;
    };
  }

  // ---- sets of peers

  /** The neighbours on an interface with those on parallel links of the same AS and VRF. */
  PeerSelector parallel(IngressInterface ingress) {
    Set<Group> set = new HashSet<>();
    for (Peer p : on(ingress)) {
      set.add(
          p.isInternal()
              ? new PeerSelector.Session(p.id())
              : new PeerSelector.SameAs(p.asn(), p.vrf()));
    }
    return new PeerSelector.Groups(set);
  }

  /**
   * The neighbours of the VRF tables used on an interface: the interface's own if configured, and
   * of each neighbour there its configured VRF or else the table it has to itself.
   */
  PeerSelector tables(IngressInterface ingress, Optional<String> vrf) {
    Set<Group> set = new HashSet<>();
    vrf.ifPresent(name -> set.add(new PeerSelector.InVrf(name)));
    for (Peer p : on(ingress)) {
      set.add(
          p.vrf().equals(Peer.DEFAULT_VRF)
              ? new PeerSelector.Session(p.id())
              : new PeerSelector.InVrf(p.vrf()));
    }
    return new PeerSelector.Groups(set);
  }

  // ---- cones

  /** What a cone starts from now. */
  ConeDefinition cone(ConeSource source) {
    // PI-SAV: one that announces nothing may have gone elsewhere, whatever its ASPA says.
    boolean speaking = source.growth() == ConeDefinition.Growth.PATHS;
    Set<Asn> seeds = new HashSet<>(source.asns());
    for (int peer : resolve(source.neighbors()).toArray()) {
      Peer p = byIndex.get(peer);
      if (!p.isInternal() && (!speaking || announces.test(p))) {
        seeds.add(p.asn());
      }
    }
    if (source.neighbors() instanceof PeerSelector.Customers) {
      for (InterfacePolicy p : policy.interfaces().values()) {
        if (role(p.ingress()).filter(Neighbors::isCustomer).isPresent()) {
          seeds.addAll(p.rpki().asns());
        }
      }
    }
    if (source.growth() != ConeDefinition.Growth.PATHS) {
      return new ConeDefinition(seeds, source.growth(), policy.localUse(), own());
    }
    seeds.addAll(policy.piSav().partialTransit());
    return new ConeDefinition(seeds, source.growth(), policy.localUse(), own(), above());
  }

  /** The AS numbers of neighbours that are no customers of ours. */
  private Set<Asn> above() {
    Set<Asn> out = new HashSet<>();
    on.forEach(
        (ingress, here) -> {
          if (role(ingress).filter(r -> !isCustomer(r)).isPresent()) {
            here.stream().filter(p -> !p.isInternal()).forEach(p -> out.add(p.asn()));
          }
        });
    return out;
  }

  /** Our AS numbers: those configured and those that neighbours know us by. */
  private Set<Asn> own() {
    if (own.isEmpty()) {
      own.addAll(policy.ownAsns());
      byIndex.values().forEach(p -> own.add(p.localAsn()));
    }
    return own;
  }

  PeerSet resolve(PeerSelector selector) {
    PeerSet known = resolved.get(selector);
    if (known == null) {
      known = compute(selector);
      resolved.put(selector, known);
    }
    return known;
  }

  private PeerSet compute(PeerSelector selector) {
    BitSet bits = new BitSet();
    switch (selector) {
      case PeerSelector.All _ -> byIndex.keySet().forEach(bits::set);
      case PeerSelector.OnInterface here ->
          on(here.ingress()).forEach(p -> bits.set(p.id().index()));
      case PeerSelector.Groups some ->
          some.groups().forEach(g -> bits.or(groups.getOrDefault(g, new BitSet())));
      case PeerSelector.Customers _ -> {
        for (IngressInterface i : on.keySet()) {
          if (role(i).filter(Neighbors::isCustomer).isPresent()) {
            PeerSelector.Groups here = (PeerSelector.Groups) parallel(i);
            here.groups().forEach(g -> bits.or(groups.getOrDefault(g, new BitSet())));
          }
        }
      }
    }
    return PeerSet.of(bits);
  }
}
