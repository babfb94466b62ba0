package savd.testbed.topology;

import java.util.Arrays;
import java.util.BitSet;

/**
 * ASes and the links between them. An AS is a number from 0; a provider's is smaller than its
 * customer's. A link has two ends; an end belongs to one AS and knows the other.
 *
 * <p>Ends of an AS are the numbers {@code firstEnd(as)} up to {@code firstEnd(as + 1)}: those
 * towards providers, then peers, then customers.
 */
public final class Network {
  /** What the other AS of an end is. */
  public enum Relation {
    CUSTOMER,
    PEER,
    PROVIDER
  }

  private static final Relation[] RELATIONS = Relation.values();

  private final int[] asns;
  private final int[] firstEnd;
  private final int[] firstPeer;
  private final int[] firstCustomer;
  private final int[] neighbor;
  private final int[] reverse;
  private final int[] link;
  private final byte[] relation;
  private final byte[] preference;
  private final byte[] prepend;
  private final boolean[] partial;
  private final boolean[] defaultOnly;
  private final BitSet takesDefault;
  private final BitSet prefersByPrefix;
  private final BitSet takesNoParts;

  private Network(Builder b) {
    int n = b.asns.length;
    asns = b.asns;
    takesDefault = b.takesDefault;
    prefersByPrefix = b.prefersByPrefix;
    takesNoParts = b.takesNoParts;
    firstEnd = new int[n + 1];
    for (int i = 0; i < b.links; i++) {
      firstEnd[b.from[i] + 1]++;
      firstEnd[b.to[i] + 1]++;
    }
    for (int i = 0; i < n; i++) {
      firstEnd[i + 1] += firstEnd[i];
    }
    int ends = 2 * b.links;
    neighbor = new int[ends];
    reverse = new int[ends];
    link = new int[ends];
    relation = new byte[ends];
    preference = new byte[ends];
    prepend = new byte[ends];
    partial = new boolean[ends];
    defaultOnly = new boolean[ends];
    int[] at = Arrays.copyOf(firstEnd, n);
    int[] fromEnd = new int[b.links];
    int[] toEnd = new int[b.links];
    place(b, at, b.to, toEnd, false);
    firstPeer = at.clone();
    place(b, at, b.from, fromEnd, true);
    place(b, at, b.to, toEnd, true);
    firstCustomer = at.clone();
    place(b, at, b.from, fromEnd, false);
    for (int i = 0; i < b.links; i++) {
      int x = fromEnd[i];
      int y = toEnd[i];
      connect(x, y, b.to[i], i, b.peers[i] ? Relation.PEER : Relation.CUSTOMER);
      connect(y, x, b.from[i], i, b.peers[i] ? Relation.PEER : Relation.PROVIDER);
      partial[x] = b.partial[i];
      defaultOnly[x] = b.defaultOnly[i];
      preference[x] = b.preference[2 * i];
      preference[y] = b.preference[2 * i + 1];
      prepend[x] = b.prepend[2 * i];
      prepend[y] = b.prepend[2 * i + 1];
    }
  }

  /** Ends towards one kind of neighbour lie together: a route is looked for in one of them. */
  private static void place(Builder b, int[] at, int[] as, int[] ends, boolean peers) {
    for (int i = 0; i < b.links; i++) {
      if (b.peers[i] == peers) {
        ends[i] = at[as[i]]++;
      }
    }
  }

  private void connect(int end, int other, int to, int number, Relation r) {
    neighbor[end] = to;
    reverse[end] = other;
    link[end] = number;
    relation[end] = (byte) r.ordinal();
  }

  /** Collects links. */
  static final class Builder {
    private final int[] asns;
    final BitSet takesDefault = new BitSet();
    final BitSet prefersByPrefix = new BitSet();
    final BitSet takesNoParts = new BitSet();
    private int links;
    private int[] from = new int[256];
    private int[] to = new int[256];
    private boolean[] peers = new boolean[256];
    private boolean[] partial = new boolean[256];
    private boolean[] defaultOnly = new boolean[256];
    private byte[] preference = new byte[512];
    private byte[] prepend = new byte[512];

    Builder(int[] asns) {
      this.asns = asns;
    }

    int size() {
      return asns.length;
    }

    int links() {
      return links;
    }

