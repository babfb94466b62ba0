package savd.net;

import java.util.Optional;

/**
 * What the rest of savd has to know of a neighbour: who it is and where its packets come in.
 *
 * @param id its number
 * @param name its name in the configuration; dynamic neighbours are named by their address
 * @param address its address
 * @param asn its AS number
 * @param localAsn our AS number towards it
 * @param bgpIdentifier its BGP identifier, 0 before the first OPEN (RFC 6286)
 * @param ingress the interface its traffic arrives on; empty for a neighbour that only informs (a
 *     collector, a reflector)
 * @param role the neighbour's role: negotiated (RFC 9234) or else configured; empty when neither
 * @param vrf the VRF its routes belong to, {@link #DEFAULT_VRF} unless configured
 */
public record Peer(
    PeerId id,
    String name,
    IpAddress address,
    Asn asn,
    Asn localAsn,
    int bgpIdentifier,
    Optional<IngressInterface> ingress,
    Optional<BgpRole> role,
    String vrf) {
  public static final String DEFAULT_VRF = "default";

  /** The same with another role, or none. */
  public Peer withRole(Optional<BgpRole> newRole) {
    return new Peer(id, name, address, asn, localAsn, bgpIdentifier, ingress, newRole, vrf);
  }

  /** True for a neighbour in our own AS. */
  public boolean isInternal() {
    return asn.equals(localAsn);
  }
}
