package savd.bgp.session;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import savd.bgp.fsm.SessionConfig;
import savd.net.AddressFamily;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Ipv6Address;
import savd.net.Peer;

/**
 * One neighbour, or one template for dynamic ones, as the operator wants it. Make one with {@link
 * #builder}.
 *
 * @param name unique among the neighbours; what {@link BgpSpeaker#configure} knows a neighbour by
 * @param remote its address, or the prefix of a template; a template is always passive
 * @param port where we connect to, 179 unless configured
 * @param localAddress what we connect from and where the neighbour must connect to; empty for any
 * @param session what concerns the protocol
 * @param md5Key the key of RFC 2385, 1 to 80 octets of UTF-8
 * @param distance TTL and GTSM
 * @param prefixLimits per family; a family without entry has no limit
 * @param ingress the interface its traffic comes in on; empty for a neighbour that only informs
 * @param vrf the VRF its routes belong to
 * @param originate what we announce to it
 * @param passOn pass the best routes of other neighbours on to it; off by default (RFC 8212)
 * @param enabled false keeps the session down
 */
public record NeighborConfig(
    String name,
    Remote remote,
    int port,
    Optional<IpAddress> localAddress,
    SessionConfig session,
    Optional<String> md5Key,
    Distance distance,
    Map<AddressFamily, PrefixLimit> prefixLimits,
    Optional<IngressInterface> ingress,
    String vrf,
    Origination originate,
    boolean passOn,
    boolean enabled) {
  public static final int DEFAULT_PORT = 179;

  public NeighborConfig {
    require(!name.isEmpty(), "a neighbour needs a name");
    require(port >= 1 && port <= 65535, "port must be 1 to 65535");
    md5Key.ifPresent(TcpMd5::check);
    switch (remote) {
      case Remote.Host h ->
          require(
              !(h.address() instanceof Ipv6Address a && a.isLinkLocal()) || h.scope().isPresent(),
              "a link-local neighbour needs its interface");
      case Remote.Range r -> {
        boolean fits = localAddress.isEmpty() || localAddress.get().family() == r.prefix().family();
        require(fits, "local address and neighbour are of different families");
      }
    }
    prefixLimits = Map.copyOf(prefixLimits);
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /**
   * True when {@code other} is the same neighbour to the rest of savd, so that it may keep its
   * number.
   */
  boolean isSamePeer(NeighborConfig other) {
    return remote.equals(other.remote)
        && localAddress.equals(other.localAddress)
        && session.localAsn().equals(other.session.localAsn())
        && session.remoteAsn().equals(other.session.remoteAsn())
        && session.neighborRole().equals(other.session.neighborRole())
        && ingress.equals(other.ingress)
        && vrf.equals(other.vrf);
  }

  /** True when a running session must be reset to become what {@code other} asks for. */
  boolean needsReset(NeighborConfig other) {
    return !session.equals(other.session)
        || port != other.port
        || passOn != other.passOn
        || passOn && !originate.equals(other.originate)
        || !md5Key.equals(other.md5Key)
        || !distance.equals(other.distance);
  }

  public static Builder builder(String name, Remote remote, SessionConfig session) {
    return new Builder(name, remote, session);
  }

  /** A neighbour at one address without a scope. */
  public static Builder builder(String name, IpAddress address, SessionConfig session) {
    return new Builder(name, new Remote.Host(address, Optional.empty()), session);
  }

  /** Collects what differs from the defaults. */
  public static final class Builder {
    private final String name;
    private final Remote remote;
    private final SessionConfig session;
    private int port = DEFAULT_PORT;
    private Optional<IpAddress> localAddress = Optional.empty();
    private Optional<String> md5Key = Optional.empty();
    private Distance distance;
    private final Map<AddressFamily, PrefixLimit> prefixLimits = new EnumMap<>(AddressFamily.class);
    private Optional<IngressInterface> ingress = Optional.empty();
    private String vrf = Peer.DEFAULT_VRF;
    private Origination originate = Origination.NOTHING;
    private boolean passOn;
    private boolean enabled = true;

    private Builder(String name, Remote remote, SessionConfig session) {
      this.name = name;
      this.remote = remote;
      this.session = session;
      this.distance = session.isInternal() ? new Distance.Multihop(64) : new Distance.Adjacent();
    }

    public Builder port(int value) {
      port = value;
      return this;
    }

    public Builder localAddress(IpAddress value) {
      localAddress = Optional.of(value);
      return this;
    }

    public Builder md5Key(String value) {
      md5Key = Optional.of(value);
      return this;
    }

    /** Adjacent for an external neighbour and 64 hops for an internal one unless set. */
    public Builder distance(Distance value) {
      distance = value;
      return this;
    }

    public Builder prefixLimit(AddressFamily family, PrefixLimit limit) {
      prefixLimits.put(family, limit);
      return this;
    }

    public Builder ingress(Optional<IngressInterface> value) {
      ingress = value;
      return this;
    }

    public Builder vrf(String value) {
      vrf = value;
      return this;
    }

    public Builder originate(Origination value) {
      originate = value;
      return this;
    }

    public Builder passOn(boolean value) {
      passOn = value;
      return this;
    }

    public Builder enabled(boolean value) {
      enabled = value;
      return this;
    }

    /** Throws {@link IllegalArgumentException} saying what is wrong. */
    public NeighborConfig build() {
      return new NeighborConfig(
          name,
          remote,
          port,
          localAddress,
          session,
          md5Key,
          distance,
          prefixLimits,
          ingress,
          vrf,
          originate,
          passOn,
          enabled);
    }
  }
}
