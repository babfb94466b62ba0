package savd.daemon.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import savd.daemon.config.NeighborSection.MaxPrefixes;
import savd.daemon.config.NeighborSection.Remote;
import savd.net.BgpRole;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Ipv6Address;
import savd.net.Prefix;
import savd.relation.ConeMode;

/** What must hold between keys and between sections, and what is doubtful. */
final class ConfigChecks {
  /** Members dial again within a minute, and answer. */
  private static final Duration MEMBERS_ARE_BACK = Duration.ofSeconds(70);

  private final SavdConfig config;
  private final CheckReport report;

  ConfigChecks(SavdConfig config, CheckReport report) {
    this.config = config;
    this.report = report;
  }

  void run() {
    if (!config.rpki().slurm().isEmpty() && !config.hasRpki()) {
      report.warning(
          List.of("rpki"),
          "slurm",
          "are exceptions to data, and there is neither a [cache.NAME] nor a file in [rpki]:"
              + " nothing is validated");
    }
    new ConeChecks(config, report).run();
    config.interfaces().forEach(this::ingress);
    config.exceptions().forEach(this::exception);
    config.neighbors().forEach(this::neighbor);
    remotesAreDistinct();
  }

  private void problem(String kind, String name, String key, String text) {
    report.problem(List.of(kind, name), key, text);
  }

  private void warning(String kind, String name, String key, String text) {
    report.warning(List.of(kind, name), key, text);
  }

  private void ingress(InterfaceSection i) {
    String name = i.name().name();
    for (Prefix prefix : i.deny()) {
      if (i.allow().contains(prefix)) {
        problem("interface", name, "deny", prefix + " is allowed as well; choose one");
      }
    }
    if (i.method() == MethodName.VRF && i.vrf().isEmpty()) {
      problem("interface", name, "method", "vrf needs the VRF to read: vrf = \"NAME\"");
    }
    roleIsKnown(i);
    i.role().ifPresent(role -> roleFitsMethod(i, role));
    if (i.method().needsRpki() && !config.hasRpki()) {
      warning(
          "interface",
          name,
          "method",
          i.method().word()
              + " needs RPKI data, and there is neither a [cache.NAME] nor a file in [rpki]: "
              + i.fallback().word()
              + " stands in for good");
    }
    if (i.method() == MethodName.OFF && i.mode() == EnforcementMode.ENFORCE) {
      warning(
          "interface",
          name,
          "method",
          "off has no rules at all, so that mode enforce has nothing to enforce");
    }
    if (i.method() == MethodName.ACL) {
      accessList(i);
    }
    if (asksMembers(i) && i.hold().compareTo(MEMBERS_ARE_BACK) < 0) {
      warning(
          "interface",
          name,
          "hold",
          "with less than "
              + DurationText.of(MEMBERS_ARE_BACK)
              + " and members with several routers, the first that dials after a start of savd"
              + " decides for the others");
    }
    if (readsRoutes(i.method()) && neighborsOn(i.name()).isEmpty()) {
      warning(
          "interface",
          name,
          "method",
          SettingsReader.word(i.method())
              + " reads routes, but no neighbour has interface = \""
              + name
              + "\"");
    }
  }

  private boolean asksMembers(InterfaceSection i) {
    return ConeChecks.isPiSav(i)
        && !config.piSav().listen().isEmpty()
        && config.piSav().mode() != ConeMode.STANDALONE;
  }

  private void accessList(InterfaceSection i) {
    boolean closed = i.role().map(ConfigChecks::isDownstream).orElse(false);
    boolean nothing = i.allow().isEmpty() && config.exceptionsOn(i.name()).isEmpty();
    String name = i.name().name();
    if (closed && nothing) {
      warning("interface", name, "method", "acl without allow blocks every source");
    } else if (i.role().isPresent() && !closed && i.deny().isEmpty()) {
      warning(
          "interface",
          name,
          "method",
          "acl blocks what allow leaves out only where role is customer or rs-client");
    }
  }

  /** A role that no session can negotiate must be configured. */
  private void roleIsKnown(InterfaceSection i) {
    boolean told =
        i.role().isPresent() || neighborsOn(i.name()).stream().anyMatch(n -> n.role().isPresent());
    if (told || !needsRole(i.method())) {
      return;
    }
    warning(
        "interface",
        i.name().name(),
        "role",
        i.method().word()
            + (neighborsOn(i.name()).isEmpty()
                ? " needs a role, and no neighbour here can negotiate one: no rules without it"
                : " needs a role: no rules before a session negotiates one (RFC 9234)"));
  }

