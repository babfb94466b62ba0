package savd.rules;

import java.util.Arrays;
import java.util.BitSet;

/** An immutable set of peers by index. */
final class PeerSet {
  static final PeerSet EMPTY = new PeerSet(new BitSet());

  private final long[] words;
  private final int[] members;

  private PeerSet(BitSet bits) {
    this.words = bits.toLongArray();
    this.members = bits.stream().toArray();
  }

  static PeerSet of(BitSet bits) {
    return bits.isEmpty() ? EMPTY : new PeerSet(bits);
  }

  boolean contains(int peer) {
    int w = peer >>> 6;
    return w < words.length && (words[w] >>> peer & 1) != 0;
  }

  boolean containsAll(PeerSet other) {
    for (int peer : other.members) {
      if (!contains(peer)) {
        return false;
      }
    }
    return true;
  }

  boolean isEmpty() {
    return words.length == 0;
  }

  int size() {
    return members.length;
  }

  /** The members in ascending order; not to be written. */
  int[] toArray() {
    return members;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof PeerSet p && Arrays.equals(words, p.words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }

  @Override
  public String toString() {
    return Arrays.toString(members);
  }
}
