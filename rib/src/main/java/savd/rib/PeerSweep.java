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
  final PeerTable.Entry peer;
  final boolean staleOnly;

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

  /** The ordinal of the family to go on with; families in which nothing is left are passed over. */
  int family() {
    while (families != 0) {
      int family = Integer.numberOfTrailingZeros(families);
      if ((staleOnly ? peer.stale : peer.paths)[family] != 0) {
        return family;
      }
      families &= families - 1;
      nextPrefix = 0;
    }
    return -1;
  }

  int nextPrefix() {
    return nextPrefix;
  }

  void resumeAt(int prefixId) {
    nextPrefix = prefixId;
  }
}
