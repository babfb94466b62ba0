package savd.rib;

import savd.net.AddressFamily;

/**
 * The removal of a peer's paths, all or the stale ones, that is done in slices.
 *
 * <p>It goes through the prefixes by number. Between two slices nobody gives the peer a new path
 * (its own batches finish the sweep first), so one pass finds everything, and the counts of what is
 * left say when it may end early.
 */
final class PeerSweep {
  private static final int NO_LIMIT = Integer.MAX_VALUE;

  private final PeerTable.Entry peer;
  private final boolean staleOnly;

  /** The families left to do: bit {@code ordinal}. */
  private int families;

  private int nextPrefix;

  private PeerSweep(PeerTable.Entry peer, int families, boolean staleOnly) {
    this.peer = peer;
    this.families = families;
    this.staleOnly = staleOnly;
  }

  static PeerSweep all(PeerTable.Entry peer) {
    return new PeerSweep(peer, (1 << AddressFamily.values().length) - 1, false);
  }

  static PeerSweep stale(PeerTable.Entry peer, AddressFamily family) {
    return new PeerSweep(peer, 1 << family.ordinal(), true);
  }

  boolean isOf(PeerTable.Entry other) {
    return peer == other;
  }

  /** Goes on to the end. */
  void finish(RibTables tables) {
    slice(tables, NO_LIMIT, NO_LIMIT);
  }

  /**
   * Goes on until it is done, has removed {@code removals} paths (and the rest of those of one
   * prefix) or looked at {@code visits} prefixes.
   *
   * @return true if it is done
   */
  boolean slice(RibTables tables, int removals, int visits) {
    int visitsLeft = visits;
    long end = (long) tables.delta.size() + removals;
    int bit = 1 << peer.index();
    for (int family = family(); family >= 0; family = family()) {
      PrefixTable table = tables.prefixes[family];
      long[] left = left();
      int prefix = nextPrefix;
      while (left[family] != 0) {
        if (tables.delta.size() >= end || --visitsLeft < 0) {
          nextPrefix = prefix;
          return false;
        }
        if ((table.peers(prefix) & bit) != 0) {
          tables.removeAll(peer, family, prefix, staleOnly);
        }
        prefix++;
      }
    }
    return true;
  }

  private long[] left() {
    return staleOnly ? peer.stale : peer.paths;
  }

  /** The family to go on with, -1 at the end; those in which nothing is left are passed over. */
  private int family() {
    while (families != 0) {
      int family = Integer.numberOfTrailingZeros(families);
      if (left()[family] != 0) {
        return family;
      }
      families &= families - 1;
      nextPrefix = 0;
    }
    return -1;
  }
}
