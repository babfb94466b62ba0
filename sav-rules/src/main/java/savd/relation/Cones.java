package savd.relation;

import java.util.HashMap;
import java.util.Map;
import savd.rib.RibDelta;
import savd.rib.RibView;
import savd.rpki.payload.AspaTable;

/**
 * The cones in use, each once, over one graph that exists while there is a cone.
 *
 * <p>A step is one change of routes or of ASPAs; what it did to each cone can be read until {@link
 * #endStep}, which is to be called before the next.
 */
public final class Cones {
  private static final int[] NOBODY = {};

  private final RibView rib;
  private AsGraph graph;
  private final Map<ConeDefinition, Held> held = new HashMap<>();
  private ConeEvidence evidence = ConeEvidence.NONE;

  private static final class Held {
    private final Cone cone;
    private Exposure exposure;
    private int users;

    private Held(Cone cone) {
      this.cone = cone;
    }
  }

  public Cones(RibView rib) {
    this.rib = rib;
  }

  public boolean isEmpty() {
    return held.isEmpty();
  }

  // ---- use

  /**
   * The cone of a definition, to be given back to {@link #release}. The first one reads the whole
   * RIB. Not within a step.
   */
  public Cone acquire(ConeDefinition definition, AspaTable aspas) {
    if (graph == null) {
      graph = new AsGraph(rib, aspas);
      declare(evidence, 1);
      graph.endStep();
    }
    Held h = held.computeIfAbsent(definition, d -> new Held(new Cone(d, graph)));
    h.users++;
    return h.cone;
  }

  /** Who of a cone in use is exposed; kept as long as the cone. */
  public Exposure exposure(Cone cone) {
    Held h = held.get(cone.definition());
    if (h.exposure == null) {
      h.exposure = new Exposure(cone, graph, evidence);
    }
    return h.exposure;
  }

  /**
   * Who of a cone would be exposed in {@link ConeMode#STANDALONE}; found for this call, to be given
   * back to {@link #forget}. Not within a step.
   */
  public Exposure standaloneExposure(Cone cone) {
    return new Exposure(cone, graph, evidence.standalone());
  }

  public void forget(Exposure made) {
    made.close();
    graph.endStep();
  }

  public void release(Cone cone) {
    Held h = held.get(cone.definition());
    if (--h.users == 0) {
      held.remove(cone.definition());
      h.cone.close();
      if (h.exposure != null) {
        h.exposure.close();
      }
    }
    if (held.isEmpty()) {
      graph = null;
    }
  }

  // ---- steps

  /** Routes have changed. True when a cone may have. */
  public boolean apply(RibDelta delta) {
    if (graph == null) {
      return false;
    }
    graph.apply(delta);
    return update(NOBODY);
  }

  /** ASPAs have changed: those of these customers. True when a cone or exposure may have. */
  public boolean aspasChanged(int[] customers, AspaTable after) {
    if (graph == null) {
      return false;
    }
    graph.aspasChanged(customers, after);
    return update(customers);
  }

  public ConeEvidence evidence() {
    return evidence;
  }

  /** Other evidence is in force. True when a cone or exposure may have changed. */
  public boolean evidenceChanged(ConeEvidence now) {
    ConeEvidence before = evidence;
    evidence = now;
    if (graph == null) {
      return false;
    }
    declare(now, 1);
    declare(before, -1);
    for (Held h : held.values()) {
      h.cone.update();
      if (h.exposure != null) {
        h.exposure.update(now);
      }
    }
    return true;
  }

  private void declare(ConeEvidence some, int change) {
    some.forEachLink(
        (provider, customer) -> graph.declare(provider.value(), customer.value(), change));
  }

  private boolean update(int[] aspaCustomers) {
    if (!graph.links().hasTurned() && aspaCustomers.length == 0) {
      return false;
    }
    for (Held h : held.values()) {
      h.cone.update();
      if (h.exposure != null) {
        h.exposure.update(aspaCustomers);
      }
    }
    return true;
  }

  /** Makes the step the past. */
  public void endStep() {
    if (graph != null) {
      held.values()
          .forEach(
              h -> {
                h.cone.endStep();
                if (h.exposure != null) {
                  h.exposure.endStep();
                }
              });
      graph.endStep();
    }
  }

  /** Octets of the graph and the cones, estimated. */
  public long bytes() {
    return graph == null
        ? 0
        : graph.bytes() + held.values().stream().mapToLong(h -> h.cone.bytes()).sum();
  }

  /** ASes, links and path segments in the graph: three numbers, zeros without one. */
  public int[] figures() {
    return graph == null
        ? new int[3]
        : new int[] {graph.ases().size(), graph.links().size(), graph.paths().size()};
  }
}
