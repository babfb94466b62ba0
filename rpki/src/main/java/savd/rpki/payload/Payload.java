package savd.rpki.payload;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import savd.net.AddressFamily;

/**
 * A complete set of validated data, as one cache or file has it or as it is in force.
 *
 * @param ipv4 VRPs of IPv4
 * @param ipv6 VRPs of IPv6
 * @param aspas by customer
 * @param routerKeys in no order that means anything
 */
public record Payload(VrpTable ipv4, VrpTable ipv6, AspaTable aspas, Set<RouterKey> routerKeys) {
  public static final Payload EMPTY =
      new Payload(
          VrpTable.empty(AddressFamily.IPV4),
          VrpTable.empty(AddressFamily.IPV6),
          AspaTable.EMPTY,
          Set.of());

  public Payload {
    routerKeys = Set.copyOf(routerKeys);
  }

  public VrpTable vrps(AddressFamily family) {
    return family == AddressFamily.IPV4 ? ipv4 : ipv6;
  }

  public int vrpCount() {
    return ipv4.size() + ipv6.size();
  }

  /** Everything that is in either; several ASPAs of one customer are united. */
  public Payload union(Payload other) {
    if (other.equals(EMPTY)) {
      return this;
    }
    Set<RouterKey> keys = new LinkedHashSet<>(routerKeys);
    keys.addAll(other.routerKeys);
    List<Aspa> all = new ArrayList<>();
    for (AspaTable t : new AspaTable[] {aspas, other.aspas}) {
      for (int i = 0; i < t.size(); i++) {
        all.add(t.aspa(i));
      }
    }
    return new Payload(
        ipv4.apply(VrpTable.empty(AddressFamily.IPV4), other.ipv4),
        ipv6.apply(VrpTable.empty(AddressFamily.IPV6), other.ipv6),
        AspaTable.of(all),
        keys);
  }

  /** Octets of the tables, router keys left out. */
  public long bytes() {
    return ipv4.bytes() + ipv6.bytes() + aspas.bytes();
  }
}
