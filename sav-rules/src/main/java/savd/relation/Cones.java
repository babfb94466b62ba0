package savd.relation;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import savd.net.Asn;
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
  private boolean answered;

  private static final class Held {
    private final Cone cone;
    private Exposure exposure;

    /** The same in standalone mode, where another mode is wanted; else {@link #exposure} itself. */
    private Exposure standalone;

    private int users;

    private Held(Cone cone) {
      this.cone = cone;
    }

    private void expose(AsGraph graph, ConeEvidence evidence) {
      exposure = new Exposure(cone, graph, evidence);
      compare(graph, evidence);
    }

    private void compare(AsGraph graph, ConeEvidence evidence) {
      boolean other = exposure.byEvidence() && evidence.trustsNoDetour();
      if (other && (standalone == null || standalone == exposure)) {
        standalone = new Exposure(cone, graph, evidence.standalone());
      } else if (!other) {
        if (standalone != null && standalone != exposure) {
          standalone.close();
        }
        standalone = exposure;
      }
    }

    private void forEachExposure(Consumer<Exposure> visitor) {
      if (exposure != null) {
        visitor.accept(exposure);
        if (standalone != exposure) {
          visitor.accept(standalone);
        }
      }
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
      declare(evidence, evidence.differing(ConeEvidence.NONE), 1);
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
      h.expose(graph, evidence);
    }
    return h.exposure;
  }

  /** Who of a cone would be exposed in {@link ConeMode#STANDALONE}. */
  public Exposure standaloneExposure(Cone cone) {
    exposure(cone);
    return held.get(cone.definition()).standalone;
  }

  public void release(Cone cone) {
    Held h = held.get(cone.definition());
    if (--h.users == 0) {
      held.remove(cone.definition());
      h.cone.close();
      h.forEachExposure(Exposure::close);
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
    answered &= before.mode() == now.mode();
    if (graph == null) {
      return false;
    }
    Set<Asn> differing = before.differing(now);
    declare(now, differing, 1);
    declare(before, differing, -1);
    for (Held h : held.values()) {
      h.cone.update();
      if (h.exposure != null) {
        h.exposure.update(now);
        if (h.standalone != h.exposure) {
          h.standalone.update(now.standalone());
        }
        h.compare(graph, now);
      }
    }
    return true;
  }

  /**
   * False while nothing may be blocked by evidence: in aggressive mode, until all
   * CC-Sub-Transit-ASes have answered once (section 3.2). To be asked between steps.
   */
  public boolean isEvidenceInForce() {
    if (evidence.mode() != ConeMode.AGGRESSIVE) {
      return true;
    }
    for (Held h : held.values()) {
      answered |= h.exposure != null && h.exposure.byEvidence() && h.exposure.silentCount() == 0;
    }
    return answered;
  }

  private void declare(ConeEvidence some, Set<Asn> of, int change) {
    some.forEachNamed(of, (provider, c) -> graph.name(provider.value(), c.value(), change));
    some.forEachDeclared(of, (provider, c) -> graph.declare(provider.value(), c.value(), change));
  }

  private boolean update(int[] aspaCustomers) {
    if (!graph.links().hasTurned() && aspaCustomers.length == 0) {
      return false;
    }
    for (Held h : held.values()) {
      h.cone.update();
      h.forEachExposure(e -> e.update(aspaCustomers));
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
                h.forEachExposure(Exposure::endStep);
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
