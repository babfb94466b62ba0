package savd.testbed;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import savd.testbed.ValidationLab.Ray;
import savd.testbed.lab.Await;
import savd.testbed.router.BirdRouter;
import savd.testbed.router.Installation;
import savd.testbed.router.OpenbgpdRouter;
import savd.testbed.router.Relation;
import savd.testbed.router.Validator;
import savd.testbed.rpki.PayloadCounts;
import savd.testbed.rpki.RpkiData;
import savd.testbed.rpki.SavdCache;

/** The full set of payloads from savd's own cache: routers hold what the file says. */
class RtrCacheTest {
  private static final Duration BOUND = Duration.ofMinutes(2);

  @BeforeEach
  void needs() {
    Requirements.namespaces();
    Requirements.programs("bird", "bgpctl");
  }

  @Test
  void theFullSetArrivesWhole() {
    version2();
    assumeTrue(Boolean.getBoolean("savd.long"), "723,521 VRPs: -Dsavd.long=true");
    Path dump =
        Path.of(
            System.getProperty("savd.shared", "../shared"),
            "data/rpki/rpki-client.20250720T093135Z.json.bz2");
    assumeTrue(Files.exists(dump), "no such data here: " + dump);
    RpkiData all = RpkiData.read(dump);
    RpkiData fewer = new RpkiData(all.vrps().subList(1000, all.vrps().size()), all.aspas());
    through(
        List.of(all, fewer, all),
        new Ray("bird", BirdRouter::new, 2),
        new Ray("openbgpd", OpenbgpdRouter::new, 2));
  }

  private static void version2() {
    assumeTrue(
        Installation.bird().isAtLeast("--version", 2, 16),
        "BIRD 2.16 speaks version 2; -Dsavd.bird=DIR says where one is");
    assumeTrue(
        Installation.openbgpd().isAtLeast("-V", 8, 6),
        "OpenBGPD 8.6 speaks version 2; -Dsavd.openbgpd=DIR says where one is");
  }

  private static void through(List<RpkiData> sets, Ray... rays) {
    try (ValidationLab lab = new ValidationLab(List.of(rays))) {
      SavdCache cache =
          new SavdCache(lab.lab(), ValidationLab.HUB, ValidationLab.RTR_PORT, sets.getFirst());
      cache.start();
      try {
        lab.start(Relation.CUSTOMER, ValidationLab.TABLE_AS);
        for (int i = 0; i < sets.size(); i++) {
          if (i > 0) {
            cache.replace(sets.get(i));
          }
          for (Ray ray : rays) {
            awaitPayloads(ray, lab.routers().get(ray.name()), sets.get(i));
          }
        }
      } finally {
        cache.stop();
      }
    }
  }

  private static void awaitPayloads(Ray ray, Validator router, RpkiData data) {
    PayloadCounts all = router instanceof OpenbgpdRouter ? data.prefixCounts() : data.counts();
    PayloadCounts wanted = ray.rtrVersion() < 2 ? all.withoutAspas() : all;
    Await.until(
        BOUND,
        () -> ray.name() + " having " + wanted + ", not " + router.payloads() + router.describe(),
        () -> router.payloads().equals(wanted));
  }
}
