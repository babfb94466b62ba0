package savd.daemon.config;

import static savd.daemon.config.SettingsReader.words;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import savd.daemon.config.NeighborSection.MaxPrefixes;
import savd.daemon.config.NeighborSection.Remote;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.net.Peer;
import savd.net.Prefix;

/** Reads the sections there may be many of: interfaces, exceptions, neighbours. */
final class NamedReader {
  private static final Map<String, BgpRole> ROLES = words(BgpRole.values());
  static final String PREFIX = "a prefix such as \"192.0.2.0/24\"";
  private static final String ADDRESS = "an IP address in quotes";

  private final SettingsReader settings;

  NamedReader(SettingsReader settings) {
    this.settings = settings;
  }

  InterfaceSection ingress(String name, SectionReader s) {
    DefaultsSection defaults = settings.defaults;
    MethodName method = s.choice("method", words(MethodName.values())).orElse(MethodName.AUTO);
    return new InterfaceSection(
        interfaceName(name, s),
        s.choice("role", ROLES),
        method,
        s.choice("mode", words(EnforcementMode.values())).orElse(defaults.mode()),
        s.duration("hold", Duration.ZERO, SettingsReader.DAY).orElse(defaults.hold()),
        s.duration("ready-timeout", Duration.ofSeconds(1), SettingsReader.DAY)
            .orElse(defaults.readyTimeout()),
        s.flag("special-purpose").orElse(defaults.specialPurpose()),
        s.list("allow", PREFIX, NamedReader::sourcePrefix),
        s.list("deny", PREFIX, NamedReader::sourcePrefix),
        vrf(s),
        s.choice("fallback", fallbacks()).orElse(fallback(method)),
        s.flag("roa").orElse(true),
        s.listOf("allow-as", "an AS number", SettingsReader::speakerAsn),
        s.text("description", "a text"));
  }

  /**
   * What stands in where nothing is said. PI-SAV needs no routes of the provider, and loose uRPF
   * without them would block the whole Internet while there are no RPKI data.
   */
  private static MethodName fallback(MethodName method) {
    return method == MethodName.PI_SAV ? MethodName.ACL : MethodName.LOOSE;
  }

  /** What may stand in for a method without RPKI data. */
  private static Map<String, MethodName> fallbacks() {
    Map<String, MethodName> all = words(MethodName.values());
    all.values().removeIf(m -> m == MethodName.AUTO || m.needsRpki());
    return all;
  }

  private static IngressInterface interfaceName(String name, SectionReader s) {
    try {
      return new IngressInterface(name);
    } catch (IllegalArgumentException e) {
      s.problem(
          "",
          "an interface name has 1 to 15 characters, none of them white space or a slash; \""
              + name
              + "\" has not");
      return new IngressInterface("unnamed");
    }
  }

  private static Optional<String> vrf(SectionReader s) {
    return s.parsed(
        "vrf", "the name of a VRF, 1 to 15 characters", text -> new IngressInterface(text).name());
  }

  static Prefix sourcePrefix(String text) {
    Prefix prefix = prefix(text);
    if (prefix.isDefault()) {
      throw new IllegalArgumentException("a default route in a list would switch the list off");
    }
    return prefix;
  }

  /** As {@link Prefix#parse}; where bits are set beyond the length it says what was meant. */
  private static Prefix prefix(String text) {
    int slash = text.indexOf('/');
    try {
      return Prefix.parse(text);
    } catch (IllegalArgumentException e) {
      if (slash < 0 || !e.getMessage().startsWith("bits")) {
        throw e;
      }
      IpAddress address = IpAddress.parse(text.substring(0, slash));
      AddressFamily family = address.family();
      int length = Integer.parseInt(text.substring(slash + 1));
      Prefix meant =
          Prefix.of(
              family,
              address.high() & family.maskHigh(length),
              address.low() & family.maskLow(length),
              length);
      throw new IllegalArgumentException(
          "bits are set beyond the length; the prefix is \"" + meant + "\"", e);
    }
  }

  ExceptionSection exception(String name, SectionReader s) {
    List<Prefix> prefixes = s.list("prefixes", PREFIX, NamedReader::sourcePrefix);
    if (!s.has("prefixes")) {
      s.problem("prefixes", "missing; the permitted sources, such as [\"192.0.2.0/24\"]");
    }
    if (s.raw("interfaces") instanceof org.tomlj.TomlArray array && array.isEmpty()) {
      s.problem("interfaces", "must name an interface; leave the key out to mean all");
    }
    return new ExceptionSection(
        name,
        prefixes,
        s.list("interfaces", "the name of an interface", IngressInterface::new),
        s.text("comment", "a text"));
  }

