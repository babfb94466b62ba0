package savd.testbed.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import savd.net.AddressFamily;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.net.Prefix;
import savd.testbed.lab.Json;
import savd.testbed.node.SavdNode;
import savd.testbed.node.SavdPlan;
import savd.testbed.peer.ScriptedPeer;
import savd.testbed.scenario.ProblemStatement;
import savd.testbed.scenario.Traffic;
import savd.testbed.scenario.Verdict;

/**
 * The same neighbours and routes on loopback addresses, played by the testbed; savd's verdicts are
 * asked for instead of tried with packets, and its rules are printed.
 */
final class PlayedDemo {
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final int PORT = 11790;
  private static final int LINES = 25;
  private static final int NO_EXPORT = 0xFFFF_FF01;
  private final Demo.Options options;

  PlayedDemo(Demo.Options options) {
    this.options = options;
  }

  boolean run() {
    System.out.println(Story.picture());
    Path directory;
    try {
      directory = Files.createTempDirectory("savd-demo-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<ScriptedPeer> peers = new ArrayList<>();
    SavdNode savd = SavdNode.here(directory, plan());
    Thread hook = new Thread(savd::stop);
    try {
      savd.start();
      Runtime.getRuntime().addShutdownHook(hook);
      routes().forEach((as, routes) -> peers.add(speak(as, routes)));
      options.mrt().ifPresent(file -> peers.add(load(savd, file)));
      savd.awaitEstablished(BOUND);
      savd.awaitInForce(BOUND);
      boolean well = verdicts(savd);
      LabDemo.explain(savd);
      rules(savd);
      if (options.keep()) {
        System.out.println("\nStill up: SAVD_SOCKET=" + savd.socket() + "; Enter ends it.");
        System.in.read();
      }
      return well;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      peers.forEach(ScriptedPeer::close);
      savd.stop();
      Runtime.getRuntime().removeShutdownHook(hook);
      remove(directory);
    }
  }

  private record Route(List<Prefix> prefixes, AsPath path, int... communities) {}

  private static IpAddress loopback(int as) {
    return IpAddress.parse("127.0.0." + as);
  }

  /**
   * The plan of the laboratory with one session over loopback per neighbour, both families in it.
   */
  private SavdPlan plan() {
    SavdPlan lab = Story.plan();
    List<SavdPlan.Neighbour> neighbours = new ArrayList<>();
    for (int as : new int[] {1, 2, 3, 5}) {
      neighbours.add(
          new SavdPlan.Neighbour(
              "as" + as,
              loopback(as),
              loopback(4),
              Asn.of(as),
              "as" + as,
              ProblemStatement.role(as, Story.VARIANT),
              List.of("passive = true")));
    }
    SavdPlan played =
        new SavdPlan(
            lab.asn(),
            lab.identifier(),
            lab.interfaces(),
            neighbours,
            lab.exceptions(),
            new SavdPlan.Settings("0s", "60s", "print", PORT));
    return TableNeighbour.beside(played, options.mrt(), loopback(6), loopback(4));
  }

  /** What AS 4 hears in the figures. */
  private static Map<Integer, List<Route>> routes() {
    Map<Integer, List<Route>> routes = new LinkedHashMap<>();
    routes.put(
        1,
        List.of(
            new Route(ProblemStatement.prefixes(1), AsPath.of(1)),
            new Route(ProblemStatement.prefixes(6), AsPath.of(1), NO_EXPORT)));
    routes.put(
        2,
        List.of(
            new Route(ProblemStatement.prefixes(2), AsPath.of(2)),
            new Route(ProblemStatement.prefixes(6), AsPath.of(2, 1))));
    routes.put(
        3,
        List.of(
            new Route(ProblemStatement.prefixes(3), AsPath.of(3)),
            new Route(ProblemStatement.prefixes(5), AsPath.of(3, 5))));
    routes.put(5, List.of(new Route(ProblemStatement.prefixes(5), AsPath.of(5))));
    return routes;
  }

  private static ScriptedPeer call(int as) {
    return ScriptedPeer.connect(
        Asn.of(as),
        Ipv4Address.parse("31." + as + ".0.1"),
        Asn.of(4),
        new InetSocketAddress(loopback(as).toString(), 0),
        new InetSocketAddress(loopback(4).toString(), PORT),
        BOUND);
  }

  // A loopback address is no next hop (RFC 4271, section 6.3).
  private static IpAddress nextHop(int as, AddressFamily family) {
    return IpAddress.parse(family == AddressFamily.IPV4 ? "31.200.4." + as : "2a10:200::" + as);
  }

  private static ScriptedPeer load(SavdNode savd, Path file) {
    ScriptedPeer peer = call(6);
    new RealTable(file, peer, nextHop(6, AddressFamily.IPV4), nextHop(6, AddressFamily.IPV6))
        .load(savd);
    return peer;
  }

  private static ScriptedPeer speak(int as, List<Route> routes) {
    ScriptedPeer peer = call(as);
    for (Route route : routes) {
      for (AddressFamily family : AddressFamily.values()) {
        peer.announce(
            route.prefixes().stream().filter(p -> p.family() == family).toList(),
            route.path(),
            nextHop(as, family),
            route.communities());
      }
    }
    peer.endOfRib();
    return peer;
  }

  private static boolean verdicts(SavdNode savd) {
    System.out.println("What savd would do with each packet (asked, not sent):\n");
    System.out.println(Story.head("says"));
    boolean well = true;
    for (Traffic traffic : Traffic.values()) {
      Verdict v4 = verdict(savd, traffic, AddressFamily.IPV4);
      Verdict v6 = verdict(savd, traffic, AddressFamily.IPV6);
      well &= v4 == Story.expected(traffic) && v6 == v4;
      System.out.println(Story.row(traffic, v4, v6));
    }
    return well;
  }

  private static Verdict verdict(SavdNode savd, Traffic traffic, AddressFamily family) {
    String source = traffic.source(family).toString();
    boolean blocked =
        Json.parse(savd.ask("explain", source, traffic.ingress()).orThrow())
            .path("dropped")
            .asBoolean();
    return blocked ? Verdict.BLOCK : Verdict.PERMIT;
  }

  private static void rules(SavdNode savd) {
    System.out.println("\nThe first of what savd would have told the kernel (nft syntax):\n");
    try (Stream<String> lines = Files.lines(savd.log())) {
      lines
          .dropWhile(l -> !l.startsWith("table") && !l.startsWith("add "))
          .limit(LINES)
          .forEach(l -> System.out.println("  " + l));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      System.err.println("demo: could not remove " + directory + ": " + e.getMessage());
    }
  }
}
