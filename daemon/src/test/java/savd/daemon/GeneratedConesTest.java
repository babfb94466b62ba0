package savd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import savd.bgp.mrt.MrtPeers;
import savd.bgp.mrt.MrtSource;
import savd.net.AddressFamily;
import savd.net.AddressRanges;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteBatch;
import savd.net.RouteSink;
import savd.rib.Decision;
import savd.rib.DecisionOptions;
import savd.rib.Rib;
import savd.rib.RibDelta;
import savd.rib.RibView;
import savd.rpki.payload.Aspa;
import savd.rpki.payload.AspaTable;
import savd.rpki.payload.Payload;
import savd.rpki.payload.RpkiDelta;
import savd.rpki.payload.Vrp;
import savd.rpki.payload.VrpTable;
import savd.rules.DecidedPaths;
import savd.rules.InterfacePolicy;
import savd.rules.RpkiAvailability;
import savd.rules.RuleSet;
import savd.rules.SavMethod;
import savd.rules.SavPolicy;
import savd.rules.SavRules;

/**
 * BAR-SAV and Procedure X on the generated table of one AS with tens of thousands of ASPAs: lists
 * kept while the table loads and while ASPAs and ROAs change, against an oracle over maps and sets.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GeneratedConesTest {
  private static final Path DATA =
      Path.of(System.getProperty("savd.shared", "absent"), "data", "synth");
  private static final Pattern ASPA =
      Pattern.compile("\"customer_asid\":(\\d+).*\"providers\":\\[([\\d,]*)\\]");
  private static final Asn OWN = Asn.of(24724);

  private static final Map<IpAddress, BgpRole> ROLES = new HashMap<>();
  private static final List<Vrp> SERVER_RETURNS = new ArrayList<>();
  private static final List<Aspa> ASPAS = new ArrayList<>();
  private static final List<Peer> PEERS = new ArrayList<>();
  private static final RouteVerdicts VERDICTS = new RouteVerdicts();
  private static Rib rib;
  private static SavRules rules;

  @BeforeAll
  static void load() throws IOException {
    assumeTrue(
        Files.isReadable(DATA.resolve("as24724.s010.mrt.gz")), "no generated table at " + DATA);
    lines("as24724.s010.truth.gz").forEach(GeneratedConesTest::readTruth);
    lines("as24724.s010.aspa.json.gz").forEach(GeneratedConesTest::readAspa);
    assertThat(ASPAS).hasSize(47_916);
    rib = new Rib();
    rules =
        new SavRules(
            rib,
            new DecidedPaths(rib, new Decision(DecisionOptions.PLAIN)),
            SavRules.Start.AT_ONCE);
    VERDICTS.exclude(RibView.LEAKED | RibView.ROV_INVALID | RibView.ASPA_INVALID);
    rib.validateBy(VERDICTS);
    become(payload(ASPAS, SERVER_RETURNS));
    rules.rpkiAvailability(RpkiAvailability.IN_FORCE, 0);
    new MrtSource(DATA.resolve("as24724.s010.mrt.gz"), new Peers(), (_, _) -> {}).start(new Both());
  }

  private static List<String> lines(String file) throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(DATA.resolve(file))),
                StandardCharsets.UTF_8))) {
      return in.lines().toList();
    }
  }

  private static void readTruth(String line) {
    String[] f = line.split("\t");
    if (f[0].equals("N")) {
      ROLES.put(IpAddress.parse(f[4]), BgpRole.valueOf(f[3].toUpperCase()));
    } else if (f[0].equals("D")) {
      Prefix prefix = Prefix.parse(f[1]);
      SERVER_RETURNS.add(new Vrp(prefix, prefix.length(), Asn.parse(f[2])));
    }
  }

  private static void readAspa(String line) {
    Matcher m = ASPA.matcher(line);
    if (m.find()) {
      List<Asn> providers =
          Stream.of(m.group(2).split(",")).map(Asn::parse).distinct().sorted().toList();
      ASPAS.add(new Aspa(Asn.parse(m.group(1)), providers));
    }
  }

  private static final class Peers implements MrtPeers {
    @Override
    public Optional<PeerId> peer(IpAddress address, Asn asn, int bgpIdentifier) {
      for (Peer p : PEERS) {
        if (p.address().equals(address)) {
          return Optional.of(p.id());
        }
      }
      int n = PEERS.size();
      Peer peer =
          new Peer(
              new PeerId(n),
              "n" + n,
              address,
              asn,
              OWN,
              bgpIdentifier,
              Optional.of(port(n)),
              Optional.of(ROLES.get(address)),
              Peer.DEFAULT_VRF);
      PEERS.add(peer);
      rib.register(peer);
      rules.peersChanged(PEERS, 0);
      rules.reconfigure(policy(), 0);
      return Optional.of(peer.id());
    }

    @Override
    public Optional<BgpRole> role(PeerId peer) {
      return PEERS.get(peer.index()).role();
    }
  }

  private static IngressInterface port(int peer) {
    return new IngressInterface("if" + peer);
  }

  /** Procedure X on every fifth interface, BAR-SAV on the others; nothing towards providers. */
  private static SavPolicy policy() {
    return SavPolicy.of(
        PEERS.stream()
            .filter(p -> p.role().orElseThrow() != BgpRole.PROVIDER)
            .map(
                p ->
                    InterfacePolicy.of(port(p.id().index()), method(p.id().index()))
                        .withHoldNanos(0)
                        .withSpecialPurpose(InterfacePolicy.SpecialPurposeUse.IGNORE))
            .toList());
  }

  private static SavMethod method(int peer) {
    return peer % 5 == 0 ? new SavMethod.BarSavX() : new SavMethod.BarSav();
  }

  private static final class Both implements RouteSink {
    @Override
    public RouteBatch acquire(PeerId peer, long arrivalNanos) {
      return new RouteBatch().reset(peer, arrivalNanos);
    }

    @Override
    public void submit(RouteBatch full) {
      follow(rib.apply(full));
    }

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void whenWritable(Runnable task) {
      task.run();
    }
  }

  private static void follow(RibDelta delta) {
    rules.apply(delta, 0);
    while (rib.pending()) {
      rules.apply(rib.continuePending(), 0);
    }
  }

  private static Payload payload(List<Aspa> aspas, Collection<Vrp> vrps) {
    VrpTable.Builder v4 = VrpTable.builder(AddressFamily.IPV4);
    VrpTable.Builder v6 = VrpTable.builder(AddressFamily.IPV6);
    vrps.forEach(v -> (v.prefix().family() == AddressFamily.IPV4 ? v4 : v6).add(v));
    return new Payload(v4.build(), v6.build(), AspaTable.of(aspas), Set.of());
  }

  private static void become(Payload now) {
    RpkiDelta delta = RpkiDelta.between(VERDICTS.data(), now);
    follow(rib.revalidate(VERDICTS.use(delta)));
    rules.rpkiChanged(delta, 0);
  }

  // ---- the oracle

  private final Map<Long, Set<Long>> customersByPath = new HashMap<>();
  private final Map<Long, Set<Long>> customersByAspa = new HashMap<>();
  private final Map<Long, Set<Prefix>> announced = new HashMap<>();
  private final Map<Long, Set<Prefix>> authorised = new HashMap<>();

  private void readAll() {
    AspaTable aspas = VERDICTS.data().aspas();
    for (int i = 0; i < aspas.size(); i++) {
      Aspa a = aspas.aspa(i);
      for (Asn p : a.providers()) {
        put(customersByAspa, p.toLong(), a.customer().toLong());
      }
    }
    for (AddressFamily f : AddressFamily.values()) {
      VrpTable vrps = VERDICTS.data().vrps(f);
      for (int row = 0; row < vrps.size(); row++) {
        Vrp v = vrps.vrp(row);
        authorised.computeIfAbsent(v.asn().toLong(), _ -> new HashSet<>()).add(v.prefix());
      }
      for (int id = 0; id < rib.prefixes(f).capacity(); id++) {
        for (int p = rib.firstPath(f, id); p != RibView.NONE; p = rib.nextPath(p)) {
          if (rib.isEligible(p)) {
            read(rib.prefixes(f).prefix(id), rib.attributes(rib.attributesId(p)).asPath(), aspas);
          }
        }
      }
    }
  }

  private void read(Prefix prefix, AsPath path, AspaTable aspas) {
    path.origin().ifPresent(o -> announced.computeIfAbsent(o, _ -> new HashSet<>()).add(prefix));
    if (path.segments().stream().anyMatch(s -> s.type() != AsPath.SegmentType.SEQUENCE)) {
      return;
    }
    List<Asn> asns = path.segments().stream().flatMap(s -> s.asns().stream()).toList();
    for (int i = asns.size() - 1; i > 0; i--) {
      Asn customer = asns.get(i);
      Asn provider = asns.get(i - 1);
      if (!customer.equals(provider)) {
        if (aspas.authorized(customer.value(), provider.value())
            == AspaTable.Authorization.NOT_PROVIDER) {
          return;
        }
        put(customersByPath, provider.toLong(), customer.toLong());
      }
    }
  }

  private static void put(Map<Long, Set<Long>> map, long key, long value) {
    map.computeIfAbsent(key, _ -> new HashSet<>()).add(value);
  }

  private Set<Prefix> list(Peer peer) {
    boolean x = method(peer.id().index()) instanceof SavMethod.BarSavX;
    Set<Long> cone = new HashSet<>(Set.of(peer.asn().toLong()));
    ArrayDeque<Long> next = new ArrayDeque<>(cone);
    while (!next.isEmpty()) {
      long z = next.remove();
      Set<Long> below = new HashSet<>(customersByAspa.getOrDefault(z, Set.of()));
      below.addAll(x ? Set.of() : customersByPath.getOrDefault(z, Set.of()));
      for (long c : below) {
        if (c != OWN.toLong() && isPublic(c) && cone.add(c)) {
          next.add(c);
        }
      }
    }
    Set<Prefix> list = new HashSet<>();
    for (long as : cone) {
      list.addAll(authorised.getOrDefault(as, Set.of()));
      list.addAll(x ? Set.of() : announced.getOrDefault(as, Set.of()));
    }
    list.removeIf(Prefix::isDefault);
    return list;
  }

  /** The data has no numbers in use that are private, reserved or for documentation. */
  private static boolean isPublic(long asn) {
    return asn != 0 && asn != 23456 && asn < 64496 || asn > 131071 && asn < 4_200_000_000L;
  }

  private static AddressRanges ranges(AddressFamily family, Collection<Prefix> prefixes) {
    AddressRanges out = new AddressRanges(family);
    for (Prefix p : new TreeSet<>(prefixes)) {
      if (p.family() == family) {
        out.addMerging(p.high(), p.low(), p.lastHigh(), p.lastLow());
      }
    }
    return out;
  }

  private void compare() {
    readAll();
    RuleSet now = RuleSet.current(rules);
    assertThat(now.rules()).hasSizeGreaterThan(45);
    for (Peer p : PEERS) {
      if (now.rules().containsKey(port(p.id().index()))) {
        Set<Prefix> expected = list(p);
        for (AddressFamily family : AddressFamily.values()) {
          assertThat(now.permitted(port(p.id().index()), family))
              .as("AS %s, %s", p.asn(), family)
              .isEqualTo(ranges(family, expected));
        }
      }
    }
  }

  // ---- in order: each goes on where the one before ended

  @Test
  @Order(1)
  void listsKeptWhileTheTableLoadsEqualTheOracle() {
    compare();
  }

  @Test
  @Order(2)
  void theyDoWhenEverySecondAspaGoes() {
    List<Aspa> half = new ArrayList<>();
    for (int i = 0; i < ASPAS.size(); i += 2) {
      half.add(ASPAS.get(i));
    }
    become(payload(half, SERVER_RETURNS));
    compare();
  }

  @Test
  @Order(3)
  void theyDoWhenRoasAndTheOtherAspasCome() {
    Set<Vrp> vrps = new HashSet<>(SERVER_RETURNS);
    for (AddressFamily f : AddressFamily.values()) {
      for (int id = 0; id < rib.prefixes(f).capacity(); id += 3) {
        int p = rib.firstPath(f, id);
        int origin = p == RibView.NONE ? 0 : rib.originAs(rib.attributesId(p));
        if (origin != 0) {
          Prefix prefix = rib.prefixes(f).prefix(id);
          vrps.add(new Vrp(prefix, prefix.length(), new Asn(origin)));
        }
      }
    }
    become(payload(ASPAS, vrps));
    compare();
  }

  @Test
  @Order(4)
  void theyDoWhenAPeerGoesWithItsRoutes() {
    RouteBatch batch = new RouteBatch().reset(PEERS.get(3).id(), 0);
    batch.event(RouteBatch.Kind.PEER_LOST, AddressFamily.IPV4);
    follow(rib.apply(batch));
    compare();
  }
}
