package savd.testbed.topology;

import java.util.Arrays;
import java.util.BitSet;
import savd.testbed.topology.Announcement.Treatment;
import savd.testbed.topology.Network.Relation;

/**
 * The stable state of one announcement: the best route of every AS. First upward, every AS choosing
 * among its customers; then across one peering; then downward.
 */
public final class Routes {
  /** The AS has no route. */
  public static final int NONE = -1;

  /** The AS originates the prefix. */
  public static final int OWN = -2;

  private final Network network;
  private final Announcement announcement;
  private final int number;
  private final BitSet down;

  /** By AS: the end that the best route came in at. */
  private final int[] via;

  /** By AS: who originates the best route. */
  private final short[] origin;

  private final short[] length;
  private final boolean[] noExport;

  Routes(Network network, Announcement announcement, int number, BitSet down) {
    this.network = network;
    this.announcement = announcement;
    this.number = number;
    this.down = down;
    int n = network.size();
    via = new int[n];
    origin = new short[n];
    length = new short[n];
    noExport = new boolean[n];
    Arrays.fill(via, NONE);
    for (int o : announcement.origins()) {
      via[o] = OWN;
      origin[o] = (short) o;
    }
    for (int as = n - 1; as >= 0; as--) {
      choose(as, Relation.CUSTOMER);
    }
    acrossPeerings();
    for (int as = 0; as < n; as++) {
      choose(as, Relation.PROVIDER);
    }
  }

  /** A route of a peer never goes to another peer, so the order does not matter. */
  private void acrossPeerings() {
    for (int as = 0; as < network.size(); as++) {
      choose(as, Relation.PEER);
    }
  }

  private void choose(int as, Relation kind) {
    if (via[as] != NONE || kind != Relation.CUSTOMER && takesNone(as)) {
      return;
    }
    int best = NONE;
    for (int e = network.firstEnd(as, kind), end = network.behindEnd(as, kind); e < end; e++) {
      if (via[network.neighbor(e)] != NONE
          && passesOn(network.reverse(e))
          && (best == NONE || isBetter(e, best))) {
        best = e;
      }
    }
    if (best != NONE) {
      int from = network.neighbor(best);
      int back = network.reverse(best);
      via[as] = best;
      origin[as] = origin[from];
      length[as] = (short) (length[from] + 1 + network.prepend(back));
      noExport[as] = via[from] == OWN && announcement.at(back) == Treatment.NO_EXPORT;
    }
  }

  /** True where the AS takes the announcement from customers at most. */
  private boolean takesNone(int as) {
    return network.takesDefault(as)
        || network.takesNoParts(as) && announcement.slots().count() < Slots.BLOCK;
  }

  private boolean isBetter(int e, int than) {
    int byPreference = Integer.compare(preference(e), preference(than));
    if (byPreference != 0) {
      return byPreference > 0;
    }
    int a = length[network.neighbor(e)] + network.prepend(network.reverse(e));
    int b = length[network.neighbor(than)] + network.prepend(network.reverse(than));
    return a != b ? a < b : network.asn(network.neighbor(e)) < network.asn(network.neighbor(than));
  }

  private int preference(int end) {
    int as = network.neighbor(network.reverse(end));
    return network.prefersByPrefix(as)
        ? (int) (Dice.mix(31L * end + number) & 3)
        : network.preference(end);
  }

  /** Whether the AS of an end announces its best route there; loops are for the other to find. */
  private boolean passesOn(int end) {
    int as = network.neighbor(network.reverse(end));
    int route = via[as];
    if (route == NONE || down.get(network.link(end)) || network.isDefaultOnly(end)) {
      return false;
    }
    if (route == OWN) {
      return announcement.at(end) != Treatment.WITHHELD;
    }
    if (noExport[as]) {
      return false;
    }
    return switch (network.relation(end)) {
      case CUSTOMER -> true;
      case PEER -> network.relation(route) == Relation.CUSTOMER;
      case PROVIDER ->
          network.relation(route) == Relation.CUSTOMER && !network.isPartialTransit(route);
    };
  }

  public Announcement announcement() {
    return announcement;
  }

  /** The end that an AS sends packets to the prefix out at, or {@link #OWN} or {@link #NONE}. */
  public int via(int as) {
    return via[as];
  }

  /**
   * Whether an AS has a route in its Adj-RIB-In of one of its ends: the neighbour announces it, the
   * AS takes it, and is not on the path itself.
   */
  public boolean isReceived(int end) {
    int receiver = network.neighbor(network.reverse(end));
    if (!passesOn(network.reverse(end))
        || network.relation(end) != Relation.CUSTOMER && takesNone(receiver)) {
      return false;
    }
    int as = network.neighbor(end);
    while (as != receiver && via[as] != OWN) {
      as = network.neighbor(via[as]);
    }
    return as != receiver;
  }

  /** The AS_PATH of what is received at an end, AS numbers with repeats, the neighbour first. */
  public int[] path(int end) {
    int[] out = new int[16];
    int n = 0;
    for (int at = end; ; ) {
      int as = network.neighbor(at);
      int times = 1 + network.prepend(network.reverse(at));
      if (n + times > out.length) {
        out = Arrays.copyOf(out, 2 * (n + times));
      }
      Arrays.fill(out, n, n + times, network.asn(as));
      n += times;
      if (via[as] == OWN) {
        return Arrays.copyOf(out, n);
      }
      at = via[as];
    }
  }

  /** The AS that originates what is received at an end. */
  public int origin(int end) {
    return origin[network.neighbor(end)];
  }
}
