package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import savd.bgp.wire.PathAttributesBuilder;
import savd.net.AddressFamily;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.EnforcementMode;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.net.Prefix;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.OriginValidity;
import savd.rpki.payload.Vrp;
import savd.rpki.payload.VrpTable;
import savd.rpki.validation.AspaValidity;
import savd.rpki.validation.AspaVerification;
import savd.rpki.validation.Direction;
import savd.testbed.ValidationLab.Ray;
import savd.testbed.lab.Await;
import savd.testbed.lab.LabException;
import savd.testbed.node.SavdNode;
import savd.testbed.node.SavdPlan;
import savd.testbed.peer.RouteTable;
import savd.testbed.peer.ScriptedPeer;
import savd.testbed.router.BirdRouter;
import savd.testbed.router.FrrRouter;
import savd.testbed.router.Installation;
import savd.testbed.router.OpenbgpdRouter;
import savd.testbed.router.PathValidator;
import savd.testbed.router.Relation;
import savd.testbed.router.Validator;
import savd.testbed.rpki.RpkiData;
import savd.testbed.rpki.ScriptedCache;
import savd.testbed.rpki.ScriptedCache.Character;

/**
 * savd's verdicts against those of real routers, route by route: of a made-up table always, of a
 * full one with {@code -Dsavd.long=true}.
 */
class VerdictAgreementTest {
  private static final Duration BOUND = Duration.ofMinutes(8);
  private static final long SEED = Long.getLong("savd.seed", 20261122L);
  private static final String SAVD = "savd";
  private static final int ROUTES = 3000;
  private static final int ASES = 60;

  @BeforeEach
  void needs() {
    Requirements.namespaces();
    Requirements.programs("bird", "bgpctl");
    Requirements.savd();
  }

  @Test
  void originsAreJudgedAsByBirdFrrAndOpenbgpd() {
    Requirements.programs("/usr/lib/frr/bgpd");
    Requirements.frrRpki();
    Random random = new Random(SEED);
    RouteTable table = table(random);
    originsAgree(
        table,
        new RpkiData(vrps(table, random), List.of()),
        new Ray("frr", FrrRouter::new, 1),
        new Ray("bird", BirdRouter::new, 1),
        new Ray("openbgpd", OpenbgpdRouter::new, 1));
  }

  @ParameterizedTest
  @EnumSource(names = {"CUSTOMER", "PROVIDER"})
  void pathsAreVerifiedAsByBirdAndOpenbgpd(Relation relation) {
    Random random = new Random(SEED);
    RouteTable table = table(random);
    pathsAgree(table, new RpkiData(List.of(), aspas(random)), relation);
  }

  @Test
  void aFullTableWithAllVrpsIsJudgedAsByBirdAndOpenbgpd() {
    assumeTrue(Boolean.getBoolean("savd.long"), "a full table takes minutes: -Dsavd.long=true");
    originsAgree(
        fullTable(),
        RpkiData.read(shared("rpki/rpki-client.20250720T093135Z.json.bz2")),
        new Ray("bird", BirdRouter::new, 1),
        new Ray("openbgpd", OpenbgpdRouter::new, 1));
  }

  /** ASPAs of 48,000 ASes computed from known relations, and the hundred real ones over them. */
  @ParameterizedTest
  @EnumSource(names = {"CUSTOMER", "PROVIDER"})
  void theRealPathsOfAFullTableAreVerifiedAsByBirdAndOpenbgpd(Relation relation) {
    assumeTrue(Boolean.getBoolean("savd.long"), "a full table takes minutes: -Dsavd.long=true");
    RouteTable table = fullTable();
    assertThat(table.distinctPaths()).isGreaterThan(10_000);
    Map<Asn, Aspa> aspas = new TreeMap<>();
    for (String file :
        List.of("synth/as24724.s010.aspa.json.gz", "rpki/rpki-client.20250720T093135Z.json.bz2")) {
      RpkiData.read(shared(file)).aspas().forEach(a -> aspas.put(a.customer(), a));
    }
    pathsAgree(table, new RpkiData(List.of(), List.copyOf(aspas.values())), relation);
  }

