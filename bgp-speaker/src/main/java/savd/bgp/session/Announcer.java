package savd.bgp.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import savd.bgp.fsm.NegotiatedSession;
import savd.bgp.wire.PathAttributesBuilder;
import savd.bgp.wire.UpdateEncoder;
import savd.net.AddressFamily;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IpAddress;
import savd.net.PathAttributes;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteBatch;

/** Writes the routes we originate towards one neighbour, for one session. */
final class Announcer {
  private static final int ORIGIN_IGP = 0;
  private static final int DEFAULT_LOCAL_PREF = 100;
  private static final PeerId NOBODY = new PeerId(0);

  private final NegotiatedSession session;
  private final Asn localAsn;
  private final Optional<BgpRole> neighborRole;
  private final IpAddress self;
  private final UpdateEncoder encoder;
  private int updates;

  /**
   * @param self our address of the session, for next hop self
   */
  Announcer(
      NegotiatedSession session, Asn localAsn, Optional<BgpRole> neighborRole, IpAddress self) {
    this.session = session;
    this.localAsn = localAsn;
    this.neighborRole = neighborRole;
    this.self = self;
    this.encoder = new UpdateEncoder(session.parameters());
  }

  /**
   * The UPDATEs announcing what is configured in a family; empty where there is nothing to say or
   * no next hop for it.
   */
  ByteBuf announce(Origination routes, AddressFamily family) {
    List<Prefix> prefixes = of(routes.prefixes(), family);
    Optional<IpAddress> nextHop = nextHop(routes, family);
    if (prefixes.isEmpty() || nextHop.isEmpty()) {
      return Unpooled.EMPTY_BUFFER;
    }
    ByteBuf out = Unpooled.buffer();
    encoder.announce(attributes(routes, nextHop.get()), 0, prefixes, out);
    return counted(out);
  }

  /** The UPDATEs withdrawing prefixes of a family. */
  ByteBuf withdraw(List<Prefix> prefixes, AddressFamily family) {
    ByteBuf out = Unpooled.buffer();
    encoder.withdraw(0, of(prefixes, family), out);
    return counted(out);
  }

  ByteBuf endOfRib(AddressFamily family) {
    ByteBuf out = Unpooled.buffer();
    RouteBatch batch = new RouteBatch().reset(NOBODY, 0);
    batch.event(RouteBatch.Kind.END_OF_RIB, family);
    encoder.encode(batch, out);
    return counted(out);
  }

  /** How many messages the last call wrote. */
  int updates() {
    return updates;
  }

  /**
   * True when prefixes of the family are configured and cannot be announced for want of a next hop.
   */
  boolean lacksNextHop(Origination routes, AddressFamily family) {
    return !of(routes.prefixes(), family).isEmpty() && nextHop(routes, family).isEmpty();
  }

  private static List<Prefix> of(List<Prefix> prefixes, AddressFamily family) {
    return prefixes.stream().filter(p -> p.family() == family).toList();
  }

  private Optional<IpAddress> nextHop(Origination routes, AddressFamily family) {
    Optional<IpAddress> configured =
        family == AddressFamily.IPV4 ? routes.nextHop4() : routes.nextHop6();
    boolean selfFits =
        self.family() == family || session.parameters().extendedNextHop().contains(family);
    return configured.or(() -> selfFits ? Optional.of(self) : Optional.empty());
  }

  private PathAttributes attributes(Origination routes, IpAddress nextHop) {
    boolean internal = session.parameters().isInternal();
    AsPath path =
        internal
            ? AsPath.EMPTY
            : new AsPath(
                List.of(new AsPath.Segment(AsPath.SegmentType.SEQUENCE, List.of(localAsn))));
    PathAttributesBuilder attributes = new PathAttributesBuilder(ORIGIN_IGP, path).nextHop(nextHop);
    if (internal) {
      attributes.localPref(DEFAULT_LOCAL_PREF);
    }
    attributes.communities(routes.communities().stream().mapToInt(Integer::intValue).toArray());
    if (!internal && neighborRole.filter(Announcer::isDownOrAcross).isPresent()) {
      attributes.onlyToCustomer(localAsn);
    }
    return attributes.build();
  }

  /** RFC 9234, section 5: towards these a route leaves with OTC. */
  private static boolean isDownOrAcross(BgpRole role) {
    return switch (role) {
      case CUSTOMER, PEER, RS_CLIENT -> true;
      case PROVIDER, RS -> false;
    };
  }

  private ByteBuf counted(ByteBuf messages) {
    updates = 0;
    for (int at = 0; at < messages.writerIndex(); at += messages.getUnsignedShort(at + 16)) {
      updates++;
    }
    return messages;
  }

  /** Prefixes of {@code before} that are not in {@code after}. */
  static List<Prefix> removed(Origination before, Origination after) {
    List<Prefix> gone = new ArrayList<>(before.prefixes());
    gone.removeAll(after.prefixes());
    return gone;
  }
}
