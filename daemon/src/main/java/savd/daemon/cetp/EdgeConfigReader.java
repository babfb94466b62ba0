package savd.daemon.cetp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;
import savd.cetp.fsm.EdgeSettings;
import savd.cetp.fsm.Host;
import savd.cetp.fsm.RlocSigner;
import savd.cetp.message.ElementType;
import savd.cetp.message.Identity;
import savd.cetp.message.Locator;
import savd.cetp.message.ResponseCode;
import savd.cetp.message.Rloc;
import savd.cetp.message.Value;
import savd.cetp.names.Directory;
import savd.cetp.policy.Check;
import savd.cetp.policy.FlowLimit;
import savd.cetp.policy.Policy;
import savd.cetp.policy.SourceRule;
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
  private static final Map<String, Check> CHECKS = words(Check.values());
  private static final Map<String, ResponseCode> CODES = words(ResponseCode.values());
  private static final Map<String, ElementType> ELEMENTS =
      words(
          new ElementType[] {
            ElementType.NAME, ElementType.CERTIFICATION_ADDRESS, ElementType.SIGNATURE
          });
  private static final Map<String, Carriage> CARRIAGES = words(Carriage.values());
  private static final Map<String, Boolean> ADMIT = Map.of("admit", true, "deny", false);

  /** A packet whose header cannot be left out, an IPv4 fragment, has 51 octets more outside. */
  private static final int IPV4_OUTSIDE_MTU = 1448;

  /** A week. */
  private static final int MOST_IDLE = 604_800;

  private static final int IPV6_OUTSIDE_MTU = 1428;

  private final List<ConfigProblem> problems = new ArrayList<>();
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
   */
  public record Result(
      Optional<EdgeConfig> config,
      List<ConfigProblem> problems,
      Optional<Path> control,
      Optional<Endpoint> metrics) {
    static Result refused(List<ConfigProblem> problems) {
      return new Result(
          Optional.empty(), List.copyOf(problems), Optional.empty(), Optional.empty());
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
    return reader.problems.isEmpty()
        ? new Result(Optional.of(config), List.of(), reader.control, reader.metrics)
        : Result.refused(reader.problems);
  }

  private static <E extends Enum<E>> Map<String, E> words(E[] values) {
    Map<String, E> words = new LinkedHashMap<>();
    for (E e : values) {
      words.put(e.name().toLowerCase(Locale.ROOT).replace('_', '-'), e);
    }
    return words;
  }

  private Table table(TomlTable t, String path, String... keys) {
    return new Table(t, path, new java.util.LinkedHashSet<>(Arrays.asList(keys)), problems::add);
  }

  private EdgeConfig config(TomlTable root) {
    Table top = table(root, "file", "edge", "rloc", "upstream", "policy", "host", "signer");
    TomlTable edge = root.getTable("edge");
    if (edge == null) {
      top.problem("", "lacks [edge]");
      edge = Toml.parse("");
    }
    List<Rloc> rlocs = new ArrayList<>();
    each(root, "rloc", t -> rlocs.add(rloc(t)));
    if (rlocs.isEmpty()) {
      top.problem("", "lacks [[rloc]], an address other edges reach this one by");
    }
    policies.put("lax", Policy.lax("lax"));
    policies.put("strict", Policy.strict("strict"));
    named(root, "policy", (name, t) -> policies.put(name, policy(name, t)));
    List<Host> hosts = new ArrayList<>();
    named(root, "host", (name, t) -> hosts.add(host(name, t)));
    List<Directory.Upstream> upstreams = new ArrayList<>();
    each(root, "upstream", t -> upstreams.add(upstream(t)));
    List<RlocSigner.Trusted> signers = new ArrayList<>();
    each(root, "signer", t -> signer(t).ifPresent(signers::add));
    return edge(edge, rlocs, hosts, upstreams, signers);
  }

  private EdgeConfig edge(
      TomlTable t,
      List<Rloc> rlocs,
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
            "dns-port",
            "assured",
            "path-probe-ms",
            "control",
            "metrics",
            "signing-key",
            "legacy-flows");
    control = e.parsed("control", "an absolute path", EdgeConfigReader::socket);
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
            usual.checksSources());
    return new EdgeConfig(
        e.parsed("tun", "an interface name", EdgeConfigReader::device).orElse("cetp0"),
        e.flag("offloads", true),
        e.number("port", 1, 65535, ControlWord.PORT),
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
        e.number("mtu", 576, 9000, outsideIpv6 ? IPV6_OUTSIDE_MTU : IPV4_OUTSIDE_MTU),
        settings,
        devices,
        hosts,
        upstreams,
        e.list("dns-hosts", ADDRESS, o -> IpAddress.parse((String) o)),
        e.list("dns-world", ADDRESS, o -> IpAddress.parse((String) o)),
        e.number("dns-port", 1, 65535, 53),
        new HashSet<>(e.list("assured", "an identity", o -> Identity.parse((String) o))),
        e.parsed("signing-key", "the path of an Ed25519 key pair in PEM", SigningKeys::read),
        signers,
        e.number("legacy-flows", 0, 65_535, 0));
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

  private static Prefix prefix(String text, String family) {
    Prefix p = Prefix.parse(text);
    if (!p.family().name().equals(family)) {
      throw new IllegalArgumentException(text);
    }
    return p;
  }

  private void each(TomlTable root, String key, java.util.function.Consumer<TomlTable> each) {
    if (root.get(List.of(key)) instanceof TomlArray all) {
      for (int i = 0; i < all.size(); i++) {
        if (all.get(i) instanceof TomlTable t) {
          each.accept(t);
        } else {
          problems.add(new ConfigProblem(0, key, "must be written [[" + key + "]]"));
        }
      }
    } else if (root.contains(List.of(key))) {
      problems.add(new ConfigProblem(0, key, "must be written [[" + key + "]]"));
    }
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
    int port = u.number("port", 1, 65535, 53);
    return new Directory.Upstream(
        u.parsed("zone", "a domain", s -> s.toLowerCase(Locale.ROOT)).orElse(""),
        u.list("servers", ADDRESS, o -> IpAddress.parse((String) o)).stream()
            .map(a -> new Directory.Server(a.toString(), port))
            .toList());
  }

  private Optional<RlocSigner.Trusted> signer(TomlTable t) {
    Table s = table(t, "signer", "name", "key");
    String name =
        s.required(
            "name",
            "a name, or a domain that begins with a dot",
            "",
            text -> text.toLowerCase(Locale.ROOT));
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

  private Policy policy(String name, TomlTable t) {
    Table p =
        table(
            t,
            "policy." + name,
            "base",
            "checks",
            "identity-types",
            "refusals",
            "ignore",
            "max-flows",
            "when-full",
            "retry-after",
            "time-to-live",
            "idle",
            "tell-name",
            "requires",
            "reliable",
            "source");
    Policy base =
        p.choice("base", Map.of("lax", Policy.lax(name), "strict", Policy.strict(name)))
            .orElse(Policy.strict(name));
    Policy policy =
        base.withTimeToLive(p.number("time-to-live", 4, 65535, base.timeToLiveSeconds()))
            .withIdle(p.number("idle", Policy.LEAST_IDLE, MOST_IDLE, base.idleSeconds()))
            .withLimit(
                new FlowLimit(
                    p.number("max-flows", 0, Integer.MAX_VALUE, Integer.MAX_VALUE),
                    p.choice("when-full", CODES).orElse(ResponseCode.HOST_BUSY),
                    p.number("retry-after", 0, 3600, 10)));
    if (p.has("identity-types")) {
      policy =
          policy.withIdentityTypes(
              p.list("identity-types", "a number from 1 to 15", EdgeConfigReader::identityType),
              p.number("refusals", 0, 1000, 0),
              p.number("ignore", 1, 86_400, 60));
    }
    if (p.has("checks")) {
      policy = policy.withChecks(checks(p, "checks"));
    }
    if (p.has("requires")) {
      policy = policy.withRequired(elements(p, "requires"));
    }
    if (p.has("reliable")) {
      policy = policy.withReliable(elements(p, "reliable"));
    }
    if (!p.flag("tell-name", true)) {
      policy = policy.withoutName();
    }
    List<SourceRule> sources = new ArrayList<>();
    each(t, "source", s -> sources.add(source(name, s)));
    return policy.withSources(sources);
  }

  private static Set<ElementType> elements(Table t, String key) {
    return new HashSet<>(
        t.list(
            key,
            "one of " + String.join(", ", ELEMENTS.keySet()),
            o -> {
              if (!ELEMENTS.containsKey(o)) {
                throw new IllegalArgumentException("element");
              }
              return ELEMENTS.get((String) o);
            }));
  }

  private static int identityType(Object o) {
    long n = (Long) o;
    if (n < 1 || n > 15) {
      throw new IllegalArgumentException("identity type");
    }
    return (int) n;
  }

  private static Set<Check> checks(Table t, String key) {
    List<Check> listed =
        t.list(
            key,
            "one of " + String.join(", ", CHECKS.keySet()),
            o -> {
              if (!CHECKS.containsKey(o)) {
                throw new IllegalArgumentException("check");
              }
              return CHECKS.get((String) o);
            });
    return listed.isEmpty() ? EnumSet.noneOf(Check.class) : EnumSet.copyOf(listed);
  }

  private SourceRule source(String policy, TomlTable t) {
    Table s =
        table(t, "policy." + policy + ".source", "rlocs", "name", "identity", "verdict", "checks");
    return new SourceRule(
        s.parsed("rlocs", "a prefix", Prefix::parse),
        s.parsed("name", "a name, or a domain that begins with a dot", Function.identity()),
        s.parsed("identity", "an identity", Identity::parse),
        s.choice("verdict", ADMIT).orElse(true),
        checks(s, "checks"));
  }
}
