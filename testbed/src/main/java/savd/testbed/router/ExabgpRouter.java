package savd.testbed.router;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import savd.net.AddressFamily;
import savd.net.Prefix;
import savd.testbed.lab.Await;
import savd.testbed.lab.Lab;
import savd.testbed.lab.LabException;
import savd.testbed.lab.LabProcess;

/**
 * ExaBGP: a speaker that says what its configuration says. It has no table, so its configuration is
 * its account of what it sends, and its log tells of its sessions.
 */
public final class ExabgpRouter implements RouterDaemon {
  private static final Duration START = Duration.ofSeconds(20);
  private final Lab lab;
  private final String node;
  private final Path directory;
  private RouterPlan plan;
  private LabProcess process;

  public ExabgpRouter(Lab lab, String node, RouterPlan plan) {
    if (plan.forwards()) {
      throw new IllegalArgumentException("ExaBGP does not install routes");
    }
    this.lab = lab;
    this.node = node;
    this.plan = plan;
    directory = lab.directory(node);
  }

  @Override
  public String kind() {
    return "ExaBGP";
  }

  @Override
  public RouterPlan plan() {
    return plan;
  }

  @Override
  public void start() {
    LabFiles.write(directory.resolve("exabgp.conf"), configuration());
    LabFiles.delete(log());
    process =
        lab.start(
            node,
            "exabgp",
            List.of(
                "env",
                "exabgp.daemon.daemonize=false",
                "exabgp.daemon.drop=false",
                "exabgp.daemon.user=root",
                "exabgp.api.cli=false",
                "exabgp.log.level=INFO",
                "exabgp.log.destination=stdout",
                "exabgp.log.short=true",
                "exabgp",
                directory + "/exabgp.conf"));
    Await.until(
        START,
        this::describe,
        () -> {
          process.mustLive();
          return LabFiles.read(log()).contains("loaded new configuration successfully");
        });
  }

  private Path log() {
    return directory.resolve("exabgp.log");
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
    LabFiles.write(directory.resolve("exabgp.conf"), configuration());
    process.signal("USR1");
  }

  @Override
  public boolean isEstablished(String session) {
    String remote = plan.session(session).remote().toString();
    boolean up = false;
    for (String line : LabFiles.read(log()).split("\n")) {
      if (line.contains(remote)) {
        up = line.contains("connected to peer") || (up && !line.contains("out loop"));
      }
    }
    return up;
  }

  @Override
  public String describe() {
    return "ExaBGP on " + node + ":\n" + process.tail();
  }

  @Override
  public List<Advertised> advertised(String session) {
    List<Advertised> routes = new ArrayList<>();
    Session s = plan.session(session);
    for (Prefix p : plan.originated()) {
      if (s.carries(p.family()) && !s.policy().withheld().contains(p)) {
        boolean marked = s.policy().noExport().contains(p);
        routes.add(new Advertised(p, plan.asn().toString(), "IGP", marked));
      }
    }
    return routes;
  }

  private String configuration() {
    StringBuilder c = new StringBuilder();
    for (Session s : plan.sessions()) {
      c.append("neighbor ").append(s.remote()).append(" {\n  router-id ").append(plan.identifier());
      c.append(";\n  local-address ").append(s.local()).append(";\n  local-as ").append(plan.asn());
      c.append(";\n  peer-as ").append(s.remoteAs()).append(";\n");
      s.options()
          .password()
          .ifPresent(p -> c.append("  md5-password \"").append(p).append("\";\n"));
      if (s.options().passive()) {
        c.append("  passive true;\n");
      }
      c.append("  capability { asn4 enable; route-refresh enable; ");
      c.append(s.options().addPath() ? "add-path send; " : "");
      c.append(
              s.options().gracefulRestart() == Session.GracefulRestart.ON
                  ? "graceful-restart 30; "
                  : "")
          .append("}\n");
      c.append("  family { ");
      for (AddressFamily family : AddressFamily.values()) {
        c.append(
            s.carries(family)
                ? (family == AddressFamily.IPV4 ? "ipv4" : "ipv6") + " unicast; "
                : "");
      }
      c.append("}\n  static {\n");
      for (Prefix p : plan.originated()) {
        if (s.carries(p.family()) && !s.policy().withheld().contains(p)) {
          c.append("    route ").append(p).append(" next-hop ").append(nextHop(s, p));
          c.append(" origin igp");
          c.append(s.policy().noExport().contains(p) ? " community [ no-export ]" : "");
          c.append(s.options().addPath() ? " path-information 0.0.0.1" : "").append(";\n");
        }
      }
      c.append("  }\n}\n");
    }
    return c.toString();
  }

  private static String nextHop(Session s, Prefix p) {
    if (s.local().family() == p.family()) {
      return s.local().toString();
    }
    if (p.family() == AddressFamily.IPV6) {
      return "::ffff:" + s.local();
    }
    throw new LabException("ExaBGP sends no IPv4 routes over IPv6 here");
  }
}