  /** The collector at an exchange does not appear in the paths that it was sent. */
  private static RouteTable fullTable() {
    return RouteTable.read(shared("mrt/ripencc-bgpdump.updates.et-header.2015.gz"))
        .through(Asn.of(3856));
  }

  private static Path shared(String name) {
    Path file = Path.of(System.getProperty("savd.shared", "../shared"), "data", name);
    assumeTrue(Files.exists(file), "no such data here: " + file);
    return file;
  }

  // ---- what is compared

  private static void originsAgree(RouteTable table, RpkiData data, Ray... rays) {
    Map<AddressFamily, VrpTable> vrps = new EnumMap<>(AddressFamily.class);
    for (AddressFamily family : AddressFamily.values()) {
      VrpTable.Builder builder = VrpTable.builder(family);
      data.vrps().stream().filter(v -> v.prefix().family() == family).forEach(builder::add);
      vrps.put(family, builder.build());
    }
    Map<Prefix, OriginValidity> ours = new HashMap<>();
    table
        .routes()
        .forEach(
            (p, path) ->
                ours.put(
                    p,
                    vrps.get(p.family())
                        .validate(
                            p.high(),
                            p.low(),
                            p.length(),
                            Asn.of(path.origin().orElseThrow()).value())));
    agree(
        table,
        data,
        Relation.CUSTOMER,
        ours,
        Validator::originValidities,
        savd -> said(savd, "rov", OriginValidity::valueOf),
        rays);
  }

  private static void pathsAgree(RouteTable table, RpkiData data, Relation relation) {
    assumeTrue(
        Installation.bird().isAtLeast("--version", 2, 19),
        "BIRD 2.19 verifies paths; -Dsavd.bird=DIR says where one is");
    assumeTrue(
        Installation.openbgpd().isAtLeast("-V", 8, 6),
        "OpenBGPD 8.6 verifies paths; -Dsavd.openbgpd=DIR says where one is");
    AspaTable aspas = AspaTable.of(data.aspas());
    Direction direction = relation == Relation.PROVIDER ? Direction.DOWNSTREAM : Direction.UPSTREAM;
    Map<Prefix, AspaValidity> ours = new HashMap<>();
    table.routes().forEach((p, path) -> ours.put(p, verified(aspas, path, direction)));
    agree(
        table,
        data,
        relation,
        ours,
        r -> ((PathValidator) r).pathValidities(ValidationLab.SESSION),
        savd -> said(savd, "aspa", AspaValidity::valueOf),
        new Ray("bird", BirdRouter::new, 2),
        new Ray("openbgpd", OpenbgpdRouter::new, 2));
  }

  private static AspaValidity verified(AspaTable aspas, AsPath path, Direction direction) {
    byte[] block =
        new PathAttributesBuilder(0, path).nextHop(IpAddress.parse("31.0.0.1")).build().block();
    AspaValidity verdict =
        AspaValidity.of(AspaVerification.verdicts(aspas, block, 0, block.length), direction);
    assertThat(AspaVerification.explain(aspas, path, direction).validity())
        .as("what is said of %s", path)
        .isEqualTo(verdict);
    return verdict;
  }

  private static <V extends Enum<V>> void agree(
      RouteTable table,
      RpkiData data,
      Relation relation,
      Map<Prefix, V> ours,
      Function<Validator, Map<Prefix, V>> theirs,
      Function<SavdNode, Map<Prefix, V>> daemons,
      Ray... rays) {
    Map<V, Integer> counts = new TreeMap<>();
    ours.values().forEach(v -> counts.merge(v, 1, Integer::sum));
    try (ValidationLab lab = new ValidationLab(List.of(rays), SAVD);
        ScriptedCache cache =
            new ScriptedCache(lab.inside(), ValidationLab.RTR_PORT, Character.USUAL, data)) {
      cache.start();
      lab.start(relation, table.neighbor());
      List<ScriptedPeer> peers = List.copyOf(lab.peers().values());
      for (int i = 0; i < peers.size(); i++) {
        int link = i;
        awaitPayloads(rays[i], lab.routers().get(rays[i].name()), data);
        try {
          table.announce(peers.get(i), f -> ValidationLab.address(link, 1, f));
        } catch (UncheckedIOException e) {
          String why = peers.get(i).end() + "\n" + lab.routers().get(rays[i].name()).describe();
          throw new LabException("no table for " + rays[i].name() + ": " + why, e);
        }
      }
      lab.routers()
          .forEach(
              (name, r) -> compare(table, name, () -> theirs.apply(r), ours, counts, relation));
      SavdNode savd = savd(lab, rays.length, relation, table.neighbor());
      savd.awaitPayloads(data.counts(), BOUND);
      try (ScriptedPeer peer = lab.connect(rays.length, table.neighbor())) {
        table.announce(peer, f -> ValidationLab.address(rays.length, 1, f));
        compare(table, SAVD, () -> daemons.apply(savd), ours, counts, relation);
      }
    }
  }

