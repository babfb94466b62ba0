package savd.daemon.cetp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;
import savd.cetp.fsm.EdgeSettings;
import savd.cetp.fsm.Host;
import savd.cetp.fsm.RlocSigner;
import savd.cetp.message.Identity;
import savd.cetp.message.Locator;
import savd.cetp.message.Rloc;
import savd.cetp.message.Value;
import savd.cetp.names.Directory;
import savd.cetp.policy.Policy;
import savd.cetp.session.EdgeConfig;
import savd.cetp.tun.Realm;
import savd.cetp.wire.ControlWord;
import savd.daemon.config.ConfigProblem;
import savd.daemon.config.Endpoint;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.net.Ipv6Address;
import savd.net.Prefix;

/** Text to {@link EdgeConfig}. */
public final class EdgeConfigReader {
  private static final String ADDRESS = "an IP address in quotes";
  private static final Map<String, Carriage> CARRIAGES = PolicyReader.words(Carriage.values());
  private static final Set<String> BUILT_IN = Set.of("lax", "strict");

  /** A packet whose header cannot be left out, an IPv4 fragment, has 51 octets more outside. */
  private static final int IPV4_OUTSIDE_MTU = 1448;

  private static final int IPV6_OUTSIDE_MTU = 1428;

  /** Of a link with IPv6 (RFC 8200, section 5): the kernel takes IPv6 off a device with less. */
  private static final int SMALLEST_MTU = 1280;

  private final List<ConfigProblem> problems = new ArrayList<>();
  private final List<ConfigProblem> warnings = new ArrayList<>();
  private final Map<String, Policy> policies = new LinkedHashMap<>();
  private Optional<Path> control = Optional.empty();
  private Optional<Endpoint> metrics = Optional.empty();

  private final Map<Locator.Ethernet, String> devices = new LinkedHashMap<>();

  private EdgeConfigReader() {}

  /** What carries messages between RLOCs. */
  private enum Carriage {
    UDP,
    IP,
    ETHERNET
  }

  /**
   * What became of a file: a configuration, or at least one problem.
   *
   * @param control socket of an edge that runs alone
   * @param metrics where an edge that runs alone tells its metrics
   * @param warnings what is allowed but probably not meant
   */
  public record Result(
      Optional<EdgeConfig> config,
      List<ConfigProblem> problems,
      Optional<Path> control,
      Optional<Endpoint> metrics,
      List<ConfigProblem> warnings) {
    public Result {
      problems = List.copyOf(problems);
      warnings = List.copyOf(warnings);
    }

    static Result refused(List<ConfigProblem> problems) {
      return new Result(Optional.empty(), problems, Optional.empty(), Optional.empty(), List.of());
    }
  }

  /** Reads a file. */
  public static Result read(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (IOException e) {
      return Result.refused(List.of(new ConfigProblem(0, "", "cannot be read: " + e.getMessage())));
    }
  }

  /** Reads a text. */
  public static Result parse(String text) {
    TomlParseResult toml = Toml.parse(text);
    EdgeConfigReader reader = new EdgeConfigReader();
    toml.errors()
        .forEach(
            e -> reader.problems.add(new ConfigProblem(e.position().line(), "", e.getMessage())));
    if (toml.hasErrors()) {
      return Result.refused(reader.problems);
    }
    EdgeConfig config = reader.config(toml);
    if (reader.problems.isEmpty()) {
      new EdgeChecks(toml, config, reader.problems::add).run();
    }
    return reader.problems.isEmpty()
        ? new Result(
            Optional.of(config), List.of(), reader.control, reader.metrics, reader.warnings)
        : Result.refused(reader.problems);
  }

  private Table table(TomlTable t, String path, String... keys) {
    return Table.of(t, path, problems::add, keys);
  }

  private EdgeConfig config(TomlTable root) {
    Table top = table(root, "", "edge", "rloc", "upstream", "policy", "host", "signer");
    TomlTable edge = root.getTable("edge");
    if (edge == null) {
      top.problem("", "lacks [edge]");
      edge = Toml.parse("");
    }
    List<Rloc> rlocs = new ArrayList<>();
    Table.each(root, "rloc", problems::add).forEach(t -> rlocs.add(rloc(t)));
    if (rlocs.isEmpty()) {
      top.problem("", "lacks [[rloc]], an address other edges reach this one by");
    }
    policies.put("lax", Policy.lax("lax"));
    policies.put("strict", Policy.strict("strict"));
    PolicyReader reader = new PolicyReader(problems::add);
    named(
        root,
        "policy",
        (name, t) -> {
          if (BUILT_IN.contains(name)) {
            problems.add(
                problemAt(root, List.of("policy", name), "is built in: choose another name"));
          }
          policies.put(name, reader.policy(name, t));
        });
    List<Host> hosts = new ArrayList<>();
    named(root, "host", (name, t) -> hosts.add(host(name, t)));
    List<Directory.Upstream> upstreams = new ArrayList<>();
    Table.each(root, "upstream", problems::add).forEach(t -> upstreams.add(upstream(t)));
    List<RlocSigner.Trusted> signers = new ArrayList<>();
    Table.each(root, "signer", problems::add).forEach(t -> signer(t).ifPresent(signers::add));
    return edge(edge, rlocs, hosts, upstreams, signers);
  }

