package savd.daemon;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import savd.bgp.session.PeerRegistry;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Peer;
import savd.net.PeerId;

/** Numbers the neighbours and makes them known to the core before their first route. */
final class NeighborRegistry implements PeerRegistry {
  private final CoreLoop core;
  private final AtomicInteger next = new AtomicInteger();

  NeighborRegistry(CoreLoop core) {
    this.core = core;
  }

  @Override
  public Peer register(
      String name,
      IpAddress address,
      Asn asn,
      Asn localAsn,
      Optional<IngressInterface> ingress,
      Optional<BgpRole> role,
      String vrf) {
    Peer peer =
        new Peer(
            new PeerId(next.getAndIncrement()),
            name,
            address,
            asn,
            localAsn,
            0,
            ingress,
            role,
            vrf);
    core.execute(p -> p.register(peer, System.nanoTime()));
    return peer;
  }

  @Override
  public void release(Peer peer) {
    core.execute(p -> p.release(peer.id(), System.nanoTime()));
  }
}
