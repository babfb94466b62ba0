package savd.rules;

import java.util.List;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.Prefix;

/** A list that comes from the configuration and the shipped prefixes, and never from a route. */
record ConfiguredSources(AddressRanges ipv4, AddressRanges ipv6) {
  static ConfiguredSources of(List<Prefix> prefixes) {
    return new ConfiguredSources(
        RangeAlgebra.of(AddressFamily.IPV4, prefixes),
        RangeAlgebra.of(AddressFamily.IPV6, prefixes));
  }

  /** The same with what the special-purpose list denies. */
  ConfiguredSources with(SpecialPurpose special) {
    return new ConfiguredSources(
        RangeAlgebra.union(ipv4, special.denied(AddressFamily.IPV4)),
        RangeAlgebra.union(ipv6, special.denied(AddressFamily.IPV6)));
  }

  AddressRanges ranges(AddressFamily family) {
    return switch (family) {
      case IPV4 -> ipv4;
      case IPV6 -> ipv6;
    };
  }

  boolean isEmpty() {
    return ipv4.isEmpty() && ipv6.isEmpty();
  }
}
