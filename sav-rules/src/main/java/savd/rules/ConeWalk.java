package savd.rules;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.Asn;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.relation.Cone;
import savd.relation.Exposure;
import savd.relation.Standing;
import savd.rib.PrefixIndex;
import savd.rib.RibView;

/** Goes through everything that the customer cone of a list originates; costs the cone. */
final class ConeWalk {
  private final RibView rib;
  private final Neighbors neighbors;
  private final OriginLinks origins;
  private final OwnNetworks networks;
  private final Seclusion seclusion;
  private final Exposure standalone;
  private final Cone cone;
  private final Set<Asn> own;

  ConeWalk(RibView rib, Neighbors neighbors, ListStore store, SourceList list) {
    this.rib = rib;
    this.neighbors = neighbors;
    this.origins = store.origins();
    this.networks = origins.networks();
    this.seclusion = list.seclusion();
    this.cone = list.cone();
    this.standalone = origins.cones().standaloneExposure(cone);
    this.own = cone.definition().own();
  }

  /** The numbers of what members and we originate, by routes that count. */
  private IdSet prefixes(AddressFamily family, IntPredicate counts) {
    IdSet ids = new IdSet();
    for (int asn : cone.members()) {
      addPostings(family, asn, counts, ids);
    }
    own.forEach(asn -> addPostings(family, asn.value(), counts, ids));
    neighbors.all().stream()
        .filter(p -> p.isInternal())
        .map(p -> p.id())
        .forEach(p -> addOfPeer(family, p, path -> counts.test(path) && networks.isOwn(path), ids));
    networks.forEachConfigured(family, ids::add);
    return ids;
  }

  /**
   * The same by any route, and what customers announce at all: our router may forward by a route
   * that we take for invalid, and then packets to it come in from outside as they do to others.
   */
  private IdSet destinations(AddressFamily family) {
    IdSet ids = prefixes(family, _ -> true);
    PeerSet customers = neighbors.resolve(new PeerSelector.Customers());
    PrefixIndex index = rib.prefixes(family);
    for (int id = 0, n = index.capacity(); id < n; id++) {
      if (rib.firstPath(family, id) != RibView.NONE
          && index.length(id) != 0
          && has(family, id, p -> customers.contains(rib.peerIndex(p)) && !isLeaked(p))) {
        ids.add(id);
      }
    }
    return ids;
  }

  private boolean isLeaked(int path) {
    return (rib.flags(path) & RibView.LEAKED) != 0;
  }

  private void addPostings(AddressFamily family, int asn, IntPredicate counts, IdSet ids) {
    int slot = origins.index().find(asn);
    if (slot >= 0) {
      origins
          .index()
          .forEachPosting(
              family,
              slot,
              id -> {
                if (rib.prefixes(family).length(id) != 0
                    && has(
                        family,
                        id,
                        p -> counts.test(p) && rib.originAs(rib.attributesId(p)) == asn)) {
                  ids.add(id);
                }
              });
    }
  }

  private void addOfPeer(AddressFamily family, PeerId peer, IntPredicate wanted, IdSet ids) {
    if (rib.pathCount(peer, family) != 0) {
      rib.forEachPrefixOf(
          family,
          peer.index(),
          id -> {
            if (rib.prefixes(family).length(id) != 0 && has(family, id, wanted)) {
              ids.add(id);
            }
          });
    }
  }

  private boolean has(AddressFamily family, int id, IntPredicate wanted) {
    for (int p = rib.firstPath(family, id); p != RibView.NONE; p = rib.nextPath(p)) {
      if (wanted.test(p)) {
        return true;
      }
    }
    return false;
  }

  // ---- answers

  CustomerCone snapshot() {
    Set<Prefix> all = new TreeSet<>();
    for (AddressFamily family : AddressFamily.values()) {
      PrefixIndex index = rib.prefixes(family);
      destinations(family).forEach(id -> all.add(index.prefix(id)));
    }
    return new CustomerCone(
        origins.cones().evidence().mode(), asns(cone.members()), asns(standalone.roots()), all);
  }

  private static Set<Asn> asns(int[] numbers) {
    Set<Asn> out = new TreeSet<>();
    for (int n : numbers) {
      out.add(new Asn(n));
    }
    return out;
  }

  ConeProtection protection() {
    Map<Standing.State, Integer> members = new EnumMap<>(Standing.State.class);
    Set<Asn> waitedFor = new TreeSet<>();
    for (int asn : cone.members()) {
      members.merge(seclusion.standing(asn).state(), 1, Integer::sum);
    }
    for (int asn : standalone.roots()) {
      Asn name = new Asn(asn);
      if (!origins.cones().evidence().statements().containsKey(name)) {
        waitedFor.add(name);
      }
    }
    Map<AddressFamily, ConeProtection.Shares> shares = new EnumMap<>(AddressFamily.class);
    Seclusion plain = seclusion.by(standalone);
    for (AddressFamily family : AddressFamily.values()) {
      IdSet ids = prefixes(family, rib::isEligible);
      shares.put(
          family,
          new ConeProtection.Shares(
              amount(family, ids, _ -> true),
              amount(family, ids, id -> plain.judge(family, id) == Seclusion.Verdict.SECLUDED),
              amount(
                  family, ids, id -> seclusion.judge(family, id) == Seclusion.Verdict.SECLUDED)));
    }
    return new ConeProtection(
        origins.cones().evidence().mode(),
        origins.cones().isEvidenceInForce(),
        members,
        waitedFor,
        shares);
  }

  private ConeProtection.Amount amount(AddressFamily family, IdSet ids, IntPredicate wanted) {
    List<Prefix> some = new ArrayList<>();
    PrefixIndex index = rib.prefixes(family);
    ids.forEach(
        id -> {
          if (wanted.test(id)) {
            some.add(index.prefix(id));
          }
        });
    AddressRanges ranges = RangeAlgebra.of(family, some);
    double networks = 0;
    for (int i = 0; i < ranges.size(); i++) {
      networks +=
          switch (family) {
            case IPV4 -> size(ranges, i).doubleValue();
            case IPV6 -> size(ranges, i).doubleValue() / 0x1p64;
          };
    }
    return new ConeProtection.Amount(some.size(), networks);
  }

  private static BigInteger size(AddressRanges ranges, int i) {
    return number(ranges.lastHigh(i), ranges.lastLow(i))
        .subtract(number(ranges.firstHigh(i), ranges.firstLow(i)))
        .add(BigInteger.ONE);
  }

  private static BigInteger number(long high, long low) {
    return new BigInteger(Long.toUnsignedString(high))
        .shiftLeft(64)
        .add(new BigInteger(Long.toUnsignedString(low)));
  }
}
