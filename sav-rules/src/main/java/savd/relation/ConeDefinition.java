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
 * @param barred others that are never members: a cone that reaches them has swallowed a route leak
 */
public record ConeDefinition(
    Set<Asn> seeds, Growth growth, LocalUse localUse, Set<Asn> own, Set<Asn> barred) {
  /** Which links make members. */
  public enum Growth {
    /** ASPAs and AS_PATHs jointly: BAR-SAV. */
    ASPA_AND_PATHS,
    /** ASPAs alone: Procedure X. */
    ASPA,
    /**
     * AS_PATHs, and customers that their provider declares: PI-SAV. An ASPA that is older than the
     * network would make members of ASes that have gone elsewhere.
     */
    PATHS,
    /** Anything: for what is below somebody who may be reached from outside. */
    ANY
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
    barred = java.util.Collections.unmodifiableSet(new TreeSet<>(barred));
  }

  /** A definition that bars nobody. */
  public ConeDefinition(Set<Asn> seeds, Growth growth, LocalUse localUse, Set<Asn> own) {
    this(seeds, growth, localUse, own, Set.of());
  }

  /** True where what speaks for a link is enough for this cone. */
  boolean takes(int marks, int customer) {
    boolean aspa = (marks & LinkTable.BY_ASPA) != 0;
    boolean path =
        (marks & LinkTable.BY_PATH) != 0
            && (aspa || localUse == LocalUse.ANY || AsnUse.of(customer) != AsnUse.LOCAL);
    return switch (growth) {
      case ASPA -> aspa;
      case ASPA_AND_PATHS -> aspa || path;
      case PATHS -> path || (marks & LinkTable.BY_DECLARATION) != 0;
      case ANY -> marks != 0;
    };
  }
}
