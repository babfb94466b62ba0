package savd.bgp.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import savd.bgp.fsm.NegotiatedSession;
import savd.bgp.fsm.SessionAction.Occasion;
import savd.bgp.message.RouteRefresh;
import savd.bgp.wire.PathAttributesBuilder;
import savd.bgp.wire.UpdateEncoder;
import savd.net.AddressFamily;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IpAddress;
import savd.net.PathAttributes;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteBatch;
import savd.transport.ProblemLog;

/** Sends the routes we originate to one neighbour, for one session. */
final class Announcer {
  private static final int ORIGIN_IGP = 0;
  private static final int DEFAULT_LOCAL_PREF = 100;
  private static final int UNICAST = 1;
  private static final PeerId NOBODY = new PeerId(0);

  private final NegotiatedSession session;
  private final Connection connection;
  private final Asn localAsn;
  private final Optional<BgpRole> neighborRole;
  private final Tally tally;
  private final ProblemLog log;
  private final UpdateEncoder encoder;

  /**
   * @param neighborRole negotiated or else configured: decides about OTC (RFC 9234, section 5)
   */
  Announcer(
      NegotiatedSession session,
      Connection connection,
      Asn localAsn,
      Optional<BgpRole> neighborRole,
      Tally tally,
      ProblemLog log) {
    this.session = session;
    this.connection = connection;
    this.localAsn = localAsn;
    this.neighborRole = neighborRole;
    this.tally = tally;
    this.log = log;
    this.encoder = new UpdateEncoder(session.parameters());
  }

  /** For a session that routes of others are passed on in. */
  AdjRibOut adjRibOut(Peer to, Origination routes) {
    Egress egress =
        new Egress(to, nextHop(routes, AddressFamily.IPV4), nextHop(routes, AddressFamily.IPV6));
    return new AdjRibOut(egress, encoder, this, connection, Set.copyOf(routes.prefixes()));
  }

  /** Sends all routes of a family that we originate, with what belongs in front of them. */
  void begin(Origination routes, AddressFamily family, Occasion occasion) {
    if (occasion == Occasion.REFRESH && session.enhancedRouteRefresh()) {
      mark(family, RouteRefresh.BEGIN);
    }
    announce(routes, family);
  }

  /** Says that this was all. */
  void end(AddressFamily family, Occasion occasion) {
    if (occasion == Occasion.REFRESH && session.enhancedRouteRefresh()) {
      mark(family, RouteRefresh.END);
    } else if (occasion == Occasion.INITIAL) {
      endOfRib(family);
    }
  }

  /** Replaces what was announced before by what is to be announced now. */
  void replace(Origination before, Origination after) {
    List<Prefix> gone = new ArrayList<>(before.prefixes());
    gone.removeAll(after.prefixes());
    for (AddressFamily family : session.parameters().families()) {
      ByteBuf out = Unpooled.buffer();
      encoder.withdraw(0, of(gone, family), out);
      send(out);
      announce(after, family);
    }
  }

  private void mark(AddressFamily family, int subtype) {
    tally.sent();
    connection.send(new RouteRefresh(family.afi(), UNICAST, subtype));
  }

  private void announce(Origination routes, AddressFamily family) {
    List<Prefix> prefixes = of(routes.prefixes(), family);
    if (prefixes.isEmpty()) {
      return;
    }
    Optional<IpAddress> nextHop = nextHop(routes, family);
    if (nextHop.isEmpty()) {
      log.warn("no " + family + " next hop to announce with: configure one");
      return;
    }
    ByteBuf out = Unpooled.buffer();
    encoder.announce(attributes(routes, nextHop.get()), 0, prefixes, out);
    send(out);
  }

  private void endOfRib(AddressFamily family) {
    ByteBuf out = Unpooled.buffer();
    RouteBatch batch = new RouteBatch().reset(NOBODY, 0);
    batch.event(RouteBatch.Kind.END_OF_RIB, family);
    encoder.encode(batch, out);
    send(out);
  }

  /** Sends UPDATEs and counts them. */
  void send(ByteBuf messages) {
    if (!messages.isReadable()) {
      messages.release();
      return;
    }
    long updates = 0;
    for (int at = 0; at < messages.writerIndex(); at += messages.getUnsignedShort(at + 16)) {
      updates++;
    }
    tally.updatesSent(updates);
    connection.send(messages);
  }

  private static List<Prefix> of(List<Prefix> prefixes, AddressFamily family) {
    return prefixes.stream().filter(p -> p.family() == family).toList();
  }

  /** The configured one, or our own address where the session lets the family have it. */
  Optional<IpAddress> nextHop(Origination routes, AddressFamily family) {
    IpAddress self = Transport.ipAddress(connection.localAddress());
    boolean selfFits =
        self.family() == family || session.parameters().extendedNextHop().contains(family);
    return (family == AddressFamily.IPV4 ? routes.nextHop4() : routes.nextHop6())
        .or(() -> selfFits ? Optional.of(self) : Optional.empty());
  }

  private PathAttributes attributes(Origination routes, IpAddress nextHop) {
    boolean internal = session.parameters().isInternal();
    AsPath path = internal ? AsPath.EMPTY : AsPath.of(localAsn.toLong());
    PathAttributesBuilder attributes = new PathAttributesBuilder(ORIGIN_IGP, path).nextHop(nextHop);
    if (internal) {
      attributes.localPref(DEFAULT_LOCAL_PREF);
    }
    attributes.communities(routes.communities().stream().mapToInt(Integer::intValue).toArray());
    if (!internal && neighborRole.filter(Egress::isDownOrAcross).isPresent()) {
      attributes.onlyToCustomer(localAsn);
    }
    return attributes.build();
  }
}
