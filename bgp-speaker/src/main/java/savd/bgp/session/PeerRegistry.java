package savd.bgp.session;

import java.util.Optional;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Peer;

/**
 * Gives every neighbour its number. Called on any thread, never twice at a time for one neighbour.
 */
public interface PeerRegistry {
  /**
   * A neighbour has come into being, with the configuration or, where it is a dynamic one, with its
   * first connection. It keeps its number over all its sessions.
   *
   * @param name as configured; the address for a dynamic neighbour
   * @param asn AS 0 while it is not known, which only a neighbour with any AS number allowed has
   * @param role what the neighbour is configured to be
   */
  Peer register(
      String name,
      IpAddress address,
      Asn asn,
      Asn localAsn,
      Optional<IngressInterface> ingress,
      Optional<BgpRole> role,
      String vrf);

  /**
   * The neighbour is gone for good; its number is not used again. Its routes were given up before.
   */
  void release(Peer peer);
}
