package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import savd.net.AddressFamily;
import savd.testbed.lab.Await;
import savd.testbed.lab.Lab;
import savd.testbed.probe.Flow;
import savd.testbed.probe.PacketProbe;
import savd.testbed.router.Advertised;
import savd.testbed.router.RouterDaemon;
import savd.testbed.scenario.ProblemStatement;
import savd.testbed.scenario.ProblemStatement.Variant;
import savd.testbed.scenario.Traffic;

/**
 * The topology by itself: the routes are those of the figures, and without savd nothing is lost.
 */
class TopologyTest {
  private static final Duration BOUND = Duration.ofSeconds(30);

  @Test
  void routesAreThoseOfTheFigureAndEverythingPassesWithoutSavd() {
    Requirements.namespaces();
    Requirements.programs("bird", "/usr/lib/frr/bgpd", "gobgpd");
    try (Lab lab = Lab.open(ProblemStatement.plan(Requirements.labName()));
        PacketProbe probe = new PacketProbe(lab)) {
      Map<String, RouterDaemon> routers = ProblemStatement.startRouters(lab, Variant.P6_VIA_AS2);

      awaitRoutes(routers.get("as2"), "as4v4", "31.2.0.0/16 2", "31.6.0.0/16 2 1");
      awaitRoutes(routers.get("as2"), "as4v6", "2a10:2::/32 2", "2a10:6::/32 2 1");
      awaitRoutes(routers.get("as1"), "as4v4", "31.1.0.0/16 1", "31.6.0.0/16 1 marked");
      awaitRoutes(routers.get("as1"), "as2v6", "2a10:1::/32 1 marked", "2a10:6::/32 1");
      awaitRoutes(routers.get("as5"), "as4v4", "31.5.0.0/16 5");
      awaitRoutes(
          routers.get("as4"),
          "as3v4",
          "31.1.0.0/16 4 1",
          "31.2.0.0/16 4 2",
          "31.4.0.0/16 4",
          "31.5.0.0/16 4 5");

      List<Flow> flows = new ArrayList<>();
      for (Traffic traffic : Traffic.values()) {
        for (AddressFamily family : AddressFamily.values()) {
          flows.add(traffic.flow(family));
        }
      }
      assertThat(probe.send(flows, 20).values()).hasSize(flows.size()).containsOnly(20);
    }
  }

  private static void awaitRoutes(RouterDaemon router, String session, String... expected) {
    Await.until(
        BOUND,
        () -> router.kind() + " sends on " + session + ": " + sent(router, session),
        () -> sent(router, session).equals(List.of(expected)));
  }

  private static List<String> sent(RouterDaemon router, String session) {
    List<String> list = new ArrayList<>();
    for (Advertised a : router.advertised(session)) {
      list.add(a.prefix() + " " + a.asPath() + (a.noExport() ? " marked" : ""));
    }
    list.sort(null);
    return list;
  }
}
