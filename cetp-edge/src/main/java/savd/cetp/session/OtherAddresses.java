package savd.cetp.session;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import savd.cetp.fsm.Host;
import savd.net.IpAddress;
import savd.net.Ipv6Address;

/**
 * Addresses that are no host's but on the same link as one: most often a host's temporary ones (RFC
 * 8981), which it prefers as source, so that nothing it sends arrives and nothing says why. Told
 * once for each host. Any thread.
 */
final class OtherAddresses {
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private volatile Map<Long, String> links = Map.of();

  OtherAddresses(List<Host> hosts) {
    serve(hosts);
  }

  /** The hosts are these. */
  void serve(List<Host> hosts) {
    links =
        hosts.stream()
            .filter(h -> h.ipv6().isPresent())
            .collect(
                Collectors.toMap(
                    h -> h.ipv6().orElseThrow().high(), Host::name, (first, other) -> first));
  }

  /** Somebody who is no host sends from there; what to tell the operator of it, the first time. */
  Optional<String> seen(IpAddress source) {
    String host = source instanceof Ipv6Address a ? links.get(a.high()) : null;
    return host == null || !told.add(host)
        ? Optional.empty()
        : Optional.of(
            source
                + " sends, which is on the link of "
                + host
                + " and no host's address: if it is a temporary address of that host, the host"
                + " is to do without (net.ipv6.conf.all.use_tempaddr=0, or its counterpart)");
  }
}
