package savd.bgp.fsm;

import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;

/**
 * What the operator wants of the session with one neighbour. Make one with {@link #builder}.
 *
 * @param localAsn our AS number towards the neighbour
 * @param remoteAsn the AS number it must have; empty accepts any
 * @param bgpIdentifier ours, not 0
 * @param passive true to wait for the neighbour to connect
 * @param holdTimeSeconds what we propose: 0 for no keepalives, or 3 to 65535
 * @param connectRetrySeconds between attempts to connect, 1 or more
 * @param idleHoldSeconds pause after a failed session; doubles with every failure in a row up to
 *     {@link #MAX_IDLE_HOLD_SECONDS}
 * @param sendHoldSeconds how long the neighbour may take no octets of ours (RFC 9687); 0 for ever;
 *     empty for the larger of 8 minutes and twice the hold time
 * @param families the families to exchange routes of; not empty
 * @param addPathReceive families we accept several paths per prefix of (RFC 7911)
 * @param addPathSend families we offer several paths per prefix of
 * @param neighborRole what the neighbour is to us (RFC 9234); we announce the counterpart
 * @param roleStrict refuse a neighbour that announces no role
 * @param gracefulRestart how we help a restarting neighbour; empty for not at all
 * @param suppressed capabilities not to announce
 * @param required capabilities without which there is no session (RFC 5492, section 3)
 * @param collisionInEstablished let a new connection displace an established one where the
 *     identifiers say so
 * @param prefixLimitRestartSeconds when a neighbour over its prefix limit may come back; empty for
 *     not by itself
 */
