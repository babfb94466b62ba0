package savd.relation;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import it.unimi.dsi.fastutil.ints.IntSet;
import java.util.Optional;
import java.util.Set;
import savd.net.Asn;
import savd.rpki.payload.AspaTable;

/**
 * The members of a cone whose packets may honestly come from outside: those with a provider that is
 * neither in the cone nor we ourselves, those whose providers nobody knows, and all that are below
 * one of these. The others can be reached only through the cone.
 *
 * <p>For BAR-SAV (draft-ietf-sidrops-bar-sav, provider interfaces) ASPAs alone count. For PI-SAV
 * (draft-huang-savnet-pi-sav-for-cc) such a member is a CC-Sub-Transit-AS, what is below it is its
 * Sub-Transit-CC, and the rest is the standalone CC; {@link ConeEvidence} counts too, and so does
 * every path that shows a member behind somebody outside. What speaks against blocking a member is
 * always taken, what speaks for it only from the member itself or from those who sign.
 *
 * <p>What is below something is a cone again, whose seeds come and go.
 */
public final class Exposure {
  private final Cone cone;
  private final AsGraph graph;
  private final Cone open;
  private final boolean byEvidence;
  private ConeEvidence evidence;
  private final IntOpenHashSet own = new IntOpenHashSet();

  /** Members that are exposed by themselves. */
  private final IntOpenHashSet roots = new IntOpenHashSet();

  /** Those of them that have not said anything. */
  private final IntOpenHashSet silent = new IntOpenHashSet();

  private final IntOpenHashSet comes = new IntOpenHashSet();
  private final IntOpenHashSet leaves = new IntOpenHashSet();

  /**
   * Everybody's state as it is now.
   *
   * @param evidence {@link ConeEvidence#NONE} for a cone that goes by ASPAs alone
   */
  Exposure(Cone cone, AsGraph graph, ConeEvidence evidence) {
    this.cone = cone;
    this.graph = graph;
    ConeDefinition d = cone.definition();
    this.byEvidence = d.growth() == ConeDefinition.Growth.PATHS;
    this.evidence = byEvidence ? evidence : ConeEvidence.NONE;
    d.own().forEach(a -> own.add(a.value()));
    open =
        new Cone(
            new ConeDefinition(
                Set.of(),
                byEvidence ? ConeDefinition.Growth.ANY : d.growth(),
                d.localUse(),
                d.own()),
            graph);
    for (int asn : cone.members()) {
      look(asn);
    }
    comes.forEach(open::seed);
    comes.clear();
    open.endStep();
  }

  boolean byEvidence() {
    return byEvidence;
  }

  private Optional<Obstacle> obstacle(int asn) {
    Asn name = new Asn(asn);
    MemberStatement said = evidence.statements().get(name);
    if (said != null && said.detour() == MemberStatement.Detour.SOME) {
      return Optional.of(new Obstacle.SaysDetour(name, said.detoured()));
    }
    // Somebody whose word is from before stands as one that said nothing, but for what it named.
    boolean says = said != null && said.detour() == MemberStatement.Detour.NONE;
    Set<Asn> configured = evidence.providers().get(name);
    int row = graph.aspas().find(asn);
    // A way through the cone may lead through somebody else's way out of it, so even a member that
    // has none itself must be known to be below those it is below.
    boolean known =
        namesProvider(row)
            || configured != null && !configured.isEmpty()
            || says && !said.providers().isEmpty();
    if (says && evidence.trustsNoDetour()) {
      return known ? Optional.empty() : Optional.of(new Obstacle.NoProviderInformation(name));
    }
    Optional<Obstacle> outside =
        outsideByAspa(name, row)
            .or(() -> outsideBy(name, configured))
            .or(() -> byEvidence ? seenBehind(name) : Optional.empty());
    if (outside.isPresent()) {
      return outside;
    }
    if (said != null
        && (said.outside() == MemberStatement.OutsideProviders.SOME
            || outsideBy(name, said.providers()).isPresent())) {
      return Optional.of(new Obstacle.SaysProviderOutside(name));
    }
    return known ? Optional.empty() : Optional.of(new Obstacle.NoProviderInformation(name));
  }

  /** False without an ASPA and for one that names AS 0, which is nobody. */
  private boolean namesProvider(int row) {
    return row != AspaTable.NONE
        && graph.aspas().providerCount(row) != 0
        && graph.aspas().provider(row, 0) != 0;
  }

  private boolean isOutside(int asn) {
    return !own.contains(asn) && !cone.contains(asn);
  }

  private Optional<Obstacle> outsideByAspa(Asn asn, int row) {
    AspaTable aspas = graph.aspas();
    for (int k = 0, n = row == AspaTable.NONE ? 0 : aspas.providerCount(row); k < n; k++) {
      if (isOutside(aspas.provider(row, k))) {
        return Optional.of(new Obstacle.ProviderOutside(asn, new Asn(aspas.provider(row, k))));
      }
    }
    return Optional.empty();
  }

