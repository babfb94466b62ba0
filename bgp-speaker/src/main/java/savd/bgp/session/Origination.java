package savd.bgp.session;

import java.util.List;
import java.util.Optional;
import savd.net.IpAddress;
import savd.net.Prefix;

/**
 * Routes we announce to a neighbour as our own; nothing else is announced, as RFC 8212 demands.
 *
 * @param prefixes of either family; those of a family the session does not carry are left out
 * @param nextHop4 the IPv4 next hop; empty for our own address of the session
 * @param nextHop6 the IPv6 next hop, likewise
 * @param communities as 32 bits each (RFC 1997)
 */
public record Origination(
    List<Prefix> prefixes,
    Optional<IpAddress> nextHop4,
    Optional<IpAddress> nextHop6,
    List<Integer> communities) {
  /** What the configuration has unless it says otherwise. */
  public static final Origination NOTHING =
      new Origination(List.of(), Optional.empty(), Optional.empty(), List.of());

  public Origination {
    prefixes = List.copyOf(prefixes);
    communities = List.copyOf(communities);
  }

  /** Prefixes with next hop self and no communities. */
  public static Origination of(List<Prefix> prefixes) {
    return new Origination(prefixes, Optional.empty(), Optional.empty(), List.of());
  }
}
