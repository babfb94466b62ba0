package savd.testbed.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.testbed.lab.Lab;
import savd.testbed.lab.NamespaceThread;
import savd.testbed.node.SavdNode;
import savd.testbed.node.SavdPlan;
import savd.testbed.peer.ScriptedPeer;
import savd.testbed.probe.Flow;
import savd.testbed.probe.PacketProbe;
import savd.testbed.scenario.ProblemStatement;
import savd.testbed.scenario.Traffic;
import savd.testbed.scenario.Verdict;

/** Real routers, real packets, the kernel's nftables. */
final class LabDemo {
  private static final String NAME = "savd-demo";
  private static final int PACKETS = 100;
  private static final Duration BOUND = Duration.ofSeconds(60);
  private final Demo.Options options;

  LabDemo(Demo.Options options) {
    this.options = options;
  }

  /** True when every packet did what was expected. */
  boolean run() {
    System.out.println(Story.picture());
    System.out.println("Starting BIRD (AS 2, 3, 4), FRR (AS 1), GoBGP (AS 5) in namespaces ...");
    try (Lab lab = Lab.open(TableNeighbour.beside(ProblemStatement.plan(NAME), options.mrt()));
        PacketProbe probe = new PacketProbe(lab)) {
      ProblemStatement.startRouters(lab, Story.VARIANT);
      System.out.println("Starting savd in AS 4 ...");
      SavdNode savd = SavdNode.inside(lab, "as4", plan());
      savd.start();
      options.mrt().ifPresent(file -> load(lab, savd, file));
      savd.awaitEstablished(BOUND);
      savd.awaitInForce(BOUND);
      status(savd);
      boolean well = packets(probe);
      explain(savd);
      if (options.keep()) {
        explore(lab, savd);
      } else {
        System.out.println("\nscript/demo --keep leaves all of this up for exploring.");
      }
      savd.stop();
      return well;
    }
  }

  private SavdPlan plan() {
    return TableNeighbour.beside(
        Story.plan(),
        options.mrt(),
        IpAddress.parse(TableNeighbour.THEIRS),
        IpAddress.parse(TableNeighbour.OURS));
  }

  private static void load(Lab lab, SavdNode savd, Path file) {
    try (NamespaceThread inside = NamespaceThread.enter(lab.namespace(TableNeighbour.NODE))) {
      ScriptedPeer peer =
          inside.call(
              () ->
                  ScriptedPeer.connect(
                      RealTable.ASN,
                      Ipv4Address.parse(TableNeighbour.THEIRS),
                      Asn.of(4),
                      new InetSocketAddress(TableNeighbour.THEIRS, 0),
                      new InetSocketAddress(TableNeighbour.OURS, 179),
                      BOUND));
      new RealTable(
              file, peer, IpAddress.parse(TableNeighbour.THEIRS), IpAddress.parse("2a10:200:46::2"))
          .load(savd);
    }
  }

  private static void status(SavdNode savd) {
    JsonNode s = savd.show("status");
    System.out.printf(
        "savd: %d neighbours up, %d IPv4 and %d IPv6 paths, rules in the kernel at revision %d%n%n",
        s.path("neighbors").path("established").asInt(),
        s.path("routes").path("ipv4").asLong(),
        s.path("routes").path("ipv6").asLong(),
        s.path("dataplane").path("revision").asLong());
  }

  private static boolean packets(PacketProbe probe) {
    System.out.println("Sending " + PACKETS + " packets of each kind and family:\n");
    System.out.println(Story.head("seen"));
    boolean well = true;
    for (Traffic traffic : Traffic.values()) {
      Map<AddressFamily, Verdict> seen = new EnumMap<>(AddressFamily.class);
      for (AddressFamily family : AddressFamily.values()) {
        Flow flow = traffic.flow(family);
        int arrived = probe.send(List.of(flow), PACKETS).get(flow);
        seen.put(family, arrived == 0 ? Verdict.BLOCK : Verdict.PERMIT);
        well &= arrived == (Story.expected(traffic) == Verdict.PERMIT ? PACKETS : 0);
      }
      System.out.println(
          Story.row(traffic, seen.get(AddressFamily.IPV4), seen.get(AddressFamily.IPV6)));
    }
    return well;
  }

  static void explain(SavdNode savd) {
    for (Traffic traffic : List.of(Traffic.DIRECT_IN_CONE, Traffic.LIMITED_PROPAGATION)) {
      String source = traffic.source(AddressFamily.IPV4).toString();
      System.out.println("\n$ savctl explain " + source + " " + traffic.ingress());
      System.out.print(savd.askInText("explain", source, traffic.ingress()));
    }
  }

  private static void explore(Lab lab, SavdNode savd) {
    Path savctl = Path.of("dist/bin/savctl");
    System.out.printf(
        """

        The laboratory stays up. From another terminal, as root:
          export SAVD_SOCKET=%s
          %s show interfaces        (show status|neighbors|routes|rules|dataplane|drops)
          %s explain 31.5.0.1 as2
          %s set-mode as2 monitor   then send again, and back: set-mode as2 enforce
          ip netns exec %s nft -t list ruleset
          ip netns exec %s birdc -s %s/bird.ctl show protocols
          ip netns exec %s ping -I 31.2.0.1 31.5.0.1    an honest source, from AS 2
        Enter ends it and cleans up.
        """,
        savd.socket(),
        savctl,
        savctl,
        savctl,
        lab.namespace("as4"),
        lab.namespace("as4"),
        lab.directory("as4"),
        lab.namespace("as2"));
    try {
      int c = System.in.read();
      while (c >= 0 && c != '\n') {
        c = System.in.read();
      }
    } catch (IOException e) {
      System.err.println("demo: no terminal to wait for: " + e.getMessage());
    }
  }
}
