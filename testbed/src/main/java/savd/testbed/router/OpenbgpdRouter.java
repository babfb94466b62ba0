package savd.testbed.router;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import savd.net.AddressFamily;
import savd.net.Prefix;
import savd.rpki.payload.OriginValidity;
import savd.rpki.validation.AspaValidity;
import savd.testbed.lab.Await;
import savd.testbed.lab.Command;
import savd.testbed.lab.Json;
import savd.testbed.lab.Lab;
import savd.testbed.lab.LabProcess;
import savd.testbed.rpki.PayloadCounts;

/**
 * OpenBGPD, as the router of an edge AS: own prefixes to peers and providers, everything to
 * customers. On Linux it puts nothing into the kernel.
 */
public final class OpenbgpdRouter implements PathValidator {
  private static final Duration START = Duration.ofSeconds(15);
  private static final Path CHROOT = Path.of("/run/openbgpd");
  private final Installation programs = Installation.openbgpd();

  /** From 7.8 on a neighbour has a role, whether it is announced or not. */
  private final boolean hasRoles = programs.isAtLeast("-V", 7, 8);

  private final Lab lab;
  private final String node;
  private final Path directory;
  private RouterPlan plan;
  private LabProcess process;

  public OpenbgpdRouter(Lab lab, String node, RouterPlan plan) {
    if (plan.forwards()) {
      throw new IllegalArgumentException("OpenBGPD does not install routes on Linux");
    }
    this.lab = lab;
    this.node = node;
    this.plan = plan;
    directory = lab.directory(node);
  }

  @Override
  public String kind() {
    return "OpenBGPD";
  }

  @Override
  public RouterPlan plan() {
    return plan;
  }

  @Override
  public void start() {
    LabFiles.directory(CHROOT);
    LabFiles.write(directory.resolve("bgpd.conf"), configuration());
    process =
        lab.start(
            node, "bgpd", List.of(programs.daemon(), "-d", "-v", "-f", directory + "/bgpd.conf"));
    Await.until(
        START,
        this::describe,
        () -> {
          process.mustLive();
          return ask("show", "summary").ok();
        });
  }

  private Command ask(String... question) {
    return Command.run(asking(question));
  }

  private List<String> asking(String... question) {
    List<String> line =
        new ArrayList<>(List.of(programs.control(), "-j", "-s", directory + "/bgpd.sock"));
    line.addAll(List.of(question));
    return line;
  }

  @Override
  public void stop() {
    process.stop();
  }

  @Override
  public void kill() {
    process.kill();
  }

  @Override
  public void reconfigure(RouterPlan next) {
    plan = next;
    LabFiles.write(directory.resolve("bgpd.conf"), configuration());
    ask("reload").orThrow();
  }

  @Override
  public boolean isEstablished(String session) {
    JsonNode answer =
        Json.parse(ask("show", "neighbor", plan.session(session).remote().toString()));
    return answer.path("neighbors").path(0).path("state").asText().equals("Established");
  }

  // ---- validation

  /** It counts prefixes that have VRPs, not VRPs. */
  @Override
  public PayloadCounts payloads() {
    PayloadCounts counts = PayloadCounts.NONE;
    for (JsonNode set : Json.parse(ask("show", "sets")).path("sets")) {
      if (set.path("name").asText().equals("RPKI ROA")) {
        counts =
            new PayloadCounts(
                set.path("num_IPv4").asInt(), set.path("num_IPv6").asInt(), counts.aspas());
      } else if (set.path("name").asText().equals("RPKI ASPA")) {
        counts = new PayloadCounts(counts.ipv4(), counts.ipv6(), set.path("num_ASnum").asInt());
      }
    }
    return counts;
  }

  @Override
  public Map<Prefix, OriginValidity> originValidities() {
    Map<Prefix, OriginValidity> all = new HashMap<>();
    forEachRoute(r -> all.put(prefix(r), OriginValidity.valueOf(word(r.path("ovs")))));
    return all;
  }

  /** The neighbour's role comes from the session's configuration: one session at a time here. */
  @Override
  public Map<Prefix, AspaValidity> pathValidities(String session) {
    Map<Prefix, AspaValidity> all = new HashMap<>();
    forEachRoute(r -> all.put(prefix(r), AspaValidity.valueOf(word(r.path("avs")))));
    return all;
  }

