package savd.bgp.wire;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;

/**
 * What two speakers agreed on, as far as it changes the meaning of UPDATE octets. Begin with {@link
 * #between} and change what differs.
 *
 * @param localAsn our AS number towards this peer; AS 0 where there is none (a file)
 * @param peerAsn the peer's AS number; equal to {@code localAsn} on an internal session
 * @param localIdentifier our BGP identifier, for the loop test of RFC 4456; 0 for no such test
 * @param families the families both sides named (RFC 4760); UPDATEs for others are ignored
 * @param fourOctetAs AS numbers in AS_PATH and AGGREGATOR have four octets (RFC 6793)
 * @param addPathReceive families whose NLRI comes with path identifiers (RFC 7911)
 * @param addPathSend families whose NLRI we send with path identifiers
 * @param extendedNextHop families whose next hop may be an IPv6 address though they are not IPv6
 *     (RFC 8950)
 * @param extendedMessages messages up to 65535 octets (RFC 8654)
 * @param peerRole the role of the peer, for the leak test of RFC 9234; empty for no such test
 * @param checks what is asked of a path beyond its grammar
 */
public record SessionParameters(
    Asn localAsn,
    Asn peerAsn,
    int localIdentifier,
    Set<AddressFamily> families,
    boolean fourOctetAs,
    Set<AddressFamily> addPathReceive,
    Set<AddressFamily> addPathSend,
    Set<AddressFamily> extendedNextHop,
    boolean extendedMessages,
    Optional<BgpRole> peerRole,
    Set<PathCheck> checks) {

  /** Demands on a path that an operator may lift, and that no one makes of a file. */
  public enum PathCheck {
    /** AS_SET and AS_CONFED_SET of an external peer are malformed (RFC 9774). */
    NO_AS_SET,
    /** AS_CONFED_SEQUENCE of an external peer is malformed (RFC 5065, section 5). */
    NO_CONFEDERATION,
    /** AS 0 is malformed (RFC 7607). */
    NO_AS_ZERO,
    /**
     * A path with our own AS, our identifier as ORIGINATOR_ID or in CLUSTER_LIST is not usable (RFC
     * 4271, section 9.1.2; RFC 4456, section 8).
     */
    NO_LOOP,
    /** The next hop is a host address (RFC 4271, section 6.3). */
    HOST_NEXT_HOP,
    /** The path of an external peer begins with its AS (RFC 4271, section 6.3): not from an RS. */
    FIRST_AS_IS_PEER
  }

  /** All but {@link PathCheck#FIRST_AS_IS_PEER}, which RFC 4271 leaves to the operator. */
  public static final Set<PathCheck> STANDARD_CHECKS =
      Set.copyOf(EnumSet.complementOf(EnumSet.of(PathCheck.FIRST_AS_IS_PEER)));

  public SessionParameters {
    families = copy(AddressFamily.class, families);
    addPathReceive = copy(AddressFamily.class, addPathReceive);
    addPathSend = copy(AddressFamily.class, addPathSend);
    extendedNextHop = copy(AddressFamily.class, extendedNextHop);
    checks = copy(PathCheck.class, checks);
  }

  /** Always in the order of declaration: what is done family by family must not vary by run. */
  private static <E extends Enum<E>> Set<E> copy(Class<E> type, Set<E> set) {
    EnumSet<E> copy = EnumSet.noneOf(type);
    copy.addAll(set);
    return Collections.unmodifiableSet(copy);
  }

  /** Both families, four-octet AS numbers, the standard checks, and no other extension. */
  public static SessionParameters between(Asn localAsn, Asn peerAsn) {
    return new SessionParameters(
        localAsn,
        peerAsn,
        0,
        EnumSet.allOf(AddressFamily.class),
        true,
        Set.of(),
        Set.of(),
        Set.of(),
        false,
        Optional.empty(),
        STANDARD_CHECKS);
  }

  /** True where both sides are one AS. */
  public boolean isInternal() {
    return localAsn.equals(peerAsn);
  }

  /** The longest message in octets. */
  public int maxMessageLength() {
    return extendedMessages ? BgpFramer.MAX_EXTENDED_LENGTH : BgpFramer.MAX_LENGTH;
  }

  public SessionParameters withLocalIdentifier(int identifier) {
    return new SessionParameters(
        localAsn,
        peerAsn,
        identifier,
        families,
        fourOctetAs,
        addPathReceive,
        addPathSend,
        extendedNextHop,
        extendedMessages,
        peerRole,
        checks);
  }

  public SessionParameters withFamilies(Set<AddressFamily> negotiated) {
    return new SessionParameters(
        localAsn,
        peerAsn,
        localIdentifier,
        negotiated,
        fourOctetAs,
        addPathReceive,
        addPathSend,
        extendedNextHop,
        extendedMessages,
        peerRole,
        checks);
  }

  public SessionParameters withFourOctetAs(boolean negotiated) {
    return new SessionParameters(
        localAsn,
        peerAsn,
        localIdentifier,
        families,
        negotiated,
        addPathReceive,
        addPathSend,
        extendedNextHop,
        extendedMessages,
        peerRole,
        checks);
  }

  public SessionParameters withAddPath(Set<AddressFamily> receive, Set<AddressFamily> send) {
    return new SessionParameters(
        localAsn,
        peerAsn,
        localIdentifier,
        families,
        fourOctetAs,
        receive,
        send,
        extendedNextHop,
        extendedMessages,
        peerRole,
        checks);
  }

  public SessionParameters withExtendedNextHop(Set<AddressFamily> negotiated) {
    return new SessionParameters(
        localAsn,
        peerAsn,
        localIdentifier,
        families,
        fourOctetAs,
        addPathReceive,
        addPathSend,
        negotiated,
        extendedMessages,
        peerRole,
        checks);
  }

  public SessionParameters withExtendedMessages(boolean negotiated) {
    return new SessionParameters(
        localAsn,
        peerAsn,
        localIdentifier,
        families,
        fourOctetAs,
        addPathReceive,
        addPathSend,
        extendedNextHop,
        negotiated,
        peerRole,
        checks);
  }

  public SessionParameters withPeerRole(Optional<BgpRole> role) {
    return new SessionParameters(
        localAsn,
        peerAsn,
        localIdentifier,
        families,
        fourOctetAs,
        addPathReceive,
        addPathSend,
        extendedNextHop,
        extendedMessages,
        role,
        checks);
  }

  public SessionParameters withChecks(Set<PathCheck> demanded) {
    return new SessionParameters(
        localAsn,
        peerAsn,
        localIdentifier,
        families,
        fourOctetAs,
        addPathReceive,
        addPathSend,
        extendedNextHop,
        extendedMessages,
        peerRole,
        demanded);
  }
}
