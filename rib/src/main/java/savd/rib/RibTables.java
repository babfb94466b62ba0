package savd.rib;

import java.util.List;
import savd.net.AddressFamily;

/**
 * The tables of a {@link Rib} and the single changes to them; every one that changes anything goes
 * into the delta.
 */
final class RibTables {
  private static final int NONE = RibView.NONE;
  private static final int STALE = RibView.STALE;
  private static final int LEAKED = RibView.LEAKED;
  private static final int TOLD = STALE | LEAKED;

  private static final int IPV4 = AddressFamily.IPV4.ordinal();
  private static final AddressFamily[] FAMILIES = AddressFamily.values();

  final PrefixTable[] prefixes = {
    new PrefixTable(AddressFamily.IPV4), new PrefixTable(AddressFamily.IPV6)
  };
  final PathTable paths = new PathTable();
  final AttributePool attributes;
  final long[] pathCounts = new long[FAMILIES.length];
  final RibDelta delta = new RibDelta();

  RibTables(long hashSeed) {
    attributes = new AttributePool(hashSeed);
  }

  /** Empties the delta and lets go of what it alone kept. */
  void release() {
    delta.clear();
    prefixes[0].release();
    prefixes[1].release();
    attributes.release();
  }

  // ---- announcing

  void announce(
      PeerTable.Entry peer,
      int family,
      int prefix,
      int pathId,
      int set,
      boolean leaked,
      int arrivalSeconds) {
    int owner =
        peer.index() << PathTable.PEER_SHIFT
            | (family == IPV4 ? 0 : PathTable.V6)
            | (leaked ? LEAKED : 0);
    int path = find(prefixes[family], prefix, peer.index(), pathId);
    if (path == NONE) {
      add(prefixes[family], prefix, owner, set, arrivalSeconds, pathId);
      peer.paths[family]++;
      pathCounts[family]++;
      delta.add(
          FAMILIES[family], prefix, peer.index(), pathId, RibDelta.NONE, 0, set, owner & LEAKED);
    } else {
      replace(path, prefix, peer, family, owner, set, arrivalSeconds);
    }
  }

  /** The path of the peer with the identifier, or NONE. */
  private int find(PrefixTable table, int prefix, int peer, int pathId) {
    int filter = table.peers(prefix);
    if ((filter & 1 << peer) == 0) {
      return NONE;
    }
    int seen = 0;
    for (int path = table.head(prefix); path != NONE; path = paths.next(path)) {
      int owner = paths.owner(path) >>> PathTable.PEER_SHIFT;
      if (owner == peer && paths.pathId(path) == pathId) {
        return path;
      }
      seen |= 1 << owner;
    }
    // The filter may name peers whose paths are gone; having seen all, it is put right in passing.
    table.setPeers(prefix, seen);
    return NONE;
  }

  private void add(
      PrefixTable table, int prefix, int owner, int set, int arrivalSeconds, int pathId) {
    attributes.retain(set);
    table.setHead(prefix, paths.add(table.head(prefix), owner, set, arrivalSeconds, pathId));
    table.setPeers(prefix, table.peers(prefix) | 1 << (owner >>> PathTable.PEER_SHIFT));
  }

  private void replace(
      int path,
      int prefix,
      PeerTable.Entry peer,
      int family,
      int owner,
      int set,
      int arrivalSeconds) {
    int oldOwner = paths.owner(path);
    if ((oldOwner & STALE) != 0) {
      peer.stale[family]--;
    }
    int oldSet = paths.attributes(path);
    if (oldSet == set && (oldOwner & ~STALE) == owner) {
      paths.setOwner(path, owner);
      return;
    }
    attributes.retain(set);
    attributes.drop(oldSet);
    paths.replace(path, owner, set, arrivalSeconds);
    delta.add(
        FAMILIES[family],
        prefix,
        peer.index(),
        paths.pathId(path),
        oldSet,
        oldOwner & TOLD,
        set,
        owner & LEAKED);
  }

  // ---- removing

  void withdraw(PeerTable.Entry peer, int family, int prefix, int pathId) {
    PrefixTable table = prefixes[family];
    if (prefix == NONE || (table.peers(prefix) & 1 << peer.index()) == 0) {
      return;
    }
    int before = NONE;
    for (int path = table.head(prefix); path != NONE; path = paths.next(path)) {
      if (paths.owner(path) >>> PathTable.PEER_SHIFT == peer.index()
          && paths.pathId(path) == pathId) {
        remove(table, prefix, before, path, peer);
        return;
      }
      before = path;
    }
  }

  /** Removes the peer's paths of a prefix, or of these those that have the flag STALE. */
  void removeAll(PeerTable.Entry peer, int family, int prefix, boolean staleOnly) {
    PrefixTable table = prefixes[family];
    int before = NONE;
    for (int path = table.head(prefix); path != NONE; ) {
      int next = paths.next(path);
      int owner = paths.owner(path);
      if (owner >>> PathTable.PEER_SHIFT == peer.index() && (!staleOnly || (owner & STALE) != 0)) {
        remove(table, prefix, before, path, peer);
      } else {
        before = path;
      }
      path = next;
    }
  }

  /** Takes {@code path}, which follows {@code before} on the chain of the prefix, away. */
  private void remove(PrefixTable table, int prefix, int before, int path, PeerTable.Entry peer) {
    int next = paths.next(path);
    if (before != NONE) {
      paths.setNext(before, next);
    } else {
      table.setHead(prefix, next);
      if (next == NONE) {
        table.chainEmptied(prefix);
      }
    }
    int owner = paths.owner(path);
    int set = paths.attributes(path);
    int family = table.family().ordinal();
    peer.paths[family]--;
    pathCounts[family]--;
    if ((owner & STALE) != 0) {
      peer.stale[family]--;
    }
    delta.add(
        FAMILIES[family],
        prefix,
        peer.index(),
        paths.pathId(path),
        set,
        owner & TOLD,
        RibDelta.NONE,
        0);
    attributes.drop(set);
    paths.free(path);
  }

  void markStale(PeerTable.Entry peer, int family) {
    peer.stale[family] += paths.markStale(peer.index(), family != IPV4);
  }

  // ---- figures

  MemoryReport memory() {
    int prefixes4 = prefixes[0].size();
    int prefixes6 = prefixes[1].size();
    long held = pathCounts[0] + pathCounts[1];
    int sets = attributes.size();
    return new MemoryReport(
        List.of(
            new MemoryReport.Table("ipv4-prefixes", prefixes[0].rowBytes(), prefixes4),
            new MemoryReport.Table("ipv4-order", prefixes[0].orderBytes(), prefixes4),
            new MemoryReport.Table("ipv6-prefixes", prefixes[1].rowBytes(), prefixes6),
            new MemoryReport.Table("ipv6-order", prefixes[1].orderBytes(), prefixes6),
            new MemoryReport.Table("paths", paths.rowBytes(), held),
            new MemoryReport.Table("path-ids", paths.pathIdBytes(), held),
            new MemoryReport.Table("attribute-blocks", attributes.blockBytes(), sets),
            new MemoryReport.Table("attribute-rows", attributes.rowBytes(), sets),
            new MemoryReport.Table("attribute-index", attributes.indexBytes(), sets),
            new MemoryReport.Table("delta", delta.bytes(), delta.size())));
  }
}
