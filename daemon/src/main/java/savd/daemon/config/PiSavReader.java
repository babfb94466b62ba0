package savd.daemon.config;

import static savd.daemon.config.SettingsReader.words;

import java.util.List;
import java.util.Optional;
import savd.daemon.config.PiSavSection.Identity;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.relation.ConeMode;

/** Reads the sections about PI-SAV. */
final class PiSavReader {
  private static final int PORT = savd.pisav.session.ListenerConfig.DEFAULT_PORT;

  private static final String ENDPOINT = "address:port, such as \"[2001:db8::4]:9273\"";
  private static final String ASN = "an AS number";

  private PiSavReader() {}

  static PiSavSection piSav(SectionReader s) {
    if (s.has("certificate") != s.has("private-key")) {
      s.problem(
          s.has("certificate") ? "private-key" : "certificate",
          "missing; a certificate and its private key come together");
    }
    List<Endpoint> listen = s.list("listen", ENDPOINT, Endpoint::parse);
    if (!listen.isEmpty() && !s.has("certificate")) {
      s.problem("listen", "needs certificate and private-key: members check who we are");
    }
    return new PiSavSection(
        s.choice("mode", words(ConeMode.values())).orElse(ConeMode.STANDALONE),
        s.listOf("customers", ASN, SettingsReader::speakerAsn),
        s.listOf("partial-transit", ASN, SettingsReader::speakerAsn),
        s.list("networks", NamedReader.PREFIX, NamedReader::sourcePrefix),
        s.list("exceptions", NamedReader.PREFIX, NamedReader::sourcePrefix),
        listen,
        s.list("contacts", ENDPOINT, Endpoint::parse),
        s.parsed("certificate", RpkiReader.PATH, RpkiReader::path)
            .flatMap(
                c ->
                    s.parsed("private-key", RpkiReader.PATH, RpkiReader::path)
                        .map(k -> new Identity(c, k))),
        providers(s),
        s.listOf("partial-transit-for", ASN, SettingsReader::speakerAsn));
  }

  static MemberSection member(String name, SectionReader s) {
    return new MemberSection(
        name,
        s.text("description", "a text"),
        asn(s, "the member's as = 64500"),
        providers(s),
        s.parsed("key", RpkiReader.PATH, RpkiReader::path));
  }

  static TopSection top(String name, SectionReader s) {
    if (!s.has("address")) {
      s.problem("address", "missing; where the top listens, address = \"192.0.2.4\"");
    }
    return new TopSection(
        name,
        s.text("description", "a text"),
        asn(s, "the top's as = 64500"),
        s.parsed("address", "an IP address in quotes", IpAddress::parse)
            .orElseGet(() -> new Ipv4Address(0)),
        s.integer("port", 1, 65535).orElse(PORT),
        s.parsed("local-address", "an IP address in quotes", IpAddress::parse),
        s.parsed("key", RpkiReader.PATH, RpkiReader::path));
  }

  /** An empty list says something. */
  private static Optional<List<Asn>> providers(SectionReader s) {
    return s.has("providers")
        ? Optional.of(s.listOf("providers", ASN, SettingsReader::speakerAsn))
        : Optional.empty();
  }

  private static Asn asn(SectionReader s, String missing) {
    if (!s.has("as")) {
      s.problem("as", "missing; " + missing);
    }
    return SettingsReader.asn(s, "as").orElseGet(() -> new Asn(0));
  }
}
