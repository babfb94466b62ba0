package savd.testbed.router;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import savd.net.AddressFamily;
import savd.net.Prefix;
import savd.testbed.lab.Await;
import savd.testbed.lab.Command;
import savd.testbed.lab.Json;
import savd.testbed.lab.Lab;
import savd.testbed.lab.LabProcess;

/**
 * GoBGP. Its policies cannot match a local preference, so here it is the router of an edge AS: own
 * routes to peers and providers, everything to customers. It puts nothing into the kernel.
 */
public final class GobgpRouter implements RouterDaemon {
  private static final Duration START = Duration.ofSeconds(15);
  private final Lab lab;
  private final String node;
  private final Path directory;
  private RouterPlan plan;
  private LabProcess process;

  public GobgpRouter(Lab lab, String node, RouterPlan plan) {
    if (plan.forwards()) {
      throw new IllegalArgumentException("GoBGP alone does not install routes");
    }
    this.lab = lab;
    this.node = node;
    this.plan = plan;
    directory = lab.directory(node);
  }

  @Override
  public String kind() {
    return "GoBGP";
  }

  @Override
  public RouterPlan plan() {
    return plan;
  }

  @Override
  public void start() {
    LabFiles.write(directory.resolve("gobgpd.toml"), configuration());
    process =
        lab.start(
            node,
            "gobgpd",
            List.of(
                "gobgpd",
                "-f",
                directory + "/gobgpd.toml",
                "--api-hosts",
                "127.0.0.1:50051",
                "--pprof-disable",
                "-p"));
    Await.until(
        START,
        this::describe,
        () -> {
          process.mustLive();
          return ask("global").ok();
        });
    plan.originated().forEach(p -> originate("add", p));
  }

  private void originate(String verb, Prefix prefix) {
    ask("global", "rib", "-a", family(prefix.family()), verb, prefix.toString(), "origin", "igp")
        .orThrow();
  }

  private static String family(AddressFamily family) {
    return family == AddressFamily.IPV4 ? "ipv4" : "ipv6";
  }

  private Command ask(String... question) {
    List<String> line = new ArrayList<>(List.of("gobgp"));
    line.addAll(List.of(question));
    return lab.run(node, line.toArray(String[]::new));
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
    plan.originated().stream()
        .filter(p -> !next.originated().contains(p))
        .forEach(p -> originate("del", p));
    next.originated().stream()
        .filter(p -> !plan.originated().contains(p))
        .forEach(p -> originate("add", p));
    plan = next;
  }

  @Override
  public boolean isEstablished(String session) {
    // ESTABLISHED is 6 in GoBGP's enumeration of session states.
    return Json.parse(ask("neighbor", plan.session(session).remote().toString(), "-j"))
            .path("state")
            .path("session_state")
            .asInt()
        == 6;
  }

  @Override
  public String describe() {
    return "GoBGP on " + node + ":\n" + ask("neighbor").out() + process.tail();
  }

  @Override
  public List<Advertised> advertised(String session) {
    List<Advertised> routes = new ArrayList<>();
    Session s = plan.session(session);
    for (AddressFamily family : s.families()) {
      JsonNode table =
          Json.parse(ask("neighbor", s.remote().toString(), "adj-out", "-a", family(family), "-j"));
      for (JsonNode paths : table) {
        for (JsonNode path : paths) {
          routes.add(route(path));
        }
      }
    }
    return routes;
  }

  private static Advertised route(JsonNode path) {
    String asPath = "";
    String origin = "igp";
    boolean noExport = false;
    for (JsonNode attribute : path.path("attrs")) {
      switch (attribute.path("type").asInt()) {
        case 1 -> origin = attribute.path("value").asText();
        case 2 -> {
          List<String> asns = new ArrayList<>();
          for (JsonNode segment : attribute.path("as_paths")) {
            segment.path("asns").forEach(a -> asns.add(a.asText()));
          }
          asPath = String.join(" ", asns);
        }
        case 8 -> {
          for (JsonNode community : attribute.path("communities")) {
            noExport |= community.asLong() == 0xFFFF_FF01L;
          }
        }
        default -> {
          // Not among what is compared.
        }
      }
    }
    return new Advertised(
        Prefix.parse(path.path("nlri").path("prefix").asText()),
        asPath,
        Json.origin(origin),
        noExport);
  }

