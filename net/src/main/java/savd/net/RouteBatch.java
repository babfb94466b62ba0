package savd.net;

import java.util.Arrays;

/**
 * Route changes of one peer in arrival order, in columns: what a decoder fills and a RIB empties. A
 * batch is reused, so a million routes pass through without a million objects.
 *
 * <p>Attribute blocks (the form of {@link PathAttributes}) lie one behind the other; every
 * announcement names its block by number. Not thread-safe: a batch belongs to one thread at a time
 * and is handed over whole.
 */
public final class RouteBatch {
  /** What a change is. The codes index nothing and go to no wire. */
  public enum Kind {
    ANNOUNCE,
    WITHDRAW,
    END_OF_RIB,
    MARK_STALE,
    SWEEP_STALE,
    PEER_LOST
  }

  private static final int LEAKED = 0x10;
  private static final int V6 = 0x20;
  private static final Kind[] KINDS = Kind.values();
  private static final AddressFamily[] FAMILIES = AddressFamily.values();

  private PeerId peer;
  private long arrivalNanos;

  private byte[] attributeBytes = new byte[4096];
  private int[] attributeEnds = new int[64];
  private int attributeCount;

  private int size;
  private byte[] kinds = new byte[256];
  private byte[] lengths = new byte[256];
  private int[] attributeIndexes = new int[256];
  private int[] pathIds = new int[256];
  private long[] highs = new long[256];
  private long[] lows = new long[256];

  /**
   * Empties the batch for changes of {@code peer} that arrived at {@code arrivalNanos} (a monotonic
   * clock).
   */
  public RouteBatch reset(PeerId peer, long arrivalNanos) {
    this.peer = peer;
    this.arrivalNanos = arrivalNanos;
    attributeCount = 0;
    size = 0;
    return this;
  }

  public PeerId peer() {
    return peer;
  }

  public long arrivalNanos() {
    return arrivalNanos;
  }

  /** How many changes there are. */
  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  // ---- filling
  // ----------------------------------------------------------------------------------------------------

  /** Octets of attribute blocks held: lets a producer decide when a batch is full. */
  public int attributeOctets() {
    return attributeCount == 0 ? 0 : attributeEnds[attributeCount - 1];
  }

  /** Copies a block in and returns its number, for the announcements that follow. */
  public int addAttributes(byte[] bytes, int offset, int length) {
    int start = attributeOctets();
    if (start + length > attributeBytes.length) {
      attributeBytes =
          Arrays.copyOf(attributeBytes, Math.max(attributeBytes.length * 2, start + length));
    }
    System.arraycopy(bytes, offset, attributeBytes, start, length);
    if (attributeCount == attributeEnds.length) {
      attributeEnds = Arrays.copyOf(attributeEnds, attributeCount * 2);
    }
    attributeEnds[attributeCount] = start + length;
    return attributeCount++;
  }

  /**
   * Adds an announcement.
   *
   * @param attributes a number that {@link #addAttributes} returned for this batch
   * @param leaked true for a route leak by RFC 9234: kept, but never eligible
   */
  public void announce(
      AddressFamily family,
      long high,
      long low,
      int length,
      int pathId,
      int attributes,
      boolean leaked) {
    add(
        Kind.ANNOUNCE.ordinal() | (leaked ? LEAKED : 0),
        family,
        high,
        low,
        length,
        pathId,
        attributes);
  }

  public void withdraw(AddressFamily family, long high, long low, int length, int pathId) {
    add(Kind.WITHDRAW.ordinal(), family, high, low, length, pathId, -1);
  }

  /**
   * Adds a change that has no prefix: end of RIB, mark stale, sweep stale, peer lost (whose family
   * means nothing).
   */
  public void event(Kind kind, AddressFamily family) {
    add(kind.ordinal(), family, 0, 0, 0, 0, -1);
  }

  /**
   * Takes back what was added last: the batch has {@code changes} changes and {@code blocks}
   * attribute blocks again, as {@link #size} and {@link #attributeCount} once were.
   */
  public void truncate(int changes, int blocks) {
    size = Math.min(size, changes);
    attributeCount = Math.min(attributeCount, blocks);
  }

