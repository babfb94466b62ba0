package savd.daemon;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import savd.bgp.session.NeighborStatus;
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
import savd.control.Event;
import savd.control.ExplainAnswer;
import savd.control.InterfaceAnswer;
import savd.control.NeighborAnswer;
import savd.control.Page;
import savd.control.PiSavAnswer;
import savd.control.RouteFilter;
import savd.control.RouteRow;
import savd.control.RouterKeyRow;
import savd.control.RpkiAnswer;
import savd.control.RuleRow;
import savd.control.SlurmAnswer;
import savd.control.StatusAnswer;
import savd.control.ValidateAnswer;
import savd.control.VrpFilter;
import savd.control.VrpRow;
import savd.daemon.config.ConfigDiff;
import savd.daemon.config.ConfigParser;
import savd.daemon.config.ConfigProblem;
import savd.daemon.config.ConfigResult;
import savd.daemon.config.SavdConfig;
import savd.daemon.control.ControlHandler;
import savd.fib.DataplaneStatus;
import savd.fib.InterfaceCounters;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Prefix;
import savd.rules.IngressStatus;
import savd.rules.RuleSet;
import savd.rules.SavPolicy;

/** Answers what savctl asks, from a running {@link Daemon}. */
final class Answers implements ControlHandler {
  private static final String VERSION =
      Optional.ofNullable(Answers.class.getPackage().getImplementationVersion()).orElse("0.1.0");

  /** What a status line waits for the core; a full table being computed takes longer. */
  private static final Duration STATUS_PATIENCE = Duration.ofMillis(20);

  private final Daemon daemon;
  private final RpkiAnswering rpki;
  private final PiSavAnswering piSav;
  private volatile List<IngressStatus> lastStatuses = List.of();

  Answers(Daemon daemon) {
    this.daemon = daemon;
    this.rpki = new RpkiAnswering(daemon);
    this.piSav = new PiSavAnswering(daemon);
  }

  // ---- status

  @Override
  public StatusAnswer status() throws InterruptedException {
    SavdConfig config = daemon.config();
    CoreLoop.Counts counts = daemon.core().counts();
    daemon
        .core()
        .askWithin(STATUS_PATIENCE, () -> daemon.pipeline().rules().ingresses())
        .ifPresent(fresh -> lastStatuses = fresh);
    List<String> waiting = InterfaceAnswers.waiting(lastStatuses);
    Map<EnforcementMode, Long> modes =
        lastStatuses.stream()
            .collect(Collectors.groupingBy(IngressStatus::mode, Collectors.counting()));
    return new StatusAnswer(
        config.router().name().orElse("savd"),
        VERSION,
        ProcessHandle.current().pid(),
        config.router().asn(),
        config.router().id(),
        daemon.started(),
        Duration.between(daemon.started(), Instant.now()).toSeconds(),
        !lastStatuses.isEmpty() && waiting.isEmpty() || daemon.config().interfaces().isEmpty(),
        waiting,
        config.neighbors().size(),
        daemon.establishedCount(),
        counts.ipv4Routes(),
        counts.ipv6Routes(),
        counts.revision(),
        state(daemon.dataplane().status()),
        Math.toIntExact(modes.getOrDefault(EnforcementMode.ENFORCE, 0L)),
        Math.toIntExact(modes.getOrDefault(EnforcementMode.MONITOR, 0L)),
        Math.toIntExact(modes.getOrDefault(EnforcementMode.OFF, 0L)),
        config.hasRpki() ? Optional.of(rpki.inShort()) : Optional.empty(),
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        ProcessMemory.residentOctets());
  }

  private DataplaneState state(DataplaneLoop.Status status) {
    return new DataplaneState(
        daemon.dataplaneKind(),
        word(status.state()),
        status.state() != DataplaneLoop.State.DECOUPLED,
        status.revision(),
        status.error().isEmpty() ? Optional.empty() : Optional.of(status.error()));
  }

  private static DataplaneState.State word(DataplaneLoop.State state) {
    return switch (state) {
      case WAITING -> DataplaneState.State.WAITING;
      case SYNCHRONIZED -> DataplaneState.State.SYNCHRONIZED;
      case RETRYING -> DataplaneState.State.RETRYING;
      case DECOUPLED -> DataplaneState.State.DECOUPLED;
    };
  }

  static Event dataplaneEvent(DataplaneLoop.Status status) {
    return new Event.DataplaneChanged(
        Instant.now(),
        word(status.state()),
        status.revision(),
        OptionalLong.of(status.lastCommitNanos() / 1000),
        status.error().isEmpty() ? "committed" : status.error());
  }

  // ---- neighbours

  @Override
  public List<NeighborAnswer> neighbors(Optional<String> neighbor)
      throws ControlException, InterruptedException {
    List<NeighborStatus> all = daemon.neighborStatus();
    List<NeighborStatus> chosen =
        neighbor.isEmpty()
            ? all
            : all.stream().filter(s -> s.peer().name().equals(neighbor.get())).toList();
    if (neighbor.isPresent() && chosen.isEmpty()) {
      throw noNeighbor(neighbor.get());
    }
    return daemon
        .core()
        .ask(() -> chosen.stream().map(s -> NeighborAnswers.of(s, daemon)).toList());
  }

