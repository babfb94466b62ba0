package savd.rib;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import savd.net.AddressFamily;
import savd.net.PathAttributes;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.RouteBatch;

/**
 * The Adj-RIBs-In of all peers (RFC 4271, section 3.2): takes batches, gives deltas. One thread
 * owns it.
 *
 * <p>What a batch does: an announcement puts a path in place of the one with the same prefix, peer
 * and path identifier; if attributes and leak mark are what they were, nothing has changed and only
 * {@link RibView#STALE} is taken off. {@code MARK_STALE} sets that flag on the peer's paths of a
 * family; {@code END_OF_RIB} and {@code SWEEP_STALE} remove the paths that have it; {@code
 * PEER_LOST} removes all of the peer's. That a path became stale or fresh is not a change and in no
 * delta.
 *
 * <p><b>Slices.</b> One call removes at most {@link #SLICE} paths of a peer-wide removal. While
 * {@link #pending} says that something is left, the caller has {@link #continuePending} do the next
 * slice when it likes; batches of other peers may be applied in between. A further change of the
 * same peer, in the same batch or a later one, first finishes what is pending for it, in one piece
 * and into the same delta; so the order of one peer's changes always holds.
 */
public final class Rib implements RibView {
  /** The most paths that one call removes for a peer-wide removal, unless it has to finish it. */
  public static final int SLICE = 8192;

  /** The most prefixes that are looked at for a slice. */
  private static final int SLICE_PREFIXES = 32 * SLICE;

  private static final int IPV4 = AddressFamily.IPV4.ordinal();
  private static final AddressFamily[] FAMILIES = AddressFamily.values();

  private final PrefixTable[] prefixes = {
    new PrefixTable(AddressFamily.IPV4), new PrefixTable(AddressFamily.IPV6)
  };
  private final PathTable paths = new PathTable();
  private final AttributePool attributes;
  private final PeerTable peers = new PeerTable();
  private final ArrayDeque<PeerSweep> sweeps = new ArrayDeque<>();
  private final long[] pathCounts = new long[FAMILIES.length];
  private final RibDelta delta = new RibDelta();

  /** The batch's attribute numbers as pool numbers, as far as they were needed. */
  private int[] interned = new int[64];

  public Rib() {
    this(0x5A4D_1C3B_9E8F_0627L);
  }

  /**
   * @param hashSeed a number that neighbours do not know, so that none can make its attributes
   *     collide; it changes nothing that can be seen
   */
  public Rib(long hashSeed) {
    attributes = new AttributePool(hashSeed);
  }

  // ---- peers

  /** Makes a peer known, or its new identifier, role and so on; what it announced stays. */
  public void register(Peer peer) {
    peers.put(peer);
  }

  /**
   * Forgets a peer that has no path left; {@link IllegalStateException} if it has one, {@link
   * IllegalArgumentException} if it is unknown.
   */
  public void forget(PeerId id) {
    PeerTable.Entry entry = peers.get(id.index());
    for (AddressFamily family : FAMILIES) {
      if (entry.paths[family.ordinal()] != 0) {
        throw new IllegalStateException(entry.peer.name() + " still has paths");
      }
    }
    sweeps.removeIf(sweep -> sweep.peer == entry);
    peers.remove(id.index());
  }

  // ---- mutation

  /**
   * Applies a batch and says what changed. The batch may be used again afterwards.
   *
   * @return valid until the next mutation; the same object every time
   * @throws IllegalArgumentException if the batch's peer is not registered; nothing is changed then
   */
  public RibDelta apply(RouteBatch batch) {
    PeerTable.Entry peer = peers.get(batch.peer().index());
    releaseDelta();
    if (!sweeps.isEmpty() && !batch.isEmpty()) {
      finish(peer);
    }
    if (interned.length < batch.attributeCount()) {
      interned = new int[Math.max(batch.attributeCount(), interned.length * 2)];
    }
    Arrays.fill(interned, 0, batch.attributeCount(), NONE);
    int arrival = (int) Math.floorDiv(batch.arrivalNanos(), 1_000_000_000L);
    for (int i = 0, n = batch.size(); i < n; i++) {
      switch (batch.kind(i)) {
        case ANNOUNCE -> announce(batch, i, peer, arrival);
        case WITHDRAW -> withdraw(batch, i, peer);
        case END_OF_RIB, SWEEP_STALE -> sweep(PeerSweep.stale(peer, batch.family(i)), i == n - 1);
        case MARK_STALE -> {
          int family = batch.family(i).ordinal();
          peer.stale[family] += paths.markStale(peer.index(), family != IPV4);
        }
        case PEER_LOST -> sweep(PeerSweep.all(peer), i == n - 1);
      }
    }
    return delta;
  }

