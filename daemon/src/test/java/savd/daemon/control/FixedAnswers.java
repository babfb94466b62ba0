package savd.daemon.control;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import savd.control.AspaRow;
import savd.control.CacheAnswer;
import savd.control.ConeRow;
import savd.control.ConeSubject;
import savd.control.ControlException;
import savd.control.ControlRequest.NeighborCommand;
import savd.control.DataplaneAnswer;
import savd.control.DataplaneState;
import savd.control.DiffAnswer;
import savd.control.DoneAnswer;
import savd.control.DropsAnswer;
import savd.control.ErrorKind;
import savd.control.ExplainAnswer;
import savd.control.InterfaceAnswer;
import savd.control.NeighborAnswer;
import savd.control.OriginVerdict;
import savd.control.Page;
import savd.control.PayloadCounts;
import savd.control.PiSavAnswer;
import savd.control.PiSavSession;
import savd.control.RouteFilter;
import savd.control.RouteRow;
import savd.control.RouteValidity;
import savd.control.RouterKeyRow;
import savd.control.RpkiAnswer;
import savd.control.RuleRow;
import savd.control.SlurmAnswer;
import savd.control.StatusAnswer;
import savd.control.ValidateAnswer;
import savd.control.VrpFilter;
import savd.control.VrpRow;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.net.Ipv4Prefix;
import savd.net.PathAttributes;
import savd.net.Prefix;

/** A savd that always says the same: a table of {@link #routes} routes, one of everything else. */
public final class FixedAnswers implements ControlHandler {
  private static final PathAttributes NO_ATTRIBUTES = PathAttributes.ofBlock(new byte[] {0});

  /** How many routes there are: 10.0.0.0/32 and up. */
  public volatile int routes = 3;

  /** The route whose page fails; beyond the table: none. */
  public volatile int failingRoute = Integer.MAX_VALUE;

  public volatile boolean ready = true;
  public volatile DataplaneState.State dataplaneState = DataplaneState.State.SYNCHRONIZED;
  public volatile List<String> neighborNames = List.of("AS65001-a");
  public final AtomicInteger largestPage = new AtomicInteger();

  @Override
  public StatusAnswer status() {
    return new StatusAnswer(
        "r4",
        "0.1.0",
        1,
        Asn.of(65004),
        Ipv4Address.parse("192.0.2.4"),
        Instant.EPOCH,
        10,
        ready,
        ready ? List.of() : List.of("eth1: End-of-RIB of AS65001-a (ipv4)"),
        1,
        1,
        routes,
        0,
        17,
        state(),
        0,
        1,
        0,
        Optional.empty(),
        1 << 20,
        OptionalLong.of(2 << 20));
  }

  private DataplaneState state() {
    return new DataplaneState(
        "nftables",
        dataplaneState,
        true,
        17,
        dataplaneState == DataplaneState.State.RETRYING
            ? Optional.of("ENOBUFS")
            : Optional.empty());
  }

  @Override
  public List<NeighborAnswer> neighbors(Optional<String> neighbor) throws ControlException {
    if (neighbor.isPresent() && !neighborNames.contains(neighbor.get())) {
      throw new ControlException(ErrorKind.NOT_FOUND, "no neighbor " + neighbor.get());
    }
    List<NeighborAnswer> answers = new ArrayList<>();
    for (String name : neighborNames) {
      answers.add(neighbor(name));
    }
    return answers;
  }

  private NeighborAnswer neighbor(String name) {
    return new NeighborAnswer(
        name,
        IpAddress.parse("192.0.2.1"),
        Optional.of(Asn.of(65001)),
        Asn.of(65004),
        Optional.of(new IngressInterface("eth1")),
        "default",
        Optional.empty(),
        false,
        "established",
        10,
        3,
        Optional.empty(),
        Optional.empty(),
        OptionalLong.of(90),
        OptionalLong.of(30),
        Optional.of(BgpRole.CUSTOMER),
        Optional.of("configured"),
        List.of(),
        List.of(
            new NeighborAnswer.Family(AddressFamily.IPV4, routes, 0, OptionalLong.empty(), true)),
        new NeighborAnswer.Messages(3, 4),
        new NeighborAnswer.Messages(0, 1),
        new NeighborAnswer.Malformed(5, 0, 0, 0),
        Optional.empty(),
        OptionalLong.empty(),
        List.of());
  }

