package savd.bgp.session;

import savd.net.AddressFamily;
import savd.net.PeerId;

/**
 * Knows the best routes, which are passed on to neighbours configured so ({@link NeighborConfig}).
 * Without one nothing is passed on, whatever the configuration says.
 */
@FunctionalInterface
public interface Advertiser {
  /**
   * A session has come up, or its neighbour wants all routes of a family again. To be answered on
   * any thread and at leisure by {@link BgpSpeaker#advertise(PeerId, AddressFamily, java.util.List,
   * boolean)}, the last call saying so. Called on an event loop: return at once.
   */
  void request(PeerId to, AddressFamily family);
}
