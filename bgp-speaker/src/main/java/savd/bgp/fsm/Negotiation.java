package savd.bgp.fsm;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import savd.bgp.message.Capability;
import savd.bgp.message.Notification;
import savd.bgp.message.Open;
import savd.bgp.wire.SessionParameters;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;

/**
 * Makes our OPEN and judges the neighbour's (RFC 4271, section 6.2, and what the capabilities add).
 *
 * <p>A capability counts only where both sides announced it, but for what one side alone may use: a
 * neighbour that understands ROUTE-REFRESH is asked for one whether or not it may ask us.
 */
public final class Negotiation {
  private static final int OPEN_ERROR = 2;
  private static final int UNICAST = 1;

  /** What became of an OPEN. */
  public sealed interface Outcome {
    record Agreed(NegotiatedSession session) implements Outcome {}

    /** {@code why} says more than the codes do. */
    record Refused(Notification notification, String why) implements Outcome {}
  }

  private final SessionConfig config;
  private final Open sent;
  private final Open received;

  private Negotiation(SessionConfig config, Open sent, Open received) {
    this.config = config;
    this.sent = sent;
    this.received = received;
  }

  /** Judges {@code received} against the configuration and the OPEN we sent. */
  public static Outcome negotiate(SessionConfig config, Open sent, Open received) {
    return new Negotiation(config, sent, received).outcome();
  }

  // ---- our OPEN

  /**
   * The OPEN to send; without any capability for a neighbour that rejects the parameter (RFC 5492,
   * section 3).
   */
  public static Open open(SessionConfig config, boolean withCapabilities) {
    long asn = config.localAsn().toLong();
    int myAs = asn <= 0xFFFF ? (int) asn : Asn.TRANS.value();
    List<Capability> capabilities = withCapabilities ? capabilities(config) : List.of();
    return new Open(4, myAs, config.holdTimeSeconds(), config.bgpIdentifier(), capabilities);
  }

  private static List<Capability> capabilities(SessionConfig c) {
    List<AddressFamily> families = c.families().stream().sorted().toList();
    List<Capability> all = new ArrayList<>();
    families.forEach(f -> all.add(new Capability.Multiprotocol(f.afi(), UNICAST)));
    all.add(new Capability.RouteRefreshCapability());
    if (c.families().contains(AddressFamily.IPV4)) {
      int v6 = AddressFamily.IPV6.afi();
      all.add(
          new Capability.ExtendedNextHop(
              List.of(
                  new Capability.ExtendedNextHop.Entry(AddressFamily.IPV4.afi(), UNICAST, v6))));
    }
    all.add(new Capability.ExtendedMessage());
    if (!c.isInternal()) {
      c.neighborRole().ifPresent(r -> all.add(new Capability.Role(r.counterpart().code())));
    }
    // Without forwarding state to preserve no family is listed: that alone says that we send
    // End-of-RIB (RFC 4724, 3).
    c.gracefulRestart()
        .ifPresent(
            g ->
                all.add(
                    new Capability.GracefulRestart(
                        false, g.notification(), g.restartTimeSeconds(), List.of())));
    all.add(new Capability.FourOctetAs(c.localAsn()));
    List<Capability.AddPath.Entry> paths =
        families.stream()
            .map(f -> new Capability.AddPath.Entry(f.afi(), UNICAST, addPathMode(c, f)))
            .filter(e -> e.mode() != 0)
            .toList();
    if (!paths.isEmpty()) {
      all.add(new Capability.AddPath(paths));
    }
    all.add(new Capability.EnhancedRouteRefresh());
    all.removeIf(
        capability -> c.suppressed().stream().anyMatch(s -> s.code() == capability.code()));
    return all;
  }

  private static int addPathMode(SessionConfig c, AddressFamily family) {
    return (c.addPathReceive().contains(family) ? 1 : 0)
        | (c.addPathSend().contains(family) ? 2 : 0);
  }

  // ---- the neighbour's

  private Outcome outcome() {
    return Stream.<Optional<Outcome>>of(
            badVersion(), badAs(), badIdentifier(), badHoldTime(), missingCapability(), badRole())
        .flatMap(Optional::stream)
        .findFirst()
        .orElseGet(() -> new Outcome.Agreed(agree()));
  }

