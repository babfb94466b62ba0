package savd.daemon.config;

import static savd.daemon.config.SettingsReader.word;
import static savd.daemon.config.SettingsReader.words;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import savd.daemon.config.CacheSection.Tls;
import savd.daemon.config.CacheSection.Transport;
import savd.daemon.config.RpkiSection.Exclusion;
import savd.daemon.config.RpkiSection.PrivateAs;
import savd.net.IpAddress;
import savd.net.Ipv4Address;

/** Reads the sections about RPKI data. */
final class RpkiReader {
  /** RFC 8210, section 14. */
  private static final int TCP_PORT = 323;

  private static final int TLS_PORT = 324;
  static final String PATH = "an absolute path";

  private RpkiReader() {}

  static RpkiSection rpki(SectionReader s) {
    Map<String, Exclusion> classes = words(Exclusion.values());
    Set<Exclusion> exclude = EnumSet.allOf(Exclusion.class);
    if (s.has("exclude")) {
      exclude = EnumSet.noneOf(Exclusion.class);
      exclude.addAll(
          s.list(
              "exclude",
              "one of " + String.join(", ", classes.keySet()),
              text -> {
                if (!classes.containsKey(text)) {
                  throw new IllegalArgumentException("not a class of routes");
                }
                return classes.get(text);
              }));
    }
    return new RpkiSection(
        s.list("files", PATH, RpkiReader::path),
        s.list("slurm", PATH, RpkiReader::path),
        s.duration("poll-interval", Duration.ofSeconds(1), SettingsReader.DAY)
            .orElse(Duration.ofSeconds(10)),
        exclude,
        s.choice("private-as", words(PrivateAs.values())).orElse(PrivateAs.ASSERTED),
        s.parsed("state-file", PATH, RpkiReader::path));
  }

  static CacheSection cache(String name, SectionReader s) {
    if (!s.has("address")) {
      s.problem("address", "missing; the cache's address = \"192.0.2.1\"");
    }
    Transport transport = s.choice("transport", words(Transport.values())).orElse(Transport.TCP);
    Optional<String> md5 = NamedReader.md5(s);
    Tls tls =
        new Tls(
            s.parsed("ca-file", PATH, RpkiReader::path),
            s.parsed("certificate", PATH, RpkiReader::path),
            s.parsed("private-key", PATH, RpkiReader::path),
            s.text("server-name", "a name"));
    fits(s, transport, md5, tls);
    return new CacheSection(
        name,
        s.parsed("address", "an IP address in quotes", IpAddress::parse)
            .orElseGet(() -> new Ipv4Address(0)),
        s.integer("port", 1, 65535).orElse(transport == Transport.TLS ? TLS_PORT : TCP_PORT),
        s.integer("preference", 1, 255).orElse(100),
        transport,
        s.parsed("local-address", "an IP address in quotes", IpAddress::parse),
        md5,
        tls,
        s.integer("max-version", 0, 2).orElse(2),
        s.flag("lenient").orElse(false),
        s.text("description", "a text"));
  }

  private static void fits(SectionReader s, Transport transport, Optional<String> md5, Tls tls) {
    if (transport == Transport.TLS && md5.isPresent()) {
      s.problem("md5", "is for transport = \"tcp\"");
    }
    if (transport == Transport.TCP && !tls.equals(Tls.NONE)) {
      for (String key : List.of("ca-file", "certificate", "private-key", "server-name")) {
        if (s.has(key)) {
          s.problem(key, "is for transport = \"" + word(Transport.TLS) + "\"");
        }
      }
    }
    if (tls.certificate().isPresent() != tls.privateKey().isPresent()) {
      s.problem(
          tls.certificate().isPresent() ? "private-key" : "certificate",
          "missing; a certificate and its private key come together");
    }
  }

  static Path path(String text) {
    Path path;
    try {
      path = Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("not a path", e);
    }
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException("it must begin with /");
    }
    return path;
  }
}
