package savd.rib;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
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
  private static final int SLICE_VISITS = 32 * SLICE;

  /** The most prefixes whose paths are validated again in a slice: some milliseconds. */
  private static final int VALIDATION_VISITS = 2 * SLICE;

  private static final AddressFamily[] FAMILIES = AddressFamily.values();

  private final RibTables tables;
  private final PrefixWindow window;
  private final PeerTable peers = new PeerTable();
  private final ArrayDeque<PeerSweep> sweeps = new ArrayDeque<>();

  /** Validation that goes on in slices; null without. */
  private ValidationSweep validating;

  /** The batch's attribute numbers as pool numbers, as far as they were needed. */
  private int[] interned = new int[64];

  public Rib() {
    this(0x5A4D_1C3B_9E8F_0627L);
  }

  /**
   * Makes an empty RIB.
   *
   * @param hashSeed a number that neighbours do not know, so that none can make its attributes
   *     collide; it changes nothing that can be seen
   */
  public Rib(long hashSeed) {
    tables = new RibTables(hashSeed, peers);
    window = new PrefixWindow(tables.prefixes);
  }

  // ---- peers

  /** Makes a peer known, or its new identifier, role and so on; what it announced stays. */
  public void register(Peer peer) {
    boolean other =
        peers.has(peer.id().index())
            && !peers.get(peer.id().index()).peer.role().equals(peer.role());
    peers.put(peer);
    if (other && tables.validation != RouteValidation.NONE) {
      sweep(ValidationSweep.ofPeer(peer.id().index()));
    }
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
    sweeps.removeIf(sweep -> sweep.isOf(entry));
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
    if (!batch.isEmpty()) {
      finish(peer);
    }
    if (interned.length < batch.attributeCount()) {
      interned = new int[Math.max(batch.attributeCount(), interned.length * 2)];
    }
    Arrays.fill(interned, 0, batch.attributeCount(), NONE);
    int arrival = (int) Math.floorDiv(batch.arrivalNanos(), 1_000_000_000L);
    for (int i = 0, n = batch.size(); i < n; i++) {
      if (i % PrefixWindow.SIZE == 0) {
        window.find(batch, i);
      }
      apply(batch, i, peer, arrival);
    }
    return tables.delta;
  }

  private void apply(RouteBatch batch, int i, PeerTable.Entry peer, int arrival) {
    int family = batch.family(i).ordinal();
    switch (batch.kind(i)) {
      case ANNOUNCE ->
          tables.announce(
              peer,
              family,
              window.id(i),
              batch.pathId(i),
              intern(batch, batch.attributes(i)),
              batch.leaked(i),
              arrival);
      case WITHDRAW -> tables.withdraw(peer, family, window.id(i), batch.pathId(i));
      case MARK_STALE -> tables.markStale(peer, family);
      case END_OF_RIB, SWEEP_STALE ->
          sweep(PeerSweep.stale(peer, batch.family(i)), peer, i == batch.size() - 1);
      case PEER_LOST -> sweep(PeerSweep.all(peer), peer, i == batch.size() - 1);
    }
  }

  private int intern(RouteBatch batch, int number) {
    int set = interned[number];
    if (set == NONE) {
      set =
          tables.attributes.intern(
              batch.attributeBytes(), batch.attributeOffset(number), batch.attributeLength(number));
      interned[number] = set;
    }
    return set;
  }

  /** Starts a sweep: a slice of it if nothing follows in the batch, else the whole. */
  private void sweep(PeerSweep sweep, PeerTable.Entry peer, boolean last) {
    finish(peer);
    if (!last) {
      sweep.finish(tables);
    } else if (!sweep.slice(tables, SLICE, SLICE_VISITS)) {
      sweeps.addLast(sweep);
    }
  }

  /** Finishes what is pending for a peer. */
  private void finish(PeerTable.Entry peer) {
    if (!sweeps.isEmpty()) {
      for (var pending = sweeps.iterator(); pending.hasNext(); ) {
        PeerSweep sweep = pending.next();
        if (sweep.isOf(peer)) {
          sweep.finish(tables);
          pending.remove();
        }
      }
    }
  }

  // ---- validation

  /**
   * Has routes validated from now on. Those held are asked for again by {@link #continuePending}.
   */
  public void validateBy(RouteValidation validation) {
    tables.validation = validation;
    tables.attributes.askVerdictsAgain(validation);
    sweep(ValidationSweep.all());
  }

  /**
   * Asks for the routes again that a change can touch: those of few prefixes at once, others in
   * slices, see {@link #pending}.
   *
   * @return the paths whose flags are others now, as changes with the same attributes before and
   *     after; valid until the next mutation
   */
  public RibDelta revalidate(Revalidation change) {
    releaseDelta();
    if (change.hasPaths()) {
      BitSet others = tables.attributes.askVerdictsAgain(tables.validation);
      if (!others.isEmpty()) {
        sweep(ValidationSweep.ofSets(others));
      }
    }
    if (change.isEverything()) {
      sweep(ValidationSweep.all());
    } else {
      for (int i = 0; i < change.size(); i++) {
        tables.revalidateWithin(change.family(i), change.high(i), change.low(i), change.length(i));
      }
    }
    return tables.delta;
  }

  private void sweep(ValidationSweep sweep) {
    validating = validating == null ? sweep : validating.and(sweep);
  }

  /** True while the flags of some routes may be those of earlier data. */
  public boolean validating() {
    return validating != null;
  }

  /** True while a peer-wide removal or a validation is not finished. */
  public boolean pending() {
    return !sweeps.isEmpty() || validating != null;
  }

  /** Does the next slice of what is pending; the delta is empty if nothing is. */
  public RibDelta continuePending() {
    releaseDelta();
    PeerSweep sweep = sweeps.peekFirst();
    if (sweep != null) {
      if (sweep.slice(tables, SLICE, SLICE_VISITS)) {
        sweeps.removeFirst();
      }
    } else if (validating != null && validating.slice(tables, SLICE, VALIDATION_VISITS)) {
      validating = null;
    }
    return tables.delta;
  }

  /**
   * Ends the life of the last delta and of the prefix numbers and attribute sets that it alone
   * kept. The next mutation does that by itself; a caller that expects none soon may do it earlier.
   */
  public void releaseDelta() {
    tables.release();
  }

  // ---- RibView

  @Override
  public PrefixIndex prefixes(AddressFamily family) {
    return tables.prefixes[family.ordinal()];
  }

  @Override
  public int firstPath(AddressFamily family, int prefixId) {
    return tables.prefixes[family.ordinal()].firstPath(prefixId);
  }

  @Override
  public void forEachPrefixOf(AddressFamily family, int peer, PrefixIndex.IdVisitor visitor) {
    PrefixTable table = tables.prefixes[family.ordinal()];
    int bit = 1 << peer;
    for (int id = 0, n = table.capacity(); id < n; id++) {
      if ((table.peers(id) & bit) != 0) {
        visitor.visit(id);
      }
    }
  }

  @Override
  public int nextPath(int path) {
    return tables.paths.next(path);
  }

  @Override
  public int peerIndex(int path) {
    return tables.paths.owner(path) >>> PathTable.PEER_SHIFT;
  }

  @Override
  public int pathId(int path) {
    return tables.paths.pathId(path);
  }

  @Override
  public int attributesId(int path) {
    return tables.paths.attributes(path);
  }

  @Override
  public int flags(int path) {
    return tables.paths.owner(path) & PathTable.FLAGS & ~PathTable.V6;
  }

  @Override
  public int arrivalSeconds(int path) {
    return tables.paths.arrival(path);
  }

  @Override
  public int originAs(int attributesId) {
    return tables.attributes.originAs(attributesId);
  }

  @Override
  public PathAttributes attributes(int attributesId) {
    return PathAttributes.copyOf(
        tables.attributes.bytes(attributesId),
        tables.attributes.offset(attributesId),
        tables.attributes.length(attributesId));
  }

  @Override
  public byte[] attributeBytes(int attributesId) {
    return tables.attributes.bytes(attributesId);
  }

  @Override
  public int attributeOffset(int attributesId) {
    return tables.attributes.offset(attributesId);
  }

  @Override
  public int attributeLength(int attributesId) {
    return tables.attributes.length(attributesId);
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
    return tables.pathCounts[family.ordinal()];
  }

  @Override
  public long pathCount(PeerId peer, AddressFamily family) {
    return peers.has(peer.index()) ? peers.get(peer.index()).paths[family.ordinal()] : 0;
  }

  // ---- figures

  /** Paths of a peer that wait to be announced again after a restart or refresh. */
  public long staleCount(PeerId peer, AddressFamily family) {
    return peers.get(peer.index()).stale[family.ordinal()];
  }

  /** Distinct attribute sets held. */
  public int attributeSetCount() {
    return tables.attributes.size();
  }

  /** What the tables occupy. */
  public MemoryReport memory() {
    return tables.memory();
  }
}