  /** True while a peer-wide removal is not finished. */
  public boolean pending() {
    return !sweeps.isEmpty();
  }

  /** Does the next slice of what is pending; the delta is empty if nothing is. */
  public RibDelta continuePending() {
    releaseDelta();
    PeerSweep sweep = sweeps.peekFirst();
    if (sweep != null && slice(sweep, SLICE, SLICE_PREFIXES)) {
      sweeps.removeFirst();
    }
    return delta;
  }

  /**
   * Ends the life of the last delta and of the prefix numbers and attribute sets that it alone
   * kept. The next mutation does that by itself; a caller that expects none soon may do it earlier.
   */
  public void releaseDelta() {
    delta.clear();
    prefixes[0].release();
    prefixes[1].release();
    attributes.release();
  }

  private void announce(RouteBatch batch, int i, PeerTable.Entry peer, int arrival) {
    int family = batch.family(i).ordinal();
    int set = intern(batch, batch.attributes(i));
    int prefix = prefixes[family].findOrAdd(batch.high(i), batch.low(i), batch.length(i));
    int pathId = batch.pathId(i);
    int owner =
        peer.index() << PathTable.PEER_SHIFT
            | (family == IPV4 ? 0 : PathTable.V6)
            | (batch.leaked(i) ? LEAKED : 0);
    int path = find(prefixes[family], prefix, peer.index(), pathId);
    if (path == NONE) {
      add(prefixes[family], prefix, owner, set, arrival, pathId);
      peer.paths[family]++;
      pathCounts[family]++;
      delta.add(
          FAMILIES[family], prefix, peer.index(), pathId, RibDelta.NONE, 0, set, owner & LEAKED);
    } else {
      replace(path, prefix, peer, family, owner, set, arrival);
    }
  }

  private int intern(RouteBatch batch, int number) {
    int set = interned[number];
    if (set == NONE) {
      set =
          attributes.intern(
              batch.attributeBytes(), batch.attributeOffset(number), batch.attributeLength(number));
      interned[number] = set;
    }
    return set;
  }

  private void add(PrefixTable table, int prefix, int owner, int set, int arrival, int pathId) {
    attributes.retain(set);
    table.setHead(prefix, paths.add(table.head(prefix), owner, set, arrival, pathId));
    table.setPeers(prefix, table.peers(prefix) | 1 << (owner >>> PathTable.PEER_SHIFT));
  }

