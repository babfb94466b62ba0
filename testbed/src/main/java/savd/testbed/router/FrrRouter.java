package savd.testbed.router;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import savd.net.AddressFamily;
import savd.net.Prefix;
import savd.rpki.payload.OriginValidity;
import savd.testbed.lab.Await;
import savd.testbed.lab.Command;
import savd.testbed.lab.Json;
import savd.testbed.lab.Lab;
import savd.testbed.lab.LabProcess;
import savd.testbed.rpki.PayloadCounts;

/**
 * FRR: zebra and bgpd, both in the foreground, with their own sockets. Validation is in a module of
 * its own (Debian's package frr-rpki-rtrlib), and of origins only.
 */
public final class FrrRouter implements Validator {
  private static final Duration START = Duration.ofSeconds(20);
  private static final String USER = "frr";
  private static final Pattern COUNT = Pattern.compile("Number of IPv([46]) Prefixes: (\\d+)");
  private static final Pattern VERDICT = Pattern.compile("^([VIN])\\*[> =]\\s*([0-9a-f.:]+/\\d+)");
  private final Lab lab;
  private final String node;
  private final Path directory;
  private RouterPlan plan;
  private LabProcess zebra;
  private LabProcess bgpd;

  public FrrRouter(Lab lab, String node, RouterPlan plan) {
    this.lab = lab;
    this.node = node;
    this.plan = plan;
    directory = lab.directory(node);
  }

  @Override
  public String kind() {
    return "FRR";
  }

  @Override
  public RouterPlan plan() {
    return plan;
  }

  @Override
  public void start() {
    // Both daemons give up root before they open their files.
    LabFiles.give(directory, USER);
    if (zebra == null || !zebra.isAlive()) {
      zebra = daemon("zebra", "hostname " + node + "\nlog stdout warnings\n");
      Await.until(
          START,
          () -> "zebra listening\n" + zebra.tail(),
          () -> directory.resolve("zserv.api").toFile().exists());
    }
    bgpd = daemon("bgpd", new FrrConfiguration(plan).text());
    Await.until(START, this::describe, () -> ask("show bgp summary json").ok());
  }

  private LabProcess daemon(String name, String configuration) {
    Path file = directory.resolve(name + ".conf");
    LabFiles.write(file, configuration);
    LabFiles.give(file, USER);
    LabFiles.delete(directory.resolve(name + ".vty"));
    List<String> line = new ArrayList<>(List.of("/usr/lib/frr/" + name));
    line.addAll(List.of("-f", file.toString(), "-i", directory + "/" + name + ".pid"));
    line.addAll(List.of("-z", directory + "/zserv.api", "--vty_socket", directory.toString()));
    line.addAll(List.of("-A", "127.0.0.1", "--log", "stdout"));
    if (name.equals("bgpd") && plan.rtr().isPresent()) {
      line.addAll(List.of("-M", "rpki"));
    }
    return lab.start(node, name, line);
  }

  private Command ask(String... commands) {
    return Command.run(asking(commands));
  }

  private List<String> asking(String... commands) {
    List<String> line = new ArrayList<>(List.of("vtysh", "--vty_socket", directory.toString()));
    for (String command : commands) {
      line.addAll(List.of("-c", command));
    }
    return line;
  }

  @Override
  public void stop() {
    bgpd.stop();
  }

  @Override
  public void kill() {
    bgpd.kill();
  }

  @Override
  public void reconfigure(RouterPlan next) {
    List<String> commands =
        new ArrayList<>(List.of("configure terminal", "router bgp " + plan.asn()));
    for (AddressFamily family : AddressFamily.values()) {
      commands.add("address-family " + FrrConfiguration.name(family) + " unicast");
      for (Prefix gone : Session.of(family, plan.originated())) {
        if (!next.originated().contains(gone)) {
          commands.add("no network " + gone);
        }
      }
      for (Prefix here : Session.of(family, next.originated())) {
        if (!plan.originated().contains(here)) {
          commands.add("network " + here + " route-map OWN");
        }
      }
      commands.add("exit-address-family");
    }
    plan = next;
    ask(commands.toArray(String[]::new)).orThrow();
  }

  @Override
  public boolean isEstablished(String session) {
    Command answer = ask("show bgp neighbors " + plan.session(session).remote() + " json");
    return Json.parse(answer)
        .path(plan.session(session).remote().toString())
        .path("bgpState")
        .asText()
        .equals("Established");
  }

  @Override
  public PayloadCounts payloads() {
    int[] counts = new int[2];
    Command.forEachLine(
        asking("show rpki prefix-table"),
        line -> {
          Matcher m = COUNT.matcher(line);
          if (m.matches()) {
            counts[m.group(1).equals("4") ? 0 : 1] = Integer.parseInt(m.group(2));
          }
        });
    return new PayloadCounts(counts[0], counts[1], 0);
  }

  @Override
  public Map<Prefix, OriginValidity> originValidities() {
    Map<Prefix, OriginValidity> all = new HashMap<>();
    for (AddressFamily family : AddressFamily.values()) {
      // With "json" bgpd gives no verdicts, and passes over a condition on them.
      Command.forEachLine(
          asking("show bgp " + FrrConfiguration.name(family) + " unicast"),
          line -> {
            Matcher m = VERDICT.matcher(line);
            if (m.find()) {
              all.put(Prefix.parse(m.group(2)), validity(m.group(1)));
            }
          });
    }
    return all;
  }

  private static OriginValidity validity(String code) {
    return switch (code) {
      case "V" -> OriginValidity.VALID;
      case "I" -> OriginValidity.INVALID;
      default -> OriginValidity.NOT_FOUND;
    };
  }

  @Override
  public String describe() {
    return "FRR on " + node + ":\n" + ask("show bgp summary").out() + bgpd.tail();
  }

  @Override
  public List<Advertised> advertised(String session) {
    List<Advertised> routes = new ArrayList<>();
    Session s = plan.session(session);
    for (AddressFamily family : s.families()) {
      Command answer =
          ask(
              "show bgp %s unicast neighbors %s advertised-routes json"
                  .formatted(FrrConfiguration.name(family), s.remote()));
      for (Map.Entry<String, JsonNode> e :
          Json.parse(answer).path("advertisedRoutes").properties()) {
        JsonNode route = e.getValue();
        String path = route.path("path").asText().strip();
        Prefix prefix = Prefix.parse(e.getKey());
        routes.add(
            new Advertised(
                prefix,
                path.isEmpty() ? plan.asn().toString() : plan.asn() + " " + path,
                Json.origin(route.path("bgpOriginCode").asText()),
                s.policy().noExport().contains(prefix)));
      }
    }
    return routes;
  }
}
