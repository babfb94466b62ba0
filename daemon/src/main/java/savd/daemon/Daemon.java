package savd.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.bgp.fsm.NegotiatedSession;
import savd.bgp.fsm.SessionEnd;
import savd.bgp.session.BgpSpeaker;
import savd.bgp.session.NeighborStatus;
import savd.bgp.session.SessionListener;
import savd.control.Event;
import savd.control.Topic;
import savd.daemon.cetp.CetpService;
import savd.daemon.config.ConfigDiff;
import savd.daemon.config.ConfigParser;
import savd.daemon.config.ConfigProblem;
import savd.daemon.config.ConfigResult;
import savd.daemon.config.NeighborSection;
import savd.daemon.config.SavdConfig;
import savd.daemon.control.ControlServer;
import savd.daemon.control.EventHub;
import savd.daemon.control.Handlers;
import savd.daemon.http.HttpServer;
import savd.daemon.logging.LogConfigurator;
import savd.net.AddressFamily;
import savd.net.BgpRole;
import savd.net.Peer;
import savd.rib.Decision;
import savd.rib.Rib;
import savd.rib.RibDelta;
import savd.rib.RibView;
import savd.rpki.payload.RpkiDelta;
import savd.rpki.session.CacheStatus;
import savd.rpki.sources.Availability;
import savd.rpki.sources.RpkiListener;
import savd.rules.DecidedPaths;
import savd.rules.PolicyProblem;
import savd.rules.RpkiAvailability;
import savd.rules.RuleDelta;
import savd.rules.SavPolicy;
import savd.rules.SavRules;

/**
 * A running savd: speaker, core and dataplane, wired as docs/architecture.md draws them. Everything
 * that may be asked or ordered from outside is a method here; each is safe to call from any thread.
 */
