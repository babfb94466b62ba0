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
import savd.net.BgpRole;
import savd.net.IngressInterface;
import savd.net.Peer;
import savd.net.PeerId;
import savd.rules.PeerSelector.Group;

/** The neighbours there are, seen together with the policy: roles of interfaces, sets of peers. */
final class Neighbors {
  private final Map<Integer, Peer> byIndex = new TreeMap<>();
  private final Map<IngressInterface, List<Peer>> on = new TreeMap<>();
  private final Map<Group, BitSet> groups = new HashMap<>();
  private final Map<PeerSelector, PeerSet> resolved = new HashMap<>();
  private final SavPolicy policy;

  Neighbors(Collection<Peer> peers, SavPolicy policy) {
    this.policy = policy;
    for (Peer p : peers) {
      byIndex.put(p.id().index(), p);
    }
    for (Peer p : byIndex.values()) {
      p.ingress().ifPresent(i -> on.computeIfAbsent(i, _ -> new ArrayList<>()).add(p));
      join(new PeerSelector.Session(p.id()), p);
      join(new PeerSelector.InVrf(p.vrf()), p);
      if (!p.isInternal()) {
        join(new PeerSelector.SameAs(p.asn(), p.vrf()), p);
      }
    }
  }

  private void join(Group group, Peer p) {
    groups.computeIfAbsent(group, _ -> new BitSet()).set(p.id().index());
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

  PeerSet resolve(PeerSelector selector) {
    return resolved.computeIfAbsent(selector, this::compute);
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
