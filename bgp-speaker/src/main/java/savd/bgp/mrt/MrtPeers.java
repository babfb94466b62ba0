package savd.bgp.mrt;

import java.util.Optional;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IpAddress;
import savd.net.PeerId;

/** Says who the peers in a file are. Asked once for each. */
@FunctionalInterface
public interface MrtPeers {
  /**
   * The peer's number here; empty to skip all it says.
   *
   * @param bgpIdentifier 0 where the file does not tell, as only TABLE_DUMP_V2 does
   */
  Optional<PeerId> peer(IpAddress address, Asn asn, int bgpIdentifier);

  /** The peer's role, for the leak test of RFC 9234. */
  default Optional<BgpRole> role(PeerId peer) {
    return Optional.empty();
  }
}
