package savd.testbed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Prefix;
import savd.rpki.payload.OriginValidity;
import savd.rpki.payload.Vrp;
import savd.testbed.ValidationLab.Ray;
import savd.testbed.lab.Await;
import savd.testbed.peer.ScriptedPeer;
import savd.testbed.router.BirdRouter;
import savd.testbed.router.FrrRouter;
import savd.testbed.router.Installation;
import savd.testbed.router.OpenbgpdRouter;
import savd.testbed.router.Relation;
import savd.testbed.router.Validator;
import savd.testbed.rpki.PayloadCounts;
import savd.testbed.rpki.RpkiData;
import savd.testbed.rpki.SavdCache;
import savd.testbed.rpki.StayRtr;

/** The drivers of RPKI software against each other, and against verdicts written down by hand. */
class RpkiRoutersTest {
  private static final Duration BOUND = Duration.ofSeconds(60);

  private static final RpkiData DATA =
      new RpkiData(
          List.of(
              new Vrp(Prefix.parse("31.10.0.0/16"), 24, Asn.of(65001)),
              RpkiData.vrp("31.10.0.0/16", 65009),
              RpkiData.vrp("31.11.0.0/16", 65002),
              RpkiData.vrp("31.12.0.0/16", 0),
              new Vrp(Prefix.parse("2a10:10::/32"), 48, Asn.of(65001)),
              RpkiData.vrp("2a10:11::/32", 65002)),
          List.of());

  /** Routes with their origin, and RFC 6811's verdict on each. */
  private record Judged(String prefix, long origin, OriginValidity verdict) {}

  private static final List<Judged> ROUTES =
      List.of(
          new Judged("31.10.0.0/16", 65009, OriginValidity.VALID),
          new Judged("31.10.1.0/24", 65001, OriginValidity.VALID),
          new Judged("31.10.2.0/24", 65009, OriginValidity.INVALID),
          new Judged("31.10.1.0/25", 65001, OriginValidity.INVALID),
          new Judged("31.11.0.0/16", 65001, OriginValidity.INVALID),
          new Judged("31.12.7.0/24", 65003, OriginValidity.INVALID),
          new Judged("31.0.0.0/8", 65001, OriginValidity.NOT_FOUND),
          new Judged("31.13.0.0/16", 65001, OriginValidity.NOT_FOUND),
          new Judged("2a10:10:1::/48", 65001, OriginValidity.VALID),
          new Judged("2a10:10:1:2::/64", 65001, OriginValidity.INVALID),
          new Judged("2a10:11::/32", 65001, OriginValidity.INVALID),
          new Judged("2a10:13::/32", 65001, OriginValidity.NOT_FOUND));

  @BeforeEach
  void needs() {
    Requirements.namespaces();
    Requirements.programs("stayrtr", "bird", "/usr/lib/frr/bgpd", "bgpctl");
    Requirements.frrRpki();
  }

  @Test
  void routersWithStayRtrHaveItsPayloadsAndTheVerdictsOfRfc6811() {
    try (ValidationLab lab =
        new ValidationLab(
            List.of(
                new Ray("bird", BirdRouter::new, 1),
                new Ray("frr", FrrRouter::new, 1),
                new Ray("openbgpd", OpenbgpdRouter::new, 1)))) {
      StayRtr cache = new StayRtr(lab.lab(), ValidationLab.HUB, ValidationLab.RTR_PORT, DATA);
      cache.start();
      lab.start(Relation.CUSTOMER, ValidationLab.TABLE_AS);
      awaitPayloads(lab, DATA);
      List.copyOf(lab.peers().values()).forEach(p -> announce(lab, p));
      awaitVerdicts(lab, expected(""));

      RpkiData changed = DATA.with(RpkiData.vrp("31.13.0.0/16", 65001));
      cache.replace(changed);
      awaitPayloads(lab, changed);
      awaitVerdicts(lab, expected("31.13.0.0/16"));
    }
  }

