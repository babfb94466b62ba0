package savd.testbed.router;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import savd.net.AddressFamily;
import savd.net.Prefix;
import savd.rpki.payload.OriginValidity;
import savd.rpki.validation.AspaValidity;
import savd.testbed.lab.Await;
import savd.testbed.lab.Command;
import savd.testbed.lab.Lab;
import savd.testbed.lab.LabProcess;
import savd.testbed.rpki.PayloadCounts;

/** BIRD 2, with ASPAs from 2.16 on. */
public final class BirdRouter implements PathValidator {
  private static final Duration START = Duration.ofSeconds(15);
  private static final Pattern ROUTE =
      Pattern.compile("^(?:([0-9a-f.:]+/\\d+)|\\s)\\s+.*\\[.*\\].*");
  private static final Pattern NETWORK = Pattern.compile("^([0-9a-f.:]+/\\d+)\\s.*");
  private static final Pattern COUNT = Pattern.compile("for (\\d+) networks");
  private static final int SECOND_AS = 64999;
  private final Installation programs = Installation.bird();
  private final Lab lab;
  private final String node;
  private final Path directory;
  private RouterPlan plan;
  private LabProcess process;

  public BirdRouter(Lab lab, String node, RouterPlan plan) {
    this.lab = lab;
    this.node = node;
    this.plan = plan;
    directory = lab.directory(node);
  }

  @Override
  public String kind() {
    return "BIRD";
  }

  @Override
  public RouterPlan plan() {
    return plan;
  }

  @Override
  public void start() {
    LabFiles.write(directory.resolve("bird.conf"), configuration());
    process =
        lab.start(
            node,
            "bird",
            List.of(
                programs.daemon(),
                "-f",
                "-c",
                directory + "/bird.conf",
                "-s",
                directory + "/bird.ctl",
                "-P",
                directory + "/bird.pid"));
    Await.until(
        START,
        this::describe,
        () -> {
          process.mustLive();
          return ask("show status").ok();
        });
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
    LabFiles.write(directory.resolve("bird.conf"), configuration());
    ask("configure").orThrow();
  }

  private Command ask(String question) {
    return Command.run(asking(question));
  }

  private List<String> asking(String question) {
    List<String> line = new ArrayList<>(List.of(programs.control(), "-s", directory + "/bird.ctl"));
    line.addAll(List.of(question.split(" ")));
    return line;
  }

  @Override
  public boolean isEstablished(String session) {
    return ask("show protocols " + session).out().lines().anyMatch(l -> l.contains("Established"));
  }

  // ---- validation

  @Override
  public PayloadCounts payloads() {
    return new PayloadCounts(count("roas4"), count("roas6"), speaksOfAspas() ? count("aspas") : 0);
  }

  private boolean speaksOfAspas() {
    return plan.rtr().orElseThrow().version() >= 2;
  }

  private int count(String table) {
    Matcher found = COUNT.matcher(ask("show route table " + table + " count").out());
    return found.find() ? Integer.parseInt(found.group(1)) : 0;
  }

  @Override
  public Map<Prefix, OriginValidity> originValidities() {
    Map<Prefix, OriginValidity> all = new HashMap<>();
    for (AddressFamily family : AddressFamily.values()) {
      String check = "roa_check(roas%d, net, bgp_path.last)".formatted(number(family));
      for (OriginValidity v : OriginValidity.values()) {
        String word = v == OriginValidity.NOT_FOUND ? "ROA_UNKNOWN" : "ROA_" + v;
        forEachNetwork(family, check + " = " + word, p -> all.put(p, v));
      }
    }
    return all;
  }

  @Override
  public Map<Prefix, AspaValidity> pathValidities(String session) {
    boolean climbs = plan.session(session).relation() != Relation.PROVIDER;
    Map<Prefix, AspaValidity> all = new HashMap<>();
    for (AddressFamily family : AddressFamily.values()) {
      for (AspaValidity v : AspaValidity.values()) {
        String check = "aspa_check(aspas, bgp_path, %s) = ASPA_%s".formatted(climbs, v);
        forEachNetwork(family, check, p -> all.put(p, v));
      }
    }
    return all;
  }

  private void forEachNetwork(AddressFamily family, String condition, Consumer<Prefix> sink) {
    String where = " where source = RTS_BGP && " + condition;
    Command.forEachLine(
        asking("show route table master" + number(family) + where),
        line -> {
          Matcher m = NETWORK.matcher(line);
          if (m.matches()) {
            sink.accept(Prefix.parse(m.group(1)));
          }
        });
  }

  private static int number(AddressFamily family) {
    return family == AddressFamily.IPV4 ? 4 : 6;
  }

  @Override
  public String describe() {
    return "BIRD on " + node + ":\n" + ask("show protocols").out() + process.tail();
  }

  @Override
  public List<Advertised> advertised(String session) {
    return parse(ask("show route all export " + session).orThrow().out());
  }

  /** Reads {@code show route all}: a line per path, indented attributes after it. */
  private List<Advertised> parse(String text) {
    List<Advertised> routes = new ArrayList<>();
    Prefix prefix = null;
    boolean open = false;
    String path = "";
    String origin = "";
    boolean noExport = false;
    for (String line : (text + "\nend").split("\n")) {
      Matcher start = ROUTE.matcher(line);
      if (start.matches() || line.equals("end")) {
        if (open) {
          routes.add(new Advertised(prefix, withOwn(path), origin, noExport));
        }
        open = start.matches();
        path = "";
        origin = "IGP";
        noExport = false;
        if (open && start.group(1) != null) {
          prefix = Prefix.parse(start.group(1));
        }
      } else if (line.contains("BGP.as_path:")) {
        path = line.substring(line.indexOf(':') + 1).strip();
      } else if (line.contains("BGP.origin:")) {
        origin = line.substring(line.indexOf(':') + 1).strip().toUpperCase(java.util.Locale.ROOT);
      } else if (line.contains("BGP.community:")) {
        noExport = line.contains("(65535,65281)");
      }
    }
    return routes;
  }

