package savd.relation;

import java.util.Set;
import java.util.TreeSet;
import savd.net.Asn;

/**
 * What a cone starts from and grows by; equal definitions are one cone.
 *
 * @param seeds members from the start; special numbers and our own are left out
 * @param growth which links make members
 * @param localUse when private and documentation numbers are members that are not seeds
 * @param own our AS numbers, never members
 */
public record ConeDefinition(Set<Asn> seeds, Growth growth, LocalUse localUse, Set<Asn> own) {
  /** Which links make members. */
  public enum Growth {
    /** ASPAs and AS_PATHs jointly: BAR-SAV. */
    ASPA_AND_PATHS,
    /** ASPAs alone: Procedure X. */
    ASPA
  }

  /** What a private or documentation number in a path says. */
  public enum LocalUse {
    /** Nothing, unless an ASPA, which only a local assertion can be, makes the link. */
    ASSERTED,
    /** As much as any other. */
    ANY
  }

  public ConeDefinition {
    seeds = java.util.Collections.unmodifiableSet(new TreeSet<>(seeds));
    own = java.util.Collections.unmodifiableSet(new TreeSet<>(own));
  }

  /** True where what speaks for a link is enough for this cone. */
  boolean takes(int marks, int customer) {
    return switch (growth) {
      case ASPA -> (marks & LinkTable.BY_ASPA) != 0;
      case ASPA_AND_PATHS ->
          (marks & LinkTable.BY_ASPA) != 0
              || marks != 0 && (localUse == LocalUse.ANY || AsnUse.of(customer) != AsnUse.LOCAL);
    };
  }
}
