package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import savd.testbed.lab.Await;
import savd.testbed.router.BirdRouter;
import savd.testbed.router.ExabgpRouter;
import savd.testbed.router.FrrRouter;
import savd.testbed.router.GobgpRouter;
import savd.testbed.router.OpenbgpdRouter;
import savd.testbed.router.RouterDaemon;
import savd.testbed.router.Session.GracefulRestart;
import savd.testbed.router.Session.Options;

/**
 * savd with BIRD, FRR, GoBGP, OpenBGPD and ExaBGP at once: its Adj-RIBs-In are what each of them
 * says it sends, route by route, through changes, refreshes, deaths and restarts. {@code
 * -Dsavd.long=true} keeps the sessions for half an hour.
 */
class InteropTest {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final Duration LONG = Duration.ofMinutes(31);
  private static final Duration SHORT = Duration.ofSeconds(5);

  @BeforeEach
  void needsRouters() {
    Requirements.namespaces();
    Requirements.programs("bird", "/usr/lib/frr/bgpd", "gobgpd", "bgpctl", "exabgp");
    Requirements.savd();
  }

  private static List<Star.Ray> all() {
    return List.of(
        new Star.Ray("bird", BirdRouter::new),
        new Star.Ray("frr", FrrRouter::new),
        new Star.Ray("gobgp", GobgpRouter::new),
        new Star.Ray("openbgpd", OpenbgpdRouter::new),
        new Star.Ray("exabgp", ExabgpRouter::new));
  }

  @Test
  void tablesEqualThePeersOwnThroughChangesRefreshesDeathsAndRestarts() {
    try (Star star = new Star(all())) {
      star.routers().keySet().forEach(star::awaitEqualTables);
      stay(star);

      int ray = 0;
      for (String name : star.routers().keySet()) {
        RouterDaemon router = star.router(name);
        router.reconfigure(router.plan().originating(Star.prefixes(ray++, 11)));
        star.awaitEqualTables(name);
        assertThat(star.held(name + "v4")).as(name).hasSize(11);

        refresh(star, name);
        star.awaitEqualTables(name);

        router.kill();
        Await.until(
            BOUND,
            () -> "savd seeing the death of " + name + ":\n" + star.neighbour(name + "v4"),
            () -> !star.neighbour(name + "v4").path("state").asText().equals("established"));
        router.start();
        star.savd().awaitEstablished(BOUND);
        star.awaitEqualTables(name);
      }
    }
  }

  /** Asks for the table once more: it comes, or OpenBGPD 7.7 says what it says to everybody. */
  private static void refresh(Star star, String name) {
    long before = star.neighbour(name + "v4").path("received").path("updates").asLong();
    star.savd().ask("neighbor", name + "v4", "refresh").orThrow();
    Await.until(
        BOUND,
        () -> name + " sending its table again:\n" + star.neighbour(name + "v4"),
        () ->
            star.neighbour(name + "v4").path("received").path("updates").asLong() > before
                || star.router(name).describe().contains("IPv4 unicast not negotiated"));
  }

  /** Keeps the sessions up, and shows that none was lost on the way. */
  private static void stay(Star star) {
    Duration stay = Boolean.getBoolean("savd.long") ? LONG : SHORT;
    long end = System.nanoTime() + stay.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(SHORT.toNanos() / 5);
      star.savd().awaitEstablished(Duration.ofSeconds(1));
    }
    for (JsonNode neighbour : star.savd().show("neighbors").path("neighbors")) {
      assertThat(neighbour.path("established_count").asInt()).as(neighbour.toString()).isEqualTo(1);
    }
    star.routers().keySet().forEach(star::awaitEqualTables);
  }

  @Test
  void featuresAreNegotiatedAndTheTablesStayEqual() {
    List<String> addPath = List.of("add-path = true");
    List<Star.Ray> rays =
        List.of(
            new Star.Ray(
                "bird",
                BirdRouter::new,
                Options.PLAIN.withPassword("not this one").withAddPath().withRole(),
                false,
                List.of("add-path = true", "md5 = \"not this one\"")),
            new Star.Ray(
                "frr", FrrRouter::new, Options.PLAIN.withAddPath().withRole(), false, addPath),
            new Star.Ray(
                "gobgp",
                GobgpRouter::new,
                Options.PLAIN.with(GracefulRestart.ON),
                false,
                List.of()),
            new Star.Ray("openbgpd", OpenbgpdRouter::new, Options.PLAIN.bare(), false, List.of()),
            new Star.Ray("exabgp", ExabgpRouter::new, Options.PLAIN.withAddPath(), true, addPath),
            new Star.Ray("birdbare", BirdRouter::new, Options.PLAIN.bare(), false, List.of()),
            new Star.Ray("frrbare", FrrRouter::new, Options.PLAIN.bare(), false, List.of()));
    try (Star star = new Star(rays)) {
      star.routers().keySet().forEach(star::awaitEqualTables);
      assertThat(capabilities(star, "birdv4")).contains("add-path", "role");
      assertThat(capabilities(star, "frrv6")).contains("add-path", "role");
      assertThat(capabilities(star, "exabgpv4")).contains("add-path");
      assertThat(capabilities(star, "gobgpv4")).contains("graceful-restart");
      assertThat(capabilities(star, "birdbarev4")).isEmpty();
      assertThat(capabilities(star, "openbgpdv4")).isEmpty();
    }
  }

  private static List<String> capabilities(Star star, String neighbour) {
    List<String> list = new ArrayList<>();
    star.neighbour(neighbour).path("capabilities").forEach(c -> list.add(c.asText()));
    return list;
  }

  @Test
  void routesOfARestartingPeerAreKeptAsStaleAndThenRenewed() {
    List<Star.Ray> rays =
        List.of(
            new Star.Ray(
                "bird", BirdRouter::new, Options.PLAIN.with(GracefulRestart.ON), false, List.of()),
            new Star.Ray(
                "frr", FrrRouter::new, Options.PLAIN.with(GracefulRestart.ON), false, List.of()),
            new Star.Ray(
                "gobgp",
                GobgpRouter::new,
                Options.PLAIN.with(GracefulRestart.ON),
                false,
                List.of()),
            new Star.Ray(
                "exabgp",
                ExabgpRouter::new,
                Options.PLAIN.with(GracefulRestart.ON),
                false,
                List.of()));
    try (Star star = new Star(rays)) {
      for (String name : star.routers().keySet()) {
        star.awaitEqualTables(name);
        List<String> before = star.held(name + "v4");
        star.router(name).kill();
        Await.until(
            BOUND,
            () ->
                "savd keeping the routes of " + name + " as stale:\n" + star.neighbour(name + "v4"),
            () -> stale(star, name + "v4") == before.size());
        assertThat(star.held(name + "v4")).as(name).isEqualTo(before);
        star.router(name).start();
        star.savd().awaitEstablished(BOUND);
        Await.until(
            BOUND,
            () -> "no stale route left of " + name + ":\n" + star.neighbour(name + "v4"),
            () -> stale(star, name + "v4") == 0);
        star.awaitEqualTables(name);
      }
    }
  }

  private static long stale(Star star, String neighbour) {
    long stale = 0;
    for (JsonNode family : star.neighbour(neighbour).path("families")) {
      stale += family.path("stale").asLong();
    }
    return stale;
  }
}
