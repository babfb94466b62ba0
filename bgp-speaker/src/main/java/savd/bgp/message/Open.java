package savd.bgp.message;

import java.util.List;
import java.util.Optional;
import savd.net.Asn;

/**
 * OPEN (RFC 4271, section 4.2).
 *
 * @param myAs the two-octet My Autonomous System field, AS_TRANS for a larger number
 * @param holdTimeSeconds 0, or 3 to 65535
 * @param bgpIdentifier not 0 (RFC 6286)
 * @param capabilities in the order received; unknown ones are kept
 */
public record Open(
    int version, int myAs, int holdTimeSeconds, int bgpIdentifier, List<Capability> capabilities)
    implements BgpMessage {
  public Open {
    capabilities = List.copyOf(capabilities);
  }

  /** The AS number: of the four-octet capability, or else the two-octet field (RFC 6793). */
  public Asn asn() {
    return first(Capability.FourOctetAs.class)
        .map(Capability.FourOctetAs::asn)
        .orElse(new Asn(myAs));
  }

  public <C extends Capability> Optional<C> first(Class<C> type) {
    return capabilities.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  public <C extends Capability> List<C> all(Class<C> type) {
    return capabilities.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
