package savd.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.PathAttributes;
import savd.relation.Cone;
import savd.relation.Cones;
import savd.relation.Exposure;
import savd.rib.RibView;
import savd.rpki.payload.VrpTable;

/**
 * A list that follows the RIB: its definition, who feeds it now, which cone it follows, and its two
 * families.
 */
final class SourceList {
  private final ListId id;
  private ListDefinition definition;
  private final RibView rib;
  private final BestPaths bestPaths;
  private final Roas roas;
  private final int[] best = new int[BestPaths.MOST];
  private final ListTable[] tables = new ListTable[2];
  private PeerSet peers;
  private OriginIndex origins;
  private Cone cone;
  private Shelter shelter;
  private Seclusion seclusion;
  private Carvings carvings;

  /** Since they were asked for last. */
  private final List<SecondUses.SecondUse> secondUses = new ArrayList<>();

  private long secondUseCount;

  SourceList(
      ListId id,
      ListDefinition definition,
      PeerSet peers,
      RibView rib,
      BestPaths bestPaths,
      Roas roas,
      Observer observer) {
    this.id = id;
    this.definition = definition;
    this.peers = peers;
    this.rib = rib;
    this.bestPaths = bestPaths;
    this.roas = roas;
    for (AddressFamily f : AddressFamily.values()) {
      tables[f.ordinal()] =
          new ListTable(
              rib.prefixes(f),
              definition,
              new ListTable.Observer() {
                @Override
                public void touched() {
                  observer.touched(SourceList.this, f);
                }

                @Override
                public void waits(long deadline) {
                  observer.waits(deadline);
                }
              });
    }
  }

  /** Learns which table has something to tell, and when one next will have. */
  interface Observer {
    void touched(SourceList list, AddressFamily family);

    void waits(long deadline);
  }

  ListId id() {
    return id;
  }

  /** The number under which the origin index counts for this list. */
  int link() {
    return id.number();
  }

  ListDefinition definition() {
    return definition;
  }

  /** The list serves another definition from now on; see {@link ListDefinition#canBecome}. */
  void become(ListDefinition other) {
    definition = other;
    for (ListTable t : tables) {
      t.hold(other.holdNanos());
    }
  }

  PeerSet peers() {
    return peers;
  }

  void feedFrom(PeerSet newPeers) {
    peers = newPeers;
  }

  /** The index with which a list that follows origins works. */
  void linkThrough(OriginIndex index) {
    origins = index;
  }

  /** The cone of a list that has one; null before it is there. */
  Cone cone() {
    return cone;
  }

  /** Follows a cone from now on. */
  void follow(Cone newCone) {
    cone = newCone;
  }

  /** What a list for provider interfaces spares; null for others. */
  Shelter shelter() {
    return shelter;
  }

  /** Spares what is sheltered by the cone, with the peers as they are now. */
  void spare(Exposure exposure, OwnNetworks networks) {
    shelter = new Shelter(rib, roas, cone, exposure, peers, networks);
  }

  /** What PI-SAV blocks; null for other lists. */
  Seclusion seclusion() {
    return seclusion;
  }

  /**
   * Goes by the cone as it is exposed. Whether PI-SAV is in force stays what the list was settled
   * by; that it has turned is for {@link Seclusion#turnsForce} to find, at the end of the event.
   */
  void seclude(Cones cones, OwnNetworks networks) {
    Exposure exposure = cones.exposure(cone);
    boolean inForce = seclusion == null ? cones.isEvidenceInForce() : seclusion.isInForce();
    seclusion = new Seclusion(rib, roas, networks, exposure, cones, inForce);
    carvings = carvings == null ? new Carvings(rib, roas) : carvings;
  }

  // ---- prefixes

  ListTable table(AddressFamily family) {
    return tables[family.ordinal()];
  }

  Coverage coverage(AddressFamily family) {
    return new Coverage(table(family), definition.longestMatch());
  }

  /** True for an origin that may count for the list: a cone decides about its members itself. */
  boolean isLinkable(int origin) {
    return !definition.countsPaths() || isLinkable(origin, definition.privateOrigins());
  }

