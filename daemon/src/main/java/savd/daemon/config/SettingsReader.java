package savd.daemon.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import savd.net.Asn;
import savd.net.EnforcementMode;
import savd.net.Ipv4Address;

/** Reads the sections that stand alone, with their defaults. */
final class SettingsReader {
  static final Duration DAY = Duration.ofDays(1);
  static final Duration HOLD_TIME_MAX = Duration.ofSeconds(65535);

  final RouterSection router;
  final BgpSection bgp;
  final ControlSection control;
  final HttpSection http;
  final LogSection log;
  final DataplaneSection dataplane;
  final DefaultsSection defaults;

  SettingsReader(
      SectionReader router,
      SectionReader bgp,
      SectionReader control,
      SectionReader http,
      SectionReader log,
      SectionReader dataplane,
      SectionReader defaults) {
    this.router = router(router);
    this.bgp = bgp(bgp);
    this.control = control(control);
    this.http = http(http);
    this.log = log(log);
    this.dataplane = dataplane(dataplane);
    this.defaults = defaults(defaults);
  }

  /** The words of an enum in the file: lower case, hyphens. */
  static <E extends Enum<E>> Map<String, E> words(E[] values) {
    Map<String, E> words = new LinkedHashMap<>();
    for (E value : values) {
      words.put(word(value), value);
    }
    return words;
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static RouterSection router(SectionReader s) {
    if (!s.has("as")) {
      s.problem("as", "missing; our AS number, such as as = 65004");
    }
    if (!s.has("id")) {
      s.problem("id", "missing; our BGP identifier, such as id = \"192.0.2.4\"");
    }
    Optional<Ipv4Address> id = s.parsed("id", "an IPv4 address in quotes", Ipv4Address::parse);
    if (id.isPresent() && id.get().bits() == 0) {
      s.problem("id", "must not be 0.0.0.0 (RFC 6286)");
    }
    return new RouterSection(
        asn(s, "as").orElse(Asn.of(1)), id.orElse(new Ipv4Address(1)), s.text("name", "a text"));
  }

  /** An AS number a speaker may have: a number or a text with or without "AS". */
  static Optional<Asn> asn(SectionReader s, String key) {
    Object value = s.raw(key);
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(speakerAsn(value));
    } catch (IllegalArgumentException e) {
      s.problem(key, e.getMessage());
      return Optional.empty();
    }
  }

