package savd.rules;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import savd.net.Asn;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.relation.ConeDefinition.LocalUse;

/**
 * What the operator wants, checked and immutable; the daemon makes it from the configuration file.
 *
 * @param interfaces every interface that has a policy, by name
 * @param privateOrigins whether private AS numbers link prefixes in EFP-uRPF
 * @param localUse whether private and documentation AS numbers in paths are members of cones
 * @param ownAsns our AS numbers, beside those that neighbours know us by
 * @param piSav what PI-SAV goes by, wherever it is the method
 */
public record SavPolicy(
    Map<IngressInterface, InterfacePolicy> interfaces,
    PrivateOrigins privateOrigins,
    LocalUse localUse,
    Set<Asn> ownAsns,
    PiSavPolicy piSav) {
  public static final SavPolicy EMPTY = SavPolicy.of(List.of());

  public SavPolicy {
    interfaces = java.util.Collections.unmodifiableMap(new TreeMap<>(interfaces));
    ownAsns = java.util.Collections.unmodifiableSet(new TreeSet<>(ownAsns));
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

  /**
   * A policy with private origins linked and nothing said of our AS numbers; an interface named
   * twice is an error.
   */
  public static SavPolicy of(List<InterfacePolicy> interfaces) {
    Map<IngressInterface, InterfacePolicy> map = new TreeMap<>();
    for (InterfacePolicy p : interfaces) {
      if (map.put(p.ingress(), p) != null) {
        throw new IllegalArgumentException("two policies for interface " + p.ingress());
      }
    }
    return new SavPolicy(
        map, PrivateOrigins.LINK, LocalUse.ASSERTED, Set.of(), PiSavPolicy.DEFAULT);
  }

  public Optional<InterfacePolicy> of(IngressInterface ingress) {
    return Optional.ofNullable(interfaces.get(ingress));
  }

  /** The same policy with another policy for one interface. */
  public SavPolicy with(InterfacePolicy policy) {
    Map<IngressInterface, InterfacePolicy> map = new TreeMap<>(interfaces);
    map.put(policy.ingress(), policy);
    return new SavPolicy(map, privateOrigins, localUse, ownAsns, piSav);
  }

  /** The same policy with another mode on one interface; one without policy is an error. */
  public SavPolicy withMode(IngressInterface ingress, EnforcementMode mode) {
    InterfacePolicy p =
        of(ingress)
            .orElseThrow(() -> new IllegalArgumentException("no policy for interface " + ingress));
    return with(p.withMode(mode));
  }

  public SavPolicy withPrivateOrigins(PrivateOrigins use) {
    return new SavPolicy(interfaces, use, localUse, ownAsns, piSav);
  }

  public SavPolicy withLocalUse(LocalUse use) {
    return new SavPolicy(interfaces, privateOrigins, use, ownAsns, piSav);
  }

  public SavPolicy withOwnAsns(Set<Asn> asns) {
    return new SavPolicy(interfaces, privateOrigins, localUse, asns, piSav);
  }

  public SavPolicy withPiSav(PiSavPolicy other) {
    return new SavPolicy(interfaces, privateOrigins, localUse, ownAsns, other);
  }
}
