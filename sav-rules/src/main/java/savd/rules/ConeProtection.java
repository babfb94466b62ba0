package savd.rules;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.relation.ConeMode;
import savd.relation.Standing;

/**
 * How much of the customer cone PI-SAV protects.
 *
 * @param inForce false while aggressive mode waits for answers
 * @param members by how they stand
 * @param waitedFor members by themselves sub-transit that have not said anything
 * @param shares by family
 */
public record ConeProtection(
    ConeMode mode,
    boolean inForce,
    Map<Standing.State, Integer> members,
    Set<Asn> waitedFor,
    Map<AddressFamily, Shares> shares) {
  public ConeProtection {
    waitedFor = Collections.unmodifiableSet(new TreeSet<>(waitedFor));
    members = Map.copyOf(members);
    shares = Map.copyOf(shares);
  }

  /**
   * Of one family.
   *
   * @param cone what members and we originate
   * @param standalone what of it the mode {@link ConeMode#STANDALONE} would block
   * @param blocked what of it is for the blocklist in the present mode
   */
  public record Shares(Amount cone, Amount standalone, Amount blocked) {}

  /**
   * An amount.
   *
   * @param networks addresses in IPv4, /64 networks in IPv6, none counted twice
   */
  public record Amount(long prefixes, double networks) {}
}
