package savd.bgp.session;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.bgp.fsm.SessionInput;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteChange;
import savd.net.RouteSink;
import savd.net.RouteSource;
import savd.transport.Scratch;

/**
 * Speaks BGP with all neighbours: the live route source.
 *
 * <p>A neighbour belongs to one event loop with all its connections and timers, so its state needs
 * no lock. The methods here may be called on any thread but an event loop; those that take a
 * neighbour's name return false when there is none.
 */
public final class BgpSpeaker implements RouteSource {
  private static final Logger LOG = LoggerFactory.getLogger("savd.bgp");
  private static final long CLOSE_SECONDS = 2;

  private final PeerRegistry registry;
  private final SessionListener listener;
  private final Optional<Advertiser> advertiser;
  private final Directory directory = new Directory();
  private final Map<EventLoop, Scratch> scratches = new ConcurrentHashMap<>();
  private final Surroundings surroundings = new Shared();
  private SpeakerConfig config;
  private EventLoopGroup loops;
  private Listeners listeners;
  private volatile RouteSink sink;
  private volatile boolean closed;

  /**
   * Held for bookkeeping only, never while an event loop is waited for, since event loops take it.
   */
  private final Object membership = new Object();

  /** Passes no routes on. Does nothing before {@link #start}. */
  public BgpSpeaker(SpeakerConfig config, PeerRegistry registry, SessionListener listener) {
    this(config, registry, listener, Optional.empty());
  }

  /**
   * @param advertiser who knows the best routes, for neighbours they are to be passed on to
   */
  public BgpSpeaker(
      SpeakerConfig config,
      PeerRegistry registry,
      SessionListener listener,
      Optional<Advertiser> advertiser) {
    this.config = config;
    this.registry = registry;
    this.listener = listener;
    this.advertiser = advertiser;
  }

