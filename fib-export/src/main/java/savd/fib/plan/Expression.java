package savd.fib.plan;

import savd.net.AddressFamily;
import savd.net.IpAddress;

/** One part of a rule; the parts are evaluated from left to right until one does not match. */
public sealed interface Expression {
  /** {@code meta nfproto ipv4|ipv6}. */
  record FamilyIs(AddressFamily family) implements Expression {}

  /** {@code ip|ip6 saddr ADDRESS}. */
  record SourceIs(IpAddress address) implements Expression {}

  /** {@code ip|ip6 daddr ADDRESS}. */
  record DestinationIs(IpAddress address) implements Expression {}

  /** {@code ip|ip6 saddr @SET}. */
  record SourceIn(AddressFamily family, String set) implements Expression {}

  /** {@code ip|ip6 saddr vmap @MAP}. */
  record SourceDispatch(AddressFamily family, String map) implements Expression {}

  /** {@code iifname vmap @MAP}. */
  record IngressDispatch(String map) implements Expression {}

  /** {@code counter name NAME}. */
  record Count(String counter) implements Expression {}

  /** {@code limit rate N/second burst B packets}. */
  record Limit(int packetsPerSecond, int burst) implements Expression {}

  /** {@code log prefix TEXT group G snaplen N}. */
  record Log(String prefix, int group, int snapLength) implements Expression {}

  /** The end of a rule. */
  record Then(Verdict verdict) implements Expression {}
}