final class Daemon implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  private final Instant started = Instant.now();
  private final Path file;
  private final EventHub events = new EventHub();
  private final Rib rib = new Rib();
  private final Decision decision;
  private final SavPipeline pipeline;
  private final CoreQueue queue = new CoreQueue();
  private final CoreLoop core;
  private final BestRouteFeed feed;
  private final BgpSpeaker speaker;
  private final DataplaneLoop dataplane;
  private final Set<Peer> established = ConcurrentHashMap.newKeySet();
  private final RouteEvents routeEvents;
  private final RuleEvents ruleEvents;
  private final DropLog drops = new DropLog(events);
  private final RpkiEvents rpkiEvents = new RpkiEvents(events);
  private final RpkiService rpki = rpkiService();
  private final SlurmProvenance rpkiSources = new SlurmProvenance();
  private final CetpService cetp = new CetpService();
  private final PiSavService piSav;
  private final SecondUseLog secondUses = new SecondUseLog();
  private final List<AutoCloseable> servers = new ArrayList<>();
  private final String dataplaneKind;
  private volatile SavdConfig config;

  /** Whether any neighbour is to get the best routes of others. */
  private volatile boolean advertises;

  /** Nothing runs before {@link #start}. */
  Daemon(SavdConfig config, Path file, Dataplanes.Opened opened) {
    this.config = config;
    this.file = file;
    this.dataplaneKind = opened.kind();
    this.decision = DecisionPolicy.decision(config.router().id().bits());
    this.routeEvents = new RouteEvents(events, rib);
    this.advertises = advertises(config);
    this.ruleEvents = new RuleEvents(events);
    this.pipeline =
        new SavPipeline(
            rib,
            new DecidedPaths(rib, decision),
            SavRules.Start.AWAIT_SESSIONS,
            this::rulesChanged);
    pipeline.watchRoutes(this::routesChanged);
    pipeline.watchMembers(new PiSavEvents(events)::turned);
    pipeline.watchSecondUses(secondUses::add);
    pipeline.rules().explainRpkiBy(rpkiSources);
    this.dataplane =
        new DataplaneLoop(
            opened.dataplane(),
            Settings.reconcileInterval(config),
            Settings.policy(config).interfaces().keySet(),
            this::dataplaneChanged,
            drops::add);
    this.core =
        new CoreLoop(
            pipeline, queue, (peer, family, routes) -> speaker().routesHeld(peer, family, routes));
    this.piSav = new PiSavService(core, config.router(), new DecidedPaths(rib, decision));
    pipeline.watchSessions(piSav::sessionsChanged);
    this.feed = new BestRouteFeed(core, decision, this::speaker);
    this.speaker =
        new BgpSpeaker(
            Settings.speaker(config),
            new NeighborRegistry(core),
            new Sessions(),
            Optional.of(feed));
  }

  private RpkiService rpkiService() {
    RpkiData data = new RpkiData();
    return new RpkiService(data, data);
  }

  private static boolean advertises(SavdConfig config) {
    return config.neighbors().stream().anyMatch(NeighborSection::advertise);
  }

  private BgpSpeaker speaker() {
    return speaker;
  }

  /**
   * Begins to accept questions and sessions and to keep the dataplane in step.
   *
   * @throws IOException when a socket cannot be opened, with a sentence for the operator
   * @throws java.io.UncheckedIOException when an address cannot be listened on
   */
  void start() throws IOException {
    SavPolicy policy = Settings.policy(config);
    Answers answers = new Answers(this);
    Handlers handlers =
        new Handlers(Optional.of(answers), config.cetp().file().map(f -> cetp.answers()));
    servers.add(ControlServer.open(config.control(), handlers, events));
    dataplane.start();
    validate(config);
    core.execute(p -> p.reconfigure(policy, System.nanoTime()));
    core.start();
    rpki.configure(config);
    piSav.configure(config);
    speaker.start(queue);
    core.execute(_ -> tellProblems(List.of()));
    if (config.cetp().file().isPresent()) {
      cetp.start(
          config.cetp().file().get(),
          new SavSourceRules(core, pipeline, () -> config.cetp().rlocCheck()));
    }
    // Last, for its classes take time to load, and sessions need not wait for it.
    if (config.http().listen().isPresent()) {
      servers.add(HttpServer.open(config.http().listen().get(), handlers));
    }
  }

  // ---- what the line tells

  private void routesChanged(RibDelta delta) {
    routeEvents.changed(delta);
    tellPiSav(delta);
    if (advertises) {
      feed.changed(rib, delta);
    }
  }

  /** Whatever goes wrong there, the rules must learn of the change. */
  private void tellPiSav(RibDelta delta) {
    try {
      piSav.routesChanged(delta);
    } catch (RuntimeException e) {
      LOG.error("PI-SAV: a change of routes could not be told to our tops", e);
    }
  }

  private void rulesChanged(RuleDelta delta) {
    dataplane.submit(delta);
    ruleEvents.changed(delta);
    cetp.rulesChanged();
  }

  private void dataplaneChanged(DataplaneLoop.Status status) {
    if (events.wants(Topic.DATAPLANE)) {
      events.publish(Answers.dataplaneEvent(status));
    }
  }

  /** Sessions as the speaker tells of them; on event loops. */
  private final class Sessions implements SessionListener {
    @Override
    public void up(Peer peer, NegotiatedSession session) {
      established.removeIf(p -> p.id().equals(peer.id()));
      established.add(peer);
      Set<AddressFamily> families = EnumSet.noneOf(AddressFamily.class);
      families.addAll(NeighborAnswers.families(session));
      core.execute(
          p -> {
            List<PolicyProblem> before = pipeline.rules().problems();
            p.sessionUp(peer, families, System.nanoTime());
            tellProblems(before);
          });
      tell(peer, "established", "session with " + peer.name() + " is up");
    }

    @Override
    public void down(Peer peer, SessionEnd end) {
      established.removeIf(p -> p.id().equals(peer.id()));
      core.execute(p -> p.sessionDown(peer.id(), System.nanoTime()));
      tell(peer, "idle", end.text());
    }

    @Override
    public void roleContradiction(Peer peer, BgpRole configured, BgpRole claimed) {
      LOG.warn(
          "neighbor {}: configured as {}, but says it is {} (RFC 9234); the configuration holds",
          peer.name(),
          configured,
          claimed);
    }

    private void tell(Peer peer, String state, String text) {
      if (events.wants(Topic.NEIGHBORS)) {
        events.publish(
            new Event.NeighborChanged(Instant.now(), peer.name(), peer.ingress(), state, text));
      }
    }
  }

  /** RPKI data as they come into force; on the service's thread. */
  private final class RpkiData implements RpkiListener, RpkiService.Watcher {
    /** What the core has still to hear of: while it is busy, only the last counts. */
    private final AtomicReference<RpkiDelta> latest = new AtomicReference<>();

    @Override
    public void changed(RpkiDelta delta, Availability availability) {
      LOG.info(
          "RPKI data in force: {} VRPs, {} ASPAs, {} router keys",
          delta.after().vrpCount(),
          delta.after().aspas().size(),
          delta.after().routerKeys().size());
      rpkiSources.explainWith(rpki.slurm());
      piSav.routerKeys(delta.after().routerKeys());
      if (latest.getAndSet(delta) == null) {
        core.execute(p -> p.rpkiChanged(latest.getAndSet(null), System.nanoTime()));
      }
    }

    @Override
    public void availability(Availability availability, long sinceMillis) {
      switch (availability) {
        case AWAITED -> LOG.info("RPKI data: not all sources have said something yet");
        case IN_FORCE -> LOG.info("RPKI data: complete");
        case EXPIRED -> LOG.warn("RPKI data: expired, and no cache has others");
      }
      RpkiAvailability now =
          switch (availability) {
            case AWAITED -> RpkiAvailability.NONE_YET;
            case IN_FORCE -> RpkiAvailability.IN_FORCE;
            case EXPIRED -> RpkiAvailability.EXPIRED;
          };
      core.execute(p -> p.rpkiAvailability(now, System.nanoTime()));
    }

    @Override
    public void changed(RpkiView before, RpkiView after) {
      rpkiSources.explainWith(rpki.slurm());
      rpkiEvents.changed(before, after);
    }

    @Override
    public void cache(CacheStatus status, RpkiView now) {
      rpkiEvents.cache(status, now);
    }
  }

  /** Has routes validated where there is something to validate with. */
  private void validate(SavdConfig wanted) {
    int excluded = Settings.excluded(wanted);
    boolean needed = wanted.hasRpki() || excluded != RibView.LEAKED;
    core.execute(
        p -> {
          if (needed || p.validates()) {
            p.validate(excluded, System.nanoTime());
          }
        });
  }

  /** Logs what has become a problem since; on the core thread. */
  private void tellProblems(List<PolicyProblem> before) {
    for (PolicyProblem problem : pipeline.rules().problems()) {
      if (!before.contains(problem)) {
        LOG.warn("{}", problem.text());
      }
    }
  }

  // ---- what others read

  Instant started() {
    return started;
  }

  /** Where the configuration comes from. */
  Path file() {
    return file;
  }

  SavdConfig config() {
    return config;
  }

  EventHub events() {
    return events;
  }

  CoreLoop core() {
    return core;
  }

  /** For questions on the core thread. */
  SavPipeline pipeline() {
    return pipeline;
  }

  Decision decision() {
    return decision;
  }

  DataplaneLoop dataplane() {
    return dataplane;
  }

  DropLog drops() {
    return drops;
  }

  BgpSpeaker bgp() {
    return speaker;
  }

  /** The word for the dataplane in use. */
  String dataplaneKind() {
    return dataplaneKind;
  }

  /** The nftables table that is ours, where there is one. */
  Optional<String> tableName() {
    return dataplaneKind.equals("nftables")
        ? Optional.of(config.dataplane().table())
        : Optional.empty();
  }

  /** RPKI data: who says what. */
  RpkiService rpki() {
    return rpki;
  }

  /** The CETP edge in this process, where there is one. */
  CetpService cetp() {
    return cetp;
  }

  /** The member protocol of PI-SAV. */
  PiSavService piSav() {
    return piSav;
  }

  SecondUseLog secondUses() {
    return secondUses;
  }

  /** How all neighbours are; waits for the event loops. */
  List<NeighborStatus> neighborStatus() throws InterruptedException {
    try {
      return speaker.status().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  int establishedCount() {
    return established.size();
  }

  // ---- what operators order

  /**
   * Takes the configuration file again, whole or not at all, and touches only what changed.
   *
   * @return what changed
   */
  synchronized ConfigResult reload() {
    Optional<CetpService.Read> edge = cetp.read();
    ConfigResult result = ConfigParser.parse(file);
    if (result instanceof ConfigResult.Accepted && edge.isPresent()) {
      List<ConfigProblem> problems = edge.get().problems();
      if (!problems.isEmpty()) {
        // The edge's file is part of the configuration.
        result = new ConfigResult.Rejected(problems);
      }
    }
    return switch (result) {
      case ConfigResult.Accepted(SavdConfig next, var warnings) -> {
        List<ConfigProblem> all = new ArrayList<>(warnings);
        apply(next);
        edge.ifPresent(e -> all.addAll(cetp.apply(e)));
        // Another rloc-check makes other verdicts of the same rules.
        cetp.rulesChanged();
        all.forEach(w -> LOG.warn("{}", w.describe(file.toString())));
        yield new ConfigResult.Accepted(next, all);
      }
      case ConfigResult.Rejected(var problems) -> {
        problems.forEach(p -> LOG.error("{}", p.describe(file.toString())));
        LOG.error("not reloaded: the configuration in force stays");
        yield result;
      }
    };
  }

  private void apply(SavdConfig next) {
    ConfigDiff diff = ConfigDiff.between(config, next);
    config = next;
    advertises = advertises(next);
    SavPolicy policy = Settings.policy(next);
    validate(next);
    rpki.configure(next);
    piSav.configure(next);
    core.execute(
        p -> {
          List<PolicyProblem> before = pipeline.rules().problems();
          p.reconfigure(policy, System.nanoTime());
          tellProblems(before);
        });
    speaker.configure(Settings.speaker(next));
    if (!diff.restartNeeded().isEmpty()) {
      LOG.warn(
          "these take effect with a restart only: {}", String.join(", ", diff.restartNeeded()));
    }
    if (diff.logChanged()) {
      LogConfigurator.apply(next.log());
    }
    LOG.info("configuration reloaded");
    if (events.wants(Topic.CONFIGURATION)) {
      events.publish(
          new Event.ConfigurationChanged(
              Instant.now(), Optional.empty(), "configuration reloaded"));
    }
  }

  /** Ends the sessions in good order; the rules stay in the kernel. */
  @Override
  public void close() {
    for (AutoCloseable server : servers) {
      try {
        server.close();
      } catch (Exception e) {
        LOG.warn("a socket could not be closed: {}", e.getMessage());
      }
    }
    cetp.close();
    piSav.close();
    speaker.close();
    rpki.close();
    core.close();
    dataplane.close();
  }
}
