package savd.testbed.router;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import savd.net.AddressFamily;
import savd.net.Prefix;
import savd.testbed.lab.Await;
import savd.testbed.lab.Command;
import savd.testbed.lab.Lab;
import savd.testbed.lab.LabProcess;

/** BIRD 2. */
public final class BirdRouter implements RouterDaemon {
  private static final Duration START = Duration.ofSeconds(15);
  private static final Pattern ROUTE =
      Pattern.compile("^(?:([0-9a-f.:]+/\\d+)|\\s)\\s+.*\\[.*\\].*");
  private static final int SECOND_AS = 64999;
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
                "bird",
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
    List<String> line = new ArrayList<>(List.of("birdc", "-s", directory + "/bird.ctl"));
    line.addAll(List.of(question.split(" ")));
    return Command.run(line);
  }

  @Override
  public boolean isEstablished(String session) {
    return ask("show protocols " + session).out().lines().anyMatch(l -> l.contains("Established"));
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
    plan.sessions().forEach(s -> session(c, s));
    return c.toString();
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
