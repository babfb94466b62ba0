package savd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import savd.bgp.wire.PathAttributesBuilder;
import savd.control.Event;
import savd.control.Topic;
import savd.daemon.control.EventHub;
import savd.net.AddressFamily;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteBatch;
import savd.rib.Rib;

class RouteEventsTest {
  private static final IngressInterface ETH1 = new IngressInterface("eth1");
  private static final Peer PEER =
      new Peer(
          new PeerId(0),
          "AS65001",
          IpAddress.parse("192.0.2.1"),
          Asn.of(65001),
          Asn.of(65004),
          1,
          Optional.of(ETH1),
          Optional.empty(),
          Peer.DEFAULT_VRF);
  private static final byte[] PATH =
      new PathAttributesBuilder(0, AsPath.of(65001, 65007)).nextHop(PEER.address()).build().block();

  private final EventHub events = new EventHub();
  private final Rib rib = new Rib();
  private final RouteEvents routes = new RouteEvents(events, rib);

  private static RouteBatch announcement(String text) {
    Prefix prefix = Prefix.parse(text);
    RouteBatch batch = new RouteBatch().reset(PEER.id(), 0);
    int attributes = batch.addAttributes(PATH, 0, PATH.length);
    batch.announce(
        prefix.family(), prefix.high(), prefix.low(), prefix.length(), 0, attributes, false);
    return batch;
  }

  private static String text(Event event) {
    Event.RouteChanged e = (Event.RouteChanged) event;
    return e.neighbor() + (e.announced() ? " + " : " - ") + e.prefix() + " " + e.asPath();
  }

  @Test
  void what_really_changed_is_told_and_only_to_those_who_listen() throws Exception {
    rib.register(PEER);
    routes.changed(rib.apply(announcement("198.51.100.0/24")));
    try (EventHub.Subscription listener =
        events.subscribe(Set.of(Topic.ROUTES), Optional.of(ETH1))) {
      routes.changed(rib.apply(announcement("198.51.100.0/24")));
      routes.changed(rib.apply(announcement("2001:db8::/32")));
      RouteBatch lost = new RouteBatch().reset(PEER.id(), 0);
      lost.event(RouteBatch.Kind.PEER_LOST, AddressFamily.IPV4);
      routes.changed(rib.apply(lost));
      while (rib.pending()) {
        routes.changed(rib.continuePending());
      }
      List<String> told =
          listener.take().orElseThrow().events().stream().map(RouteEventsTest::text).toList();
      assertThat(told.getFirst()).isEqualTo("AS65001 + 2001:db8::/32 65001 65007");
      assertThat(told.subList(1, told.size()))
          .containsExactlyInAnyOrder("AS65001 - 198.51.100.0/24 ", "AS65001 - 2001:db8::/32 ");
    }
  }
}