  private static ControlException noNeighbor(String name) {
    return new ControlException(ErrorKind.NOT_FOUND, "no neighbor is called " + name);
  }

  @Override
  public DoneAnswer neighbor(String name, NeighborCommand.Action action) throws ControlException {
    boolean known =
        switch (action) {
          case REFRESH -> daemon.bgp().refresh(name);
          case RESET -> daemon.bgp().reset(name, "reset by the operator");
          case SHUTDOWN -> daemon.bgp().shutdown(name, "shut down by the operator");
          case ENABLE -> daemon.bgp().enable(name);
        };
    if (!known) {
      throw noNeighbor(name);
    }
    return new DoneAnswer("neighbor " + name + ": " + action.name().toLowerCase(Locale.ROOT));
  }

  // ---- routes

  @Override
  public Page<RouteRow> routes(RouteFilter filter, Optional<String> after, int limit)
      throws ControlException, InterruptedException {
    Optional<Prefix> from = cursor(after);
    return daemon.core().ask(() -> RouteRows.page(daemon, filter, from, limit));
  }

  private static Optional<Prefix> cursor(Optional<String> after) throws ControlException {
    try {
      return after.map(Prefix::parse);
    } catch (IllegalArgumentException e) {
      throw new ControlException(ErrorKind.BAD_REQUEST, "not a cursor: " + after.orElseThrow());
    }
  }

  // ---- dataplane

  @Override
  public DataplaneAnswer dataplane() throws InterruptedException {
    DataplaneLoop.Status status = daemon.dataplane().status();
    long[] nanos = daemon.dataplane().recentCommitNanos();
    Map<IngressInterface, InterfaceCounters> counters = daemon.dataplane().ask(d -> d.counters());
    DataplaneStatus now = daemon.dataplane().ask(d -> d.status());
    SavPolicy policy = daemon.core().ask(() -> daemon.pipeline().rules().policy());
    List<DataplaneAnswer.Ingress> interfaces =
        counters.entrySet().stream()
            .map(
                e ->
                    new DataplaneAnswer.Ingress(
                        e.getKey(),
                        policy.of(e.getKey()).map(p -> p.mode()).orElse(EnforcementMode.OFF),
                        e.getValue().permittedPackets(),
                        e.getValue().blockedPackets()))
            .toList();
    return new DataplaneAnswer(
        state(status),
        status.wanted(),
        daemon.tableName(),
        status.commits(),
        status.failures(),
        status.repairs(),
        status.commits() == 0
            ? OptionalLong.empty()
            : OptionalLong.of(status.lastCommitNanos() / 1000),
        percentileMicros(nanos, 50),
        percentileMicros(nanos, 99),
        status.lastReconcileNanos() == 0
            ? OptionalLong.empty()
            : OptionalLong.of((System.nanoTime() - status.lastReconcileNanos()) / 1_000_000_000L),
        now.objects(),
        now.intervals(),
        interfaces);
  }

  private static OptionalLong percentileMicros(long[] ascending, int percent) {
    return ascending.length == 0
        ? OptionalLong.empty()
        : OptionalLong.of(ascending[(ascending.length - 1) * percent / 100] / 1000);
  }

  @Override
  public DropsAnswer drops(Optional<IngressInterface> ingress)
      throws ControlException, InterruptedException {
    Map<IngressInterface, InterfaceCounters> counters = daemon.dataplane().ask(d -> d.counters());
    return daemon.drops().answer(ingress, counters, daemon.cetp().answers().evidence(ingress));
  }

  // ---- orders

  @Override
  public DoneAnswer setMode(IngressInterface ingress, EnforcementMode mode)
      throws ControlException, InterruptedException {
    boolean known =
        daemon
            .core()
            .ask(
                () -> {
                  SavPipeline p = daemon.pipeline();
                  if (p.rules().policy().of(ingress).isEmpty()) {
                    return false;
                  }
                  p.reconfigure(p.rules().policy().withMode(ingress, mode), System.nanoTime());
                  return true;
                });
    if (!known) {
      throw new ControlException(ErrorKind.NOT_FOUND, "no interface is called " + ingress);
    }
    return new DoneAnswer(
        "interface " + ingress + ": " + mode.name().toLowerCase(Locale.ROOT),
        List.of("until the next reload or restart; the configuration file has the last word"));
  }

  @Override
  public DoneAnswer setCoupling(boolean coupled) throws InterruptedException {
    daemon.dataplane().setCoupled(coupled);
    return new DoneAnswer(
        coupled ? "dataplane coupled" : "dataplane decoupled: its rules stay as they are");
  }

