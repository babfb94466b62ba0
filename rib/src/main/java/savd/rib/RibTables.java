package savd.rib;

import java.util.List;
import savd.net.AddressFamily;
import savd.net.AsPath;
import savd.net.PathAttributes;
import savd.net.Peer;

/**
 * The tables of a {@link Rib} and the single changes to them; every one that changes anything goes
 * into the delta.
 */
final class RibTables {
  private static final int NONE = RibView.NONE;
  private static final int STALE = RibView.STALE;
  private static final int LEAKED = RibView.LEAKED;

  /** What deltas tell of an owner: its flags of {@link RibView}. */
  private static final int TOLD = PathTable.FLAGS & ~PathTable.V6;

  /** Flags that {@link RouteValidation} decides about. */
  private static final int VERDICT = TOLD & ~STALE & ~LEAKED;

  private static final int IPV4 = AddressFamily.IPV4.ordinal();
  private static final AddressFamily[] FAMILIES = AddressFamily.values();

  final PrefixTable[] prefixes = {
    new PrefixTable(AddressFamily.IPV4), new PrefixTable(AddressFamily.IPV6)
  };
  final PathTable paths = new PathTable();
  final AttributePool attributes;
  private final Chains[] chains;
  final long[] pathCounts = new long[FAMILIES.length];
  final RibDelta delta = new RibDelta();
  RouteValidation validation = RouteValidation.NONE;

  private final PeerTable peers;

  RibTables(long hashSeed, PeerTable peers) {
    this.peers = peers;
    attributes = new AttributePool(hashSeed);
    chains =
        new Chains[] {
          new Chains(prefixes[0], paths, hashSeed), new Chains(prefixes[1], paths, hashSeed)
        };
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
    int path = chains[family].find(prefix, peer.index(), pathId);
    int leak = leaked ? LEAKED : 0;
    if (path != NONE && isSame(path, set, leak)) {
      refresh(path, peer, family);
      return;
    }
    int flags = leak | verdict(peer.peer, family, prefix, set, leak);
    int owner = peer.index() << PathTable.PEER_SHIFT | (family == IPV4 ? 0 : PathTable.V6) | flags;
    if (path != NONE) {
      replace(path, prefix, peer, family, owner, set, arrivalSeconds);
      return;
    }
    attributes.retain(set);
    chains[family].add(prefix, owner, set, arrivalSeconds, pathId);
    peer.paths[family]++;
    pathCounts[family]++;
    delta.add(FAMILIES[family], prefix, peer.index(), pathId, RibDelta.NONE, 0, set, flags);
  }

  /** What was validated for these attributes is kept current, so it holds for their repetition. */
  private boolean isSame(int path, int set, int leak) {
    return paths.attributes(path) == set && (paths.owner(path) & LEAKED) == leak;
  }

  private void refresh(int path, PeerTable.Entry peer, int family) {
    int owner = paths.owner(path);
    if ((owner & STALE) != 0) {
      peer.stale[family]--;
      paths.setOwner(path, owner & ~STALE);
    }
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
        owner & TOLD);
  }

  // ---- validating

  private int verdict(Peer peer, int family, int prefix, int set, int leak) {
    if (validation == RouteValidation.NONE) {
      return validation.eligibility(leak);
    }
    PrefixTable table = prefixes[family];
    int origin = attributes.originAs(set);
    if (origin == PathAttributes.NO_ORIGIN && peer.isInternal() && isOfOwnAs(set)) {
      // A route of our own AS (RFC 6811, section 2).
      origin = peer.asn().value();
    }
    int flags =
        leak
            | validation.origin(
                FAMILIES[family],
                table.high(prefix),
                table.low(prefix),
                table.length(prefix),
                origin)
            | validation.fromPeer(
                peer,
                attributes.verdict(set, validation),
                attributes.bytes(set),
                attributes.offset(set),
                attributes.length(set));
    return flags & ~leak | validation.eligibility(flags);
  }

  /** True for an empty path and for one that ends within our confederation (RFC 6811). */
  private boolean isOfOwnAs(int set) {
    byte[] bytes = attributes.bytes(set);
    int at =
        PathAttributes.find(
            bytes, attributes.offset(set), attributes.length(set), PathAttributes.AS_PATH);
    if (at < 0) {
      return true;
    }
    int i = PathAttributes.valueOffset(bytes, at);
    int end = i + PathAttributes.valueLength(bytes, at);
    boolean own = true;
    while (i < end) {
      own =
          bytes[i] == AsPath.SegmentType.CONFED_SEQUENCE.code()
              || bytes[i] == AsPath.SegmentType.CONFED_SET.code();
      i += 2 + 4 * (bytes[i + 1] & 0xFF);
    }
    return own;
  }

  /** Asks again for one path. */
  void revalidate(int family, int prefix, int path) {
    int owner = paths.owner(path);
    int peer = paths.peer(path);
    int set = paths.attributes(path);
    int now = owner & ~VERDICT | verdict(peers.get(peer).peer, family, prefix, set, owner & LEAKED);
    if (now != owner) {
      paths.setOwner(path, now);
      delta.add(
          FAMILIES[family], prefix, peer, paths.pathId(path), set, owner & TOLD, set, now & TOLD);
    }
  }

  /** Asks again for the paths of a prefix, present or not, and its more-specifics. */
  void revalidateWithin(int family, long high, long low, int length) {
    PrefixTable table = prefixes[family];
    table.forEachWithin(
        high,
        low,
        length,
        id -> {
          for (int path = table.head(id); path != NONE; path = paths.next(path)) {
            revalidate(family, id, path);
          }
        });
  }

  // ---- removing

  void withdraw(PeerTable.Entry peer, int family, int prefix, int pathId) {
    int path = prefix == NONE ? NONE : chains[family].find(prefix, peer.index(), pathId);
    if (path != NONE) {
      remove(peer, family, prefix, path);
    }
  }

  /** Removes the peer's paths of a prefix, or of these those that have the flag STALE. */
  void removeAll(PeerTable.Entry peer, int family, int prefix, boolean staleOnly) {
    for (int path = prefixes[family].head(prefix); path != NONE; ) {
      // A path that is removed leaves its row to the head, which has been looked at.
      int next = paths.next(path);
      if (paths.peer(path) == peer.index() && (!staleOnly || (paths.owner(path) & STALE) != 0)) {
        remove(peer, family, prefix, path);
      }
      path = next;
    }
  }

  private void remove(PeerTable.Entry peer, int family, int prefix, int path) {
    int owner = paths.owner(path);
    int set = paths.attributes(path);
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
    chains[family].remove(prefix, path);
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
            new MemoryReport.Table("chain-indexes", chains[0].bytes() + chains[1].bytes(), held),
            new MemoryReport.Table("attribute-blocks", attributes.blockBytes(), sets),
            new MemoryReport.Table("attribute-rows", attributes.rowBytes(), sets),
            new MemoryReport.Table("attribute-index", attributes.indexBytes(), sets),
            new MemoryReport.Table("delta", delta.bytes(), delta.size())));
  }
}