  @Test
  void routersWithSavdsCacheHaveItsPayloadsThroughChangesAndRestarts() {
    RpkiData data = DATA.with(RpkiData.aspa(65001, 65100, 65101), RpkiData.aspa(65002, 0));
    List<Ray> rays =
        new ArrayList<>(
            List.of(
                new Ray("frr", FrrRouter::new, 1),
                // Newer programs, where the machine has them, speak version 2.
                new Ray(
                    "bird",
                    BirdRouter::new,
                    Installation.bird().isAtLeast("--version", 2, 19) ? 2 : 1),
                new Ray(
                    "openbgpd",
                    OpenbgpdRouter::new,
                    Installation.openbgpd().isAtLeast("-V", 8, 6) ? 2 : 1)));
    try (ValidationLab lab = new ValidationLab(rays)) {
      SavdCache cache = new SavdCache(lab.lab(), ValidationLab.HUB, ValidationLab.RTR_PORT, data);
      cache.start();
      lab.start(Relation.CUSTOMER, ValidationLab.TABLE_AS);
      awaitPayloads(lab, rays, data);
      List.copyOf(lab.peers().values()).forEach(p -> announce(lab, p));
      awaitVerdicts(lab, expected(""));

      RpkiData changed =
          new RpkiData(
              data.with(RpkiData.vrp("31.13.0.0/16", 65001)).vrps(),
              List.of(RpkiData.aspa(65001, 65102), RpkiData.aspa(65003, 65100)));
      cache.replace(changed);
      awaitPayloads(lab, rays, changed);
      awaitVerdicts(lab, expected("31.13.0.0/16"));

      cache.kill();
      cache.replace(data);
      cache.start();
      // BIRD 2.19 keeps ASPAs of the former session, see docs/lab-notes/rpki-peers.md.
      List<Ray> onlyVrps =
          rays.stream()
              .map(r -> r.name().equals("bird") ? new Ray("bird", r.maker(), 1) : r)
              .toList();
      awaitPayloads(lab, onlyVrps, data);
    }
  }

  private static void announce(ValidationLab lab, ScriptedPeer peer) {
    int link = List.copyOf(lab.peers().values()).indexOf(peer);
    for (Judged j : ROUTES) {
      Prefix p = Prefix.parse(j.prefix());
      IpAddress nextHop = ValidationLab.address(link, 1, p.family());
      peer.announce(List.of(p), AsPath.of(ValidationLab.TABLE_AS.toLong(), j.origin()), nextHop);
    }
    peer.endOfRib();
  }

  private static Map<Prefix, OriginValidity> expected(String nowValid) {
    Map<Prefix, OriginValidity> all = new LinkedHashMap<>();
    ROUTES.forEach(
        j ->
            all.put(
                Prefix.parse(j.prefix()),
                j.prefix().equals(nowValid) ? OriginValidity.VALID : j.verdict()));
    return all;
  }

  private static void awaitPayloads(ValidationLab lab, List<Ray> rays, RpkiData data) {
    for (Ray ray : rays) {
      Validator router = lab.routers().get(ray.name());
      PayloadCounts all = router instanceof OpenbgpdRouter ? data.prefixCounts() : data.counts();
      boolean vrpsOnly = ray.rtrVersion() < 2;
      PayloadCounts wanted = vrpsOnly ? all.withoutAspas() : all;
      Await.until(
          BOUND,
          () -> ray.name() + " having " + wanted + ", not " + router.payloads(),
          () -> wanted.equals(vrpsOnly ? router.payloads().withoutAspas() : router.payloads()));
    }
  }

  private static void awaitPayloads(ValidationLab lab, RpkiData data) {
    lab.routers()
        .forEach(
            (name, router) ->
                Await.until(
                    BOUND,
                    () -> name + " having " + data.counts() + ", not " + router.payloads(),
                    () ->
                        router
                            .payloads()
                            .equals(
                                router instanceof OpenbgpdRouter
                                    ? data.prefixCounts()
                                    : data.counts())));
  }

  private static void awaitVerdicts(ValidationLab lab, Map<Prefix, OriginValidity> expected) {
    for (Map.Entry<String, Validator> e : lab.routers().entrySet()) {
      Await.until(
          BOUND,
          () ->
              e.getKey()
                  + " saying "
                  + expected
                  + ", not "
                  + e.getValue().originValidities()
                  + "\n"
                  + e.getValue().describe(),
          () -> e.getValue().originValidities().equals(expected));
    }
  }
}
