package savd.daemon;

import java.time.Instant;
import savd.control.Event;
import savd.control.Topic;
import savd.daemon.control.EventHub;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.rib.RibDelta;
import savd.rib.RibView;

/**
 * Tells those who monitor routes what neighbours announced and withdrew. Core thread only, before
 * the RIB changes again.
 */
final class RouteEvents {
  private final EventHub events;
  private final RibView rib;

  RouteEvents(EventHub events, RibView rib) {
    this.events = events;
    this.rib = rib;
  }

  void changed(RibDelta delta) {
    if (delta.isEmpty() || !events.wants(Topic.ROUTES)) {
      return;
    }
    Instant now = Instant.now();
    for (int i = 0; i < delta.size(); i++) {
      boolean leak = ((delta.oldFlags(i) ^ delta.newFlags(i)) & RibView.LEAKED) != 0;
      if (delta.oldAttributes(i) == delta.newAttributes(i) && !leak) {
        // Validated anew: the neighbour said nothing.
        continue;
      }
      Peer peer = rib.peer(new PeerId(delta.peerIndex(i)));
      Prefix prefix = rib.prefixes(delta.family(i)).prefix(delta.prefixId(i));
      int attributes = delta.newAttributes(i);
      boolean announced = attributes != RibDelta.NONE;
      String path = announced ? rib.attributes(attributes).asPath().toString() : "";
      events.publish(
          new Event.RouteChanged(now, peer.name(), peer.ingress(), prefix, announced, path));
    }
  }
}