  @Override
  public DoneAnswer reload() throws ControlException {
    SavdConfig before = daemon.config();
    return switch (daemon.reload()) {
      case ConfigResult.Accepted(SavdConfig after, List<ConfigProblem> warnings) -> {
        List<String> details =
            new ArrayList<>(DiffAnswers.configuration(ConfigDiff.between(before, after)));
        warnings.forEach(w -> details.add(w.describe(daemon.file().toString()) + " (warning)"));
        yield new DoneAnswer("configuration reloaded", details);
      }
      case ConfigResult.Rejected(List<ConfigProblem> problems) ->
          throw new ControlException(
              ErrorKind.BAD_CONFIGURATION,
              "the configuration has problems; the one in force stays",
              problems.stream().map(p -> p.describe(daemon.file().toString())).toList());
    };
  }

  // ---- rules

  private IngressStatus known(IngressInterface ingress)
      throws ControlException, InterruptedException {
    return statuses().stream()
        .filter(s -> s.ingress().equals(ingress))
        .findFirst()
        .orElseThrow(
            () -> new ControlException(ErrorKind.NOT_FOUND, "no interface is called " + ingress));
  }

  private List<IngressStatus> statuses() throws InterruptedException {
    return daemon.core().ask(() -> daemon.pipeline().rules().ingresses());
  }

  @Override
  public List<InterfaceAnswer> interfaces(Optional<IngressInterface> ingress)
      throws ControlException, InterruptedException {
    List<IngressStatus> chosen = ingress.isPresent() ? List.of(known(ingress.get())) : statuses();
    Map<IngressInterface, InterfaceCounters> counters = daemon.dataplane().ask(d -> d.counters());
    return chosen.stream()
        .map(s -> InterfaceAnswers.of(s, daemon.config().ingress(s.ingress()), counters))
        .toList();
  }

  @Override
  public Page<RuleRow> rules(
      IngressInterface ingress, Optional<AddressFamily> family, Optional<String> after, int limit)
      throws ControlException, InterruptedException {
    Optional<Prefix> from = cursor(after);
    IngressStatus status = known(ingress);
    return daemon.core().ask(() -> RuleRows.page(daemon.pipeline(), status, family, from, limit));
  }

  @Override
  public ExplainAnswer explain(IpAddress source, IngressInterface ingress)
      throws ControlException, InterruptedException {
    known(ingress);
    return Explanations.answer(
            daemon.core().ask(() -> daemon.pipeline().rules().explain(source, ingress)),
            rpki.view().inForce())
        .with(daemon.cetp().answers().rlocsAt(source));
  }

  // ---- RPKI data

  @Override
  public RpkiAnswer rpki() throws InterruptedException {
    return rpki.summary();
  }

  @Override
  public List<CacheAnswer> caches(Optional<String> cache) throws ControlException {
    return rpki.caches(cache);
  }

  @Override
  public Page<VrpRow> vrps(VrpFilter filter, Optional<String> after, int limit)
      throws ControlException {
    return rpki.vrps(filter, after, limit);
  }

  @Override
  public Page<AspaRow> aspas(
      Optional<Asn> customer, Optional<Asn> provider, Optional<String> after, int limit)
      throws ControlException {
    return rpki.aspas(customer, provider, after, limit);
  }

  @Override
  public Page<RouterKeyRow> routerKeys(Optional<Asn> asn, Optional<String> after, int limit)
      throws ControlException {
    return rpki.routerKeys(asn, after, limit);
  }

  @Override
  public SlurmAnswer slurm() {
    return rpki.slurm();
  }

  @Override
  public ValidateAnswer validate(Prefix prefix, Asn origin) {
    return rpki.validate(prefix, origin);
  }

  @Override
  public Page<ConeRow> cone(ConeSubject subject, Optional<String> after, int limit)
      throws ControlException, InterruptedException {
    if (subject instanceof ConeSubject.OfInterface(IngressInterface ingress)) {
      known(ingress);
    }
    return rpki.cone(subject, after, limit);
  }

  // ---- PI-SAV

  @Override
  public PiSavAnswer piSav(Duration atMostOld) throws InterruptedException {
    return piSav.answer(atMostOld);
  }

  @Override
  public DoneAnswer announceDetour(boolean announced) throws ControlException {
    if (!daemon.piSav().announceDetour(announced)) {
      throw new ControlException(ErrorKind.CONFLICT, "no [top.NAME] is configured");
    }
    return new DoneAnswer(
        announced ? "a detour is announced to all tops" : "tops are told again what savd sees");
  }

  /** Both rule sets are computed from scratch, so sessions and holds do not blur the comparison. */
  @Override
  public DiffAnswer diff(String candidate) throws ControlException, InterruptedException {
    return switch (ConfigParser.parse(candidate)) {
      case ConfigResult.Rejected(List<ConfigProblem> problems) ->
          throw new ControlException(
              ErrorKind.BAD_CONFIGURATION,
              "the candidate is not a configuration",
              problems.stream().map(p -> p.describe("candidate")).toList());
      case ConfigResult.Accepted(SavdConfig next, List<ConfigProblem> _) -> {
        List<RuleSet.Difference> differences =
            daemon.core().ask(() -> daemon.pipeline().differenceTo(Settings.policy(next)));
        yield new DiffAnswer(
            DiffAnswers.configuration(ConfigDiff.between(daemon.config(), next)),
            DiffAnswers.changes(differences));
      }
    };
  }
}
