package savd.rules;

import savd.net.AddressFamily;
import savd.net.PathAttributes;
import savd.rib.RibView;

/** A list that follows the RIB: its definition, who feeds it now, and its two families. */
final class SourceList {
  private final ListId id;
  private ListDefinition definition;
  private final RibView rib;
  private final BestPaths bestPaths;
  private final int[] best = new int[BestPaths.MOST];
  private final ListTable[] tables = new ListTable[2];
  private PeerSet peers;
  private OriginIndex origins;

  SourceList(
      ListId id,
      ListDefinition definition,
      PeerSet peers,
      RibView rib,
      BestPaths bestPaths,
      Observer observer) {
    this.id = id;
    this.definition = definition;
    this.peers = peers;
    this.rib = rib;
    this.bestPaths = bestPaths;
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

  /** The index with which an origin-linked list works. */
  void linkThrough(OriginIndex index) {
    origins = index;
  }

  ListTable table(AddressFamily family) {
    return tables[family.ordinal()];
  }

  Coverage coverage(AddressFamily family) {
    return new Coverage(table(family), definition.longestMatch());
  }

  boolean isLinkable(int origin) {
    return isLinkable(origin, definition.privateOrigins());
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

  /** What the RIB makes of a prefix now: {@link ListTable#IN}, ABSENT or OUT. */
  int truth(AddressFamily family, int prefixId) {
    return switch (definition.kind()) {
      case FROM_PEERS -> fromPeers(family, prefixId);
      case ORIGIN_LINKED -> originLinked(family, prefixId);
      case ANY -> any(family, prefixId);
      case ANY_BUT_DEFAULT ->
          isDefault(family, prefixId) ? ListTable.ABSENT : any(family, prefixId);
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

  private int originLinked(AddressFamily family, int prefixId) {
    for (int p = rib.firstPath(family, prefixId); p != RibView.NONE; p = rib.nextPath(p)) {
      if (rib.isEligible(p) && (peers.contains(rib.peerIndex(p)) || isLinkedHere(p))) {
        return isDefault(family, prefixId) ? ListTable.ABSENT : ListTable.IN;
      }
    }
    return ListTable.ABSENT;
  }

  private boolean isLinkedHere(int path) {
    int origin = rib.originAs(rib.attributesId(path));
    return isLinkable(origin) && origins.isLinked(origin, link());
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
  }
}