  NeighborSection neighbor(String name, SectionReader s) {
    Remote remote = remote(s);
    boolean range = remote instanceof Remote.Range;
    Asn localAs = SettingsReader.asn(s, "local-as").orElse(settings.router.asn());
    return new NeighborSection(
        name,
        remote,
        remoteAs(s, range),
        localAs,
        s.parsed("interface", "the name of an interface", IngressInterface::new),
        s.parsed("local-address", ADDRESS, IpAddress::parse),
        s.integer("port", 1, 65535).orElse(179),
        s.flag("passive").orElse(range),
        md5(s),
        switchOr(s, "ttl-security", 254, 1),
        switchOr(s, "multihop", 255, 64),
        families(s),
        s.flag("add-path").orElse(false),
        s.choice("role", ROLES),
        s.flag("role-strict").orElse(false),
        SettingsReader.holdTime(s).orElse(settings.bgp.holdTime()),
        SettingsReader.connectRetry(s).orElse(settings.bgp.connectRetry()),
        s.table("max-prefixes").map(NamedReader::maxPrefixes).orElse(MaxPrefixes.NONE),
        s.integer("max-dynamic", 1, 10_000).orElse(100),
        s.flag("graceful-restart").orElse(true),
        s.list("originate", PREFIX, NamedReader::prefix),
        s.list("next-hop", ADDRESS, IpAddress::parse),
        s.flag("advertise").orElse(false),
        vrf(s).orElse(Peer.DEFAULT_VRF),
        s.text("description", "a text"),
        s.flag("enabled").orElse(true));
  }

  private static Remote remote(SectionReader s) {
    if (s.has("address") == s.has("range")) {
      s.problem(
          s.has("address") ? "range" : "address",
          s.has("address")
              ? "a neighbour has an address or a range, not both"
              : "missing; the neighbour's address = \"192.0.2.1\", or range = \"192.0.2.0/24\"");
    }
    if (s.has("range")) {
      return new Remote.Range(
          s.parsed("range", PREFIX, NamedReader::prefix)
              .orElseGet(() -> Prefix.parse("192.0.2.0/24")));
    }
    return new Remote.Single(
        s.parsed("address", ADDRESS, IpAddress::parse).orElseGet(() -> new Ipv4Address(0)));
  }

  private static Optional<Asn> remoteAs(SectionReader s, boolean range) {
    Object value = s.raw("as");
    if (value == null) {
      s.problem("as", "missing; the neighbour's AS number, such as as = 65001");
      return Optional.empty();
    }
    if ("any".equals(value)) {
      if (!range) {
        s.problem("as", "\"any\" is for a range; a neighbour with an address has a number");
      }
      return Optional.empty();
    }
    return SettingsReader.asn(s, "as");
  }

  /** TCP_MD5SIG takes at most TCP_MD5SIG_MAXKEYLEN octets: 80. */
  static Optional<String> md5(SectionReader s) {
    Optional<String> key = s.text("md5", "a key of 1 to 80 octets");
    int octets = key.map(k -> k.getBytes(StandardCharsets.UTF_8).length).orElse(1);
    if (octets > 80) {
      s.problem("md5", "must be a key of 1 to 80 octets, not " + octets);
    }
    return key;
  }

  private static OptionalInt switchOr(SectionReader s, String key, int max, int whenTrue) {
    return switch (s.flagOrInteger(key, 1, max).orElse(false)) {
      case Integer n -> OptionalInt.of(n);
      case Boolean b -> b ? OptionalInt.of(whenTrue) : OptionalInt.empty();
      default -> throw new AssertionError("neither flag nor integer");
    };
  }

  private static Set<AddressFamily> families(SectionReader s) {
    Map<String, AddressFamily> words = words(AddressFamily.values());
    if (!s.has("families")) {
      return EnumSet.allOf(AddressFamily.class);
    }
    List<AddressFamily> listed =
        s.list(
            "families",
            "ipv4 or ipv6",
            text -> {
              if (!words.containsKey(text)) {
                throw new IllegalArgumentException("not a family");
              }
              return words.get(text);
            });
    if (listed.isEmpty()) {
      s.problem("families", "must name ipv4, ipv6 or both");
      return EnumSet.allOf(AddressFamily.class);
    }
    return EnumSet.copyOf(listed);
  }

  private static MaxPrefixes maxPrefixes(SectionReader s) {
    return new MaxPrefixes(
        s.integer("ipv4", 1, Integer.MAX_VALUE),
        s.integer("ipv6", 1, Integer.MAX_VALUE),
        s.choice("action", words(MaxPrefixes.Action.values())).orElse(MaxPrefixes.Action.RESET),
        s.duration("restart", Duration.ofSeconds(1), SettingsReader.DAY));
  }
}
