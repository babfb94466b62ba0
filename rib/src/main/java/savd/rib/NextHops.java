package savd.rib;

import savd.net.AddressFamily;

/**
 * What a decision process has to know about next hops (RFC 4271, sections 9.1.2.1 and 9.1.2.2 e).
 */
@FunctionalInterface
public interface NextHops {
  /** The cost of a next hop that cannot be resolved: its paths are left out. */
  long UNREACHABLE = -1;

  /** Everything is reachable and equally near. */
  NextHops ALL_EQUAL = (_, _, _) -> 0;

  /** The interior cost to a next hop, 0 and up, or {@link #UNREACHABLE}. */
  long cost(AddressFamily family, long high, long low);
}