  /**
   * Listens, and begins to connect.
   *
   * @throws java.io.UncheckedIOException when an address cannot be listened on; nothing is left
   *     running then
   */
  @Override
  public synchronized void start(RouteSink to) {
    if (sink != null) {
      throw new IllegalStateException("a speaker starts once");
    }
    sink = to;
    loops =
        new MultiThreadIoEventLoopGroup(
            config.eventLoops(),
            new DefaultThreadFactory("bgp", true),
            EpollIoHandler.newFactory());
    listeners = new Listeners(loops, this::accepted);
    try {
      apply(config);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Makes the running speaker what {@code to} says. Sessions of neighbours that do not change go
   * on; the number of event loops stays.
   */
  public synchronized void configure(SpeakerConfig to) {
    if (sink != null && !closed) {
      apply(to);
    }
    config = to;
  }

  private void apply(SpeakerConfig to) {
    Map<String, NeighborConfig> hosts = new HashMap<>();
    Map<String, NeighborConfig> ranges = new HashMap<>();
    for (NeighborConfig n : to.neighbors()) {
      switch (n.remote()) {
        case Remote.Host _ -> hosts.put(n.name(), n);
        case Remote.Range _ -> ranges.put(n.name(), n);
      }
    }
    synchronized (membership) {
      change(hosts, ranges);
    }
    listeners.keys(keys(to));
    listeners.listen(to.listen());
    to.neighbors().stream()
        .filter(n -> hosts.containsKey(n.name()) && directory.named(n.name()).isEmpty())
        .forEach(
            n ->
                create(
                    n,
                    (Remote.Host) n.remote(),
                    register(n, n.name(), ((Remote.Host) n.remote()).address())));
  }

  /**
   * Brings running neighbours and templates in line; new neighbours at fixed addresses come later.
   */
  private void change(Map<String, NeighborConfig> hosts, Map<String, NeighborConfig> ranges) {
    for (Neighbor n : directory.all()) {
      NeighborConfig wanted =
          n.isDynamic() ? ranges.get(n.config().name()) : hosts.get(n.config().name());
      if (wanted == null || !n.planned().isSamePeer(wanted)) {
        directory.remove(n);
        n.loop().execute(n::remove);
      } else if (!wanted.equals(n.planned())) {
        n.plan(wanted);
      }
    }
    for (Directory.Template t : directory.templates()) {
      NeighborConfig wanted = ranges.get(t.config().name());
      if (wanted == null || !t.config().isSamePeer(wanted)) {
        directory.removeTemplate(t.config().name()).forEach(registry::release);
      }
    }
    ranges.values().forEach(directory::put);
  }

  private static Map<Prefix, String> keys(SpeakerConfig config) {
    Map<Prefix, String> keys = new HashMap<>();
    for (NeighborConfig n : config.neighbors()) {
      n.md5Key()
          .ifPresent(
              key ->
                  keys.put(
                      switch (n.remote()) {
                        case Remote.Host h -> TcpMd5.host(h.address());
                        case Remote.Range r -> r.prefix();
                      },
                      key));
    }
    return keys;
  }

  private Peer register(NeighborConfig n, String name, IpAddress address) {
    return registry.register(
        name,
        address,
        n.session().remoteAsn().orElse(new Asn(0)),
        n.session().localAsn(),
        n.ingress(),
        n.session().neighborRole(),
        n.vrf());
  }

  private Neighbor create(NeighborConfig n, Remote.Host host, Peer peer) {
    EventLoop loop = loops.next();
    Scratch scratch = scratches.computeIfAbsent(loop, _ -> new Scratch());
    Neighbor neighbor = new Neighbor(surroundings, loop, scratch, n, host, peer);
    directory.add(neighbor);
    loop.execute(neighbor::start);
    return neighbor;
  }

  // ---- connections to us

  private void accepted(Channel channel) {
    channel.config().setAutoRead(false);
    InetSocketAddress remote = ((SocketChannel) channel).remoteAddress();
    InetSocketAddress local = ((SocketChannel) channel).localAddress();
    Optional<Neighbor> neighbor =
        directory.connecting(remote, local).or(() -> dynamic(remote, local));
    if (neighbor.isEmpty()) {
      LOG.debug("connection from {}, who is no neighbor, refused", Transport.text(remote));
      channel.unsafe().closeForcibly();
      return;
    }
    Neighbor n = neighbor.get();
    // As a task of its own even on this very loop: a neighbour just created is started by the task
    // before.
    n.loop()
        .execute(
            () ->
                n.loop().register(channel).addListener(f -> registered(n, channel, f.isSuccess())));
  }

  private static void registered(Neighbor n, Channel channel, boolean success) {
    if (success) {
      n.accepted(channel);
    } else {
      channel.unsafe().closeForcibly();
    }
  }

  private Optional<Neighbor> dynamic(InetSocketAddress remote, InetSocketAddress local) {
    synchronized (membership) {
      // Another listener may have been faster.
      return directory.connecting(remote, local).or(() -> admit(remote, local));
    }
  }

  private Optional<Neighbor> admit(InetSocketAddress remote, InetSocketAddress local) {
    IpAddress address = Transport.ipAddress(remote);
    Optional<Directory.Template> covering = directory.covering(address, Transport.ipAddress(local));
    if (closed || covering.isEmpty()) {
      return Optional.empty();
    }
    Directory.Template template = covering.get();
    NeighborConfig n = template.config();
    if (!directory.enter(template)) {
      LOG.debug(
          "connection from {} refused: {} has all its {} neighbors",
          address,
          n.name(),
          template.range().limit());
      return Optional.empty();
    }
    Remote.Host host = new Remote.Host(address, Transport.scope(remote));
    Peer peer =
        directory.known(template, address).orElseGet(() -> register(n, host.toString(), address));
    Neighbor neighbor = create(n, host, peer);
    directory.remember(template, neighbor);
    return Optional.of(neighbor);
  }

  private final class Shared implements Surroundings {
    @Override
    public RouteSink sink() {
      return sink;
    }

    @Override
    public SessionListener listener() {
      return listener;
    }

    @Override
    public Optional<Advertiser> advertiser() {
      return advertiser;
    }

    @Override
    public Optional<Peer> peer(PeerId id) {
      return directory.of(id).map(Neighbor::peer);
    }

    @Override
    public void gone(Neighbor n) {
      directory.remove(n);
      boolean mayReturn = n.isDynamic() && directory.leave(n);
      if (!mayReturn) {
        registry.release(n.peer());
      }
    }
  }

  // ---- what an operator asks

  /** Asks the neighbour to send its routes of all families again. */
  public boolean refresh(String neighbor) {
    return tell(
        neighbor,
        new SessionInput.RequestRefresh(AddressFamily.IPV4),
        new SessionInput.RequestRefresh(AddressFamily.IPV6));
  }

  /** Ends the session; it comes up again by itself. The text goes to the neighbour (RFC 9003). */
  public boolean reset(String neighbor, String text) {
    return tell(neighbor, new SessionInput.Reset(text));
  }

  /** Ends the session and keeps it down until {@link #enable}. */
  public boolean shutdown(String neighbor, String text) {
    return tell(neighbor, new SessionInput.Shutdown(text));
  }

  /** Lifts a shutdown or a prefix limit. */
  public boolean enable(String neighbor) {
    return tell(neighbor, new SessionInput.Enable());
  }

  private boolean tell(String name, SessionInput... inputs) {
    Optional<Neighbor> neighbor = directory.named(name);
    neighbor.ifPresent(
        n ->
            n.loop()
                .execute(
                    () -> {
                      for (SessionInput input : inputs) {
                        n.on(input);
                      }
                    }));
    return neighbor.isPresent();
  }

  /**
   * How all neighbours are, in the order of the configuration; complete once every event loop has
   * answered.
   */
  public CompletableFuture<List<NeighborStatus>> status() {
    if (closed) {
      return CompletableFuture.completedFuture(List.of());
    }
    List<CompletableFuture<NeighborStatus>> answers = new ArrayList<>();
    for (Neighbor n : directory.all()) {
      answers.add(CompletableFuture.supplyAsync(n::status, n.loop()));
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
        .thenApply(_ -> answers.stream().map(CompletableFuture::join).toList());
  }

  /**
   * The core tells how many routes of a family the RIB holds of a peer, after each batch that
   * changed it: what prefix limits are measured by. Cheap while the count stays on one side of the
   * limits.
   */
  public void routesHeld(PeerId peer, AddressFamily family, long routes) {
    directory.of(peer).ifPresent(n -> n.routesHeld(family, routes));
  }

  /**
   * Changes of the best routes, in order, each with the peer the route is from; to every neighbour
   * that routes are passed on to. What may not go to a neighbour is withdrawn from it where it had
   * gone before.
   */
  public void advertise(List<RouteChange> changes) {
    for (Neighbor n : directory.all()) {
      if (n.planned().passOn()) {
        n.loop().execute(() -> n.passOn(changes));
      }
    }
  }

  /**
   * Part of the answer to {@link Advertiser#request}.
   *
   * @param last true when these are the last of all
   */
  public void advertise(PeerId to, AddressFamily family, List<RouteChange> part, boolean last) {
    directory.of(to).ifPresent(n -> n.loop().execute(() -> n.passOn(family, part, last)));
  }

  /** Where connections are accepted, with the real port numbers. */
  public synchronized List<InetSocketAddress> listening() {
    return listeners == null ? List.of() : listeners.addresses();
  }

  /**
   * Tells the neighbours that savd stops and ends all sessions. The sink is told nothing: what savd
   * knew stays in force until it runs again.
   */
  @Override
  public synchronized void close() {
    if (closed || loops == null) {
      closed = true;
      return;
    }
    closed = true;
    listeners.close();
    List<Future<?>> ending = new ArrayList<>();
    for (Neighbor n : directory.all()) {
      ending.add(n.loop().submit(n::close));
    }
    try {
      for (Future<?> f : ending) {
        f.get(CLOSE_SECONDS, TimeUnit.SECONDS);
      }
    } catch (TimeoutException | ExecutionException e) {
      LOG.warn("not all sessions could be ended properly: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    loops
        .shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(2 * CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