  /** Adds a change in object form; its peer must be the batch's. */
  public void add(RouteChange change) {
    if (!change.peer().equals(peer)) {
      throw new IllegalArgumentException(change + " in a batch of " + peer);
    }
    switch (change) {
      case RouteChange.Announce a -> {
        byte[] block = a.attributes().block();
        Prefix p = a.prefix();
        announce(
            p.family(),
            p.high(),
            p.low(),
            p.length(),
            a.pathId(),
            addAttributes(block, 0, block.length),
            a.leaked());
      }
      case RouteChange.Withdraw w ->
          withdraw(
              w.prefix().family(),
              w.prefix().high(),
              w.prefix().low(),
              w.prefix().length(),
              w.pathId());
      case RouteChange.EndOfRib e -> event(Kind.END_OF_RIB, e.family());
      case RouteChange.MarkStale m -> event(Kind.MARK_STALE, m.family());
      case RouteChange.SweepStale s -> event(Kind.SWEEP_STALE, s.family());
      case RouteChange.PeerLost _ -> event(Kind.PEER_LOST, AddressFamily.IPV4);
    }
  }

  private void add(
      int kind, AddressFamily family, long high, long low, int length, int pathId, int attributes) {
    if (size == kinds.length) {
      int n = size * 2;
      kinds = Arrays.copyOf(kinds, n);
      lengths = Arrays.copyOf(lengths, n);
      attributeIndexes = Arrays.copyOf(attributeIndexes, n);
      pathIds = Arrays.copyOf(pathIds, n);
      highs = Arrays.copyOf(highs, n);
      lows = Arrays.copyOf(lows, n);
    }
    kinds[size] = (byte) (kind | (family == AddressFamily.IPV6 ? V6 : 0));
    lengths[size] = (byte) length;
    attributeIndexes[size] = attributes;
    pathIds[size] = pathId;
    highs[size] = high;
    lows[size] = low;
    size++;
  }

  // ---- emptying
  // ---------------------------------------------------------------------------------------------------

  public Kind kind(int i) {
    return KINDS[kinds[i] & 0x0F];
  }

  public AddressFamily family(int i) {
    return FAMILIES[(kinds[i] & V6) != 0 ? 1 : 0];
  }

  public boolean leaked(int i) {
    return (kinds[i] & LEAKED) != 0;
  }

  public int length(int i) {
    return lengths[i] & 0xFF;
  }

  public long high(int i) {
    return highs[i];
  }

  public long low(int i) {
    return lows[i];
  }

  public int pathId(int i) {
    return pathIds[i];
  }

  /**
   * The block number of an announcement, -1 for anything else. Announcements of one UPDATE share a
   * number.
   */
  public int attributes(int i) {
    return attributeIndexes[i];
  }

  /** The array all blocks lie in; valid until the batch is reset. */
  public byte[] attributeBytes() {
    return attributeBytes;
  }

  public int attributeCount() {
    return attributeCount;
  }

  public int attributeOffset(int attributes) {
    return attributes == 0 ? 0 : attributeEnds[attributes - 1];
  }

  public int attributeLength(int attributes) {
    return attributeEnds[attributes] - attributeOffset(attributes);
  }

  /** The change in object form. */
  public RouteChange change(int i) {
    return switch (kind(i)) {
      case ANNOUNCE ->
          new RouteChange.Announce(
              peer,
              prefix(i),
              pathId(i),
              PathAttributes.copyOf(
                  attributeBytes, attributeOffset(attributes(i)), attributeLength(attributes(i))),
              leaked(i));
      case WITHDRAW -> new RouteChange.Withdraw(peer, prefix(i), pathId(i));
      case END_OF_RIB -> new RouteChange.EndOfRib(peer, family(i));
      case MARK_STALE -> new RouteChange.MarkStale(peer, family(i));
      case SWEEP_STALE -> new RouteChange.SweepStale(peer, family(i));
      case PEER_LOST -> new RouteChange.PeerLost(peer);
    };
  }

  public Prefix prefix(int i) {
    return Prefix.of(family(i), highs[i], lows[i], length(i));
  }
}
