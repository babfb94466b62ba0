package savd.daemon.config;

import static savd.daemon.config.SettingsReader.word;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import org.tomlj.Toml;
import savd.daemon.config.NeighborSection.MaxPrefixes;
import savd.daemon.config.NeighborSection.Remote;
import savd.net.Asn;

/**
 * Writes a configuration in full, defaults included, so that it parses back to the same ({@code
 * savd check -v}).
 */
public final class ConfigPrinter {
  private final StringBuilder out = new StringBuilder();

  private ConfigPrinter() {}

  /** The whole configuration as TOML. */
  public static String print(SavdConfig config) {
    ConfigPrinter p = new ConfigPrinter();
    p.settings(config);
    p.cetp(config.cetp());
    p.rpki(config.rpki());
    config.caches().forEach(p::cache);
    p.piSav(config.piSav());
    config.members().forEach(p::member);
    config.tops().forEach(p::top);
    config.interfaces().forEach(p::ingress);
    config.exceptions().forEach(p::exception);
    config.neighbors().forEach(p::neighbor);
    return p.out.toString();
  }

  private void settings(SavdConfig c) {
    header("router");
    number("as", c.router().asn().toLong());
    text("id", c.router().id());
    c.router().name().ifPresent(n -> text("name", n));
    header("bgp");
    texts("listen", c.bgp().listen());
    text("hold-time", DurationText.of(c.bgp().holdTime()));
    text("connect-retry", DurationText.of(c.bgp().connectRetry()));
    number("loops", c.bgp().loops());
    header("control");
    text("socket", c.control().socket());
    text("mode", "0" + Integer.toOctalString(c.control().mode()));
    c.control().group().ifPresent(g -> text("group", g));
    header("http");
    text("listen", c.http().listen().map(Endpoint::toString).orElse("off"));
    header("log");
    text("level", word(c.log().level()));
    text("format", word(c.log().format()));
    header("dataplane");
    text("kind", word(c.dataplane().kind()));
    text("table", c.dataplane().table());
    number("priority", c.dataplane().priority());
    number("sample-rate", c.dataplane().sampleRate());
    number("log-group", c.dataplane().logGroup());
    text("reconcile-interval", DurationText.of(c.dataplane().reconcileInterval()));
    header("defaults");
    text("mode", word(c.defaults().mode()));
    text("hold", DurationText.of(c.defaults().hold()));
    text("ready-timeout", DurationText.of(c.defaults().readyTimeout()));
    flag("special-purpose", c.defaults().specialPurpose());
  }

  private void cetp(CetpSection c) {
    if (c.file().isPresent() || c.rlocCheck().isPresent()) {
      header("cetp");
      c.file().ifPresent(f -> text("file", f));
      c.rlocCheck().ifPresent(m -> text("rloc-check", word(m)));
    }
  }

  private void rpki(RpkiSection r) {
    header("rpki");
    texts("files", r.files());
    texts("slurm", r.slurm());
    text("poll-interval", DurationText.of(r.pollInterval()));
    texts("exclude", r.exclude().stream().sorted().map(SettingsReader::word).toList());
    text("private-as", word(r.privateAs()));
    r.stateFile().ifPresent(f -> text("state-file", f));
  }

  private void cache(CacheSection c) {
    header("cache", c.name());
    c.description().ifPresent(d -> text("description", d));
    text("address", c.address());
    number("port", c.port());
    number("preference", c.preference());
    text("transport", word(c.transport()));
    c.localAddress().ifPresent(a -> text("local-address", a));
    c.md5().ifPresent(k -> text("md5", k));
    c.tls().caFile().ifPresent(f -> text("ca-file", f));
    c.tls().certificate().ifPresent(f -> text("certificate", f));
    c.tls().privateKey().ifPresent(f -> text("private-key", f));
    c.tls().serverName().ifPresent(n -> text("server-name", n));
    number("max-version", c.maxVersion());
    flag("lenient", c.lenient());
  }

  private void piSav(PiSavSection s) {
    header("pi-sav");
    text("mode", s.mode().word());
    asns("customers", s.customers());
    asns("partial-transit", s.partialTransit());
    texts("networks", s.networks());
    texts("exceptions", s.exceptions());
    texts("listen", s.listen());
    texts("contacts", s.contacts());
    s.identity().ifPresent(i -> text("certificate", i.certificate()));
    s.identity().ifPresent(i -> text("private-key", i.privateKey()));
    s.providers().ifPresent(some -> asns("providers", some));
    asns("partial-transit-for", s.partialTransitFor());
  }

