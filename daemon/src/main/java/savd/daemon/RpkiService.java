package savd.daemon;

import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.daemon.config.CacheSection;
import savd.daemon.config.RpkiSection;
import savd.daemon.config.SavdConfig;
import savd.rpki.files.FileFault;
import savd.rpki.files.PayloadFiles;
import savd.rpki.files.WatchedFiles;
import savd.rpki.fsm.Leniency;
import savd.rpki.fsm.RouterConfig;
import savd.rpki.message.RtrPdu;
import savd.rpki.payload.NamedPayload;
import savd.rpki.payload.Payload;
import savd.rpki.session.CacheConfig;
import savd.rpki.session.CacheListener;
import savd.rpki.session.CacheStatus;
import savd.rpki.session.RtrClients;
import savd.rpki.session.RtrConfig;
import savd.rpki.session.TlsConfig;
import savd.rpki.slurm.Slurm;
import savd.rpki.slurm.SlurmFiles;
import savd.rpki.sources.RpkiListener;
import savd.rpki.sources.RpkiSources;

/**
 * Where RPKI data of a running savd come from: caches, files and local exceptions, combined on a
 * thread of its own, so that neither a slow disk nor a full set of data holds up the core. The
 * listener is called on that thread; there is none of all this before anything is configured.
 */