  static Asn speakerAsn(Object value) {
    Asn asn;
    try {
      asn =
          switch (value) {
            case Long n -> Asn.of(n);
            case String text -> Asn.parse(text);
            default -> throw new IllegalArgumentException("neither number nor text");
          };
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "must be an AS number from 1 to 4294967294, not " + SectionReader.shown(value), e);
    }
    long number = asn.toLong();
    if (number == 0 || number == 23456 || number == 65535 || number == 4294967295L) {
      throw new IllegalArgumentException(
          "must be an AS number a router may have; "
              + number
              + " is reserved (RFC 7607, RFC 6793, RFC 7300)");
    }
    return asn;
  }

  /** 0 or 3 seconds and more (RFC 4271, section 4.2). */
  static Optional<Duration> holdTime(SectionReader s) {
    Optional<Duration> time = s.duration("hold-time", Duration.ZERO, HOLD_TIME_MAX);
    if (time.isPresent()
        && (time.get().toMillis() % 1000 != 0
            || time.get().toSeconds() == 1
            || time.get().toSeconds() == 2)) {
      s.problem(
          "hold-time",
          "must be \"0s\" (no keepalives) or at least \"3s\" in whole seconds (RFC 4271), not "
              + DurationText.of(time.get()));
    }
    return time;
  }

  static Optional<Duration> connectRetry(SectionReader s) {
    return s.duration("connect-retry", Duration.ofSeconds(1), DAY);
  }

  private static BgpSection bgp(SectionReader s) {
    List<Endpoint> listen =
        s.has("listen")
            ? s.list("listen", "address:port, such as \"[::]:179\"", Endpoint::parse)
            : List.of(Endpoint.parse("0.0.0.0:179"), Endpoint.parse("[::]:179"));
    return new BgpSection(
        listen,
        holdTime(s).orElse(Duration.ofSeconds(90)),
        connectRetry(s).orElse(Duration.ofSeconds(30)),
        s.integer("loops", 0, 64).orElse(0));
  }

  private static ControlSection control(SectionReader s) {
    Optional<Path> socket = s.parsed("socket", "an absolute path", SettingsReader::socketPath);
    Optional<Integer> mode =
        s.parsed(
            "mode",
            "permission bits in octal, such as \"0660\"",
            text -> {
              int bits = 0;
              for (char c : text.toCharArray()) {
                if (c < '0' || c > '7' || text.length() > 4) {
                  throw new IllegalArgumentException("not permission bits");
                }
                bits = bits << 3 | c - '0';
              }
              return bits & 0777;
            });
    return new ControlSection(
        socket.orElse(Path.of("/run/savd/savd.sock")),
        mode.orElse(0660),
        s.text("group", "the name of a group"));
  }

  private static Path socketPath(String text) {
    Path path;
    try {
      path = Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("not a path", e);
    }
    // sockaddr_un has room for 107 octets and the terminating zero (unix(7)).
    if (!path.isAbsolute() || text.length() > 107) {
      throw new IllegalArgumentException(
          "it must begin with / and have at most 107 characters (unix(7))");
    }
    return path;
  }

  private static HttpSection http(SectionReader s) {
    if ("off".equals(s.raw("listen"))) {
      return new HttpSection(Optional.empty());
    }
    return new HttpSection(
        Optional.of(
            s.parsed(
                    "listen",
                    "address:port, such as \"127.0.0.1:9479\", or \"off\"",
                    Endpoint::parse)
                .orElse(Endpoint.parse("127.0.0.1:9479"))));
  }

  private static LogSection log(SectionReader s) {
    return new LogSection(
        s.choice("level", words(LogSection.Level.values())).orElse(LogSection.Level.INFO),
        s.choice("format", words(LogSection.Format.values())).orElse(LogSection.Format.TEXT));
  }

  private static DataplaneSection dataplane(SectionReader s) {
    Optional<String> table =
        s.parsed(
            "table",
            "a name for an nftables table: a letter, then letters, digits and _, 31 at most",
            SettingsReader::tableName);
    return new DataplaneSection(
        s.choice("kind", words(DataplaneSection.Kind.values()))
            .orElse(DataplaneSection.Kind.NFTABLES),
        table.orElse("savd"),
        s.integer("priority", -500, 500).orElse(-300),
        s.integer("sample-rate", 0, 10_000).orElse(10),
        s.integer("log-group", 0, 65535).orElse(5379),
        s.duration("reconcile-interval", Duration.ZERO, DAY).orElse(Duration.ofSeconds(60)));
  }

  private static String tableName(String text) {
    boolean fits = !text.isEmpty() && text.length() <= 31;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      boolean other = c == '_' || c >= '0' && c <= '9';
      fits &= letter || i > 0 && other;
    }
    if (!fits) {
      throw new IllegalArgumentException("not a table name");
    }
    return text;
  }

  static CetpSection cetp(SectionReader s) {
    return new CetpSection(
        s.parsed(
            "file",
            "an absolute path",
            text -> {
              try {
                Path path = Path.of(text);
                if (path.isAbsolute()) {
                  return path;
                }
              } catch (InvalidPathException e) {
                throw new IllegalArgumentException("not a path", e);
              }
              throw new IllegalArgumentException("it must begin with /");
            }),
        s.choice("rloc-check", words(EnforcementMode.values())));
  }

  private static DefaultsSection defaults(SectionReader s) {
    return new DefaultsSection(
        s.choice("mode", words(EnforcementMode.values())).orElse(EnforcementMode.MONITOR),
        s.duration("hold", Duration.ZERO, DAY).orElse(Duration.ofSeconds(120)),
        s.duration("ready-timeout", Duration.ofSeconds(1), DAY).orElse(Duration.ofSeconds(300)),
        s.flag("special-purpose").orElse(true));
  }
}