  @Override
  public Page<RouteRow> routes(RouteFilter filter, Optional<String> after, int limit) {
    largestPage.accumulateAndGet(limit, Math::max);
    int from = after.map(Integer::parseInt).orElse(0);
    int to = (int) Math.min(routes, (long) from + limit);
    if (failingRoute >= from && failingRoute < to) {
      throw new IllegalStateException("no route " + failingRoute);
    }
    List<RouteRow> rows = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      rows.add(
          new RouteRow(
              new Ipv4Prefix(0x0A000000 + i, 32),
              "AS65001-a",
              Optional.empty(),
              0,
              NO_ATTRIBUTES,
              false,
              false,
              RouteValidity.unchecked(false),
              1));
    }
    return new Page<>(rows, to < routes ? Optional.of(Integer.toString(to)) : Optional.empty());
  }

  @Override
  public List<InterfaceAnswer> interfaces(Optional<IngressInterface> ingress) {
    return List.of(
        new InterfaceAnswer(
            new IngressInterface("eth1"),
            Optional.empty(),
            Optional.of(BgpRole.CUSTOMER),
            Optional.of("configured"),
            "auto",
            "efp-b",
            EnforcementMode.MONITOR,
            ready,
            List.of(),
            "allowlist",
            Optional.of("list1"),
            List.of(),
            routes,
            0,
            1,
            List.of("AS65001-a"),
            1000,
            7,
            List.of()));
  }

  @Override
  public Page<RuleRow> rules(
      IngressInterface ingress, Optional<AddressFamily> family, Optional<String> after, int limit)
      throws ControlException {
    if (!ingress.name().equals("eth1")) {
      throw new ControlException(ErrorKind.NOT_FOUND, "no interface " + ingress);
    }
    RuleRow last =
        new RuleRow(
            "any",
            RuleRow.Verdict.BLOCK,
            RuleRow.Layer.DEFAULT,
            "on no list",
            OptionalLong.empty());
    return new Page<>(List.of(last), Optional.empty());
  }

  @Override
  public DataplaneAnswer dataplane() {
    return new DataplaneAnswer(
        state(),
        17,
        Optional.of("savd"),
        12,
        1,
        2,
        OptionalLong.of(400),
        OptionalLong.of(500),
        OptionalLong.of(2000),
        OptionalLong.empty(),
        1,
        routes,
        List.of());
  }

  @Override
  public DropsAnswer drops(Optional<IngressInterface> ingress) {
    return new DropsAnswer(List.of(), List.of(), List.of());
  }

  @Override
  public ExplainAnswer explain(IpAddress source, IngressInterface ingress) {
    throw new IllegalStateException("a defect");
  }

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final PayloadCounts COUNTS = new PayloadCounts(640_120, 151_003, 2_400, 2);

  /** Where the cache is; anything but synchronized means that its data are not in use. */
  public volatile String cacheState = "synchronized";

  @Override
  public RpkiAnswer rpki() {
    return new RpkiAnswer(
        RpkiAnswer.Availability.IN_FORCE,
        NOON,
        COUNTS,
        Optional.of("near"),
        List.of(),
        new RpkiAnswer.Slurm(1, 2, 3, 1, List.of("slurm.json:7: no")),
        Optional.of(new RpkiAnswer.Routes(70, 20, 10, 7, 2, 1, 22)));
  }

  @Override
  public List<CacheAnswer> caches(Optional<String> cache) throws ControlException {
    if (cache.isPresent() && !cache.get().equals("near")) {
      throw new ControlException(ErrorKind.NOT_FOUND, "no cache " + cache.get());
    }
    boolean up = cacheState.equals("synchronized");
    return List.of(
        new CacheAnswer(
            "near",
            Optional.empty(),
            IpAddress.parse("192.0.2.9"),
            323,
            "tcp",
            100,
            cacheState,
            5,
            up,
            OptionalLong.of(2),
            OptionalLong.of(4711),
            up ? OptionalLong.of(99) : OptionalLong.empty(),
            COUNTS,
            up ? OptionalLong.of(61) : OptionalLong.empty(),
            new CacheAnswer.Timers(3600, 600, 7200),
            up ? OptionalLong.of(7139) : OptionalLong.empty(),
            Optional.empty(),
            new CacheAnswer.Counters(3, 2, 1000, 9, 1, 8, 0, 4, 5, 1),
            List.of(new CacheAnswer.Forgiven("withdrawal-with-providers", 6))));
  }

  @Override
  public Page<VrpRow> vrps(VrpFilter filter, Optional<String> after, int limit) {
    return new Page<>(
        List.of(new VrpRow(new Ipv4Prefix(0x0A000000, 8), 24, Asn.of(64496), List.of("near"))),
        Optional.empty());
  }

  @Override
  public Page<AspaRow> aspas(
      Optional<Asn> customer, Optional<Asn> provider, Optional<String> after, int limit) {
    return new Page<>(
        List.of(new AspaRow(Asn.of(64496), List.of(Asn.of(64500)), List.of("near"))),
        Optional.empty());
  }

  @Override
  public Page<RouterKeyRow> routerKeys(Optional<Asn> asn, Optional<String> after, int limit) {
    return new Page<>(List.of(), Optional.empty());
  }

  @Override
  public SlurmAnswer slurm() {
    return new SlurmAnswer(List.of(), List.of(), List.of());
  }

  @Override
  public ValidateAnswer validate(Prefix prefix, Asn origin) {
    return new ValidateAnswer(prefix, origin, OriginVerdict.NOT_FOUND, "none covers", List.of());
  }

  @Override
  public Page<ConeRow> cone(ConeSubject subject, Optional<String> after, int limit) {
    Asn root = Asn.of(64496);
    return new Page<>(
        List.of(
            new ConeRow(root, Optional.empty(), 0, ConeRow.Why.ROOT, "it", 1, 2, Optional.empty())),
        Optional.empty());
  }

  /** How old the last answer about PI-SAV was allowed to be. */
  public volatile Duration atMostOld;

  @Override
  public PiSavAnswer piSav(Duration mayBeOld) {
    atMostOld = mayBeOld;
    PiSavAnswer.Shares shares =
        new PiSavAnswer.Shares(
            AddressFamily.IPV4,
            new PiSavAnswer.Amount(20, 5120),
            new PiSavAnswer.Amount(5, 2560),
            new PiSavAnswer.Amount(15, 3840));
    return new PiSavAnswer(
        Optional.of(
            new PiSavAnswer.Cone(
                "conservative",
                true,
                new TreeMap<>(Map.of("standalone", 3L, "no-detour", 2L)),
                List.of(Asn.of(64497)),
                List.of(shares),
                6)),
        false,
        Optional.of(
            new PiSavAnswer.Listener(
                3, "51", 2, List.of(new PiSavSession.Refused("replay", 4, "AS 64496: again")))),
        List.of(
            new PiSavSession(
                Optional.of("a"),
                Optional.of(Asn.of(64496)),
                Optional.empty(),
                "192.0.2.5:41017",
                Optional.empty(),
                "established",
                NOON,
                OptionalLong.of(3),
                OptionalLong.of(3),
                Optional.empty(),
                List.of(),
                Optional.empty())),
        List.of());
  }

  @Override
  public DoneAnswer announceDetour(boolean announced) {
    return new DoneAnswer(announced ? "detour announced" : "detour taken back");
  }

  @Override
  public DiffAnswer diff(String candidate) {
    return new DiffAnswer(List.of(candidate.length() + " characters"), List.of());
  }

  @Override
  public DoneAnswer setMode(IngressInterface ingress, EnforcementMode mode) {
    return new DoneAnswer(ingress + " set to " + mode);
  }

  @Override
  public DoneAnswer setCoupling(boolean coupled) throws ControlException {
    throw new ControlException(ErrorKind.CONFLICT, "coupled already");
  }

  @Override
  public DoneAnswer reload() throws ControlException {
    throw new ControlException(
        ErrorKind.BAD_CONFIGURATION, "no configuration", List.of("a:1: b", "a:2: c"));
  }

  @Override
  public DoneAnswer neighbor(String neighbor, NeighborCommand.Action action) {
    return new DoneAnswer(neighbor + " " + action);
  }
}