  /** The daemon itself, with the cache and the neighbour that the routers have. */
  private static SavdNode savd(ValidationLab lab, int link, Relation relation, Asn neighbor) {
    IpAddress hub = ValidationLab.address(link, 1, AddressFamily.IPV4);
    IpAddress own = ValidationLab.address(link, 2, AddressFamily.IPV4);
    BgpRole role = relation == Relation.PROVIDER ? BgpRole.PROVIDER : BgpRole.CUSTOMER;
    SavdNode savd =
        SavdNode.inside(
            lab.lab(),
            SAVD,
            new SavdPlan(
                    ValidationLab.ROUTER_AS,
                    (Ipv4Address) own,
                    List.of(
                        new SavdPlan.Ingress(
                            ValidationLab.HUB, role, "loose", EnforcementMode.MONITOR)),
                    List.of(
                        new SavdPlan.Neighbour(
                            "feed",
                            hub,
                            own,
                            neighbor,
                            ValidationLab.HUB,
                            role,
                            List.of("passive = true"))),
                    List.of(),
                    new SavdPlan.Settings("0s", "60s", "print", 179))
                .withSections(
                    "[cache.hub]\naddress = \"%s\"\nport = %d\n"
                        .formatted(hub, ValidationLab.RTR_PORT)));
    savd.start();
    return savd;
  }

  private static <V> Map<Prefix, V> said(
      SavdNode savd, String member, Function<String, V> validity) {
    Map<Prefix, V> all = new HashMap<>();
    savd.forEachRoute(
        r -> {
          String word = r.path(member).asText();
          if (!word.isEmpty()) {
            all.put(
                Prefix.parse(r.path("prefix").asText()),
                validity.apply(word.toUpperCase(Locale.ROOT).replace('-', '_')));
          }
        });
    return all;
  }

  private static void awaitPayloads(Ray ray, Validator router, RpkiData data) {
    var counts = router instanceof OpenbgpdRouter ? data.prefixCounts() : data.counts();
    var wanted = ray.rtrVersion() < 2 ? counts.withoutAspas() : counts;
    Await.until(
        BOUND,
        () -> ray.name() + " having " + wanted + "\n" + router.describe(),
        () -> router.payloads().equals(wanted));
  }

  private static <V extends Enum<V>> void compare(
      RouteTable table,
      String name,
      Supplier<Map<Prefix, V>> theirs,
      Map<Prefix, V> ours,
      Map<V, Integer> counts,
      Relation relation) {
    long begin = System.nanoTime();
    Map<Prefix, V> seen = new HashMap<>();
    // Routers refuse a few routes of a real table, for martian prefixes or numbers.
    int enough = ours.size() - ours.size() / 1000;
    Await.until(
        BOUND,
        () -> name + " having judged " + enough + " routes, not " + seen.size(),
        () -> {
          int before = seen.size();
          seen.clear();
          seen.putAll(theirs.get());
          return seen.size() >= enough && seen.size() == before;
        });
    List<String> differing = new ArrayList<>();
    seen.forEach(
        (p, v) -> {
          if (ours.get(p) != v && differing.size() < 20) {
            differing.add(
                "%s path %s: we %s, it %s".formatted(p, table.routes().get(p), ours.get(p), v));
          }
        });
    System.out.printf(
        "VerdictAgreementTest: %s judged %d of %d routes (%d paths, from a %s), we say %s; %d"
            + " differ; after %.1f s%n",
        name,
        seen.size(),
        ours.size(),
        table.distinctPaths(),
        relation,
        counts,
        differing.size(),
        (System.nanoTime() - begin) / 1e9);
    assertThat(differing).as("%s, seed %d", name, SEED).isEmpty();
  }

