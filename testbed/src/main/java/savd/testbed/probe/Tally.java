package savd.testbed.probe;

import java.util.BitSet;

/** Which packets of a flow have arrived, each counted once. */
final class Tally {
  private final BitSet seen;
  private int count;

  Tally(int expected) {
    seen = new BitSet(expected);
  }

  synchronized void arrived(int packet) {
    if (packet >= 0 && !seen.get(packet)) {
      seen.set(packet);
      count++;
    }
  }

  synchronized int count() {
    return count;
  }

  synchronized BitSet arrivals() {
    return (BitSet) seen.clone();
  }
}
