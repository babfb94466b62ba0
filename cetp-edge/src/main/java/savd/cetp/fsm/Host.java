package savd.cetp.fsm;

import java.util.List;
import java.util.Optional;
import savd.cetp.message.Identity;
import savd.cetp.message.Value;
import savd.cetp.policy.Policy;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.net.Ipv6Address;

/**
 * A host behind this edge.
 *
 * @param name its name, lower case, no trailing dot
 * @param identities what it can be known by; the first is published in the DNS
 * @param certification where its identities can be checked
 */
public record Host(
    String name,
    List<Identity> identities,
    Optional<Ipv4Address> ipv4,
    Optional<Ipv6Address> ipv6,
    Optional<Value.Endpoint> certification,
    Policy policy) {
  public Host {
    identities = List.copyOf(identities);
  }

  public boolean has(IpAddress address) {
    return switch (address) {
      case Ipv4Address a -> ipv4.map(a::equals).orElse(false);
      case Ipv6Address a -> ipv6.map(a::equals).orElse(false);
    };
  }
}