  private Optional<Obstacle> outsideBy(Asn asn, Set<Asn> providers) {
    return providers == null
        ? Optional.empty()
        : providers.stream()
            .filter(p -> isOutside(p.value()))
            .findFirst()
            .map(p -> new Obstacle.ProviderOutside(asn, p));
  }

  private Optional<Obstacle> seenBehind(Asn asn) {
    int slot = graph.ases().find(asn.value());
    LinkTable links = graph.links();
    for (int l = graph.ases().firstIn(slot); l != LinkTable.NONE; l = links.nextIn(l)) {
      int from = graph.ases().asn(links.from(l));
      if ((links.marks(l) & LinkTable.SEEN) != 0 && isOutside(from)) {
        return Optional.of(new Obstacle.SeenBehind(asn, new Asn(from)));
      }
    }
    return Optional.empty();
  }

  // ---- steps

  /** The cone has been updated; the ASPAs of these ASes, or what is said of them, have changed. */
  void update(int[] changed) {
    for (int asn : changed) {
      look(asn);
    }
    if (byEvidence) {
      graph.links().forEachTurned((link, _, _) -> look(graph.ases().asn(graph.links().to(link))));
    }
    lookAround(cone.entered());
    lookAround(cone.left());
    open.update(leaves, comes);
    leaves.clear();
    comes.clear();
  }

  /** Other evidence is in force; the cone has been updated. */
  void update(ConeEvidence now) {
    if (!byEvidence) {
      return;
    }
    ConeEvidence before = evidence;
    evidence = now;
    update(
        before.mode() == now.mode()
            ? before.differing(now).stream().mapToInt(Asn::value).toArray()
            : cone.members());
  }

  private void lookAround(IntSet changed) {
    IntArrayList customers = new IntArrayList();
    for (int asn : changed) {
      look(asn);
      int slot = graph.ases().find(asn);
      for (int l = graph.ases().firstOut(slot); l != LinkTable.NONE; l = graph.links().nextOut(l)) {
        customers.add(graph.ases().asn(graph.links().to(l)));
      }
    }
    customers.forEach(this::look);
    if (byEvidence && !changed.isEmpty()) {
      evidence.providers().keySet().forEach(a -> look(a.value()));
    }
  }

  private void look(int asn) {
    boolean exposed = cone.contains(asn) && obstacle(asn).isPresent();
    if (exposed && roots.add(asn)) {
      comes.add(asn);
      leaves.remove(asn);
    } else if (!exposed && roots.remove(asn)) {
      leaves.add(asn);
      comes.remove(asn);
    }
    if (exposed && isSilent(new Asn(asn))) {
      silent.add(asn);
    } else {
      silent.remove(asn);
    }
  }

  private boolean isSilent(Asn asn) {
    MemberStatement said = evidence.statements().get(asn);
    return said == null || !said.isAnswer();
  }

  /** Members that became exposed in this step; one that left the cone may be among them. */
  public IntSet entered() {
    return open.entered();
  }

  public IntSet left() {
    return open.left();
  }

  void endStep() {
    open.endStep();
  }

  void close() {
    open.close();
  }

  // ---- answers

  /** Members that are exposed by themselves and have not said anything. */
  public int silentCount() {
    return silent.size();
  }

  /** True for a member that can be reached only through the cone. */
  public boolean isSheltered(int asn) {
    return cone.contains(asn) && !open.contains(asn);
  }

  /** The members that are exposed by themselves, in no order. */
  public int[] roots() {
    return roots.toIntArray();
  }

  /** Why a member is exposed: what is wrong with it or with an AS above it. */
  public Optional<Obstacle> why(int asn) {
    for (int at = asn; open.contains(at); at = open.parent(at)) {
      if (open.isSeed(at)) {
        return obstacle(at);
      }
    }
    return Optional.empty();
  }

  /** How a member stands, and why. */
  public Standing standing(int asn, Exposure plain) {
    Optional<Obstacle> obstacle = why(asn);
    return new Standing(state(asn, plain), obstacle.isPresent() ? obstacle : plain.why(asn));
  }

  /** How a member stands. */
  public Standing.State state(int asn, Exposure plain) {
    if (open.contains(asn)) {
      return roots.contains(asn) ? Standing.State.SUB_TRANSIT : Standing.State.BELOW_SUB_TRANSIT;
    }
    return plain.open.contains(asn) ? Standing.State.NO_DETOUR : Standing.State.STANDALONE;
  }

  /** A page of the cone with everybody's standing; see {@link Cone#page}. */
  public ConePage page(Exposure plain, Optional<Asn> from, int limit) {
    return ConePage.of(cone, asn -> Optional.of(standing(asn, plain)), from, limit);
  }

  public Cone cone() {
    return cone;
  }
}
