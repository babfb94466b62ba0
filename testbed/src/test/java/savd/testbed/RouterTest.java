package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.net.Prefix;
import savd.testbed.lab.Await;
import savd.testbed.lab.Command;
import savd.testbed.lab.Lab;
import savd.testbed.lab.LabPlan;
import savd.testbed.lab.LabPlan.End;
import savd.testbed.lab.LabPlan.InterfaceAddress;
import savd.testbed.lab.LabPlan.Link;
import savd.testbed.lab.LabPlan.Node;
import savd.testbed.router.Advertised;
import savd.testbed.router.BirdRouter;
import savd.testbed.router.ExabgpRouter;
import savd.testbed.router.FrrRouter;
import savd.testbed.router.GobgpRouter;
import savd.testbed.router.OpenbgpdRouter;
import savd.testbed.router.Relation;
import savd.testbed.router.RouterDaemon;
import savd.testbed.router.RouterPlan;
import savd.testbed.router.Session;
import savd.testbed.router.Session.GracefulRestart;
import savd.testbed.router.Session.Options;
import savd.testbed.router.Session.Policy;

/** Every driver against BIRD: what the router says it sends is what BIRD has. */
class RouterTest {
  private static final Duration BOUND = Duration.ofSeconds(40);
  private static final Prefix PLAIN4 = Prefix.parse("31.9.0.0/16");
  private static final Prefix MARKED4 = Prefix.parse("31.10.0.0/16");
  private static final Prefix HELD4 = Prefix.parse("31.11.0.0/16");
  private static final Prefix PLAIN6 = Prefix.parse("2a10:9::/32");
  private static final Prefix MARKED6 = Prefix.parse("2a10:10::/32");

  interface Maker {
    RouterDaemon make(Lab lab, String node, RouterPlan plan);
  }

  record Kind(String name, String program, Maker maker) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Kind> kinds() {
    return Stream.of(
        new Kind("BIRD", "bird", BirdRouter::new),
        new Kind("FRR", "/usr/lib/frr/bgpd", FrrRouter::new),
        new Kind("GoBGP", "gobgpd", GobgpRouter::new),
        new Kind("OpenBGPD", "bgpctl", OpenbgpdRouter::new),
        new Kind("ExaBGP", "exabgp", ExabgpRouter::new));
  }

  @BeforeEach
  void needsNamespaces() {
    Requirements.namespaces();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void whatTheRouterSaysItSendsIsWhatBirdReceives(Kind kind) {
    Requirements.programs("bird", kind.program());
    LabPlan plan =
        new LabPlan(
            Requirements.labName(),
            List.of(new Node("hub", List.of()), new Node("peer", List.of())),
            List.of(
                new Link(
                    new End("hub", "peer", addresses("1")),
                    new End("peer", "hub", addresses("2")))));
    try (Lab lab = Lab.open(plan)) {
      RouterDaemon hub =
          new BirdRouter(lab, "hub", plan("1", 65001, "2", 65002, Relation.CUSTOMER));
      RouterDaemon peer =
          kind.maker().make(lab, "peer", plan("2", 65002, "1", 65001, Relation.PROVIDER));
      hub.start();
      peer.start();
      peer.awaitEstablished(BOUND);
      hub.awaitEstablished(BOUND);

      List<String> expected =
          List.of(
              "31.10.0.0/16 65002 marked", "31.9.0.0/16 65002",
              "2a10:10::/32 65002 marked", "2a10:9::/32 65002");
      Await.until(BOUND, () -> "routes at the hub: " + held(lab), () -> held(lab).size() == 4);
      assertThat(held(lab)).containsExactlyInAnyOrderElementsOf(expected);
      List<String> said = new ArrayList<>();
      for (String session : List.of("v4", "v6")) {
        for (Advertised a : peer.advertised(session)) {
          assertThat(a.origin()).isEqualTo("IGP");
          said.add(a.prefix() + " " + a.asPath() + (a.noExport() ? " marked" : ""));
        }
      }
      assertThat(said).containsExactlyInAnyOrderElementsOf(expected);

      peer.reconfigure(peer.plan().originating(List.of(PLAIN4, PLAIN6)));
      Await.until(BOUND, () -> "two routes left: " + held(lab), () -> held(lab).size() == 2);
      peer.kill();
      Await.until(BOUND, () -> "no routes left: " + held(lab), () -> held(lab).isEmpty());
      peer.start();
      peer.awaitEstablished(BOUND);
      Await.until(BOUND, () -> "two routes again: " + held(lab), () -> held(lab).size() == 2);
    }
  }

  private static List<InterfaceAddress> addresses(String host) {
    return List.of(
        InterfaceAddress.parse("31.200.1." + host + "/29"),
        InterfaceAddress.parse("2a10:200:1::" + host + "/64"));
  }

  private static RouterPlan plan(
      String own, long asn, String other, long otherAs, Relation relation) {
    List<Prefix> originated =
        relation == Relation.PROVIDER
            ? List.of(PLAIN4, MARKED4, HELD4, PLAIN6, MARKED6)
            : List.of();
    Policy policy = Policy.USUAL.withNoExport(List.of(MARKED4, MARKED6)).withheld(List.of(HELD4));
    return new RouterPlan(
        Asn.of(asn),
        Ipv4Address.parse("31.200.1." + own),
        List.of(
            new Session(
                "v4",
                IpAddress.parse("31.200.1." + own),
                IpAddress.parse("31.200.1." + other),
                Asn.of(otherAs),
                relation,
                Set.of(AddressFamily.IPV4),
                policy,
                Options.PLAIN.with(GracefulRestart.OFF)),
            new Session(
                "v6",
                IpAddress.parse("2a10:200:1::" + own),
                IpAddress.parse("2a10:200:1::" + other),
                Asn.of(otherAs),
                relation,
                Set.of(AddressFamily.IPV6),
                policy,
                Options.PLAIN.with(GracefulRestart.OFF))),
        originated,
        false);
  }

  /** The hub's table, from birdc, with the routes that carry NO_EXPORT marked. */
  private static List<String> held(Lab lab) {
    String text =
        Command.run(
                List.of("birdc", "-s", lab.directory("hub") + "/bird.ctl", "show", "route", "all"))
            .out();
    List<String> held = new ArrayList<>();
    for (String line : text.split("\n")) {
      if (line.matches("[0-9a-f.:]+/\\d+ .*")) {
        held.add(line.split(" ")[0]);
      } else if (line.contains("BGP.as_path:")) {
        held.add(held.removeLast() + " " + line.substring(line.indexOf(':') + 1).strip());
      } else if (line.contains("(65535,65281)")) {
        held.add(held.removeLast() + " marked");
      }
    }
    return held;
  }
}