  private static Prefix prefix(JsonNode route) {
    return Prefix.parse(route.path("prefix").asText());
  }

  private static String word(JsonNode verdict) {
    return verdict.asText().toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private void forEachRoute(Consumer<JsonNode> sink) {
    Command.forOutput(asking("show", "rib", "in"), in -> Json.forEach(in, "rib", sink));
  }

  @Override
  public String describe() {
    return "OpenBGPD on " + node + ":\n" + ask("show", "summary").out() + process.tail();
  }

  @Override
  public List<Advertised> advertised(String session) {
    List<Advertised> routes = new ArrayList<>();
    Session s = plan.session(session);
    JsonNode answer =
        Json.parse(ask("show", "rib", "neighbor", s.remote().toString(), "out", "detail"));
    for (JsonNode route : answer.path("rib")) {
      boolean noExport = false;
      for (JsonNode community : route.path("communities")) {
        noExport |= community.asText().equals("NO_EXPORT");
      }
      routes.add(
          new Advertised(
              Prefix.parse(route.path("prefix").asText()),
              route.path("aspath").asText().strip(),
              Json.origin(route.path("origin").asText()),
              noExport));
    }
    return routes;
  }

  private String configuration() {
    StringBuilder c = new StringBuilder();
    c.append("AS ").append(plan.asn()).append("\nrouter-id ").append(plan.identifier());
    c.append("\nsocket \"").append(directory).append("/bgpd.sock\"\nfib-update no\n");
    plan.sessions().stream()
        .map(Session::local)
        .distinct()
        .forEach(l -> c.append("listen on ").append(l).append('\n'));
    plan.originated().forEach(p -> c.append("network ").append(p).append('\n'));
    plan.rtr()
        .ifPresent(
            r -> {
              c.append("rtr ").append(r.address()).append(" {\n  port ").append(r.port());
              // Versions before 8.6 have no such word.
              c.append(r.version() >= 2 ? "\n  min-version 2" : "").append("\n}\n");
            });
    plan.sessions().forEach(s -> neighbour(c, s));
    c.append("deny from any\ndeny to any\n");
    plan.sessions().forEach(s -> filters(c, s));
    return c.toString();
  }

  private void neighbour(StringBuilder c, Session s) {
    c.append("neighbor ").append(s.remote()).append(" {\n  remote-as ").append(s.remoteAs());
    c.append("\n  descr \"").append(s.name()).append("\"\n  local-address ").append(s.local());
    c.append('\n');
    for (AddressFamily family : AddressFamily.values()) {
      String name = family == AddressFamily.IPV4 ? "IPv4" : "IPv6";
      c.append("  announce ").append(name).append(s.carries(family) ? " unicast\n" : " none\n");
    }
    if (s.options().withoutCapabilities()) {
      c.append("  announce capabilities no\n");
    }
    if (s.options().addPath()) {
      c.append("  announce add-path send all\n");
    }
    if (s.options().role()) {
      String role = s.relation().ownRole();
      c.append(
          hasRoles ? "  role " + role + "\n  announce policy yes\n" : "  announce policy " + role);
      c.append('\n');
    }
    if (s.options().passive()) {
      c.append("  passive\n");
    }
    s.options()
        .password()
        .ifPresent(p -> c.append("  tcp md5sig password \"").append(p).append("\"\n"));
    c.append("}\n");
  }

  private void filters(StringBuilder c, Session s) {
    if (!s.policy().ignoresWhatItHears()) {
      c.append("allow from ").append(s.remote()).append(" set localpref ");
      c.append(s.relation().localPreference()).append('\n');
    }
    Stream<Prefix> sent =
        plan.originated().stream().filter(p -> !s.policy().withheld().contains(p));
    String own = among(sent);
    if (!s.relation().getsOnlyOwnCone()) {
      c.append("allow to ").append(s.remote()).append('\n');
    } else if (!own.isEmpty()) {
      c.append("allow to ").append(s.remote()).append(own).append('\n');
    }
    String marked = among(s.policy().noExport().stream());
    if (!marked.isEmpty()) {
      c.append("match to ").append(s.remote()).append(marked);
      c.append(" set community NO_EXPORT\n");
    }
  }

  private static String among(Stream<Prefix> prefixes) {
    String list = prefixes.map(Prefix::toString).collect(Collectors.joining(" "));
    return list.isEmpty() ? "" : " prefix { " + list + " }";
  }
}
