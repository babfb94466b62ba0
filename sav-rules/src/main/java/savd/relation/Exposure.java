package savd.relation;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import it.unimi.dsi.fastutil.ints.IntSet;
import java.util.Optional;
import java.util.Set;
import savd.net.Asn;
import savd.rpki.payload.AspaTable;

/**
 * The members of a cone whose packets may honestly come from outside (draft-ietf-sidrops-bar-sav,
 * provider interfaces): those with a provider that is neither in the cone nor we ourselves, those
 * that do not say who their providers are, and all that are below one of these. The others can be
 * reached only through the cone.
 *
 * <p>What is below something is a cone again, whose seeds come and go.
 */
public final class Exposure {
  private final Cone cone;
  private final AsGraph graph;
  private final Cone open;
  private final IntOpenHashSet own = new IntOpenHashSet();

  /** Members that are exposed by themselves. */
  private final IntOpenHashSet roots = new IntOpenHashSet();

  private final IntOpenHashSet comes = new IntOpenHashSet();
  private final IntOpenHashSet leaves = new IntOpenHashSet();

  Exposure(Cone cone, AsGraph graph) {
    this.cone = cone;
    this.graph = graph;
    ConeDefinition d = cone.definition();
    d.own().forEach(a -> own.add(a.value()));
    open = new Cone(new ConeDefinition(Set.of(), d.growth(), d.localUse(), d.own()), graph);
    for (int asn : cone.members()) {
      if (obstacle(asn).isPresent()) {
        roots.add(asn);
        open.seed(asn);
      }
    }
    open.endStep();
  }

  /** Why a member is exposed by itself. */
  public sealed interface Obstacle {
    /** It has no ASPA: nobody knows its providers. */
    record NoAspa(Asn asn) implements Obstacle {
      @Override
      public String toString() {
        return "AS " + asn + " has no ASPA";
      }
    }

    /** It has a provider outside; AS 0 stands for an ASPA that names none. */
    record ProviderOutside(Asn asn, Asn provider) implements Obstacle {
      @Override
      public String toString() {
        return provider.value() == 0
            ? "the ASPA of AS " + asn + " says that it has no provider at all"
            : "AS " + asn + " has the provider AS " + provider + " outside the cone";
      }
    }
  }

  private Optional<Obstacle> obstacle(int asn) {
    AspaTable aspas = graph.aspas();
    int row = aspas.find(asn);
    if (row == AspaTable.NONE) {
      return Optional.of(new Obstacle.NoAspa(new Asn(asn)));
    }
    for (int k = 0; k < aspas.providerCount(row); k++) {
      int provider = aspas.provider(row, k);
      if (!own.contains(provider) && !cone.contains(provider)) {
        return Optional.of(new Obstacle.ProviderOutside(new Asn(asn), new Asn(provider)));
      }
    }
    return Optional.empty();
  }

  // ---- steps

  /** The cone has been updated; the ASPAs of these ASes have changed. */
  void update(int[] aspaCustomers) {
    for (int asn : aspaCustomers) {
      look(asn);
    }
    lookAround(cone.entered());
    lookAround(cone.left());
    open.update(leaves, comes);
    leaves.clear();
    comes.clear();
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
  }

  private void look(int asn) {
    boolean exposed = cone.contains(asn) && obstacle(asn).isPresent();
    if (exposed && roots.add(asn)) {
      comes.add(asn);
    } else if (!exposed && roots.remove(asn)) {
      leaves.add(asn);
    }
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

  /** True for a member that can be reached only through the cone. */
  public boolean isSheltered(int asn) {
    return cone.contains(asn) && !open.contains(asn);
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

  public Cone cone() {
    return cone;
  }
}
