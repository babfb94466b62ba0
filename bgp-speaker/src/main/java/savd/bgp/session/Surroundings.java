package savd.bgp.session;

import savd.net.RouteSink;

/** What all neighbours of a speaker share. */
interface Surroundings {
  RouteSink sink();

  SessionListener listener();

  /**
   * Called on the neighbour's event loop when nothing of it is left: for a dynamic or deconfigured
   * one.
   */
  void gone(Neighbor neighbor);
}
