package savd.rules;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.Prefix;
import savd.relation.Cone;
import savd.relation.ConeMode;
import savd.relation.Exposure;
import savd.relation.MemberStatement;
import savd.relation.Standing;
import savd.rib.PrefixIndex;
import savd.rib.RibView;

/**
 * Goes through members and routes to say what the customer cone of PI-SAV is, or how much of it is
 * protected: in slices, between which the owner of the RIB goes on with its work. What changes
 * meanwhile may be told of or not.
 *
 * <p>{@link #next} belongs to the thread that owns the rules; what is found is worked out on the
 * thread that asks for it, when {@link #next} has said that there is no more.
 */
public final class ConeScan {
  /** Prefixes or members looked at in one go: some tenths of a millisecond, a few at most. */
  private static final int SLICE = 1 << 12;

  private static final int BLOCKED_STANDALONE = 1;
  private static final int BLOCKED = 2;

  /** What is looked for. */
  public enum Aim {
    /** {@link #cone}. */
    CONE,
    /** {@link #protection}. */
    PROTECTION
  }

  private final RibView rib;
  private final Neighbors neighbors;
  private final ListStore store;
  private final Aim aim;
  private final Map<AddressFamily, PrefixColumns> found = new EnumMap<>(AddressFamily.class);
  private final int[] states = new int[Standing.State.values().length];
  private int[] members;
  private int member;
  private AddressFamily family = AddressFamily.IPV4;
  private int prefix;

  // As they were in the end.
  private ConeMode mode;
  private boolean inForce;
  private int[] lastMembers;
  private int[] subTransit;
  private Set<Asn> answered = Set.of();

  ConeScan(RibView rib, Neighbors neighbors, ListStore store, Aim aim) {
    this.rib = rib;
    this.neighbors = neighbors;
    this.store = store;
    this.aim = aim;
    for (AddressFamily f : AddressFamily.values()) {
      found.put(f, new PrefixColumns(f));
    }
  }

  /** Goes on; false when there is no more to be looked at. */
  public boolean next() {
    Optional<SourceList> list = store.secluding();
    if (list.isEmpty()) {
      lastMembers = null;
      return false;
    }
    View view = new View(list.get());
    if (members == null) {
      members = aim == Aim.PROTECTION ? view.cone.members() : new int[0];
    }
    if (member < members.length) {
      int end = Math.min(members.length, member + SLICE);
      while (member < end) {
        view.countState(members[member++]);
      }
      return true;
    }
    int end = Math.min(rib.prefixes(family).capacity(), prefix + SLICE);
    while (prefix < end) {
      view.look(prefix++);
    }
    if (prefix < rib.prefixes(family).capacity()) {
      return true;
    }
    if (family == AddressFamily.IPV4) {
      family = AddressFamily.IPV6;
      prefix = 0;
      return true;
    }
    view.finish();
    return false;
  }

  /** The cone as it is in one slice. */
  private final class View {
    private final Cone cone;
    private final Set<Asn> own;
    private final Seclusion seclusion;
    private final Exposure standalone;
    private final Seclusion plain;
    private final OwnNetworks networks = store.origins().networks();
    private final PeerSet customers = neighbors.resolve(new PeerSelector.Customers());
    private final PrefixIndex index = rib.prefixes(family);

    View(SourceList list) {
      cone = list.cone();
      own = cone.definition().own();
      seclusion = list.seclusion();
      standalone = store.origins().cones().standaloneExposure(cone);
      plain = seclusion.by(standalone);
    }

    void countState(int asn) {
      if (cone.contains(asn)) {
        states[seclusion.state(asn).ordinal()]++;
      }
    }

    void look(int id) {
      boolean configured = networks.isConfigured(family, id);
      int first = rib.firstPath(family, id);
      if (!configured && (first == RibView.NONE || index.length(id) == 0)) {
        return;
      }
      boolean wanted = configured;
      for (int p = first; !wanted && p != RibView.NONE; p = rib.nextPath(p)) {
        wanted =
            switch (aim) {
              case CONE -> isOurs(p) || isFromCustomer(p);
              case PROTECTION -> rib.isEligible(p) && isOurs(p);
            };
      }
      if (wanted) {
        int flags =
            switch (aim) {
              case CONE -> 0;
              case PROTECTION -> verdicts(id);
            };
        found.get(family).add(index.high(id), index.low(id), index.length(id), flags);
      }
    }

    private boolean isOurs(int path) {
      int origin = rib.originAs(rib.attributesId(path));
      return cone.contains(origin)
          || SourceList.isLinkable(origin, SavPolicy.PrivateOrigins.LINK)
              && own.contains(new Asn(origin))
          || networks.isOwn(path);
    }

    /**
     * Our router may forward by a route that we take for invalid, and then packets to it come in
     * from outside as they do to others.
     */
    private boolean isFromCustomer(int path) {
      return customers.contains(rib.peerIndex(path)) && (rib.flags(path) & RibView.LEAKED) == 0;
    }

    private int verdicts(int id) {
      boolean standaloneBlocks = plain.judge(family, id) == Seclusion.Verdict.SECLUDED;
      boolean blocks = seclusion.judge(family, id) == Seclusion.Verdict.SECLUDED;
      return (standaloneBlocks ? BLOCKED_STANDALONE : 0) | (blocks ? BLOCKED : 0);
    }

    void finish() {
      mode = store.origins().cones().evidence().mode();
      inForce = store.origins().cones().isEvidenceInForce();
      answered =
          store.origins().cones().evidence().statements().values().stream()
              .filter(MemberStatement::isAnswer)
              .map(MemberStatement::member)
              .collect(Collectors.toUnmodifiableSet());
      lastMembers = cone.members();
      subTransit = standalone.roots();
    }
  }

  // ---- answers

  /** The cone; empty where PI-SAV is the method nowhere any more. */
  public Optional<CustomerCone> cone() {
    if (lastMembers == null) {
      return Optional.empty();
    }
    Set<Prefix> all = new TreeSet<>();
    found.values().forEach(some -> some.addTo(all));
    return Optional.of(new CustomerCone(mode, asns(lastMembers), asns(subTransit), all));
  }

  private static Set<Asn> asns(int[] numbers) {
    Set<Asn> out = new TreeSet<>();
    for (int n : numbers) {
      out.add(new Asn(n));
    }
    return out;
  }

  /** How much is protected; empty where PI-SAV is the method nowhere any more. */
  public Optional<ConeProtection> protection() {
    if (lastMembers == null) {
      return Optional.empty();
    }
    Map<Standing.State, Integer> byState = new EnumMap<>(Standing.State.class);
    for (Standing.State state : Standing.State.values()) {
      if (states[state.ordinal()] != 0) {
        byState.put(state, states[state.ordinal()]);
      }
    }
    Set<Asn> waitedFor = asns(subTransit);
    waitedFor.removeAll(answered);
    Map<AddressFamily, ConeProtection.Shares> shares = new EnumMap<>(AddressFamily.class);
    found.forEach(
        (f, some) -> {
          some.sort();
          shares.put(
              f,
              new ConeProtection.Shares(
                  some.amount(0), some.amount(BLOCKED_STANDALONE), some.amount(BLOCKED)));
        });
    return Optional.of(new ConeProtection(mode, inForce, byState, waitedFor, shares));
  }
}
