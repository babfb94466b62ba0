package savd.rules;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;

/**
 * What the operator wants, checked and immutable; the daemon makes it from the configuration file.
 *
 * @param interfaces every interface that has a policy, by name
 * @param privateOrigins whether private AS numbers link prefixes in EFP-uRPF
 */
public record SavPolicy(
    Map<IngressInterface, InterfacePolicy> interfaces, PrivateOrigins privateOrigins) {
  public static final SavPolicy EMPTY = SavPolicy.of(List.of());

  public SavPolicy {
    interfaces = java.util.Collections.unmodifiableMap(new TreeMap<>(interfaces));
  }

  /**
   * What an origin AS of RFC 6996 proves. Two customers may use the same private number and have
   * nothing to do with each other; RFC 8704 makes no exception for it.
   */
  public enum PrivateOrigins {
    /** As RFC 8704 says: the same number is the same AS. */
    LINK,
    /** A private number links nothing; such prefixes pass only where they were received. */
    IGNORE
  }

  /** A policy with private origins linked; an interface named twice is an error. */
  public static SavPolicy of(List<InterfacePolicy> interfaces) {
    Map<IngressInterface, InterfacePolicy> map = new TreeMap<>();
    for (InterfacePolicy p : interfaces) {
      if (map.put(p.ingress(), p) != null) {
        throw new IllegalArgumentException("two policies for interface " + p.ingress());
      }
    }
    return new SavPolicy(map, PrivateOrigins.LINK);
  }

  public Optional<InterfacePolicy> of(IngressInterface ingress) {
    return Optional.ofNullable(interfaces.get(ingress));
  }

  /** The same policy with another policy for one interface. */
  public SavPolicy with(InterfacePolicy policy) {
    Map<IngressInterface, InterfacePolicy> map = new TreeMap<>(interfaces);
    map.put(policy.ingress(), policy);
    return new SavPolicy(map, privateOrigins);
  }

  /** The same policy with another mode on one interface; one without policy is an error. */
  public SavPolicy withMode(IngressInterface ingress, EnforcementMode mode) {
    InterfacePolicy p =
        of(ingress)
            .orElseThrow(() -> new IllegalArgumentException("no policy for interface " + ingress));
    return with(p.withMode(mode));
  }

  public SavPolicy withPrivateOrigins(PrivateOrigins use) {
    return new SavPolicy(interfaces, use);
  }
}
