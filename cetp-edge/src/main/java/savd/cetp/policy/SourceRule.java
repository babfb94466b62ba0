package savd.cetp.policy;

import java.util.Optional;
import java.util.Set;
import savd.cetp.message.Identity;
import savd.net.IpAddress;
import savd.net.Prefix;

/**
 * A line of a host's list: the first whose conditions all hold decides.
 *
 * @param rlocs the sender's RLOC lies here
 * @param name the sender's name is this, or ends with it where it begins with a dot; such a rule
 *     asks for the name and, to believe it, for the naming check
 * @param identity the sender's identity
 * @param admit whether it may
 * @param checks what is checked besides what the policy checks anyway
 */
public record SourceRule(
    Optional<Prefix> rlocs,
    Optional<String> name,
    Optional<Identity> identity,
    boolean admit,
    Set<Check> checks) {
  public SourceRule {
    checks = Set.copyOf(checks);
  }

  /** Whether the conditions hold that can be judged without the sender's name. */
  public boolean matches(IpAddress rloc, Identity source) {
    return rlocs.map(p -> contains(p, rloc)).orElse(true)
        && identity.map(source::equals).orElse(true);
  }

  /** Whether a name is the one wanted. */
  public boolean matchesName(String other) {
    return name.map(n -> n.startsWith(".") ? other.endsWith(n) : other.equals(n)).orElse(true);
  }

  private static boolean contains(Prefix p, IpAddress a) {
    return p.family() == a.family()
        && (a.high() & p.family().maskHigh(p.length())) == p.high()
        && (a.low() & p.family().maskLow(p.length())) == p.low();
  }
}