  private static boolean needsRole(MethodName method) {
    return switch (method) {
      case AUTO,
          ACL,
          EFP_A,
          EFP_A_PEERS,
          EFP_B,
          BAR_SAV,
          BAR_SAV_X,
          BAR_SAV_PI,
          PI_SAV,
          PI_SAV_LOOSE ->
          true;
      case STRICT, FEASIBLE, LOOSE, LOOSE_IGNORING_DEFAULT, VRF, OFF -> false;
    };
  }

  private static boolean isDownstream(BgpRole role) {
    return role == BgpRole.CUSTOMER || role == BgpRole.RS_CLIENT;
  }

  private static boolean readsRoutes(MethodName method) {
    return switch (method) {
      case STRICT, FEASIBLE, EFP_A, EFP_A_PEERS, EFP_B, BAR_SAV, BAR_SAV_X -> true;
      case AUTO, ACL, LOOSE, LOOSE_IGNORING_DEFAULT, VRF, OFF, BAR_SAV_PI, PI_SAV, PI_SAV_LOOSE ->
          false;
    };
  }

  private List<NeighborSection> neighborsOn(IngressInterface name) {
    return config.neighbors().stream().filter(n -> n.ingress().equals(Optional.of(name))).toList();
  }

  /** RFC 8704, section 3.7: which method may stand on which kind of interface. */
  private void roleFitsMethod(InterfaceSection i, BgpRole role) {
    String name = i.name().name();
    boolean downstream = isDownstream(role);
    switch (i.method()) {
      case EFP_A, EFP_B -> {
        if (!downstream) {
          problem(
              "interface",
              name,
              "method",
              i.method().word()
                  + " is for customers; towards a "
                  + SettingsReader.word(role)
                  + (role == BgpRole.PEER ? " use efp-a-peers or loose" : " use loose")
                  + " (RFC 8704)");
        }
      }
      case EFP_A_PEERS -> {
        if (!downstream && role != BgpRole.PEER) {
          problem(
              "interface",
              name,
              "method",
              "efp-a-peers is for customers and peers; towards a "
                  + SettingsReader.word(role)
                  + " use loose (RFC 8704)");
        }
      }
      case STRICT, FEASIBLE -> {
        if (role == BgpRole.PROVIDER || role == BgpRole.PEER || role == BgpRole.RS) {
          warning(
              "interface",
              name,
              "method",
              i.method().word()
                  + " towards a "
                  + SettingsReader.word(role)
                  + " blocks honest sources where routing is asymmetric; RFC 8704 recommends loose");
        }
      }
      case BAR_SAV, BAR_SAV_X -> {
        if (!downstream && role != BgpRole.PEER) {
          problem(
              "interface",
              name,
              "method",
              i.method().word()
                  + " is for customers and peers; towards a "
                  + SettingsReader.word(role)
                  + " use bar-sav-pi or loose");
        }
      }
      case BAR_SAV_PI -> {
        if (role != BgpRole.PROVIDER && role != BgpRole.RS) {
          problem(
              "interface",
              name,
              "method",
              "bar-sav-pi is for providers; towards a "
                  + SettingsReader.word(role)
                  + " use bar-sav or efp-b");
        }
      }
      case PI_SAV, PI_SAV_LOOSE -> {
        if (role != BgpRole.PROVIDER) {
          problem(
              "interface",
              name,
              "method",
              i.method().word()
                  + " is for providers; towards a "
                  + SettingsReader.word(role)
                  + (downstream ? " use bar-sav or efp-b" : " use loose"));
        }
      }
      case AUTO, ACL, LOOSE, LOOSE_IGNORING_DEFAULT, VRF, OFF -> {}
    }
  }

  private void exception(ExceptionSection e) {
    for (IngressInterface name : e.interfaces()) {
      if (config.ingress(name).isEmpty()) {
        problem("exception", e.name(), "interfaces", undeclared(name));
      }
    }
  }

  private String undeclared(IngressInterface name) {
    List<String> declared = config.interfaces().stream().map(i -> i.name().name()).toList();
    String nearest = ConfigSchema.nearest(name.name(), declared);
    String header = name.name().indexOf('.') < 0 ? name.name() : "\"" + name + "\"";
    return "no [interface."
        + header
        + "] in this file; add it"
        + (nearest.isEmpty() ? "" : ", or did you mean " + nearest + "?");
  }

