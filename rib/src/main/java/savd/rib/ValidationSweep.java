package savd.rib;

import java.util.BitSet;
import savd.net.AddressFamily;

/**
 * Asks {@link RouteValidation} again for many paths, in slices. What arrives between two slices is
 * asked for when it arrives, with the same data; so one pass finds everything.
 */
final class ValidationSweep {
  private static final AddressFamily[] FAMILIES = AddressFamily.values();

  /** Only paths with these attribute sets; null for all paths. */
  private final BitSet sets;

  /** Only paths of this peer; NONE for all. */
  private final int peer;

  private int family;
  private int nextPrefix;

  private ValidationSweep(BitSet sets, int peer) {
    this.sets = sets;
    this.peer = peer;
  }

  static ValidationSweep all() {
    return new ValidationSweep(null, RibView.NONE);
  }

  static ValidationSweep ofSets(BitSet sets) {
    return new ValidationSweep(sets, RibView.NONE);
  }

  static ValidationSweep ofPeer(int peer) {
    return new ValidationSweep(null, peer);
  }

  /** A sweep that finds what either does. */
  ValidationSweep and(ValidationSweep other) {
    if (sets == null || other.sets == null) {
      return peer != RibView.NONE && peer == other.peer ? ofPeer(peer) : all();
    }
    BitSet both = (BitSet) sets.clone();
    both.or(other.sets);
    return ofSets(both);
  }

  /**
   * Goes on until it is done, {@code changes} paths have changed or {@code visits} prefixes were
   * looked at.
   *
   * @return true if it is done
   */
  boolean slice(RibTables tables, int changes, int visits) {
    long end = (long) tables.delta.size() + changes;
    int visitsLeft = visits;
    for (; family < FAMILIES.length; family++) {
      PrefixTable table = tables.prefixes[family];
      for (; nextPrefix < table.capacity(); nextPrefix++) {
        if (tables.delta.size() >= end || --visitsLeft < 0) {
          return false;
        }
        if (peer == RibView.NONE || (table.peers(nextPrefix) & 1 << peer) != 0) {
          revalidate(tables, family, nextPrefix);
        }
      }
      nextPrefix = 0;
    }
    return true;
  }

  private void revalidate(RibTables tables, int family, int prefix) {
    int path = tables.prefixes[family].firstPath(prefix);
    for (; path != RibView.NONE; path = tables.paths.next(path)) {
      if ((sets == null || sets.get(tables.paths.attributes(path)))
          && (peer == RibView.NONE || tables.paths.peer(path) == peer)) {
        tables.revalidate(family, prefix, path);
      }
    }
  }
}
