package savd.bgp.session;

import java.util.Optional;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.RouteSink;

/** What all neighbours of a speaker share. */
interface Surroundings {
  RouteSink sink();

  SessionListener listener();

  /** Who knows the best routes, where any are passed on. */
  Optional<Advertiser> advertiser();

  /** The neighbour of a number. */
  Optional<Peer> peer(PeerId id);

  /**
   * Called on the neighbour's event loop when nothing of it is left: for a dynamic or deconfigured
   * one.
   */
  void gone(Neighbor neighbor);
}