  private void neighbor(NeighborSection n) {
    n.ingress()
        .filter(name -> config.ingress(name).isEmpty())
        .ifPresent(name -> problem("neighbor", n.name(), "interface", undeclared(name)));
    addresses(n);
    transport(n);
    roles(n);
    if (n.maxPrefixes().restart().isPresent()
        && n.maxPrefixes().action() == MaxPrefixes.Action.WARN) {
      problem(n, "max-prefixes", "restart is for action = \"reset\"");
    }
    for (Prefix prefix : n.originate()) {
      if (!n.families().contains(prefix.family())) {
        problem(n, "originate", prefix + " is of a family that families leaves out");
      }
    }
    if (n.nextHop().stream().map(IpAddress::family).distinct().count() != n.nextHop().size()) {
      problem(n, "next-hop", "must be at most one address of each family");
    }
    if (!n.nextHop().isEmpty() && n.originate().isEmpty() && !n.advertise()) {
      problem(n, "next-hop", "is for originate or advertise; nothing is announced here");
    }
  }

  private void problem(NeighborSection n, String key, String text) {
    problem("neighbor", n.name(), key, text);
  }

  private void addresses(NeighborSection n) {
    switch (n.remote()) {
      case Remote.Single(IpAddress address) -> {
        if (n.localAddress().isPresent() && n.localAddress().get().family() != address.family()) {
          problem(n, "local-address", "must be of the family of " + address);
        }
        if (n.localAddress().equals(Optional.of(address))) {
          problem(n, "local-address", "is the neighbour's own address");
        }
        if (address instanceof Ipv6Address a && a.isLinkLocal() && n.ingress().isEmpty()) {
          problem(n, "address", "a link-local address needs the interface it is on: interface = …");
        }
      }
      case Remote.Range(Prefix prefix) -> {
        if (!n.passive()) {
          problem(n, "passive", "must be true for a range: nobody there has an address to call");
        }
        if (n.localAddress().isPresent() && n.localAddress().get().family() != prefix.family()) {
          problem(n, "local-address", "must be of the family of " + prefix);
        }
      }
    }
  }

  private void transport(NeighborSection n) {
    if (n.ttlSecurityHops().isPresent() && n.multihopTtl().isPresent()) {
      problem(
          n,
          "multihop",
          "excludes ttl-security; for a distant neighbour write ttl-security = HOPS (RFC 5082)");
    }
    if (n.passive() && config.bgp().listen().isEmpty()) {
      problem(n, "passive", "nothing listens: bgp.listen is empty");
    }
  }

  private void roles(NeighborSection n) {
    if (n.roleStrict() && n.role().isEmpty()) {
      problem(n, "role-strict", "needs role = … (RFC 9234, section 4.2)");
    }
    if (n.isInternal() && n.role().isPresent()) {
      problem(n, "role", "is for a neighbour in another AS (RFC 9234); this one is in ours");
    }
    Optional<BgpRole> expected =
        n.ingress().flatMap(config::ingress).flatMap(InterfaceSection::role);
    if (n.role().isPresent() && expected.isPresent() && !n.role().equals(expected)) {
      problem(
          n,
          "role",
          SettingsReader.word(n.role().get())
              + ", but [interface."
              + n.ingress().orElseThrow()
              + "] says "
              + SettingsReader.word(expected.get())
              + "; they must agree");
    }
  }

  /** The same neighbour twice, or ranges that share addresses, would leave it to chance. */
  private void remotesAreDistinct() {
    Map<IpAddress, List<NeighborSection>> seen = new HashMap<>();
    List<NeighborSection> ranges = new ArrayList<>();
    for (NeighborSection n : config.neighbors()) {
      switch (n.remote()) {
        case Remote.Single(IpAddress address) -> {
          List<NeighborSection> same = seen.computeIfAbsent(address, a -> new ArrayList<>());
          same.stream()
              .filter(other -> sameLink(n, other))
              .findFirst()
              .ifPresent(
                  other ->
                      problem(
                          n, "address", address + " is [neighbor." + other.name() + "] already"));
          same.add(n);
        }
        case Remote.Range(Prefix prefix) -> {
          for (NeighborSection other : ranges) {
            if (other.remote() instanceof Remote.Range(Prefix p)
                && (p.covers(prefix) || prefix.covers(p))) {
              problem(
                  n, "range", prefix + " overlaps " + p + " of [neighbor." + other.name() + "]");
            }
          }
          ranges.add(n);
        }
      }
    }
  }

  /** Link-local addresses mean something on their link only; the port tells test set-ups apart. */
  private static boolean sameLink(NeighborSection a, NeighborSection b) {
    boolean linkLocal =
        a.remote() instanceof Remote.Single(Ipv6Address address) && address.isLinkLocal();
    return a.port() == b.port()
        && a.localAddress().equals(b.localAddress())
        && (!linkLocal || a.ingress().equals(b.ingress()));
  }
}