  private void replace(
      int path, int prefix, PeerTable.Entry peer, int family, int owner, int set, int arrival) {
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
    paths.replace(path, owner, set, arrival);
    delta.add(
        FAMILIES[family],
        prefix,
        peer.index(),
        paths.pathId(path),
        oldSet,
        oldOwner & (STALE | LEAKED),
        set,
        owner & LEAKED);
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

  private void withdraw(RouteBatch batch, int i, PeerTable.Entry peer) {
    int family = batch.family(i).ordinal();
    PrefixTable table = prefixes[family];
    int prefix = table.find(batch.high(i), batch.low(i), batch.length(i));
    if (prefix == NONE || (table.peers(prefix) & 1 << peer.index()) == 0) {
      return;
    }
    int before = NONE;
    for (int path = table.head(prefix); path != NONE; path = paths.next(path)) {
      if (paths.owner(path) >>> PathTable.PEER_SHIFT == peer.index()
          && paths.pathId(path) == batch.pathId(i)) {
        remove(table, prefix, before, path, peer);
        return;
      }
      before = path;
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
        table.family(),
        prefix,
        peer.index(),
        paths.pathId(path),
        set,
        owner & (STALE | LEAKED),
        RibDelta.NONE,
        0);
    attributes.drop(set);
    paths.free(path);
  }

  // ---- peer-wide removals

  /** Starts a sweep: a slice of it if nothing follows in the batch, else the whole. */
  private void sweep(PeerSweep sweep, boolean last) {
    finish(sweep.peer);
    int budget = last ? SLICE : Integer.MAX_VALUE;
    if (!slice(sweep, budget, last ? SLICE_PREFIXES : Integer.MAX_VALUE)) {
      sweeps.addLast(sweep);
    }
  }

  private void finish(PeerTable.Entry peer) {
    for (var pending = sweeps.iterator(); pending.hasNext(); ) {
      PeerSweep sweep = pending.next();
      if (sweep.peer == peer) {
        slice(sweep, Integer.MAX_VALUE, Integer.MAX_VALUE);
        pending.remove();
      }
    }
  }

  /**
   * Goes on with a sweep until it is done, has removed some {@code removals} paths or looked at
   * {@code visits} prefixes; true if it is done.
   */
  private boolean slice(PeerSweep sweep, int removals, int visits) {
    int visitsLeft = visits;
    int end = removals == Integer.MAX_VALUE ? removals : delta.size() + removals;
    int bit = 1 << sweep.peer.index();
    for (int family = sweep.family(); family >= 0; family = sweep.family()) {
      PrefixTable table = prefixes[family];
      int prefix = sweep.nextPrefix();
      long[] left = sweep.staleOnly ? sweep.peer.stale : sweep.peer.paths;
      while (left[family] != 0) {
        if (delta.size() >= end || --visitsLeft < 0) {
          sweep.resumeAt(prefix);
          return false;
        }
        if ((table.peers(prefix) & bit) != 0) {
          removeAll(table, prefix, sweep);
        }
        prefix++;
      }
    }
    return true;
  }

  private void removeAll(PrefixTable table, int prefix, PeerSweep sweep) {
    int peer = sweep.peer.index();
    int before = NONE;
    for (int path = table.head(prefix); path != NONE; ) {
      int next = paths.next(path);
      int owner = paths.owner(path);
      if (owner >>> PathTable.PEER_SHIFT == peer && (!sweep.staleOnly || (owner & STALE) != 0)) {
        remove(table, prefix, before, path, sweep.peer);
      } else {
        before = path;
      }
      path = next;
    }
  }

  // ---- RibView

  @Override
  public PrefixIndex prefixes(AddressFamily family) {
    return prefixes[family.ordinal()];
  }

  @Override
  public int firstPath(AddressFamily family, int prefixId) {
    return prefixes[family.ordinal()].firstPath(prefixId);
  }

  @Override
  public int nextPath(int path) {
    return paths.next(path);
  }

  @Override
  public int peerIndex(int path) {
    return paths.owner(path) >>> PathTable.PEER_SHIFT;
  }

  @Override
  public int pathId(int path) {
    return paths.pathId(path);
  }

  @Override
  public int attributesId(int path) {
    return paths.attributes(path);
  }

  @Override
  public int flags(int path) {
    return paths.owner(path) & (STALE | LEAKED);
  }

  @Override
  public int arrivalSeconds(int path) {
    return paths.arrival(path);
  }

  @Override
  public int originAs(int attributesId) {
    return attributes.originAs(attributesId);
  }

  @Override
  public PathAttributes attributes(int attributesId) {
    return PathAttributes.copyOf(
        attributes.bytes(attributesId),
        attributes.offset(attributesId),
        attributes.length(attributesId));
  }

  @Override
  public byte[] attributeBytes(int attributesId) {
    return attributes.bytes(attributesId);
  }

  @Override
  public int attributeOffset(int attributesId) {
    return attributes.offset(attributesId);
  }

  @Override
  public int attributeLength(int attributesId) {
    return attributes.length(attributesId);
  }

  @Override
  public Peer peer(PeerId id) {
    return peers.get(id.index()).peer;
  }

  @Override
  public Peer peer(int index) {
    return peers.get(index).peer;
  }

  @Override
  public long pathCount(AddressFamily family) {
    return pathCounts[family.ordinal()];
  }

  @Override
  public long pathCount(PeerId peer, AddressFamily family) {
    return peers.has(peer.index()) ? peers.get(peer.index()).paths[family.ordinal()] : 0;
  }

  // ---- figures

  /** Distinct attribute sets held. */
  public int attributeSetCount() {
    return attributes.size();
  }

  /** What the tables occupy. */
  public MemoryReport memory() {
    long held = pathCounts[0] + pathCounts[1];
    return new MemoryReport(
        List.of(
            new MemoryReport.Table("ipv4-prefixes", prefixes[0].rowBytes(), prefixes[0].size()),
            new MemoryReport.Table("ipv4-order", prefixes[0].orderBytes(), prefixes[0].size()),
            new MemoryReport.Table("ipv6-prefixes", prefixes[1].rowBytes(), prefixes[1].size()),
            new MemoryReport.Table("ipv6-order", prefixes[1].orderBytes(), prefixes[1].size()),
            new MemoryReport.Table("paths", paths.rowBytes(), held),
            new MemoryReport.Table("path-ids", paths.pathIdBytes(), held),
            new MemoryReport.Table("attribute-blocks", attributes.blockBytes(), attributes.size()),
            new MemoryReport.Table("attribute-rows", attributes.rowBytes(), attributes.size()),
            new MemoryReport.Table("attribute-index", attributes.indexBytes(), attributes.size()),
            new MemoryReport.Table("delta", delta.bytes(), delta.size())));
  }
}
