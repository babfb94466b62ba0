package savd.daemon.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Prefix;

/**
 * {@code [neighbor.NAME]}: a BGP neighbour, or a range of them. Defaults are filled in.
 *
 * @param remoteAs its AS number; empty means any ({@code as = "any"}), which only a range may say
 * @param localAs our AS number towards it
 * @param ingress the interface its traffic arrives on; empty for a neighbour that only informs
 * @param port the neighbour's TCP port
 * @param passive wait for it to connect
 * @param md5 key of TCP-MD5 (RFC 2385), 1 to 80 octets
 * @param ttlSecurityHops GTSM (RFC 5082): how many hops away it may be, 1 to 254
 * @param multihopTtl time to live of our packets where it is not directly connected, 1 to 255
 * @param addPath ask for all its paths (RFC 7911)
 * @param role what the neighbour is to us (RFC 9234 announces the counterpart)
 * @param roleStrict refuse a session without the capability
 * @param maxDynamic sessions a range may hold at once
 * @param originate prefixes to announce to it; nothing is announced unless listed (RFC 8212)
 * @param nextHop next hops for what is announced, at most one a family; empty: our address
 * @param advertise pass the best routes of other neighbours on to it; off by default (RFC 8212)
 * @param enabled false keeps it down
 */
public record NeighborSection(
    String name,
    Remote remote,
    Optional<Asn> remoteAs,
    Asn localAs,
    Optional<IngressInterface> ingress,
    Optional<IpAddress> localAddress,
    int port,
    boolean passive,
    Optional<String> md5,
    OptionalInt ttlSecurityHops,
    OptionalInt multihopTtl,
    Set<AddressFamily> families,
    boolean addPath,
    Optional<BgpRole> role,
    boolean roleStrict,
    Duration holdTime,
    Duration connectRetry,
    MaxPrefixes maxPrefixes,
    int maxDynamic,
    boolean gracefulRestart,
    List<Prefix> originate,
    List<IpAddress> nextHop,
    boolean advertise,
    String vrf,
    Optional<String> description,
    boolean enabled) {

  public NeighborSection {
    families = Set.copyOf(families);
    originate = List.copyOf(originate);
    nextHop = List.copyOf(nextHop);
  }

  /** True for a neighbour in our own AS. */
  public boolean isInternal() {
    return remoteAs.equals(Optional.of(localAs));
  }

  /** Whom to expect. */
  public sealed interface Remote {
    /** {@code address = "…"}. */
    record Single(IpAddress address) implements Remote {}

    /** {@code range = "…"}: whoever connects from here. */
    record Range(Prefix prefix) implements Remote {}
  }

  /**
   * {@code max-prefixes = { … }}: how many routes it may announce.
   *
   * @param ipv4 1 and up; empty for no limit
   * @param ipv6 1 and up; empty for no limit
   * @param restart when to try again after a reset; empty: not by itself
   */
  public record MaxPrefixes(
      OptionalInt ipv4, OptionalInt ipv6, Action action, Optional<Duration> restart) {
    public static final MaxPrefixes NONE =
        new MaxPrefixes(OptionalInt.empty(), OptionalInt.empty(), Action.RESET, Optional.empty());

    /** What happens above the limit. */
    public enum Action {
      /** Tell, go on. */
      WARN,
      /** Cease, "Maximum Number of Prefixes Reached" (RFC 4486). */
      RESET
    }
  }
}
