package savd.fib.plan;

import java.util.ArrayList;
import java.util.List;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.Prefix;

/**
 * The sources that pass an interface whatever the lists say: the subnets it is attached to and, for
 * IPv6, link-local addresses (neighbour discovery) and the unspecified address (duplicate address
 * detection, RFC 4862, section 5.4). Linux forwards neither.
 *
 * <p>IPv4 link-local (169.254.0.0/16, RFC 3927) is different: Linux would forward it, so it passes
 * only where the interface has an address in it, like any other subnet.
 */
public final class OwnSubnets {
  private static final Prefix UNSPECIFIED = Prefix.parse("::/128");
  private static final Prefix LINK_LOCAL = Prefix.parse("fe80::/10");

  private OwnSubnets() {}

  /** Makes normal ranges of subnets of one family in any order. */
  public static AddressRanges normal(AddressFamily family, List<Prefix> prefixes) {
    AddressRanges ranges = new AddressRanges(family);
    prefixes.stream()
        .filter(p -> p.family() == family)
        .sorted()
        .forEach(p -> ranges.addMerging(p.high(), p.low(), p.lastHigh(), p.lastLow()));
    return ranges;
  }

  static AddressRanges withLinkLocal(AddressFamily family, AddressRanges subnets) {
    if (family == AddressFamily.IPV4) {
      return subnets;
    }
    List<long[]> bounds = new ArrayList<>();
    bounds.add(bounds(UNSPECIFIED));
    bounds.add(bounds(LINK_LOCAL));
    for (int i = 0; i < subnets.size(); i++) {
      bounds.add(
          new long[] {
            subnets.firstHigh(i), subnets.firstLow(i), subnets.lastHigh(i), subnets.lastLow(i)
          });
    }
    bounds.sort((a, b) -> AddressRanges.compare(a[0], a[1], b[0], b[1]));
    AddressRanges all = new AddressRanges(family);
    bounds.forEach(b -> all.addMerging(b[0], b[1], b[2], b[3]));
    return all;
  }

  private static long[] bounds(Prefix p) {
    return new long[] {p.high(), p.low(), p.lastHigh(), p.lastLow()};
  }
}
