package savd.daemon;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.daemon.config.Endpoint;
import savd.daemon.config.PiSavSection;
import savd.daemon.config.RouterSection;
import savd.daemon.config.SavdConfig;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.pisav.fsm.KeyBindings;
import savd.pisav.fsm.PeerKey;
import savd.pisav.session.ListenerStatus;
import savd.pisav.session.TlsIdentity;
import savd.pisav.session.TopStatus;
import savd.rib.RibDelta;
import savd.rpki.payload.RouterKey;
import savd.rules.BestPaths;

/**
 * The protocol of PI-SAV in a running savd: as top towards the members of our customer cone, as
 * member towards the tops of cones that we are in. There is no thread of it before one of the two
 * is configured.
 */
final class PiSavService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("savd.pisav");

  /** How soon members hear of a change of the cone. */
  private static final long TELL_MILLIS = 200;

  private static final long LOOK_MILLIS = 1_000;

  /** How soon after its time a member says what had to wait. */
  private static final long CATCH_UP_MILLIS = 50;

  private static final long CLOSE_SECONDS = 10;

  private final CoreLoop core;
  private final ConeTopRole top;
  private final ConeMemberRole member;

  /** Null before there is something to do, and after the end. */
  private ScheduledExecutorService thread;

  private boolean closed;

  /** Belongs to the thread. */
  private SavdConfig config;

  private volatile Set<RouterKey> routerKeys = Set.of();
  private volatile boolean detourAnnounced;

  PiSavService(CoreLoop core, RouterSection router, BestPaths bestPaths) {
    this.core = core;
    this.top = new ConeTopRole(core, router);
    this.member = new ConeMemberRole(core, router, bestPaths);
  }

  /** Starts what a configuration asks for, or goes over to another one. */
  synchronized void configure(SavdConfig next) {
    boolean needed = !next.piSav().listen().isEmpty() || !next.tops().isEmpty();
    if (closed || thread == null && !needed) {
      return;
    }
    if (thread == null) {
      thread =
          Executors.newSingleThreadScheduledExecutor(
              task -> {
                Thread t = new Thread(task, "savd-pisav");
                t.setDaemon(true);
                return t;
              });
      every(TELL_MILLIS, () -> top.tellCone(config));
      every(LOOK_MILLIS, this::look);
      every(CATCH_UP_MILLIS, member::catchUp);
    }
    thread.execute(guarded(() -> take(next)));
  }

  /** Something to do that may fail. */
  private interface Task {
    void run() throws InterruptedException;
  }

  private void every(long millis, Task task) {
    thread.scheduleWithFixedDelay(guarded(task), millis, millis, TimeUnit.MILLISECONDS);
  }

  private static Runnable guarded(Task task) {
    return () -> {
      try {
        task.run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException | Error e) {
        // What is scheduled must go on: nobody else would tell members of a change.
        LOG.error("the member protocol of PI-SAV: an event could not be processed", e);
      }
    };
  }

  private void take(SavdConfig next) {
    config = next;
    KeyBindings keys = bindings();
    top.configure(next, keys);
    member.configure(next, keys);
    tellKeys(keys);
  }

  private void look() {
    top.look();
    // A neighbour that stays down is waited for no longer.
    member.look();
  }

  // ---- keys

  /** Other Router Keys are in force. Any thread. */
  synchronized void routerKeys(Set<RouterKey> now) {
    if (now.equals(routerKeys)) {
      return;
    }
    routerKeys = now;
    if (thread != null) {
      thread.execute(guarded(() -> tellKeys(bindings())));
    }
  }

  private void tellKeys(KeyBindings keys) {
    top.keys(keys);
    member.keys(keys);
  }

  private KeyBindings bindings() {
    Map<Asn, Set<PeerKey>> configured = new HashMap<>();
    config.members().forEach(m -> m.key().ifPresent(f -> add(configured, m.asn(), f)));
    config.tops().forEach(t -> t.key().ifPresent(f -> add(configured, t.asn(), f)));
    return KeyBindings.of(routerKeys, configured);
  }

  private static void add(Map<Asn, Set<PeerKey>> keys, Asn asn, Path file) {
    try {
      keys.computeIfAbsent(asn, _ -> new HashSet<>()).add(TlsIdentity.keyOf(file));
    } catch (IOException e) {
      LOG.error("the key of AS {} does not count: {}", asn, e.getMessage());
    }
  }

  // ---- on the core thread

  void routesChanged(RibDelta delta) {
    member.routesChanged(delta);
  }

  void sessionsChanged() {
    member.sessionsChanged();
  }

  // ---- answers

  /** Empty where we are no top. */
  Optional<ListenerStatus> topStatus() {
    return onThread(top::status).orElse(Optional.empty());
  }

  /** Empty where we are no member. */
  List<TopStatus> memberStatus() {
    return onThread(member::status).orElse(List.of());
  }

  /** See {@link ConeMemberRole#announceDetour}. */
  boolean announceDetour(boolean now) {
    boolean told = onThread(() -> member.announceDetour(now)).orElse(false);
    detourAnnounced = told && now;
    return told;
  }

  /** True while the operator says so. */
  boolean isDetourAnnounced() {
    return detourAnnounced;
  }

  /** Waits without the monitor: who brings Router Keys must not wait for who asks a question. */
  private <T> Optional<T> onThread(Callable<T> question) {
    ScheduledExecutorService on = thread();
    if (on == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(on.submit(question).get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (RejectedExecutionException | CancellationException e) {
      // Closed meanwhile.
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private synchronized ScheduledExecutorService thread() {
    return thread;
  }

  // ---- what configuration means

  static Optional<TlsIdentity> identity(PiSavSection section) {
    return section.identity().map(i -> new TlsIdentity(i.certificate(), i.privateKey()));
  }

  static InetSocketAddress socket(IpAddress address, int port) {
    return new Endpoint(address, port).socketAddress();
  }

  /** Ends the sessions, on the thread that has them; what is asked later is not done. */
  @Override
  public void close() {
    ScheduledExecutorService last;
    synchronized (this) {
      closed = true;
      last = thread;
      thread = null;
    }
    if (last == null) {
      return;
    }
    last.execute(
        guarded(
            () -> {
              top.close();
              member.close();
            }));
    last.shutdown();
    try {
      if (!last.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("the member protocol of PI-SAV did not end within {} s", CLOSE_SECONDS);
        last.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      last.shutdownNow();
    }
  }
}