public record SessionConfig(
    Asn localAsn,
    Optional<Asn> remoteAsn,
    int bgpIdentifier,
    boolean passive,
    int holdTimeSeconds,
    int connectRetrySeconds,
    int idleHoldSeconds,
    OptionalInt sendHoldSeconds,
    Set<AddressFamily> families,
    Set<AddressFamily> addPathReceive,
    Set<AddressFamily> addPathSend,
    Optional<BgpRole> neighborRole,
    boolean roleStrict,
    Optional<GracefulRestartConfig> gracefulRestart,
    Set<CapabilityName> suppressed,
    Set<CapabilityName> required,
    boolean collisionInEstablished,
    OptionalInt prefixLimitRestartSeconds) {
  public static final int DEFAULT_HOLD_TIME_SECONDS = 90;
  public static final int DEFAULT_CONNECT_RETRY_SECONDS = 15;
  public static final int DEFAULT_IDLE_HOLD_SECONDS = 2;
  public static final int MAX_IDLE_HOLD_SECONDS = 120;

  /**
   * How we help a neighbour that restarts (RFC 4724, section 4.2). We keep no forwarding state
   * ourselves.
   *
   * @param restartTimeSeconds what we announce for ourselves, 0 to 4095
   * @param notification announce the N bit: a NOTIFICATION is a restart too (RFC 8538)
   * @param maxRestartSeconds the most we wait for a neighbour, whatever it announces
   * @param stalePathSeconds how long stale routes wait for End-of-RIB after its return
   */
  public record GracefulRestartConfig(
      int restartTimeSeconds, boolean notification, int maxRestartSeconds, int stalePathSeconds) {
    public static final GracefulRestartConfig DEFAULT =
        new GracefulRestartConfig(0, false, 600, 360);

    public GracefulRestartConfig {
      require(
          restartTimeSeconds >= 0 && restartTimeSeconds <= 4095,
          "restart time must be 0 to 4095 seconds");
      require(maxRestartSeconds >= 0, "the longest restart time must not be negative");
      require(stalePathSeconds >= 1, "the stale path time must be at least 1 second");
    }
  }

  public SessionConfig {
    require(localAsn.value() != 0, "local AS must not be 0 (RFC 7607)");
    require(remoteAsn.map(Asn::value).orElse(1) != 0, "remote AS must not be 0 (RFC 7607)");
    require(bgpIdentifier != 0, "BGP identifier must not be 0 (RFC 6286)");
    require(
        holdTimeSeconds == 0 || holdTimeSeconds >= 3 && holdTimeSeconds <= 65535,
        "hold time must be 0 or 3 to 65535 seconds");
    require(connectRetrySeconds >= 1, "connect retry time must be at least 1 second");
    require(idleHoldSeconds >= 0, "idle hold time must not be negative");
    require(
        sendHoldSeconds.orElse(0) == 0 || sendHoldSeconds.getAsInt() > holdTimeSeconds,
        "send hold time must be 0 or greater than the hold time (RFC 9687)");
    require(!families.isEmpty(), "at least one address family is needed");
    families = Set.copyOf(families);
    addPathReceive = Set.copyOf(addPathReceive);
    addPathSend = Set.copyOf(addPathSend);
    suppressed = Set.copyOf(suppressed);
    required = Set.copyOf(required);
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** True when the neighbour is known to be in our own AS. */
  public boolean isInternal() {
    return remoteAsn.filter(localAsn::equals).isPresent();
  }

  public boolean announces(CapabilityName capability) {
    return !suppressed.contains(capability);
  }

  /** Both families, default times, no role, and graceful restart help. */
  public static Builder builder(Asn localAsn, int bgpIdentifier) {
    return new Builder(localAsn, bgpIdentifier);
  }

  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Collects what differs from the defaults. */
  public static final class Builder {
    private final Asn localAsn;
    private final int bgpIdentifier;
    private Optional<Asn> remoteAsn = Optional.empty();
    private boolean passive;
    private int holdTimeSeconds = DEFAULT_HOLD_TIME_SECONDS;
    private int connectRetrySeconds = DEFAULT_CONNECT_RETRY_SECONDS;
    private int idleHoldSeconds = DEFAULT_IDLE_HOLD_SECONDS;
    private OptionalInt sendHoldSeconds = OptionalInt.empty();
    private Set<AddressFamily> families = EnumSet.allOf(AddressFamily.class);
    private Set<AddressFamily> addPathReceive = Set.of();
    private Set<AddressFamily> addPathSend = Set.of();
    private Optional<BgpRole> neighborRole = Optional.empty();
    private boolean roleStrict;
    private Optional<GracefulRestartConfig> gracefulRestart =
        Optional.of(GracefulRestartConfig.DEFAULT);
    private Set<CapabilityName> suppressed = Set.of();
    private Set<CapabilityName> required = Set.of();
    private boolean collisionInEstablished;
    private OptionalInt prefixLimitRestartSeconds = OptionalInt.empty();

    private Builder(Asn localAsn, int bgpIdentifier) {
      this.localAsn = localAsn;
      this.bgpIdentifier = bgpIdentifier;
    }

    private Builder(SessionConfig c) {
      this(c.localAsn, c.bgpIdentifier);
      remoteAsn = c.remoteAsn;
      passive = c.passive;
      holdTimeSeconds = c.holdTimeSeconds;
      connectRetrySeconds = c.connectRetrySeconds;
      idleHoldSeconds = c.idleHoldSeconds;
      sendHoldSeconds = c.sendHoldSeconds;
      families = c.families;
      addPathReceive = c.addPathReceive;
      addPathSend = c.addPathSend;
      neighborRole = c.neighborRole;
      roleStrict = c.roleStrict;
      gracefulRestart = c.gracefulRestart;
      suppressed = c.suppressed;
      required = c.required;
      collisionInEstablished = c.collisionInEstablished;
      prefixLimitRestartSeconds = c.prefixLimitRestartSeconds;
    }

    public Builder remoteAsn(Asn asn) {
      remoteAsn = Optional.of(asn);
      return this;
    }

    /** Accept whatever AS number the neighbour has. */
    public Builder anyRemoteAsn() {
      remoteAsn = Optional.empty();
      return this;
    }

    public Builder passive(boolean value) {
      passive = value;
      return this;
    }

    public Builder holdTimeSeconds(int value) {
      holdTimeSeconds = value;
      return this;
    }

    public Builder connectRetrySeconds(int value) {
      connectRetrySeconds = value;
      return this;
    }

    public Builder idleHoldSeconds(int value) {
      idleHoldSeconds = value;
      return this;
    }

    public Builder sendHoldSeconds(OptionalInt value) {
      sendHoldSeconds = value;
      return this;
    }

    public Builder families(Set<AddressFamily> value) {
      families = value;
      return this;
    }

    public Builder addPathReceive(Set<AddressFamily> value) {
      addPathReceive = value;
      return this;
    }

    public Builder addPathSend(Set<AddressFamily> value) {
      addPathSend = value;
      return this;
    }

    public Builder neighborRole(Optional<BgpRole> value) {
      neighborRole = value;
      return this;
    }

    public Builder roleStrict(boolean value) {
      roleStrict = value;
      return this;
    }

    public Builder gracefulRestart(Optional<GracefulRestartConfig> value) {
      gracefulRestart = value;
      return this;
    }

    public Builder suppressed(Set<CapabilityName> value) {
      suppressed = value;
      return this;
    }

    public Builder required(Set<CapabilityName> value) {
      required = value;
      return this;
    }

    public Builder collisionInEstablished(boolean value) {
      collisionInEstablished = value;
      return this;
    }

    public Builder prefixLimitRestartSeconds(OptionalInt value) {
      prefixLimitRestartSeconds = value;
      return this;
    }

    /** Throws {@link IllegalArgumentException} saying what is out of range. */
    public SessionConfig build() {
      return new SessionConfig(
          localAsn,
          remoteAsn,
          bgpIdentifier,
          passive,
          holdTimeSeconds,
          connectRetrySeconds,
          idleHoldSeconds,
          sendHoldSeconds,
          families,
          addPathReceive,
          addPathSend,
          neighborRole,
          roleStrict,
          gracefulRestart,
          suppressed,
          required,
          collisionInEstablished,
          prefixLimitRestartSeconds);
    }
  }
}
