package savd.rib;

import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import savd.net.Peer;

/**
 * What an operator may choose about the decision process.
 *
 * @param variants departures from the plain rules
 * @param maxPaths the size of the largest multipath set, 1 and up
 * @param peers whose paths take part: those of one VRF, say
 * @param externalPreference the degree of preference of the routes of an external peer (RFC 4271,
 *     section 9.1.1), 0 to 2^32 - 1, and of internal routes that lack LOCAL_PREF
 * @param nextHops which next hops resolve, and how far they are
 * @param ownIdentifier our BGP identifier, which is also our cluster identifier; internal routes
 *     that carry it came from here (RFC 4456, section 8). 0 if there is none
 */
public record DecisionOptions(
    Set<Variant> variants,
    int maxPaths,
    Predicate<Peer> peers,
    ToLongFunction<Peer> externalPreference,
    NextHops nextHops,
    int ownIdentifier) {

  /** Departures from the plain rules. */
  public enum Variant {
    /** MULTI_EXIT_DISC is compared between neighbouring ASes too. */
    ALWAYS_COMPARE_MED,
    /** A route without MULTI_EXIT_DISC counts as the worst, not as 0. */
    MISSING_MED_IS_WORST,
    /** Of external routes still equal, the oldest wins before the identifiers (RFC 5004). */
    OLDEST_EXTERNAL,
    /** Routes with the community GRACEFUL_SHUTDOWN have the degree of preference 0 (RFC 8326). */
    GRACEFUL_SHUTDOWN,
    /** A multipath set may hold different AS paths of the same length. */
    RELAXED_MULTIPATH
  }

  /** The usual degree of preference. */
  public static final long DEFAULT_PREFERENCE = 100;

  /** The rules of RFC 4271 with RFC 8326, one path, all peers, every next hop reachable. */
  public static final DecisionOptions PLAIN =
      new DecisionOptions(
          Set.of(Variant.GRACEFUL_SHUTDOWN),
          1,
          _ -> true,
          _ -> DEFAULT_PREFERENCE,
          NextHops.ALL_EQUAL,
          0);

  public DecisionOptions {
    variants = Set.copyOf(variants);
    if (maxPaths < 1) {
      throw new IllegalArgumentException("maximum of paths " + maxPaths);
    }
  }

  public DecisionOptions withVariants(Variant... others) {
    return new DecisionOptions(
        Set.of(others), maxPaths, peers, externalPreference, nextHops, ownIdentifier);
  }

  public DecisionOptions withMaxPaths(int other) {
    return new DecisionOptions(variants, other, peers, externalPreference, nextHops, ownIdentifier);
  }

  public DecisionOptions withPeers(Predicate<Peer> others) {
    return new DecisionOptions(
        variants, maxPaths, others, externalPreference, nextHops, ownIdentifier);
  }

  public DecisionOptions withExternalPreference(ToLongFunction<Peer> other) {
    return new DecisionOptions(variants, maxPaths, peers, other, nextHops, ownIdentifier);
  }

  public DecisionOptions withNextHops(NextHops others) {
    return new DecisionOptions(
        variants, maxPaths, peers, externalPreference, others, ownIdentifier);
  }

  public DecisionOptions withOwnIdentifier(int other) {
    return new DecisionOptions(variants, maxPaths, peers, externalPreference, nextHops, other);
  }
}