  private static Optional<Outcome> refuse(int subcode, String why, int... data) {
    byte[] octets = new byte[data.length];
    for (int i = 0; i < data.length; i++) {
      octets[i] = (byte) data[i];
    }
    return Optional.of(new Outcome.Refused(new Notification(OPEN_ERROR, subcode, octets), why));
  }

  private boolean both(Class<? extends Capability> type) {
    return sent.first(type).isPresent() && received.first(type).isPresent();
  }

  private Optional<Outcome> badVersion() {
    return received.version() == 4
        ? Optional.empty()
        : refuse(1, "the neighbour speaks BGP version " + received.version() + ", not 4", 0, 4);
  }

  /** An old speaker looks at the two-octet field alone (RFC 6793, section 4.2.1). */
  private Asn remoteAsn() {
    return sent.first(Capability.FourOctetAs.class).isPresent()
        ? received.asn()
        : new Asn(received.myAs());
  }

  private Optional<Outcome> badAs() {
    Asn asn = remoteAsn();
    boolean mapped = asn.equals(Asn.TRANS) && !both(Capability.FourOctetAs.class);
    if (asn.value() == 0) {
      return refuse(2, "AS 0 is not an AS number (RFC 7607)");
    }
    if (config.remoteAsn().isEmpty()) {
      return asn.equals(Asn.TRANS)
          ? refuse(2, "AS 23456 (AS_TRANS) is not an AS number")
          : Optional.empty();
    }
    Asn expected = config.remoteAsn().get();
    boolean fits = asn.equals(expected) || mapped && expected.toLong() > 0xFFFF;
    return fits
        ? Optional.empty()
        : refuse(2, "the neighbour is in AS " + asn + ", configured is AS " + expected);
  }

  private Optional<Outcome> badIdentifier() {
    if (received.bgpIdentifier() == 0) {
      return refuse(3, "the BGP identifier is 0.0.0.0");
    }
    boolean ours = received.bgpIdentifier() == sent.bgpIdentifier();
    return ours && remoteAsn().equals(config.localAsn())
        ? refuse(3, "the neighbour in our own AS has our own BGP identifier")
        : Optional.empty();
  }

  private Optional<Outcome> badHoldTime() {
    int seconds = received.holdTimeSeconds();
    return seconds == 1 || seconds == 2
        ? refuse(6, "the neighbour proposes a hold time of " + seconds + " s")
        : Optional.empty();
  }

