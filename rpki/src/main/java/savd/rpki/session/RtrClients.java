package savd.rpki.session;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.rpki.fsm.CacheState;
import savd.rpki.fsm.Failover;
import savd.rpki.fsm.RtrInput;
import savd.rpki.payload.Payload;
import savd.transport.Scratch;

/**
 * Speaks RTR with all caches of a configuration and tells whose data are in force: those of the
 * most preferred cache that works.
 *
 * <p>Everything happens on one event loop of its own. The methods here may be called on any thread
 * but that one; those that take a cache's name return false when there is none.
 */
public final class RtrClients implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("savd.rpki");
  private static final long ANSWER_SECONDS = 10;
  private static final long CLOSE_SECONDS = 2;

  private final CacheListener listener;
  private final Optional<StateKeeper> keeper;
  private final EventLoopGroup group;
  private final EventLoop loop;
  private final Scratch scratch = new Scratch();

  // All of these belong to the event loop.
  private RtrConfig config = RtrConfig.of(List.of());
  private final Map<String, CacheSession> sessions = new LinkedHashMap<>();
  private final Map<String, CacheStatus> told = new LinkedHashMap<>();
  private Optional<String> used = Optional.empty();
  private Payload given;

  /** Set while what was given is of a cache that is no longer configured. */
  private Future<?> handover;

  private Future<?> again;
  private boolean deciding;
  private boolean restored;
  private boolean closed;

  /** Speaks with nobody before {@link #configure}. */
  public RtrClients(CacheListener listener) {
    this(listener, Optional.empty());
  }

  /**
   * Speaks with nobody before {@link #configure}.
   *
   * @param stateFile where the data in force are kept from one run to the next; empty for nowhere.
   *     The directory must exist.
   */
  public RtrClients(CacheListener listener, Optional<Path> stateFile) {
    this.listener = listener;
    keeper = stateFile.map(StateKeeper::new);
    group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("rtr", true), EpollIoHandler.newFactory());
    loop = group.next();
  }

  /**
   * Makes the running clients what {@code to} says, at once or soon. Connections and data of caches
   * that do not change stay; a cache that moved is a new one. The data in force stay for the time
   * of {@link RtrConfig#handover} where those that are configured have none yet.
   */
  public void configure(RtrConfig to) {
    loop.execute(() -> apply(to));
  }

  /** What there is to say about every cache, the most preferred first. */
  public List<CacheStatus> status() {
    return ask(
        () ->
            sessions.values().stream()
                .map(s -> s.status(used.equals(Optional.of(s.config().name()))))
                .toList(),
        List.of());
  }

  /** Asks a cache for changes now. */
  public boolean refresh(String cache) {
    return tell(cache, new RtrInput.Refresh());
  }

  /** Asks a cache for everything now; what is in force stays until the answer is complete. */
  public boolean reset(String cache) {
    return tell(cache, new RtrInput.Reset());
  }

  private boolean tell(String cache, RtrInput input) {
    return ask(
        () -> {
          CacheSession s = sessions.get(cache);
          if (s != null) {
            s.on(input);
          }
          return s != null;
        },
        false);
  }

  private <T> T ask(Supplier<T> question, T otherwise) {
    if (group.isShuttingDown()) {
      return otherwise;
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            answer.complete(question.get());
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
          }
        });
    try {
      return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return otherwise;
    } catch (ExecutionException | TimeoutException e) {
      LOG.error("no answer of the RTR clients", e);
      return otherwise;
    }
  }

  /** Closes all connections; the listener hears nothing more. */
  @Override
  public void close() {
    ask(
        () -> {
          closed = true;
          keeper.ifPresent(StateKeeper::finish);
          sessions.values().forEach(CacheSession::stop);
          return true;
        },
        true);
    group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
  }

  // ---- on the event loop

  private void apply(RtrConfig to) {
    if (closed) {
      return;
    }
    List<CacheConfig> order = new ArrayList<>(to.caches());
    order.sort(Comparator.comparingInt(CacheConfig::preference));
    Map<String, CacheSession> old = new LinkedHashMap<>(sessions);
    deciding = true;
    sessions.clear();
    for (CacheConfig c : order) {
      CacheSession kept = old.get(c.name());
      if (kept != null && kept.config().sameCache(c)) {
        old.remove(c.name());
        sessions.put(c.name(), kept);
        kept.configure(c);
      } else {
        sessions.put(c.name(), new CacheSession(c, loop, scratch, this::decide));
      }
    }
    config = to;
    used.map(old::get).ifPresent(this::handOver);
    old.values().forEach(CacheSession::stop);
    told.keySet().retainAll(sessions.keySet());
    if (sessions.isEmpty()) {
      handedOver();
    }
    restore();
    deciding = false;
    decide();
  }

  /** Keeps what the cache that leaves has said in force until another one has data, or too long. */
  private void handOver(CacheSession leaving) {
    long nanos = Math.min(config.handover().toNanos(), leaving.payloadLeftNanos());
    handedOver();
    handover =
        loop.schedule(
            () -> {
              LOG.warn(
                  "the data of cache {}, which is no longer configured, are dropped: no other cache"
                      + " has any yet",
                  leaving.config().name());
              handedOver();
              decide();
            },
            nanos,
            TimeUnit.NANOSECONDS);
  }

  private void handedOver() {
    if (handover != null) {
      handover.cancel(false);
      handover = null;
    }
  }

  private void restore() {
    if (!restored && !sessions.isEmpty()) {
      restored = true;
      keeper
          .flatMap(StateKeeper::read)
          .ifPresent(saved -> sessions.values().forEach(s -> s.restore(saved)));
    }
  }

  /** Called after anything happened at a cache. */
  private void decide() {
    if (deciding || closed) {
      return;
    }
    // What is decided makes things happen at caches.
    deciding = true;
    try {
      Failover.Decision d =
          Failover.decide(
              sessions.values().stream().map(CacheSession::view).toList(),
              used.filter(sessions::containsKey),
              config.patience().toNanos());
      give(d.used());
      for (CacheSession s : sessions.values()) {
        boolean wanted = d.running().contains(s.config().name());
        if (wanted && !s.isRunning()) {
          s.start();
        } else if (!wanted && s.isRunning()) {
          s.stop();
        }
      }
      decideAgain(d.againNanos());
    } finally {
      deciding = false;
    }
    tellStates();
  }

  private void decideAgain(Optional<Long> nanos) {
    if (again != null) {
      again.cancel(false);
      again = null;
    }
    nanos.ifPresent(n -> again = loop.schedule(this::decide, n, TimeUnit.NANOSECONDS));
  }

  private void give(Optional<String> next) {
    Payload payload = next.flatMap(n -> sessions.get(n).payload()).orElse(null);
    if (!next.equals(used)) {
      LOG.info(
          "RPKI data of {}",
          next.map(n -> "cache " + n)
              .orElse(handover != null ? "a cache that was removed" : "no cache"));
    }
    used = next;
    if (payload == null && handover != null) {
      return;
    }
    handedOver();
    if (payload == given) {
      return;
    }
    given = payload;
    if (payload == null) {
      listener.noPayload("no cache has data that have not expired");
    } else {
      listener.payload(next.orElseThrow(), payload);
    }
  }

  private void tellStates() {
    for (CacheSession s : sessions.values()) {
      CacheStatus now = s.status(used.equals(Optional.of(s.config().name())));
      CacheStatus before = told.put(s.config().name(), now);
      if (before == null
          || before.state() != now.state()
          || before.inUse() != now.inUse()
          || !Objects.equals(before.serial(), now.serial())) {
        listener.state(now);
        if (now.inUse() && now.state() == CacheState.SYNCHRONIZED) {
          keeper.ifPresent(k -> s.saved().ifPresent(k::keep));
        }
      }
    }
  }
}