  private void member(MemberSection m) {
    header("member", m.name());
    m.description().ifPresent(d -> text("description", d));
    number("as", m.asn().toLong());
    m.providers().ifPresent(p -> asns("providers", p));
    m.key().ifPresent(k -> text("key", k));
  }

  private void top(TopSection t) {
    header("top", t.name());
    t.description().ifPresent(d -> text("description", d));
    number("as", t.asn().toLong());
    text("address", t.address());
    number("port", t.port());
    t.localAddress().ifPresent(a -> text("local-address", a));
    t.key().ifPresent(k -> text("key", k));
  }

  private void asns(String key, List<Asn> asns) {
    numbers(key, asns.stream().map(Asn::toLong).toList());
  }

  private void ingress(InterfaceSection i) {
    header("interface", i.name().name());
    i.description().ifPresent(d -> text("description", d));
    i.role().ifPresent(r -> text("role", word(r)));
    text("method", i.method().word());
    text("mode", word(i.mode()));
    text("hold", DurationText.of(i.hold()));
    text("ready-timeout", DurationText.of(i.readyTimeout()));
    flag("special-purpose", i.specialPurpose());
    texts("allow", i.allow());
    texts("deny", i.deny());
    i.vrf().ifPresent(v -> text("vrf", v));
    text("fallback", i.fallback().word());
    flag("roa", i.roa());
    asns("allow-as", i.allowAs());
  }

  private void exception(ExceptionSection e) {
    header("exception", e.name());
    texts("prefixes", e.prefixes());
    if (!e.interfaces().isEmpty()) {
      texts("interfaces", e.interfaces());
    }
    e.comment().ifPresent(c -> text("comment", c));
  }

  private void neighbor(NeighborSection n) {
    header("neighbor", n.name());
    n.description().ifPresent(d -> text("description", d));
    flag("enabled", n.enabled());
    switch (n.remote()) {
      case Remote.Single(var address) -> text("address", address);
      case Remote.Range(var prefix) -> text("range", prefix);
    }
    n.remoteAs().ifPresentOrElse(asn -> number("as", asn.toLong()), () -> text("as", "any"));
    number("local-as", n.localAs().toLong());
    n.ingress().ifPresent(i -> text("interface", i));
    text("vrf", n.vrf());
    n.localAddress().ifPresent(a -> text("local-address", a));
    number("port", n.port());
    flag("passive", n.passive());
    n.md5().ifPresent(k -> text("md5", k));
    number("ttl-security", n.ttlSecurityHops());
    number("multihop", n.multihopTtl());
    texts("families", n.families().stream().sorted().map(SettingsReader::word).toList());
    flag("add-path", n.addPath());
    n.role().ifPresent(r -> text("role", word(r)));
    flag("role-strict", n.roleStrict());
    text("hold-time", DurationText.of(n.holdTime()));
    text("connect-retry", DurationText.of(n.connectRetry()));
    line("max-prefixes", maxPrefixes(n.maxPrefixes()));
    number("max-dynamic", n.maxDynamic());
    flag("graceful-restart", n.gracefulRestart());
    texts("originate", n.originate());
    texts("next-hop", n.nextHop());
    flag("advertise", n.advertise());
  }

  private static String maxPrefixes(MaxPrefixes m) {
    List<String> members = new ArrayList<>();
    m.ipv4().ifPresent(n -> members.add("ipv4 = " + n));
    m.ipv6().ifPresent(n -> members.add("ipv6 = " + n));
    members.add("action = " + quoted(word(m.action())));
    m.restart().ifPresent(d -> members.add("restart = " + quoted(DurationText.of(d))));
    return "{ " + String.join(", ", members) + " }";
  }

  private void header(String... path) {
    out.append(out.isEmpty() ? "" : "\n");
    out.append('[').append(Toml.joinKeyPath(List.of(path))).append("]\n");
  }

  private void line(String key, String value) {
    out.append(key).append(" = ").append(value).append('\n');
  }

  private void text(String key, Object value) {
    line(key, quoted(value.toString()));
  }

  private void number(String key, long value) {
    line(key, Long.toString(value));
  }

  private void number(String key, OptionalInt value) {
    value.ifPresent(n -> number(key, n));
  }

  private void flag(String key, boolean value) {
    line(key, Boolean.toString(value));
  }

  private void texts(String key, Collection<?> values) {
    line(
        key,
        "[" + String.join(", ", values.stream().map(v -> quoted(v.toString())).toList()) + "]");
  }

  private void numbers(String key, Collection<Long> values) {
    line(key, values.toString());
  }

  private static String quoted(String text) {
    return "\"" + Toml.tomlEscape(text) + "\"";
  }
}