  private String configuration() {
    StringBuilder c = new StringBuilder();
    c.append("[global.config]\n  as = ").append(plan.asn());
    c.append("\n  router-id = \"").append(plan.identifier()).append("\"\n");
    List<String> own = new ArrayList<>();
    List<String> deaf = new ArrayList<>();
    StringBuilder statements = new StringBuilder();
    for (Session s : plan.sessions()) {
      neighbour(c, s);
      if (s.relation().getsOnlyOwnCone()) {
        own.add(s.remote().toString());
      }
      if (s.policy().ignoresWhatItHears()) {
        deaf.add(s.remote().toString());
      }
      among(
          c,
          statements,
          s,
          s.policy().withheld(),
          "held",
          "    route-disposition = \"reject-route\"\n");
      among(
          c,
          statements,
          s,
          s.policy().noExport(),
          "mark",
          "    [policy-definitions.statements.actions.bgp-actions.set-community]\n"
              + "      options = \"add\"\n"
              + "      [policy-definitions.statements.actions.bgp-actions.set-community.set-community-method]\n"
              + "        communities-list = [\"65535:65281\"]\n");
    }
    neighbourSet(c, "own", own);
    neighbourSet(c, "deaf", deaf);
    c.append("[[policy-definitions]]\n  name = \"out\"\n").append(statements);
    if (!own.isEmpty()) {
      statement(c, "onlyown", "own", null);
      c.append("    [policy-definitions.statements.conditions.bgp-conditions.as-path-length]\n");
      // The export policy sees the path with the own number in front already.
      c.append("      operator = \"ge\"\n      value = 2\n");
      c.append("  [policy-definitions.statements.actions]\n");
      c.append("    route-disposition = \"reject-route\"\n");
    }
    c.append("[[policy-definitions]]\n  name = \"in\"\n");
    if (!deaf.isEmpty()) {
      statement(c, "deaf", "deaf", null);
      c.append("  [policy-definitions.statements.actions]\n");
      c.append("    route-disposition = \"reject-route\"\n");
    }
    c.append("[global.apply-policy.config]\n");
    c.append("  export-policy-list = [\"out\"]\n  default-export-policy = \"accept-route\"\n");
    c.append("  import-policy-list = [\"in\"]\n  default-import-policy = \"accept-route\"\n");
    return c.toString();
  }

  private static void neighbour(StringBuilder c, Session s) {
    c.append("[[neighbors]]\n  [neighbors.config]\n    neighbor-address = \"").append(s.remote());
    c.append("\"\n    peer-as = ").append(s.remoteAs()).append('\n');
    s.options()
        .password()
        .ifPresent(p -> c.append("    auth-password = \"").append(p).append("\"\n"));
    c.append("  [neighbors.transport.config]\n    local-address = \"").append(s.local());
    c.append("\"\n    passive-mode = ").append(s.options().passive()).append('\n');
    c.append(
        "  [neighbors.timers.config]\n    connect-retry = 2\n    idle-hold-time-after-reset = 1\n");
    if (s.options().gracefulRestart() == Session.GracefulRestart.ON) {
      c.append(
          "  [neighbors.graceful-restart.config]\n    enabled = true\n    restart-time = 30\n");
    }
    for (AddressFamily family : s.families()) {
      c.append("  [[neighbors.afi-safis]]\n    [neighbors.afi-safis.config]\n");
      c.append("      afi-safi-name = \"").append(family(family)).append("-unicast\"\n");
      if (s.options().gracefulRestart() == Session.GracefulRestart.ON) {
        c.append("    [neighbors.afi-safis.mp-graceful-restart.config]\n      enabled = true\n");
      }
      if (s.options().addPath()) {
        c.append("    [neighbors.afi-safis.add-paths.config]\n      send-max = 8\n");
      }
    }
  }

  private static void neighbourSet(StringBuilder c, String name, List<String> addresses) {
    if (!addresses.isEmpty()) {
      c.append("[[defined-sets.neighbor-sets]]\n  neighbor-set-name = \"").append(name);
      c.append("\"\n  neighbor-info-list = [");
      c.append(addresses.stream().map(a -> '"' + a + '"').collect(Collectors.joining(", ")));
      c.append("]\n");
    }
  }

  private static void statement(StringBuilder c, String name, String neighbours, String prefixes) {
    c.append("[[policy-definitions.statements]]\n  name = \"").append(name).append("\"\n");
    c.append("  [policy-definitions.statements.conditions.match-neighbor-set]\n");
    c.append("    neighbor-set = \"").append(neighbours).append("\"\n");
    if (prefixes != null) {
      c.append("  [policy-definitions.statements.conditions.match-prefix-set]\n");
      c.append("    prefix-set = \"").append(prefixes).append("\"\n");
    }
  }

  private static void among(
      StringBuilder c,
      StringBuilder statements,
      Session s,
      List<Prefix> prefixes,
      String what,
      String action) {
    for (AddressFamily family : AddressFamily.values()) {
      List<Prefix> some = Session.of(family, prefixes);
      if (some.isEmpty()) {
        continue;
      }
      String name = what + s.name() + family(family);
      neighbourSet(c, name, List.of(s.remote().toString()));
      c.append("[[defined-sets.prefix-sets]]\n  prefix-set-name = \"").append(name).append("\"\n");
      for (Prefix p : some) {
        c.append("  [[defined-sets.prefix-sets.prefix-list]]\n    ip-prefix = \"").append(p);
        c.append("\"\n    masklength-range = \"").append(p.length()).append("..");
        c.append(p.length()).append("\"\n");
      }
      statement(statements, name, name, name);
      statements.append("  [policy-definitions.statements.actions]\n").append(action);
    }
  }
}
