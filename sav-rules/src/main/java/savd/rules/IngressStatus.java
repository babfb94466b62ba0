package savd.rules;

import java.util.List;
import java.util.Optional;
import savd.net.BgpRole;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.Peer;

/**
 * How an interface stands.
 *
 * @param role what configuration and sessions agree on
 * @param method as configured
 * @param effectiveMethod what stands for it now, such as algorithm B for auto; empty where nothing
 *     is filtered
 * @param ready the interface has rules
 * @param waitingFor neighbours whose End-of-RIB is missing
 * @param waitsUntilNanos when waiting ends at the latest, {@link Long#MAX_VALUE} without an end
 * @param rule as bound
 * @param sharedWith other interfaces with the same list
 * @param ipv4Prefixes on the list, 0 without one
 * @param ipv6Prefixes on the list, 0 without one
 * @param held prefixes on the list whose removal waits
 * @param neighbors on the interface
 * @param problems of the interface
 */
public record IngressStatus(
    IngressInterface ingress,
    Optional<BgpRole> role,
    SavMethod method,
    Optional<SavMethod> effectiveMethod,
    EnforcementMode mode,
    boolean ready,
    List<Peer> waitingFor,
    long waitsUntilNanos,
    Optional<IngressRule> rule,
    List<IngressInterface> sharedWith,
    int ipv4Prefixes,
    int ipv6Prefixes,
    int held,
    List<Peer> neighbors,
    List<PolicyProblem> problems) {
  public IngressStatus {
    waitingFor = List.copyOf(waitingFor);
    sharedWith = List.copyOf(sharedWith);
    neighbors = List.copyOf(neighbors);
    problems = List.copyOf(problems);
  }
}