  private EdgeConfig edge(
      TomlTable t,
      List<Rloc> addresses,
      List<Host> hosts,
      List<Directory.Upstream> upstreams,
      List<RlocSigner.Trusted> signers) {
    Table e =
        table(
            t,
            "edge",
            "tun",
            "port",
            "ip-protocol",
            "ether-type",
            "proxy-ipv4",
            "proxy-ipv6",
            "sessions",
            "mtu",
            "offloads",
            "dns-hosts",
            "dns-world",
            "dns-for",
            "dns-port",
            "assured",
            "path-probe-ms",
            "control",
            "metrics",
            "signing-key",
            "signature-scope",
            "legacy-flows");
    control = e.parsed("control", "an absolute path", EdgeConfigReader::socket);
    e.parsed("signing-key", "", SigningKeys::doubt)
        .flatMap(doubt -> doubt)
        .ifPresent(doubt -> warnings.add(e.about("signing-key", doubt)));
    int port = e.number("port", 1, 65535, ControlWord.PORT);
    List<Rloc> rlocs = addresses.stream().map(r -> at(r, port)).toList();
    metrics = e.parsed("metrics", "address:port, such as \"127.0.0.1:9480\"", Endpoint::parse);
    boolean outsideIpv6 =
        rlocs.stream()
            .anyMatch(
                r ->
                    !(r.locator() instanceof Locator.Ethernet)
                        && r.locator().address() instanceof Ipv6Address);
    EdgeSettings usual = EdgeSettings.of(rlocs);
    EdgeSettings settings =
        new EdgeSettings(
            rlocs,
            usual.probes(),
            e.number("path-probe-ms", 50, 60_000, (int) (usual.pathProbeNanos() / 1_000_000))
                * 1_000_000L,
            usual.pathProbes(),
            usual.deadPathProbeNanos(),
            usual.maxPending(),
            usual.maxHalfOpen(),
            usual.unexpectedBeforeReport(),
            usual.setupsPerSecond(),
            usual.slotsOfHost(),
            usual.slotsOfSource(),
            usual.checksSources());
    return new EdgeConfig(
        e.parsed("tun", "an interface name", EdgeConfigReader::device).orElse("cetp0"),
        e.flag("offloads", true),
        port,
        e.number("ip-protocol", 253, 254, ControlWord.IP_PROTOCOL),
        e.number("ether-type", ControlWord.ETHER_TYPE, 0x88B6, ControlWord.ETHER_TYPE),
        Realm.of(
            e.required(
                "proxy-ipv4",
                "a prefix such as \"100.64.0.0/16\"",
                Prefix.parse("100.64.0.0/16"),
                text -> prefix(text, "IPV4")),
            e.required(
                "proxy-ipv6",
                "a prefix such as \"fd00:ce7::/112\"",
                Prefix.parse("fd00:ce7::/112"),
                text -> prefix(text, "IPV6"))),
        e.number("sessions", 1, 1 << 22, 65_534),
        e.number("mtu", SMALLEST_MTU, 9000, outsideIpv6 ? IPV6_OUTSIDE_MTU : IPV4_OUTSIDE_MTU),
        settings,
        devices,
        hosts,
        upstreams,
        e.list("dns-hosts", ADDRESS, o -> IpAddress.parse((String) o)),
        e.list("dns-world", ADDRESS, o -> IpAddress.parse((String) o)),
        e.list("dns-for", "a prefix such as \"10.0.0.0/24\"", o -> Prefix.parse((String) o)),
        e.number("dns-port", 1, 65535, 53),
        new HashSet<>(e.list("assured", "an identity", o -> Identity.parse((String) o))),
        e.parsed("signing-key", "the path of an Ed25519 key pair in PEM", SigningKeys::read),
        e.choice("signature-scope", PolicyReader.words(RlocSigner.Scope.values()))
            .orElse(RlocSigner.Scope.RLOCS),
        signers,
        e.number("legacy-flows", 0, 65_535, 0));
  }

  private static ConfigProblem problemAt(TomlTable root, List<String> key, String text) {
    TomlPosition at = root.inputPositionOf(key);
    return new ConfigProblem(at == null ? 0 : at.line(), String.join(".", key), text);
  }