  /** True for an origin that counts for the list. */
  boolean isLinked(int origin) {
    return isLinkable(origin) && origins.isLinked(origin, link());
  }

  /**
   * True for a number that stands for one AS. AS 0, the reserved last numbers (RFC 7300) and
   * AS_TRANS (RFC 6793) stand for none or for many.
   */
  static boolean isLinkable(int origin, SavPolicy.PrivateOrigins privateOrigins) {
    if (origin == PathAttributes.NO_ORIGIN
        || origin == savd.net.Asn.TRANS.value()
        || origin == 65535
        || origin == -1) {
      return false;
    }
    return switch (privateOrigins) {
      case LINK -> true;
      case IGNORE -> !new savd.net.Asn(origin).isPrivate();
    };
  }

  /** Brings a prefix in step with RIB and ROAs, and what they say within it. */
  void settle(AddressFamily family, int id, long nowNanos) {
    ListTable table = table(family);
    int truth = truth(family, id);
    if (definition.isSecluding() && seclusion.wasElsewhere() && table.isBlocked(id)) {
      noteSecondUse(family, id);
    }
    table.settle(id, truth, nowNanos);
    if (isCarved(family, id)) {
      carvings.judged(family, id, seclusion, part -> settle(family, part, nowNanos));
    }
  }

  private void noteSecondUse(AddressFamily family, int id) {
    Optional<Asn> by = seclusion.userOutside(family);
    if (by.isPresent()) {
      secondUseCount++;
      if (secondUses.size() < SecondUses.MOST) {
        secondUses.add(new SecondUses.SecondUse(rib.prefixes(family).prefix(id), by.get()));
      }
    }
  }

  /** Of prefixes that were blocked until the last call; empty without any. */
  Optional<SecondUses> takeSecondUses() {
    if (secondUseCount == 0) {
      return Optional.empty();
    }
    SecondUses taken = new SecondUses(secondUses, secondUseCount);
    secondUses.clear();
    secondUseCount = 0;
    return Optional.of(taken);
  }

  /** Puts what was given to others within a prefix just judged on a list that nobody uses yet. */
  void fillParts(AddressFamily family, int id) {
    truth(family, id);
    if (isCarved(family, id)) {
      carvings.judged(family, id, seclusion, part -> table(family).fill(part, truth(family, part)));
    }
  }

  /** True where a prefix just judged has parts that are others', or had. */
  private boolean isCarved(AddressFamily family, int id) {
    return seclusion != null && carvings.concerns(family, id, seclusion);
  }

  /** What RIB and ROAs make of a prefix now: {@link ListTable#IN}, ABSENT or OUT. */
  int truth(AddressFamily family, int prefixId) {
    return switch (definition.kind()) {
      case FROM_PEERS -> fromPeers(family, prefixId);
      case ORIGIN_LINKED, CONE -> byOrigin(family, prefixId);
      case CONE_BY_ROA -> hasRoa(family, prefixId) ? ListTable.IN : ListTable.ABSENT;
      case ANY -> any(family, prefixId);
      case ANY_BUT_DEFAULT ->
          isDefault(family, prefixId) ? ListTable.ABSENT : any(family, prefixId);
      case ANY_BUT_SHELTERED -> anyButSheltered(family, prefixId);
      case SECLUDED ->
          switch (seclusion.judge(family, prefixId)) {
            case SECLUDED -> ListTable.IN;
            case ELSEWHERE -> isKept(family, prefixId) ? ListTable.OUT : ListTable.ABSENT;
            case NOT_OURS, NOT_IN_FORCE -> ListTable.ABSENT;
          };
      case ANY_BUT_SECLUDED -> anyButSecluded(family, prefixId);
      case BEST_PATH -> truthOf(best, bestPaths.bestPaths(family, prefixId, best));
    };
  }

