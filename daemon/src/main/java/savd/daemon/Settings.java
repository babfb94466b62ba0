package savd.daemon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import savd.bgp.fsm.SessionConfig;
import savd.bgp.session.Distance;
import savd.bgp.session.NeighborConfig;
import savd.bgp.session.Origination;
import savd.bgp.session.PrefixLimit;
import savd.bgp.session.Remote;
import savd.bgp.session.SpeakerConfig;
import savd.daemon.config.InterfaceSection;
import savd.daemon.config.MemberSection;
import savd.daemon.config.MethodName;
import savd.daemon.config.NeighborSection;
import savd.daemon.config.PiSavSection;
import savd.daemon.config.RpkiSection;
import savd.daemon.config.SavdConfig;
import savd.fib.plan.TableSettings;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Ipv6Address;
import savd.net.Prefix;
import savd.relation.ConeDefinition.LocalUse;
import savd.rib.RibView;
import savd.rules.InterfacePolicy;
import savd.rules.PiSavPolicy;
import savd.rules.RoaUse;
import savd.rules.RpkiUse;
import savd.rules.SavMethod;
import savd.rules.SavPolicy;

/** The configuration file's records as the modules want them. */
final class Settings {
  /** Bytes of a blocked packet in a sample: an IPv6 header with the ports. */
  private static final int SNAP_LENGTH = 64;

  /** Percent of a prefix limit from where on it is logged. */
  private static final int WARN_PERCENT = 75;

  private Settings() {}

  static SpeakerConfig speaker(SavdConfig config) {
    List<SpeakerConfig.Listen> listen =
        config.bgp().listen().stream()
            .map(e -> new SpeakerConfig.Listen(e.address(), e.port()))
            .toList();
    List<NeighborConfig> neighbors =
        config.neighbors().stream().map(n -> neighbor(config, n)).toList();
    int loops = config.bgp().loops();
    return new SpeakerConfig(
        listen, neighbors, loops == 0 ? SpeakerConfig.DEFAULT_EVENT_LOOPS : loops);
  }

  private static NeighborConfig neighbor(SavdConfig config, NeighborSection n) {
    SessionConfig.Builder session =
        SessionConfig.builder(n.localAs(), config.router().id().bits())
            .passive(n.passive())
            .holdTimeSeconds((int) n.holdTime().toSeconds())
            .connectRetrySeconds((int) Math.max(1, n.connectRetry().toSeconds()))
            .families(n.families())
            .addPathReceive(n.addPath() ? n.families() : Set.of())
            .neighborRole(n.role())
            .roleStrict(n.roleStrict())
            .prefixLimitRestartSeconds(
                n.maxPrefixes()
                    .restart()
                    .map(d -> OptionalInt.of((int) d.toSeconds()))
                    .orElse(OptionalInt.empty()));
    if (!n.gracefulRestart()) {
      session.gracefulRestart(Optional.empty());
    }
    n.remoteAs().ifPresentOrElse(session::remoteAsn, session::anyRemoteAsn);
    NeighborConfig.Builder builder =
        NeighborConfig.builder(n.name(), remote(n), session.build())
            .port(n.port())
            .ingress(n.ingress())
            .vrf(n.vrf())
            .originate(origination(n))
            .passOn(n.advertise())
            .enabled(n.enabled());
    n.localAddress().ifPresent(builder::localAddress);
    n.md5().ifPresent(builder::md5Key);
    n.multihopTtl().ifPresent(ttl -> builder.distance(new Distance.Multihop(ttl)));
    n.ttlSecurityHops().ifPresent(hops -> builder.distance(new Distance.Secured(hops)));
    limit(builder, AddressFamily.IPV4, n.maxPrefixes().ipv4(), n.maxPrefixes().action());
    limit(builder, AddressFamily.IPV6, n.maxPrefixes().ipv6(), n.maxPrefixes().action());
    return builder.build();
  }

  private static Remote remote(NeighborSection n) {
    return switch (n.remote()) {
      case NeighborSection.Remote.Single(IpAddress address) ->
          new Remote.Host(
              address,
              address instanceof Ipv6Address a && a.isLinkLocal()
                  ? n.ingress().map(i -> i.name())
                  : Optional.empty());
      case NeighborSection.Remote.Range(Prefix prefix) -> new Remote.Range(prefix, n.maxDynamic());
    };
  }

  private static Origination origination(NeighborSection n) {
    return new Origination(
        n.originate(),
        n.nextHop().stream().filter(a -> a.family() == AddressFamily.IPV4).findFirst(),
        n.nextHop().stream().filter(a -> a.family() == AddressFamily.IPV6).findFirst(),
        List.of());
  }

