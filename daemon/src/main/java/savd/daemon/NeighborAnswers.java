package savd.daemon;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import savd.bgp.fsm.NegotiatedSession;
import savd.bgp.session.NeighborCounters;
import savd.bgp.session.NeighborStatus;
import savd.control.NeighborAnswer;
import savd.daemon.config.NeighborSection;
import savd.net.AddressFamily;
import savd.net.BgpRole;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.net.Peer;

/** A neighbour's status in the words of the control protocol. Core thread: it counts routes. */
final class NeighborAnswers {
  private NeighborAnswers() {}

  static NeighborAnswer of(NeighborStatus s, Daemon daemon) {
    Peer peer = s.peer();
    Optional<NegotiatedSession> session = s.session();
    Optional<NeighborSection> section = daemon.config().neighbor(peer.name());
    NeighborCounters c = s.counters();
    Optional<BgpRole> agreed = session.flatMap(NegotiatedSession::agreedRole);
    return new NeighborAnswer(
        peer.name(),
        peer.address(),
        peer.asn().value() == 0 ? Optional.empty() : Optional.of(peer.asn()),
        peer.localAsn(),
        peer.ingress(),
        peer.vrf(),
        section.flatMap(NeighborSection::description),
        s.dynamic(),
        s.idleReason().isEmpty()
            ? s.state().name().toLowerCase(Locale.ROOT).replace('_', '-')
            : "idle",
        s.inState().toSeconds(),
        s.established(),
        session.map(n -> new Ipv4Address(n.received().bgpIdentifier())),
        s.local().isEmpty() ? Optional.empty() : Optional.of(address(s.local())),
        session.map(n -> OptionalLong.of(n.holdTimeSeconds())).orElse(OptionalLong.empty()),
        session.map(n -> OptionalLong.of(n.keepaliveSeconds())).orElse(OptionalLong.empty()),
        peer.role(),
        peer.role().map(_ -> agreed.isPresent() ? "negotiated" : "configured"),
        session.map(NeighborAnswers::capabilities).orElse(List.of()),
        families(peer, session, section, daemon),
        new NeighborAnswer.Messages(c.updatesReceived(), c.messagesReceived()),
        new NeighborAnswer.Messages(c.updatesSent(), c.messagesSent()),
        new NeighborAnswer.Malformed(
            c.treatedAsWithdraw(), c.attributesDiscarded(), c.familiesDisabled(), c.resets()),
        s.lastEnd().isEmpty() ? Optional.empty() : Optional.of(s.lastEnd()),
        OptionalLong.empty(),
        problems(s));
  }

  /** The address of "address:port" as the speaker writes it. */
  private static IpAddress address(String endpoint) {
    int colon = endpoint.lastIndexOf(':');
    String host = endpoint.substring(0, colon).replace("[", "").replace("]", "");
    int zone = host.indexOf('%');
    return IpAddress.parse(zone < 0 ? host : host.substring(0, zone));
  }

  /** Families both sides named. */
  static Set<AddressFamily> families(NegotiatedSession session) {
    Set<AddressFamily> families = EnumSet.noneOf(AddressFamily.class);
    families.addAll(session.parameters().families());
    return families;
  }

  private static List<NeighborAnswer.Family> families(
      Peer peer,
      Optional<NegotiatedSession> session,
      Optional<NeighborSection> section,
      Daemon daemon) {
    Set<AddressFamily> families =
        session
            .map(NeighborAnswers::families)
            .orElseGet(() -> section.map(NeighborSection::families).orElse(Set.of()));
    return families.stream()
        .sorted(Comparator.naturalOrder())
        .map(
            f ->
                new NeighborAnswer.Family(
                    f,
                    daemon.pipeline().rib().pathCount(peer.id(), f),
                    daemon.pipeline().rib().staleCount(peer.id(), f),
                    section
                        .map(
                            n ->
                                f == AddressFamily.IPV4
                                    ? n.maxPrefixes().ipv4()
                                    : n.maxPrefixes().ipv6())
                        .map(
                            o ->
                                o.isPresent()
                                    ? OptionalLong.of(o.getAsInt())
                                    : OptionalLong.empty())
                        .orElse(OptionalLong.empty()),
                    daemon.pipeline().endOfRibSeen(peer.id(), f)))
        .toList();
  }

  private static List<String> capabilities(NegotiatedSession n) {
    List<String> names = new ArrayList<>();
    if (n.parameters().fourOctetAs()) {
      names.add("four-octet-as");
    }
    if (n.routeRefresh()) {
      names.add("route-refresh");
    }
    if (n.enhancedRouteRefresh()) {
      names.add("enhanced-route-refresh");
    }
    if (n.gracefulRestart().isPresent()) {
      names.add("graceful-restart");
    }
    if (n.parameters().extendedMessages()) {
      names.add("extended-message");
    }
    if (!n.parameters().addPathReceive().isEmpty()) {
      names.add("add-path");
    }
    if (!n.parameters().extendedNextHop().isEmpty()) {
      names.add("extended-next-hop");
    }
    n.agreedRole().ifPresent(_ -> names.add("role"));
    return names;
  }

  private static List<String> problems(NeighborStatus s) {
    List<String> problems = new ArrayList<>();
    if (!s.idleReason().isEmpty()) {
      problems.add(s.idleReason());
    }
    if (!s.reading()) {
      problems.add("not read at the moment: the RIB lags behind");
    }
    return problems;
  }
}
