package savd.testbed.topology;

import java.util.List;
import java.util.Map;
import java.util.Set;
import savd.net.Asn;
import savd.net.Prefix;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.Vrp;

/**
 * What the top knows beside routes.
 *
 * @param vrps ROAs
 * @param aspas ASPAs, with what has gone out of date in them
 * @param partialTransit ASes that have partial transit from a member of the cone, as configured
 * @param providers what the operator configured about providers of some ASes
 * @param exceptions prefixes that the operator takes out
 * @param networks what the top itself announces
 */
public record Knowledge(
    List<Vrp> vrps,
    List<Aspa> aspas,
    Set<Asn> partialTransit,
    Map<Asn, Set<Asn>> providers,
    Set<Prefix> exceptions,
    Set<Prefix> networks) {
  public Knowledge {
    vrps = List.copyOf(vrps);
    aspas = List.copyOf(aspas);
    partialTransit = Set.copyOf(partialTransit);
    providers = Map.copyOf(providers);
    exceptions = Set.copyOf(exceptions);
    networks = Set.copyOf(networks);
  }

  /**
   * Draws it, for what BGP shows in some states: what a second user of a prefix needs that no route
   * shows is in a ROA or configured, and an ASPA lacks a provider only where a path shows it,
   * unless the traits of the Internet say otherwise.
   */
  public static Knowledge of(Internet internet, List<StableState> states) {
    return new KnowledgeDrawing(internet, states).draw();
  }
}