  private static String device(String text) {
    if (text.isEmpty() || text.length() > 15 || text.chars().anyMatch(c -> c <= ' ' || c == '/')) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  /** sockaddr_un has room for 107 octets and the terminating zero (unix(7)). */
  private static Path socket(String text) {
    Path path = Path.of(text);
    if (!path.isAbsolute() || text.length() > 107) {
      throw new IllegalArgumentException(text);
    }
    return path;
  }

  private static String domain(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    if (!EdgeChecks.isName(name)) {
      throw new IllegalArgumentException(text);
    }
    return name;
  }

  private static Prefix prefix(String text, String family) {
    Prefix p = Prefix.parse(text);
    if (!p.family().name().equals(family)) {
      throw new IllegalArgumentException(text);
    }
    return p;
  }

  private void named(
      TomlTable root, String key, java.util.function.BiConsumer<String, TomlTable> each) {
    if (root.get(List.of(key)) instanceof TomlTable all) {
      for (String name : all.keySet()) {
        if (all.get(List.of(name)) instanceof TomlTable t) {
          each.accept(name, t);
        } else {
          problems.add(
              new ConfigProblem(0, key + "." + name, "must be a table: [" + key + ".\"NAME\"]"));
        }
      }
    }
  }

  private Rloc rloc(TomlTable t) {
    Table r = table(t, "rloc", "carriage", "address", "device", "vlan", "order", "preference");
    int preference =
        r.isText("preference")
            ? r.choice("preference", Map.of("drain", Rloc.DRAIN)).orElse(0)
            : r.number("preference", 0, 253, 10);
    int order = r.number("order", 0, 253, 10);
    Carriage carriage = r.choice("carriage", CARRIAGES).orElse(Carriage.UDP);
    return new Rloc(order, preference, locator(r, carriage));
  }

  /** Others have to be told of another port than the well-known one. */
  private static Rloc at(Rloc r, int port) {
    return port != ControlWord.PORT && r.locator() instanceof Locator.Ip ip
        ? new Rloc(r.order(), r.preference(), new Locator.Ip(ip.address(), port))
        : r;
  }

  private Locator locator(Table r, Carriage carriage) {
    if (carriage == Carriage.ETHERNET) {
      String device = r.required("device", "a device with a MAC address", "", Stations::existing);
      int vlan = r.number("vlan", 1, 4094, -1);
      r.refuse("address", "is not for Ethernet, where the device's own is taken");
      Locator.Ethernet station = Stations.of(device, vlan);
      devices.put(station, device);
      return station;
    }
    r.refuse("device", "is for carriage = \"ethernet\"");
    r.refuse("vlan", "is for carriage = \"ethernet\"");
    IpAddress address =
        r.required("address", ADDRESS, new Ipv4Address(0xC0000201), IpAddress::parse);
    return carriage == Carriage.IP ? new Locator.Direct(address) : new Locator.Ip(address, 0);
  }

  private Directory.Upstream upstream(TomlTable t) {
    Table u = table(t, "upstream", "zone", "servers", "port");
    if (!u.has("servers")) {
      u.problem("", "lacks servers");
    }
    int port = u.number("port", 1, 65535, 53);
    return new Directory.Upstream(
        u.parsed("zone", "a domain, without a dot at the ends", EdgeConfigReader::domain)
            .orElse(""),
        u.list("servers", ADDRESS, o -> IpAddress.parse((String) o)).stream()
            .map(a -> new Directory.Server(a.toString(), port))
            .toList());
  }

  private Optional<RlocSigner.Trusted> signer(TomlTable t) {
    Table s = table(t, "signer", "name", "key");
    String name = s.required("name", Table.NAME_OR_DOMAIN, "", Table::nameOrDomain);
    return s.parsed("key", "an Ed25519 public key in base64", SigningKeys::parsePublic)
        .map(key -> new RlocSigner.Trusted(name, key));
  }

  private Host host(String name, TomlTable t) {
    Table h = table(t, "host." + name, "identities", "ipv4", "ipv6", "policy", "certification");
    List<Identity> identities =
        h.list(
            "identities", "an identity such as \"0a1b2c3d4e5f\"", o -> Identity.parse((String) o));
    if (identities.isEmpty()) {
      h.problem("", "lacks identities, of which the first is told to the world");
      identities = List.of(Identity.session(1));
    }
    Optional<Ipv4Address> ipv4 = h.parsed("ipv4", "an IPv4 address", Ipv4Address::parse);
    Optional<Ipv6Address> ipv6 = h.parsed("ipv6", "an IPv6 address", Ipv6Address::parse);
    if (ipv4.isEmpty() && ipv6.isEmpty()) {
      h.problem("", "lacks an address: ipv4, ipv6 or both");
    }
    return new Host(
        name.toLowerCase(Locale.ROOT),
        identities,
        ipv4,
        ipv6,
        h.parsed("certification", "a name or an address", s -> new Value.Endpoint(255, 0, s)),
        h.choice("policy", policies).orElse(policies.get("strict")));
  }
}
