package savd.rules;

import java.util.Optional;
import savd.rules.SavPolicy.PrivateOrigins;

/**
 * What a list that follows the RIB consists of; interfaces with equal definitions share the list.
 *
 * @param kind the question asked about each prefix
 * @param peers whose routes answer it
 * @param privateOrigins matters to {@link Kind#ORIGIN_LINKED} only
 * @param roas whether ROA prefixes of the origins that count are on it too
 * @param cone what the cone of a kind that has one starts from
 * @param holdNanos how long removals wait
 */
record ListDefinition(
    Kind kind,
    PeerSelector peers,
    PrivateOrigins privateOrigins,
    RoaUse roas,
    Optional<ConeSource> cone,
    long holdNanos) {
  enum Kind {
    /** An eligible path from one of the peers; never the default route. */
    FROM_PEERS,
    /**
     * An eligible path from one of the peers, or with an origin AS that such a path of another
     * prefix has; never the default route.
     */
    ORIGIN_LINKED,
    /** An eligible path with an origin in the cone; never the default route. */
    CONE,
    /** No path counts: a ROA with an origin in the cone. */
    CONE_BY_ROA,
    /** An eligible path from anywhere. */
    ANY,
    /** The same without the default route. */
    ANY_BUT_DEFAULT,
    /**
     * The same without what cone members originate that can be reached only through the cone; the
     * longest of the prefixes that are either decides. The peers are the customers.
     */
    ANY_BUT_SHELTERED,
    /**
     * What cone members originate that can be reached only through the cone, by PI-SAV: to be
     * blocked. The longest prefix that is either that or somebody else's decides.
     */
    SECLUDED,
    /** An eligible path from anywhere and not that; never the default route. */
    ANY_BUT_SECLUDED,
    /** A best path from one of the peers; the longest prefix in the Loc-RIB decides. */
    BEST_PATH
  }

  static ListDefinition of(
      Kind kind, PeerSelector peers, PrivateOrigins privateOrigins, long holdNanos) {
    return new ListDefinition(
        kind, peers, privateOrigins, RoaUse.IGNORE, Optional.empty(), holdNanos);
  }

  /** True where a more-specific can take addresses out of a listed prefix. */
  boolean longestMatch() {
    return switch (kind) {
      case BEST_PATH, ANY_BUT_SHELTERED, SECLUDED, ANY_BUT_SECLUDED -> true;
      case FROM_PEERS, ORIGIN_LINKED, CONE, CONE_BY_ROA, ANY, ANY_BUT_DEFAULT -> false;
    };
  }

  /** True for a list of what is blocked. */
  boolean blocks() {
    return kind == Kind.SECLUDED;
  }

  /** True where it matters who of the cone may be reached from outside. */
  boolean asksExposure() {
    return kind == Kind.ANY_BUT_SHELTERED || isSecluding();
  }

  /** True for PI-SAV. */
  boolean isSecluding() {
    return kind == Kind.SECLUDED || kind == Kind.ANY_BUT_SECLUDED;
  }

  /** True where origins are counted by the paths of {@link #peers}. */
  boolean countsPaths() {
    return kind == Kind.ORIGIN_LINKED;
  }

  /** True where it matters which origins count for the list. */
  boolean followsOrigins() {
    return countsPaths() || cone.isPresent();
  }

  boolean usesRoas() {
    return roas == RoaUse.AUGMENT;
  }

  /** True where a list of this definition can become one of the other and keep what it holds. */
  boolean canBecome(ListDefinition other) {
    return kind == other.kind
        && privateOrigins == other.privateOrigins
        && roas == other.roas
        && cone.map(ConeSource::growth).equals(other.cone.map(ConeSource::growth));
  }
}