  /** The truth of a best-path list, the best paths being known. */
  int truthOf(int[] paths, int n) {
    for (int i = 0; i < n; i++) {
      if (peers.contains(rib.peerIndex(paths[i]))) {
        return ListTable.IN;
      }
    }
    return n == 0 ? ListTable.ABSENT : ListTable.OUT;
  }

  private boolean isDefault(AddressFamily family, int prefixId) {
    return rib.prefixes(family).length(prefixId) == 0;
  }

  private int any(AddressFamily family, int prefixId) {
    for (int p = rib.firstPath(family, prefixId); p != RibView.NONE; p = rib.nextPath(p)) {
      if (rib.isEligible(p)) {
        return ListTable.IN;
      }
    }
    return ListTable.ABSENT;
  }

  private int fromPeers(AddressFamily family, int prefixId) {
    for (int p = rib.firstPath(family, prefixId); p != RibView.NONE; p = rib.nextPath(p)) {
      if (peers.contains(rib.peerIndex(p)) && rib.isEligible(p)) {
        return isDefault(family, prefixId) ? ListTable.ABSENT : ListTable.IN;
      }
    }
    return ListTable.ABSENT;
  }

  private int byOrigin(AddressFamily family, int prefixId) {
    for (int p = rib.firstPath(family, prefixId); p != RibView.NONE; p = rib.nextPath(p)) {
      if (rib.isEligible(p) && (isFromGroup(p) || isLinked(rib.originAs(rib.attributesId(p))))) {
        return isDefault(family, prefixId) ? ListTable.ABSENT : ListTable.IN;
      }
    }
    return definition.usesRoas() && hasRoa(family, prefixId) ? ListTable.IN : ListTable.ABSENT;
  }

  private boolean isFromGroup(int path) {
    return definition.countsPaths() && peers.contains(rib.peerIndex(path));
  }

  /** True where a ROA for exactly this prefix names an origin that counts. */
  private boolean hasRoa(AddressFamily family, int prefixId) {
    return linkedRow(family, prefixId) != VrpTable.NONE;
  }

  /** The VRP that puts the prefix on the list, or {@link VrpTable#NONE}. */
  int linkedRow(AddressFamily family, int prefixId) {
    int first = roas.firstRow(family, prefixId);
    if (first != VrpTable.NONE) {
      VrpTable table = roas.table(family);
      for (int row = first, end = table.endOfPrefix(first); row < end; row++) {
        if (isLinked(table.asn(row))) {
          return row;
        }
      }
    }
    return VrpTable.NONE;
  }

  private int anyButSheltered(AddressFamily family, int prefixId) {
    if (isDefault(family, prefixId)) {
      return ListTable.ABSENT;
    }
    return shelter.judge(family, prefixId) == Shelter.Verdict.SHELTERED
        ? ListTable.OUT
        : any(family, prefixId);
  }

  /** False for a prefix that only ROAs have and nothing secluded is around: nobody keeps it. */
  private boolean isKept(AddressFamily family, int prefixId) {
    return rib.firstPath(family, prefixId) != RibView.NONE || carvings.isPart(family, prefixId);
  }

  private int anyButSecluded(AddressFamily family, int prefixId) {
    // Judged in any case: what was judged last is asked for next.
    Seclusion.Verdict verdict = seclusion.judge(family, prefixId);
    if (isDefault(family, prefixId)) {
      return ListTable.ABSENT;
    }
    return switch (verdict) {
      case SECLUDED -> ListTable.OUT;
      case ELSEWHERE ->
          seclusion.decidingPath().isPresent() || carvings.isPart(family, prefixId)
              ? ListTable.IN
              : any(family, prefixId);
      case NOT_OURS, NOT_IN_FORCE -> any(family, prefixId);
    };
  }

  /** Counts a path for or against the link of its origin; true when the link comes or goes. */
  boolean count(int attributesId, int change) {
    int origin = rib.originAs(attributesId);
    return isLinkable(origin) && origins.count(origin, link(), change);
  }

  void close() {
    for (ListTable t : tables) {
      t.close();
    }
    if (carvings != null) {
      carvings.close();
    }
  }
}