  private Optional<Outcome> missingCapability() {
    ByteArrayOutputStream missing = new ByteArrayOutputStream();
    List<String> names = new ArrayList<>();
    for (CapabilityName name : EnumSet.allOf(CapabilityName.class)) {
      boolean absent = received.capabilities().stream().noneMatch(c -> c.code() == name.code());
      if (config.required().contains(name) && absent) {
        names.add(name.name().toLowerCase().replace('_', ' '));
        // The multiprotocol capability is named with its family below; the others are told by their
        // code.
        missing.writeBytes(new byte[] {(byte) name.code(), 0});
      }
    }
    if (families().isEmpty()) {
      names.add("an address family of ours");
      for (AddressFamily f : config.families()) {
        missing.writeBytes(new byte[] {1, 4, 0, (byte) f.afi(), 0, UNICAST});
      }
    }
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Outcome.Refused(
                new Notification(OPEN_ERROR, 7, missing.toByteArray()),
                "the neighbour does not announce " + String.join(", ", names)));
  }

  private Optional<Outcome> badRole() {
    int[] codes =
        received.all(Capability.Role.class).stream()
            .mapToInt(Capability.Role::role)
            .distinct()
            .toArray();
    if (config.neighborRole().isEmpty()
        || config.isInternal()
        || !config.announces(CapabilityName.ROLE)) {
      return Optional.empty();
    }
    BgpRole expected = config.neighborRole().get();
    if (codes.length > 1) {
      return refuse(11, "the neighbour announces several different roles");
    }
    if (codes.length == 0) {
      return config.roleStrict()
          ? refuse(11, "the neighbour announces no role and strict mode demands one")
          : Optional.empty();
    }
    return codes[0] == expected.code()
        ? Optional.empty()
        : refuse(
            11, "the neighbour says it is " + roleName(codes[0]) + ", configured is " + expected);
  }

  private static String roleName(int code) {
    return role(code).map(BgpRole::name).orElse("role " + code);
  }

  private static Optional<BgpRole> role(int code) {
    return Arrays.stream(BgpRole.values()).filter(r -> r.code() == code).findFirst();
  }

  // ---- what follows

  private NegotiatedSession agree() {
    Set<AddressFamily> families = families();
    Optional<BgpRole> claimed = received.first(Capability.Role.class).flatMap(r -> role(r.role()));
    Optional<BgpRole> agreed = claimed.filter(_ -> both(Capability.Role.class));
    Optional<Capability.GracefulRestart> restart =
        received
            .first(Capability.GracefulRestart.class)
            .filter(_ -> both(Capability.GracefulRestart.class));
    boolean weSetN =
        sent.first(Capability.GracefulRestart.class)
            .filter(Capability.GracefulRestart::notification)
            .isPresent();
    Asn asn = config.remoteAsn().orElseGet(this::remoteAsn);
    SessionParameters parameters =
        SessionParameters.between(config.localAsn(), asn)
            .withLocalIdentifier(config.bgpIdentifier())
            .withFamilies(families)
            .withFourOctetAs(both(Capability.FourOctetAs.class))
            .withAddPath(
                addPath(families, mode -> (mode & 1) != 0, mode -> (mode & 2) != 0),
                addPath(families, mode -> (mode & 2) != 0, mode -> (mode & 1) != 0))
            .withExtendedNextHop(extendedNextHop(families))
            .withExtendedMessages(both(Capability.ExtendedMessage.class))
            .withPeerRole(agreed.or(config::neighborRole));
    return new NegotiatedSession(
        sent,
        received,
        asn,
        Math.min(sent.holdTimeSeconds(), received.holdTimeSeconds()),
        parameters,
        agreed,
        claimed,
        received.first(Capability.RouteRefreshCapability.class).isPresent(),
        both(Capability.EnhancedRouteRefresh.class),
        restart,
        weSetN && restart.filter(Capability.GracefulRestart::notification).isPresent());
  }

  /** Without the capability of RFC 4760 a session carries IPv4 unicast. */
  private static Set<AddressFamily> announced(Open open) {
    List<Capability.Multiprotocol> all = open.all(Capability.Multiprotocol.class);
    Set<AddressFamily> families = EnumSet.noneOf(AddressFamily.class);
    if (all.isEmpty()) {
      families.add(AddressFamily.IPV4);
    }
    for (AddressFamily f : AddressFamily.values()) {
      if (all.contains(new Capability.Multiprotocol(f.afi(), UNICAST))) {
        families.add(f);
      }
    }
    return families;
  }

  private Set<AddressFamily> families() {
    Set<AddressFamily> common = announced(sent);
    common.retainAll(announced(received));
    common.retainAll(config.families());
    return common;
  }

  private Set<AddressFamily> addPath(
      Set<AddressFamily> families, IntPredicate ours, IntPredicate theirs) {
    Set<AddressFamily> result = EnumSet.noneOf(AddressFamily.class);
    for (AddressFamily f : families) {
      if (ours.test(addPathMode(sent, f)) && theirs.test(addPathMode(received, f))) {
        result.add(f);
      }
    }
    return result;
  }

  /**
   * 1, 2 or 3; 0 where the family is not listed or the mode is none of these (RFC 7911, section 4:
   * ignored).
   */
  private static int addPathMode(Open open, AddressFamily family) {
    return open.all(Capability.AddPath.class).stream()
        .flatMap(c -> c.entries().stream())
        .filter(
            e -> e.afi() == family.afi() && e.safi() == UNICAST && e.mode() >= 1 && e.mode() <= 3)
        .mapToInt(Capability.AddPath.Entry::mode)
        .findFirst()
        .orElse(0);
  }

  private Set<AddressFamily> extendedNextHop(Set<AddressFamily> families) {
    var wanted =
        new Capability.ExtendedNextHop.Entry(
            AddressFamily.IPV4.afi(), UNICAST, AddressFamily.IPV6.afi());
    boolean agreed =
        Stream.of(sent, received)
            .allMatch(
                o ->
                    o.all(Capability.ExtendedNextHop.class).stream()
                        .anyMatch(c -> c.entries().contains(wanted)));
    return agreed && families.contains(AddressFamily.IPV4) ? Set.of(AddressFamily.IPV4) : Set.of();
  }
}
