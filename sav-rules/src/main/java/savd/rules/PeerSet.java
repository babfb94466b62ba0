package savd.rules;

import java.util.Arrays;
import java.util.BitSet;

/** An immutable set of peers by index. */
final class PeerSet {
  static final PeerSet EMPTY = new PeerSet(new BitSet());

  private final long[] words;
  private final BitSet bits;

  private PeerSet(BitSet bits) {
    this.bits = bits;
    this.words = bits.toLongArray();
  }

  static PeerSet of(BitSet bits) {
    return bits.isEmpty() ? EMPTY : new PeerSet((BitSet) bits.clone());
  }

  boolean contains(int peer) {
    int w = peer >>> 6;
    return w < words.length && (words[w] >>> peer & 1) != 0;
  }

  boolean isEmpty() {
    return words.length == 0;
  }

  int size() {
    return bits.cardinality();
  }

  int[] toArray() {
    return bits.stream().toArray();
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
    return bits.toString();
  }
}