  private static void limit(
      NeighborConfig.Builder builder,
      AddressFamily family,
      OptionalInt limit,
      NeighborSection.MaxPrefixes.Action action) {
    if (limit.isPresent()) {
      PrefixLimit.Action then =
          switch (action) {
            case WARN -> PrefixLimit.Action.WARN;
            case RESET -> PrefixLimit.Action.SHUTDOWN;
          };
      builder.prefixLimit(family, new PrefixLimit(limit.getAsInt(), WARN_PERCENT, then));
    }
  }

  /** Flags of {@link RibView} that keep a route out of decisions and lists. */
  static int excluded(SavdConfig config) {
    int flags = 0;
    for (RpkiSection.Exclusion e : config.rpki().exclude()) {
      flags |=
          switch (e) {
            case ROV_INVALID -> RibView.ROV_INVALID;
            case ASPA_INVALID -> RibView.ASPA_INVALID;
            case LEAK -> RibView.LEAKED;
          };
    }
    return config.hasRpki() ? flags : flags & RibView.LEAKED;
  }

  static SavPolicy policy(SavdConfig config) {
    return SavPolicy.of(config.interfaces().stream().map(i -> policy(config, i)).toList())
        .withOwnAsns(Set.of(config.router().asn()))
        .withLocalUse(
            switch (config.rpki().privateAs()) {
              case ASSERTED -> LocalUse.ASSERTED;
              case ANY -> LocalUse.ANY;
            })
        .withPiSav(piSav(config));
  }

  /** Customers at other routers of ours and members in partial transit alike are seeds. */
  private static PiSavPolicy piSav(SavdConfig config) {
    PiSavSection p = config.piSav();
    Set<Asn> seeds = new HashSet<>(p.customers());
    seeds.addAll(p.partialTransit());
    Map<Asn, Set<Asn>> providers = new HashMap<>();
    for (MemberSection m : config.members()) {
      m.providers().ifPresent(some -> providers.put(m.asn(), Set.copyOf(some)));
    }
    return new PiSavPolicy(
        p.mode(), seeds, providers, Set.copyOf(p.networks()), Set.copyOf(p.exceptions()));
  }

  private static InterfacePolicy policy(SavdConfig config, InterfaceSection i) {
    List<Prefix> allow = new ArrayList<>(i.allow());
    config.exceptionsOn(i.name()).forEach(e -> allow.addAll(e.prefixes()));
    return new InterfacePolicy(
        i.name(),
        i.role(),
        method(i.method()),
        i.mode(),
        allow,
        i.deny(),
        i.hold().toNanos(),
        i.readyTimeout().toNanos(),
        i.vrf(),
        i.specialPurpose()
            ? InterfacePolicy.SpecialPurposeUse.BY_ROLE
            : InterfacePolicy.SpecialPurposeUse.IGNORE,
        new RpkiUse(
            i.roa() && config.hasRpki() ? RoaUse.AUGMENT : RoaUse.IGNORE,
            method(i.fallback()),
            Set.copyOf(i.allowAs())));
  }

  private static SavMethod method(MethodName name) {
    return switch (name) {
      case AUTO -> new SavMethod.Auto();
      case ACL -> new SavMethod.Acl(SavMethod.Otherwise.BY_ROLE);
      case STRICT -> new SavMethod.StrictUrpf();
      case LOOSE -> new SavMethod.LooseUrpf();
      case LOOSE_IGNORING_DEFAULT -> new SavMethod.LooseIgnoringDefaultUrpf();
      case FEASIBLE -> new SavMethod.FeasiblePathUrpf();
      case VRF -> new SavMethod.VrfUrpf();
      case EFP_A -> new SavMethod.EfpUrpfA(SavMethod.Reach.CUSTOMERS);
      case EFP_A_PEERS -> new SavMethod.EfpUrpfA(SavMethod.Reach.CUSTOMERS_AND_PEERS);
      case EFP_B -> new SavMethod.EfpUrpfB();
      case BAR_SAV -> new SavMethod.BarSav();
      case BAR_SAV_X -> new SavMethod.BarSavX();
      case BAR_SAV_PI -> new SavMethod.BarSavPi();
      case PI_SAV -> new SavMethod.PiSav();
      case PI_SAV_LOOSE -> new SavMethod.PiSavLoose();
      case OFF -> new SavMethod.Off();
    };
  }

  static TableSettings table(SavdConfig config) {
    return new TableSettings(
        config.dataplane().table(),
        config.dataplane().priority(),
        config.dataplane().sampleRate(),
        config.dataplane().logGroup(),
        SNAP_LENGTH);
  }

  static Duration reconcileInterval(SavdConfig config) {
    return config.dataplane().reconcileInterval();
  }
}
