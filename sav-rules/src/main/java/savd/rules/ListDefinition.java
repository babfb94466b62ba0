package savd.rules;

import savd.rules.SavPolicy.PrivateOrigins;

/**
 * What a list that follows the RIB consists of; interfaces with equal definitions share the list.
 *
 * @param kind the question asked about each prefix
 * @param peers whose routes answer it
 * @param privateOrigins matters to {@link Kind#ORIGIN_LINKED} only
 * @param holdNanos how long removals wait
 */
record ListDefinition(
    Kind kind, PeerSelector peers, PrivateOrigins privateOrigins, long holdNanos) {
  enum Kind {
    /** An eligible path from one of the peers; never the default route. */
    FROM_PEERS,
    /**
     * An eligible path from one of the peers, or with an origin AS that such a path of another
     * prefix has; never the default route.
     */
    ORIGIN_LINKED,
    /** An eligible path from anywhere. */
    ANY,
    /** The same without the default route. */
    ANY_BUT_DEFAULT,
    /** A best path from one of the peers; the longest prefix in the Loc-RIB decides. */
    BEST_PATH
  }

  /** True where a more-specific can take addresses out of a listed prefix. */
  boolean longestMatch() {
    return kind == Kind.BEST_PATH;
  }

  /** True where a list of this definition can become one of the other and keep what it holds. */
  boolean canBecome(ListDefinition other) {
    return kind == other.kind && privateOrigins == other.privateOrigins;
  }
}