  // ---- what is made up

  private static RouteTable table(Random random) {
    Map<Prefix, AsPath> routes = new LinkedHashMap<>();
    while (routes.size() < ROUTES) {
      AddressFamily family = random.nextInt(4) == 0 ? AddressFamily.IPV6 : AddressFamily.IPV4;
      routes.put(prefix(family, random), path(random));
    }
    return RouteTable.of(routes);
  }

  /** Prefixes close to each other, so that many are within another. */
  private static Prefix prefix(AddressFamily family, Random random) {
    boolean four = family == AddressFamily.IPV4;
    int length = four ? 12 + random.nextInt(17) : 24 + random.nextInt(41);
    long high = four ? 0 : 0x2A10_0000_0000_0000L | random.nextLong() >>> 24 & 0xFF_FFFF_FFFFL;
    long low = four ? 31L << 24 | random.nextInt(1 << 24) & 0xFF_FF00L : 0;
    return Prefix.of(family, high & family.maskHigh(length), low & family.maskLow(length), length);
  }

  /** One to seven ASes, some of them repeated, neighbours of each other or not. */
  private static AsPath path(Random random) {
    List<Long> path = new ArrayList<>(List.of(ValidationLab.TABLE_AS.toLong()));
    for (int n = random.nextInt(7); n > 0; n--) {
      long next = 65000 + random.nextInt(ASES);
      for (int k = random.nextInt(4) == 0 ? 3 : 1; k > 0; k--) {
        path.add(next);
      }
    }
    return AsPath.of(path.stream().mapToLong(Long::longValue).toArray());
  }

  private static List<Vrp> vrps(RouteTable table, Random random) {
    TreeSet<String> seen = new TreeSet<>();
    List<Vrp> vrps = new ArrayList<>();
    table
        .routes()
        .forEach(
            (p, path) -> {
              if (random.nextInt(5) > 0) {
                return;
              }
              int length = Math.max(12, p.length() - random.nextInt(3));
              AddressFamily f = p.family();
              Prefix covering =
                  Prefix.of(f, p.high() & f.maskHigh(length), p.low() & f.maskLow(length), length);
              int max = Math.min(f.bits(), length + random.nextInt(8));
              long origin =
                  switch (random.nextInt(8)) {
                    case 0 -> 0;
                    case 1 -> 65000 + random.nextInt(ASES);
                    default -> path.origin().orElseThrow();
                  };
              Vrp v = new Vrp(covering, max, Asn.of(origin));
              if (seen.add(v.toString())) {
                vrps.add(v);
              }
            });
    return vrps;
  }

  private static List<Aspa> aspas(Random random) {
    List<Aspa> aspas = new ArrayList<>();
    for (int customer = 0; customer < ASES; customer++) {
      if (random.nextInt(10) < 7) {
        TreeSet<Asn> providers = new TreeSet<>();
        for (int n = 5 + random.nextInt(40); n > 0; n--) {
          providers.add(Asn.of(65000 + random.nextInt(ASES)));
        }
        providers.add(ValidationLab.TABLE_AS);
        providers.remove(Asn.of(65000 + customer));
        if (random.nextInt(10) == 0) {
          providers.clear();
          providers.add(Asn.of(0));
        }
        aspas.add(new Aspa(Asn.of(65000 + customer), List.copyOf(providers)));
      }
    }
    TreeSet<Asn> providers = new TreeSet<>();
    for (int n = 0; n < ASES / 2; n++) {
      providers.add(Asn.of(65000 + random.nextInt(ASES)));
    }
    aspas.add(new Aspa(ValidationLab.TABLE_AS, List.copyOf(providers)));
    return aspas;
  }
}
