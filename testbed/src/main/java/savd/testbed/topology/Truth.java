package savd.testbed.topology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which honest packets come into the top from its providers in a stable state: those to the top and
 * to ASes that really are in its cone, found by following them.
 */
public final class Truth {
  private final StableState state;
  private final int[][] users;
  private final BitSet cone;

  /** One slot for each way that packets into the cone can be forwarded. */
  private final int[] destinations;

  /** By AS: over which providers' links its packets come in; a bit for an end, from the first. */
  private final long[] entries;

  public Truth(StableState state, int[][] users) {
    this.state = state;
    this.users = users;
    this.cone = state.cone();
    this.destinations = destinations();
    entries = new long[state.internet().network().size()];
    int first = state.internet().network().firstEnd(state.internet().top());
    for (int slot : destinations) {
      int[] at = state.entries(slot);
      for (int as = 0; as < at.length; as++) {
        if (at[as] >= 0) {
          entries[as] |= 1L << (at[as] - first);
        }
      }
    }
  }

  private int[] destinations() {
    Set<List<Integer>> seen = new HashSet<>();
    List<Integer> out = new ArrayList<>();
    for (int slot = 0; slot < users.length; slot++) {
      if (isOfCone(slot) && seen.add(Arrays.stream(state.covering(slot)).boxed().toList())) {
        out.add(slot);
      }
    }
    return out.stream().mapToInt(Integer::intValue).toArray();
  }

  private boolean isOfCone(int slot) {
    for (int user : users[slot]) {
      if (cone.get(user)) {
        return true;
      }
    }
    return false;
  }

  /** The top and all ASes below it. */
  public BitSet cone() {
    return cone;
  }

  /** The users of a slot. */
  public int[] users(int slot) {
    return users[slot];
  }

  /**
   * Over which of the top's links honest packets from a slot come in from providers.
   *
   * @return a bit for each end of the top, bit 0 for the first
   */
  public long entries(int slot) {
    long out = 0;
    for (int user : users[slot]) {
      out |= entries[user];
    }
    return out;
  }

  /**
   * An honest packet.
   *
   * @param from the AS that sends it
   * @param source the slot of its source
   * @param destination the slot it is for
   * @param path the ASes it passes
   */
  public record Packet(int from, int source, int destination, List<Integer> path) {}

  /** An honest packet from a slot that comes in at an end of the top. */
  public Packet packet(int source, int end) {
    for (int user : users[source]) {
      for (int slot : destinations) {
        if (state.entries(slot)[user] == end) {
          return new Packet(user, source, slot, state.packetPath(user, slot));
        }
      }
    }
    throw new IllegalArgumentException("no packet from slot " + source + " comes in there");
  }
}
