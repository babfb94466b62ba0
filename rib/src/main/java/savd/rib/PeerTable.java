package savd.rib;

import java.util.Arrays;
import savd.net.AddressFamily;
import savd.net.Peer;
import savd.net.PeerId;

/** The peers that are registered, with the numbers of their paths. */
final class PeerTable {
  private static final int FAMILIES = AddressFamily.values().length;

  /** One peer. */
  static final class Entry {
    Peer peer;
    final long[] paths = new long[FAMILIES];
    final long[] stale = new long[FAMILIES];

    Entry(Peer peer) {
      this.peer = peer;
    }

    int index() {
      return peer.id().index();
    }
  }

  private Entry[] entries = new Entry[16];

  void put(Peer peer) {
    int index = peer.id().index();
    if (index >= entries.length) {
      entries = Arrays.copyOf(entries, Math.max(index + 1, entries.length * 2));
    }
    if (entries[index] == null) {
      entries[index] = new Entry(peer);
    } else {
      entries[index].peer = peer;
    }
  }

  void remove(int index) {
    entries[index] = null;
  }

  Entry get(int index) {
    Entry entry = index < entries.length ? entries[index] : null;
    if (entry == null) {
      throw new IllegalArgumentException("unknown " + new PeerId(index));
    }
    return entry;
  }

  boolean has(int index) {
    return index < entries.length && entries[index] != null;
  }
}
