package savd.testbed.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.EnforcementMode;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.testbed.lab.Await;
import savd.testbed.lab.Command;
import savd.testbed.lab.Lab;
import savd.testbed.lab.LabPlan;
import savd.testbed.node.SavdNode;
import savd.testbed.node.SavdPlan;
import savd.testbed.router.GobgpRouter;
import savd.testbed.router.Relation;
import savd.testbed.router.RouterPlan;
import savd.testbed.router.Session;

/** One more neighbour, AS 6, a peer: a GoBGP that has read a table from an MRT file. */
final class RealTable {
  private static final Duration BOUND = Duration.ofMinutes(5);
  private static final String NODE = "as6";
  private static final String OURS = "31.200.46.3";
  private static final String THEIRS = "31.200.46.2";
  private final Lab lab;
  private final Path file;

  /** Starts the neighbour; it has no table yet. */
  RealTable(Lab lab, Path file) {
    this.lab = lab;
    this.file = file;
    Session session =
        new Session(
            "savd",
            IpAddress.parse(THEIRS),
            IpAddress.parse(OURS),
            Asn.of(4),
            Relation.CUSTOMER,
            Set.of(AddressFamily.values()),
            Session.Policy.USUAL,
            Session.Options.PLAIN.with(Session.GracefulRestart.ON));
    new GobgpRouter(
            lab,
            NODE,
            new RouterPlan(
                Asn.of(6), Ipv4Address.parse(THEIRS), List.of(session), List.of(), false))
        .start();
  }

  /** The laboratory, with the neighbour where there is a table for it. */
  static LabPlan beside(LabPlan plan, Optional<Path> mrt) {
    if (mrt.isEmpty()) {
      return plan;
    }
    List<LabPlan.Node> nodes = new ArrayList<>(plan.nodes());
    nodes.add(new LabPlan.Node(NODE, List.of()));
    List<LabPlan.Link> links = new ArrayList<>(plan.links());
    links.add(new LabPlan.Link(end(NODE, "as4", THEIRS), end("as4", NODE, OURS)));
    return new LabPlan(plan.name(), nodes, links);
  }

  private static LabPlan.End end(String node, String device, String address) {
    return new LabPlan.End(node, device, List.of(LabPlan.InterfaceAddress.parse(address + "/29")));
  }

  /** savd's configuration, with the neighbour where there is a table for it. */
  static SavdPlan beside(SavdPlan plan, Optional<Path> mrt) {
    if (mrt.isEmpty()) {
      return plan;
    }
    List<SavdPlan.Ingress> interfaces = new ArrayList<>(plan.interfaces());
    interfaces.add(
        new SavdPlan.Ingress(
            NODE, BgpRole.PEER, "loose-ignoring-default", EnforcementMode.ENFORCE));
    List<SavdPlan.Neighbour> neighbours = new ArrayList<>(plan.neighbours());
    neighbours.add(
        new SavdPlan.Neighbour(
            NODE,
            IpAddress.parse(THEIRS),
            IpAddress.parse(OURS),
            Asn.of(6),
            NODE,
            BgpRole.PEER,
            List.of()));
    return new SavdPlan(
        plan.asn(), plan.identifier(), interfaces, neighbours, plan.exceptions(), plan.settings());
  }

  /** Has the neighbour read the file, and returns when savd has had all of it. */
  void load(SavdNode savd) {
    System.out.println("Reading " + file + " into GoBGP, AS 6 ...");
    Path plain = lab.directory(NODE).resolve("table.mrt");
    String name = file.getFileName().toString();
    String reader = name.endsWith(".gz") ? "gzip -dc" : name.endsWith(".bz2") ? "bzip2 -dc" : "cat";
    Command.run(
            List.of(
                "sh", "-c", reader + " \"$1\" > \"$2\"", "sh", file.toString(), plain.toString()))
        .orThrow();
    long begin = System.nanoTime();
    lab.run(NODE, "gobgp", "mrt", "inject", "global", plain.toString(), "--nexthop", THEIRS)
        .orThrow();
    awaitQuiet(savd);
    System.out.printf(
        "GoBGP read and sent it, and savd has it, in %.1f s (nearly all of it GoBGP's)%n",
        (System.nanoTime() - begin) / 1e9);
  }

  /** Returns when savd's count of paths has not changed for a while. */
  private static void awaitQuiet(SavdNode savd) {
    long[] last = {-1};
    int[] same = {0};
    Await.until(
        BOUND,
        "the table arriving",
        () -> {
          JsonNode routes = savd.show("status").path("routes");
          long now = routes.path("ipv4").asLong() + routes.path("ipv6").asLong();
          same[0] = now == last[0] ? same[0] + 1 : 0;
          last[0] = now;
          return same[0] >= 5;
        });
  }
}