    /** Adds a link; for a provider link {@code a} is the provider and the smaller number. */
    int add(int a, int b, boolean peer) {
      if (!peer && a >= b) {
        throw new IllegalArgumentException("provider " + a + " does not come before " + b);
      }
      if (links == from.length) {
        from = Arrays.copyOf(from, 2 * links);
        to = Arrays.copyOf(to, 2 * links);
        peers = Arrays.copyOf(peers, 2 * links);
        partial = Arrays.copyOf(partial, 2 * links);
        defaultOnly = Arrays.copyOf(defaultOnly, 2 * links);
        preference = Arrays.copyOf(preference, 4 * links);
        prepend = Arrays.copyOf(prepend, 4 * links);
      }
      from[links] = a;
      to[links] = b;
      peers[links] = peer;
      return links++;
    }

    int from(int number) {
      return from[number];
    }

    int to(int number) {
      return to[number];
    }

    boolean isPeering(int number) {
      return peers[number];
    }

    boolean connected(int a, int b) {
      for (int i = 0; i < links; i++) {
        if (from[i] == a && to[i] == b || from[i] == b && to[i] == a) {
          return true;
        }
      }
      return false;
    }

    /** The provider of a link passes the customer's routes on to peers and customers only. */
    void partial(int number) {
      partial[number] = true;
    }

    /** The provider of a link sends a default route and nothing else. */
    void defaultOnly(int number) {
      defaultOnly[number] = true;
    }

    /** What an AS adds to the preference of a link within its class, and how often it prepends. */
    void policy(int number, boolean atFrom, int more, int times) {
      int i = 2 * number + (atFrom ? 0 : 1);
      preference[i] = (byte) more;
      prepend[i] = (byte) times;
    }

    Network build() {
      return new Network(this);
    }
  }

  public int size() {
    return asns.length;
  }

  public int links() {
    return neighbor.length / 2;
  }

  /** The AS number that the AS is known by. */
  public int asn(int as) {
    return asns[as];
  }

  public int firstEnd(int as) {
    return firstEnd[as];
  }

  /** The first end towards a kind of neighbour. */
  int firstEnd(int as, Relation kind) {
    return switch (kind) {
      case PROVIDER -> firstEnd[as];
      case PEER -> firstPeer[as];
      case CUSTOMER -> firstCustomer[as];
    };
  }

  /** The end behind the last one towards a kind of neighbour. */
  int behindEnd(int as, Relation kind) {
    return switch (kind) {
      case PROVIDER -> firstPeer[as];
      case PEER -> firstCustomer[as];
      case CUSTOMER -> firstEnd[as + 1];
    };
  }

  public int neighbor(int end) {
    return neighbor[end];
  }

  /** The other end of the link. */
  public int reverse(int end) {
    return reverse[end];
  }

  /** The number of the link, as link failures name it. */
  public int link(int end) {
    return link[end];
  }

  public Relation relation(int end) {
    return RELATIONS[relation[end]];
  }

  /** What the AS adds to the preference of routes from there, within the class. */
  public int preference(int end) {
    return preference[end];
  }

  /** How often the AS repeats its number in what it announces there, beyond once. */
  int prepend(int end) {
    return prepend[end];
  }

  /** At the provider's end: the customer's routes go to peers and customers only. */
  public boolean isPartialTransit(int end) {
    return partial[end];
  }

  /** At the provider's end: the customer gets a default route and nothing else. */
  public boolean isDefaultOnly(int end) {
    return defaultOnly[end];
  }

  /** True for an AS that takes routes of its customers only and a default route beside them. */
  public boolean takesDefault(int as) {
    return takesDefault.get(as);
  }

  /** True for an AS whose preferences within a class differ from prefix to prefix. */
  public boolean prefersByPrefix(int as) {
    return prefersByPrefix.get(as);
  }

  /** True for an AS that takes no route of a neighbour but a customer for a part of a block. */
  public boolean takesNoParts(int as) {
    return takesNoParts.get(as);
  }

  /** All that can be reached from an AS over links in use to neighbours of a kind, itself too. */
  public BitSet closure(int as, Relation kind, BitSet down) {
    BitSet out = new BitSet(size());
    int[] work = new int[size()];
    int n = 0;
    work[n++] = as;
    out.set(as);
    for (int i = 0; i < n; i++) {
      int x = work[i];
      for (int e = firstEnd(x, kind); e < behindEnd(x, kind); e++) {
        int y = neighbor[e];
        if (!down.get(link[e]) && !out.get(y)) {
          out.set(y);
          work[n++] = y;
        }
      }
    }
    return out;
  }
}
