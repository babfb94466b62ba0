package savd.bgp.mrt;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import savd.bgp.wire.Malformed;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.PeerId;
import savd.net.RouteSink;

/** The peers met in a file so far. */
final class PeerFeeds {
  private record Key(IpAddress address, Asn asn) {}

  private final MrtPeers peers;
  private final RouteSink sink;
  private final Malformed.Listener listener;
  private final Map<Key, Optional<PeerFeed>> feeds = new HashMap<>();

  PeerFeeds(MrtPeers peers, RouteSink sink, Malformed.Listener listener) {
    this.peers = peers;
    this.sink = sink;
    this.listener = listener;
  }

  /** The feed of a peer; empty for one to be skipped. */
  Optional<PeerFeed> of(IpAddress address, Asn asn, int bgpIdentifier) {
    return feeds.computeIfAbsent(
        new Key(address, asn),
        k -> peers.peer(address, asn, bgpIdentifier).map(id -> feed(id, asn)));
  }

  private PeerFeed feed(PeerId id, Asn asn) {
    return new PeerFeed(id, asn, peers.role(id), sink, listener);
  }

  /** Ends the tables and hands over what is left. */
  void finish(long timeNanos) {
    for (Optional<PeerFeed> feed : feeds.values()) {
      if (feed.isPresent()) {
        feed.get().endOfTable(timeNanos);
        feed.get().flush();
      }
    }
  }
}