  // The table shows a route before the session's own AS number is put in front.
  private String withOwn(String path) {
    return path.isEmpty() ? plan.asn().toString() : plan.asn() + " " + path;
  }

  private String configuration() {
    StringBuilder c = new StringBuilder();
    c.append("log stderr all;\nrouter id ").append(plan.identifier()).append(";\n");
    c.append("protocol device {}\n");
    for (AddressFamily family : AddressFamily.values()) {
      String channel = channel(family);
      c.append("protocol static own").append(channel).append(" { ").append(channel).append("; ");
      Session.of(family, plan.originated())
          .forEach(p -> c.append("route ").append(p).append(" blackhole; "));
      c.append("}\n");
      if (plan.sessions().stream().anyMatch(s -> s.options().addPath())) {
        // A second path for every prefix, so that there is something to add.
        c.append("protocol static second").append(channel).append(" { ").append(channel);
        c.append(" { preference 190; }; ");
        Session.of(family, plan.originated())
            .forEach(p -> c.append("route ").append(p).append(" blackhole; "));
        c.append("}\n");
      }
      if (plan.forwards()) {
        c.append("protocol kernel kernel").append(channel).append(" { ").append(channel);
        c.append(" { import none; export where source = RTS_BGP; }; }\n");
      }
    }
    plan.rtr().ifPresent(r -> cache(c, r));
    plan.sessions().forEach(s -> session(c, s));
    return c.toString();
  }

  private static void cache(StringBuilder c, RtrSource source) {
    boolean aspas = source.version() >= 2;
    c.append("roa4 table roas4;\nroa6 table roas6;\n").append(aspas ? "aspa table aspas;\n" : "");
    c.append("protocol rpki cache {\n  roa4 { table roas4; };\n  roa6 { table roas6; };\n");
    // Versions before 2.16 know neither of the two, and speak version 1.
    c.append(aspas ? "  aspa { table aspas; };\n  max version 2;\n" : "");
    c.append("  remote ").append(source.address()).append(" port ").append(source.port());
    c.append(";\n  retry keep 1;\n  refresh keep 3600;\n  expire keep 7200;\n}\n");
  }

  private static String channel(AddressFamily family) {
    return family == AddressFamily.IPV4 ? "ipv4" : "ipv6";
  }

  private void session(StringBuilder c, Session s) {
    for (AddressFamily family : AddressFamily.values()) {
      if (s.carries(family)) {
        filter(c, s, family);
      }
    }
    c.append("protocol bgp ").append(s.name()).append(" {\n");
    c.append("  local ").append(s.local()).append(" as ").append(plan.asn()).append(";\n");
    c.append("  neighbor ").append(s.remote()).append(" as ").append(s.remoteAs()).append(";\n");
    c.append("  strict bind yes;\n  connect delay time 1;\n  connect retry time 2;\n");
    c.append("  error wait time 1, 2;\n");
    s.options().password().ifPresent(p -> c.append("  password \"").append(p).append("\";\n"));
    if (s.options().role()) {
      c.append("  local role ").append(s.relation().ownRole()).append(";\n");
    }
    if (s.options().passive()) {
      c.append("  passive yes;\n");
    }
    if (s.options().withoutCapabilities()) {
      c.append("  capabilities off;\n");
    }
    String restart =
        switch (s.options().gracefulRestart()) {
          case OFF -> "off";
          case AWARE -> "aware";
          case ON -> "on";
        };
    c.append("  graceful restart ").append(restart).append(";\n");
    for (AddressFamily family : AddressFamily.values()) {
      if (s.carries(family)) {
        c.append("  ").append(channel(family)).append(" { ");
        c.append(
            s.policy().ignoresWhatItHears()
                ? "import none; "
                : "import filter { bgp_local_pref = "
                    + s.relation().localPreference()
                    + "; accept; }; ");
        c.append("export filter out_").append(s.name()).append(channel(family)).append("; ");
        if (s.options().addPath()) {
          c.append("add paths tx; ");
        }
        c.append("next hop self; };\n");
      }
    }
    c.append("}\n");
  }

  private static void filter(StringBuilder c, Session s, AddressFamily family) {
    c.append("filter out_").append(s.name()).append(channel(family)).append(" {\n");
    c.append("  if source != RTS_STATIC && source != RTS_BGP then reject;\n");
    among(c, s.policy().withheld(), family, "reject");
    if (s.relation().getsOnlyOwnCone()) {
      c.append("  if source = RTS_BGP && bgp_local_pref < 200 then reject;\n");
    }
    among(c, s.policy().noExport(), family, "bgp_community.add((65535,65281))");
    if (s.options().addPath()) {
      c.append("  if proto = \"second").append(channel(family)).append("\" then bgp_path.prepend(");
      c.append(SECOND_AS).append(");\n");
    }
    c.append("  accept;\n}\n");
  }

  private static void among(
      StringBuilder c, List<Prefix> prefixes, AddressFamily family, String action) {
    List<Prefix> some = Session.of(family, prefixes);
    if (!some.isEmpty()) {
      c.append("  if net ~ [");
      c.append(some.stream().map(Prefix::toString).collect(Collectors.joining(", ")));
      c.append("] then ").append(action).append(";\n");
    }
  }
}
