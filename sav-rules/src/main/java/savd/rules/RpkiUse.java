package savd.rules;

import java.util.Set;
import java.util.TreeSet;
import savd.net.Asn;

/**
 * What RPKI data do on one interface.
 *
 * @param roas whether they fill the lists of EFP-uRPF; BAR-SAV always uses them
 * @param fallback the method while no RPKI data are in force and the method needs them; one that
 *     needs none itself
 * @param asns ASes that count as neighbours on the interface in BAR-SAV, its "ASN ACL"
 */
public record RpkiUse(RoaUse roas, SavMethod fallback, Set<Asn> asns) {
  /** ROAs ignored, loose uRPF as fallback, no further ASes. */
  public static final RpkiUse DEFAULT =
      new RpkiUse(RoaUse.IGNORE, new SavMethod.LooseUrpf(), Set.of());

  public RpkiUse {
    asns = java.util.Collections.unmodifiableSet(new TreeSet<>(asns));
    if (fallback.needsRpki(RoaUse.IGNORE)) {
      throw new IllegalArgumentException(
          "the fallback " + fallback.word() + " needs RPKI data itself");
    }
  }

  public RpkiUse withRoas(RoaUse use) {
    return new RpkiUse(use, fallback, asns);
  }

  public RpkiUse withFallback(SavMethod method) {
    return new RpkiUse(roas, method, asns);
  }

  public RpkiUse withAsns(Set<Asn> some) {
    return new RpkiUse(roas, fallback, some);
  }
}