final class RpkiService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("savd.rpki");

  private final RpkiListener listener;
  private final Watcher watcher;
  private ScheduledExecutorService thread;
  private RtrClients clients;

  // All of these belong to the thread.
  private RpkiSources sources;
  private PayloadFiles files = new PayloadFiles(List.of());
  private SlurmFiles slurm = new SlurmFiles(List.of());
  private RpkiSection section;
  private Future<?> polling;
  private Set<String> told = Set.of();
  private volatile RpkiView seen = RpkiView.nothing(Instant.now());

  RpkiService(RpkiListener listener, Watcher watcher) {
    this.listener = listener;
    this.watcher = watcher;
  }

  /** Sees what becomes of sources, whatever comes of it; on the service's thread. */
  interface Watcher {
    /** Something may be otherwise now. */
    void changed(RpkiView before, RpkiView after);

    /** A cache is in another state. */
    void cache(CacheStatus status, RpkiView now);
  }

  /** Starts what a configuration asks for, or goes over to another one. */
  synchronized void configure(SavdConfig config) {
    if (thread == null && !config.hasRpki()) {
      return;
    }
    if (thread == null) {
      thread =
          Executors.newSingleThreadScheduledExecutor(
              task -> {
                Thread t = new Thread(task, "savd-rpki");
                t.setDaemon(true);
                return t;
              });
      clients = new RtrClients(new Caches(), config.rpki().stateFile());
    }
    RpkiSources.Configured configured =
        new RpkiSources.Configured(
            !config.rpki().files().isEmpty(),
            !config.caches().isEmpty(),
            !config.rpki().slurm().isEmpty());
    // Data that a cache has at once must find that caches are configured.
    execute(() -> take(config.rpki(), configured));
    clients.configure(RtrConfig.of(config.caches().stream().map(RpkiService::cache).toList()));
  }

  private void take(RpkiSection next, RpkiSources.Configured configured) {
    long now = System.currentTimeMillis();
    boolean otherFiles = section == null || !section.files().equals(next.files());
    boolean otherSlurm = section == null || !section.slurm().equals(next.slurm());
    section = next;
    if (otherFiles) {
      files = new PayloadFiles(next.files());
    }
    if (otherSlurm) {
      slurm = new SlurmFiles(next.slurm());
    }
    if (sources == null) {
      sources = new RpkiSources(configured, listener, now);
    } else {
      sources.configured(configured, now);
    }
    files.reload(now);
    slurm.reload(now);
    pass(now);
    show();
    poll(next, configured);
  }

  private void poll(RpkiSection next, RpkiSources.Configured configured) {
    if (polling != null) {
      polling.cancel(false);
      polling = null;
    }
    if (configured.files() || configured.slurm()) {
      long millis = next.pollInterval().toMillis();
      polling =
          thread.scheduleWithFixedDelay(guarded(this::look), millis, millis, TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    long now = System.currentTimeMillis();
    boolean any = files.look(now);
    any |= slurm.look(now);
    if (any) {
      pass(now);
      show();
    }
  }

  private void show() {
    RpkiView now = RpkiView.of(sources, files.states(), slurm.faults());
    RpkiView before = seen;
    seen = now;
    watcher.changed(before, now);
  }

  private void cache(Optional<NamedPayload> payload) {
    sources.cache(payload, System.currentTimeMillis());
    show();
  }

  private void pass(long now) {
    tellFaults();
    if (!section.slurm().isEmpty()) {
      sources.slurm(slurm.isComplete() ? Optional.of(slurm.slurm()) : Optional.empty(), now);
    }
    if (!section.files().isEmpty()) {
      sources.files(files.payloads(), now);
    }
  }

  /** Says once what is wrong with a file. */
  private void tellFaults() {
    Set<String> faults = new HashSet<>();
    for (WatchedFiles.State<Payload> s : files.states()) {
      s.faults().stream().map(FileFault::toString).forEach(faults::add);
    }
    slurm.faults().stream().map(FileFault::toString).forEach(faults::add);
    for (String fault : faults) {
      if (!told.contains(fault)) {
        LOG.error("{}", fault);
      }
    }
    if (!faults.isEmpty() && !told.containsAll(faults)) {
      LOG.error("files with faults are not taken: what they said before stays in force");
    }
    told = faults;
  }

  private final class Caches implements CacheListener {
    private final AtomicReference<Optional<NamedPayload>> latest = new AtomicReference<>();

    @Override
    public void payload(String cache, Payload payload) {
      give(Optional.of(new NamedPayload(cache, payload)));
    }

    @Override
    public void noPayload(String why) {
      give(Optional.empty());
    }

    /** Only the last set counts: a cache that is faster than we are must not fill the memory. */
    private void give(Optional<NamedPayload> payload) {
      if (latest.getAndSet(payload) == null) {
        execute(() -> RpkiService.this.cache(latest.getAndSet(null)));
      }
    }

    @Override
    public void state(CacheStatus status) {
      execute(() -> watcher.cache(status, seen));
    }
  }

  // ---- reading

  /** The local exceptions in force; the listener may ask. */
  Slurm slurm() {
    return sources.slurm();
  }

  /** How it stands after the last change; any thread, at once. */
  RpkiView view() {
    return seen;
  }

  /** How it stands with every cache, the most preferred first; waits for the event loop. */
  List<CacheStatus> caches() {
    RtrClients running;
    synchronized (this) {
      running = clients;
    }
    return running == null ? List.of() : running.status();
  }

  // ---- the thread

  private void execute(Runnable task) {
    thread.execute(guarded(task));
  }

  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        // The data in force stay; the log says where to look.
        LOG.error("RPKI data: an event could not be processed", e);
      }
    };
  }

  // ---- settings

  private static CacheConfig cache(CacheSection c) {
    CacheConfig.Builder b =
        CacheConfig.builder(c.name(), c.address().toString())
            .port(c.port())
            .preference(c.preference())
            .router(
                RouterConfig.DEFAULT
                    .withVersions(0, Math.min(c.maxVersion(), RtrPdu.MAX_VERSION))
                    .withLeniencies(
                        c.lenient() ? EnumSet.allOf(Leniency.class) : Set.<Leniency>of()));
    c.localAddress().ifPresent(b::localAddress);
    c.md5().ifPresent(b::md5Key);
    if (c.transport() == CacheSection.Transport.TLS) {
      CacheSection.Tls t = c.tls();
      b.tls(new TlsConfig(t.caFile(), t.certificate(), t.privateKey(), t.serverName()));
    }
    return b.build();
  }

  /**
   * What the files of a configuration say, local exceptions applied; empty where one cannot be
   * taken, which the log explains.
   */
  static Optional<Payload> readFiles(RpkiSection section) {
    long now = System.currentTimeMillis();
    SlurmFiles exceptions = new SlurmFiles(section.slurm());
    exceptions.reload(now);
    exceptions.faults().forEach(f -> LOG.error("{}", f));
    PayloadFiles data = new PayloadFiles(section.files());
    data.reload(now);
    data.states().forEach(s -> s.faults().forEach(f -> LOG.error("{}", f)));
    return exceptions.isComplete()
        ? data.payloads()
            .map(
                all ->
                    exceptions
                        .slurm()
                        .apply(
                            all.stream()
                                .map(NamedPayload::payload)
                                .reduce(Payload.EMPTY, Payload::union)))
        : Optional.empty();
  }

  @Override
  public synchronized void close() {
    if (thread != null) {
      clients.close();
      thread.shutdownNow();
    }
  }
}
