package savd.testbed.topology;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import savd.testbed.topology.Network.Relation;

/** All routes of all ASes while some links are down, and where packets go by them. */
public final class StableState {
  /** The packet has arrived: the AS originates the longest match. */
  public static final int DELIVERED = -2;

  /** The AS has no route for it. */
  public static final int DROPPED = -1;

  private final Internet internet;
  private final Network network;
  private final BitSet down;
  private final Routes[] routes;

  /** By AS: the end a default route leads out at, or {@link #DROPPED}. */
  private final int[] defaults;

  /** By slot: the numbers of the announcements that cover it, longest match first. */
  private final int[][] covering;

  StableState(Internet internet, BitSet down, int[][] covering) {
    this.internet = internet;
    this.network = internet.network();
    this.down = down;
    List<Announcement> all = internet.announcements();
    routes = new Routes[all.size()];
    for (int i = 0; i < routes.length; i++) {
      routes[i] = new Routes(network, all.get(i), i, down);
    }
    this.covering = covering;
    defaults = new int[network.size()];
    for (int as = 0; as < defaults.length; as++) {
      defaults[as] = defaultOf(as);
    }
  }

  /** The default route of an AS that has any: by preference, then by the provider's number. */
  private int defaultOf(int as) {
    int best = DROPPED;
    for (int e = network.firstEnd(as); e < network.firstEnd(as + 1); e++) {
      if (receivesDefault(e) && (best == DROPPED || isBetterDefault(e, best))) {
        best = e;
      }
    }
    return best;
  }

  private boolean isBetterDefault(int e, int than) {
    int byPreference = Integer.compare(network.preference(e), network.preference(than));
    return byPreference != 0
        ? byPreference > 0
        : network.asn(network.neighbor(e)) < network.asn(network.neighbor(than));
  }

  public Internet internet() {
    return internet;
  }

  public boolean isDown(int end) {
    return down.get(network.link(end));
  }

  /** The ASes below the top, itself included, over links that are up. */
  public BitSet cone() {
    return network.closure(internet.top(), Relation.CUSTOMER, down);
  }

  /** The routes of an announcement by its number. */
  public Routes routes(int announcement) {
    return routes[announcement];
  }

  /** The end that a default route of an AS leads out at, or {@link #DROPPED}. */
  public int defaultEnd(int as) {
    return defaults[as];
  }

  /**
   * A route in an Adj-RIB-In.
   *
   * @param announcement its number
   * @param end where it came in
   * @param path AS numbers, the neighbour first
   */
  public record Received(int announcement, int end, int[] path) {}

  /** The Adj-RIB-In of an AS at one of its ends, without default routes. */
  public List<Received> received(int end) {
    List<Received> out = new ArrayList<>();
    int as = network.neighbor(network.reverse(end));
    if (network.takesDefault(as) && network.relation(end) != Relation.CUSTOMER) {
      return out;
    }
    for (int i = 0; i < routes.length; i++) {
      if (routes[i].isReceived(end)) {
        out.add(new Received(i, end, routes[i].path(end)));
      }
    }
    return out;
  }

  /** True where a neighbour sends a default route at an end of an AS. */
  public boolean receivesDefault(int end) {
    int as = network.neighbor(network.reverse(end));
    return network.relation(end) == Relation.PROVIDER
        && !isDown(end)
        && (network.takesDefault(as)
            || network.isDefaultOnly(network.reverse(end))
            || internet.traits().contains(Trait.DEFAULT_TRANSIT));
  }

  /**
   * Where an AS sends a packet for a slot.
   *
   * @return the end it leaves at, {@link #DELIVERED} or {@link #DROPPED}
   */
  public int forward(int as, int slot) {
    for (int number : covering[slot]) {
      int via = routes[number].via(as);
      if (via == Routes.OWN) {
        return DELIVERED;
      }
      if (via != Routes.NONE) {
        return via;
      }
    }
    return defaults[as];
  }

  /** The numbers of the announcements that cover a slot, longest match first. */
  public int[] covering(int slot) {
    return covering[slot];
  }

  /** The ASes that a packet from an AS to a slot passes, from the first; bounded. */
  public List<Integer> packetPath(int from, int slot) {
    List<Integer> out = new ArrayList<>();
    out.add(from);
    for (int e = forward(from, slot); e >= 0 && out.size() <= network.size(); ) {
      int at = network.neighbor(e);
      out.add(at);
      e = forward(at, slot);
    }
    return out;
  }

  /**
   * For every AS, where its packets for a slot enter the top from a provider: the top's end, or -1
   * where they do not.
   */
  public int[] entries(int slot) {
    int n = network.size();
    int[] out = new int[n];
    byte[] known = new byte[n];
    int[] trail = new int[n];
    for (int as = 0; as < n; as++) {
      int length = 0;
      int at = as;
      int result = -1;
      while (true) {
        if (known[at] == 2) {
          result = out[at];
          break;
        }
        if (known[at] == 1) {
          break; // a loop: such packets arrive nowhere
        }
        known[at] = 1;
        trail[length++] = at;
        int e = forward(at, slot);
        if (e < 0) {
          break;
        }
        int next = network.neighbor(e);
        if (next == internet.top() && network.relation(e) == Relation.CUSTOMER) {
          result = network.reverse(e);
          break;
        }
        at = next;
      }
      for (int i = 0; i < length; i++) {
        out[trail[i]] = result;
        known[trail[i]] = 2;
      }
    }
    return out;
  }
}
