package savd.pisav.detour;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import savd.net.AddressFamily;
import savd.net.Peer;
import savd.net.Prefix;
import savd.pisav.message.ConeNotice;
import savd.relation.MemberStatement;
import savd.relation.MemberStatement.Detour;
import savd.rib.RibDelta;
import savd.rib.RibView;
import savd.rules.BestPaths;

/**
 * What a member says to one top's notice, kept in step with the RIB: every event goes in, a
 * statement comes out when it is another one than before.
 *
 * <p>Until {@link #ribWhole} has said that the RIB can be relied on, the statement is "detour".
 *
 * <p>Not thread-safe: the thread that owns the RIB owns this. {@link #apply} is to be called with
 * every delta before the RIB is mutated again. For several tops there are several watches.
 */
public final class DetourWatch implements AutoCloseable {
  /** The most prefixes with an outside origin in a statement; if there are more, it is "detour". */
  public static final int MOST_OUTSIDE_ORIGINS = 1_000;

  /** The most origins with a detour that a statement names. */
  public static final int MOST_DETOURED = 1_000;

  private static final AddressFamily[] FAMILIES = AddressFamily.values();

  private final RibView rib;
  private final MemberSelf self;
  private final Forwarding forwarding;
  private final Findings findings = new Findings();
  private final List<DestinationTable> tables = new ArrayList<>();
  private final Map<Integer, Peer> peers = new HashMap<>();
  private ConeNotice notice;
  private boolean whole;
  private boolean announced;

  /** Something other than the findings changed. */
  private boolean changed;

  private MemberStatement last;

  /** Watches nothing before the first {@link #notice}. Pins our own networks in the index. */
  public DetourWatch(RibView rib, BestPaths bestPaths, MemberSelf self) {
    this.rib = rib;
    this.self = self;
    forwarding = new Forwarding(rib, bestPaths, self);
    for (AddressFamily family : FAMILIES) {
      tables.add(new DestinationTable(family, rib, forwarding, findings));
    }
    for (Prefix p : self.networks()) {
      forwarding.addNetwork(p.family(), rib.prefixes(p.family()).pin(p));
    }
  }

  // ---- events; each returns the statement if it is another one now

  /**
   * The top has sent this notice, or an update. One with other ASes costs a pass over the RIB, one
   * with other prefixes what has changed.
   */
  public Optional<MemberStatement> notice(ConeNotice now) {
    boolean sameCone =
        notice != null && notice.members().equals(now.members()) && notice.top().equals(now.top());
    Set<Prefix> before = notice == null ? Set.of() : notice.prefixes();
    PrefixDifference.of(
        before,
        now.prefixes(),
        p -> change(p, table(p).unpin(p), sameCone),
        p -> change(p, table(p).pin(p), sameCone));
    notice = now;
    if (!sameCone) {
      forwarding.become(now);
      findings.clear();
      tables.forEach(DestinationTable::scan);
    }
    changed = true;
    return finish();
  }

  private void change(Prefix p, int id, boolean evaluate) {
    if (evaluate) {
      table(p).evaluate(id);
    }
  }

  private DestinationTable table(Prefix p) {
    return tables.get(p.family().ordinal());
  }

  /** The RIB has changed by this delta. */
  public Optional<MemberStatement> apply(RibDelta delta) {
    if (notice == null) {
      return Optional.empty();
    }
    tables.forEach(DestinationTable::begin);
    for (int i = 0; i < delta.size(); i++) {
      tables.get(delta.family(i).ordinal()).routeChanged(delta, i);
    }
    return finish();
  }

  /** The decision process may decide otherwise now though no path changed: a next hop moved. */
  public Optional<MemberStatement> bestPathsChanged() {
    if (notice != null) {
      tables.forEach(DestinationTable::waysChanged);
    }
    return finish();
  }

  /** The neighbours are these now, all of them. */
  public Optional<MemberStatement> peersChanged(Collection<Peer> all) {
    boolean waysMayDiffer = false;
    Set<Integer> present = new HashSet<>();
    for (Peer now : all) {
      present.add(now.id().index());
      Peer before = peers.put(now.id().index(), now);
      waysMayDiffer |= !now.equals(before) && hasPaths(now);
    }
    peers.keySet().retainAll(present);
    changed = true;
    return waysMayDiffer ? bestPathsChanged() : finish();
  }

  private boolean hasPaths(Peer peer) {
    for (AddressFamily family : FAMILIES) {
      if (rib.pathCount(peer.id(), family) != 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * Says whether the RIB can be relied on: every session that tells how we forward is up and has
   * sent all it has. A session that is lost because its link is means that nothing is forwarded
   * there; one that only informs means that we do not know, and then the RIB is not whole.
   */
  public Optional<MemberStatement> ribWhole(boolean now) {
    changed |= whole != now;
    whole = now;
    return finish();
  }

  /**
   * Says "detour" whatever the RIB holds, or no longer: an operator announces a change of routes
   * before he makes it, so that no packet is lost by it.
   */
  public Optional<MemberStatement> announceDetour(boolean now) {
    changed |= announced != now;
    announced = now;
    return finish();
  }

  private Optional<MemberStatement> finish() {
    if (notice == null || !(findings.takeChanged() | changed)) {
      return Optional.empty();
    }
    changed = false;
    MemberStatement now = make();
    if (now.equals(last)) {
      return Optional.empty();
    }
    last = now;
    return Optional.of(now);
  }

  // ---- answers

  /** The statement in force; empty before the first notice. */
  public Optional<MemberStatement> statement() {
    return Optional.ofNullable(last);
  }

  /** The notice in force; empty before the first. */
  public Optional<ConeNotice> notice() {
    return Optional.ofNullable(notice);
  }

  /** Destinations that are reached by a way outside, {@code most} of them at most. */
  public List<Prefix> detoured(int most) {
    List<Prefix> some = new ArrayList<>();
    for (DestinationTable t : tables) {
      some.addAll(findings.detoured(t, most - some.size()));
    }
    return some;
  }

  /** How many destinations are watched. */
  public int destinationCount() {
    return tables.stream().mapToInt(DestinationTable::size).sum();
  }

  private MemberStatement make() {
    boolean unsayable = findings.outsideOriginCount() > MOST_OUTSIDE_ORIGINS;
    boolean detour = announced || !whole || unsayable || findings.hasDetour();
    Neighborhood neighbors = Neighborhood.of(peers.values(), forwarding, self);
    return new MemberStatement(
        self.asn(),
        detour ? Detour.SOME : Detour.NONE,
        findings.detouredOrigins(MOST_DETOURED),
        self.outside().orElse(neighbors.outside()),
        neighbors.providers(),
        self.partialTransit(),
        findings.outsideOrigins(MOST_OUTSIDE_ORIGINS));
  }

  /** Ends the watch: lets go of the prefixes it holds in the index. */
  @Override
  public void close() {
    tables.forEach(DestinationTable::close);
    for (Prefix p : self.networks()) {
      rib.prefixes(p.family()).unpin(rib.prefixes(p.family()).find(p));
    }
  }
}
