package savd.cetp.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import savd.cetp.fsm.CheckOutcome;
import savd.cetp.fsm.EdgeAction;
import savd.cetp.fsm.EdgeEvent;
import savd.cetp.fsm.EdgeInput;
import savd.cetp.fsm.EdgeMachine;
import savd.cetp.fsm.Host;
import savd.cetp.fsm.Path;
import savd.cetp.fsm.RlocSigner;
import savd.cetp.fsm.Seen;
import savd.cetp.fsm.SlotPool;
import savd.cetp.fsm.SlotTimes;
import savd.cetp.fsm.SourceVerdict;
import savd.cetp.message.Identity;
import savd.cetp.message.Locator;
import savd.cetp.message.Octets;
import savd.cetp.message.Payload;
import savd.cetp.message.Rloc;
import savd.cetp.names.Directory;
import savd.cetp.names.Lookup;
import savd.cetp.names.NameServer;
import savd.cetp.tun.ControlSink;
import savd.cetp.tun.EthernetPort;
import savd.cetp.tun.IpPort;
import savd.cetp.tun.Plane;
import savd.cetp.tun.Port;
import savd.cetp.tun.TunDevice;
import savd.cetp.tun.Turns;
import savd.cetp.tun.UdpPort;
import savd.cetp.wire.Carriage;
import savd.cetp.wire.Decoded;
import savd.cetp.wire.MessageDecoder;
import savd.cetp.wire.MessageEncoder;
import savd.net.AddressFamily;
import savd.net.IngressInterface;
import savd.net.IpAddress;

/** An edge that runs. */
public final class Edge implements AutoCloseable, ControlSink, NameServer.Edge {
  private static final Logger LOG = LoggerFactory.getLogger(Edge.class);
  private static final int REPORT_HEAD = 64;
  private static final long LONGEST_WAIT_NANOS = 1_000_000_000L;
  private static final long LEAVE_MILLIS = 2000;
  private static final long PAUSE_NANOS = 1_000_000_000L;

  private final ControlQueue queue = new ControlQueue();
  private final SlotPool slots;
  private final EdgeMachine machine;
  private final Plane plane;
  private final Directory directory;
  private final List<NameServer> servers = new ArrayList<>();
  private final MessageDecoder decoder = new MessageDecoder();
  private final NamedSlots named = new NamedSlots();
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

  private final CookieGate gate;
  private final EventCounts events;
  private final HostShares shares;
  private final OtherAddresses others;
  private final InterfaceNames interfaces = new InterfaceNames();
  private final SourceRules rules;
  private final KernelTable kernel;
  private final Thread thread;
  private long rulesAskedNanos = System.nanoTime();
  private final Seldom stumbles = new Seldom(PAUSE_NANOS, rulesAskedNanos);
  private final Seldom scarce = new Seldom(60 * PAUSE_NANOS, rulesAskedNanos);
  private volatile boolean rulesChanged;
  private volatile EdgeConfig config;
  private volatile boolean running = true;

  private Edge(
      EdgeConfig config,
      TunDevice tun,
      List<Port> ports,
      Optional<SourceRules> rules,
      KernelTable kernel) {
    this.config = config;
    this.kernel = kernel;
    shares = new HostShares(config.hosts());
    others = new OtherAddresses(config.hosts());
    this.rules = rules.orElse((s, i) -> CompletableFuture.completedStage(SourceVerdict.PERMITTED));
    int size = config.realm().slots(config.maxSessions());
    SecureRandom random = new SecureRandom();
    slots = new SlotPool(size, random.nextInt(size), System.nanoTime());
    SlotTimes times = new SlotTimes(size);
    directory = new Directory(config.upstreams());
    machine =
        new EdgeMachine(
            rules.isPresent() ? config.settings().withSourceCheck() : config.settings(),
            config.hosts(),
            new RoutedChoice(ports, config.mtu()),
            slots,
            times,
            random,
            new RlocSigner(
                config.signingKey(),
                config.signatureScope(),
                config.signers(),
                () -> System.currentTimeMillis() / 1000));
    gate = new CookieGate(machine.cookieCheck()::look);
    events = new EventCounts(gate, interfaces);
    plane = new Plane(tun, ports, config.realm(), size, config.mtu(), times, this);
    thread =
        Thread.ofPlatform()
            .name("cetp-control")
            .unstarted(new Turns(() -> running, this::turn, () -> {}, this));
  }

  /** Opens an edge that believes any source address that proves itself. */
  public static Edge open(EdgeConfig config) throws IOException {
    return open(config, Optional.empty());
  }

  /**
   * Opens the TUN device and the sockets, and starts.
   *
   * @param rules who knows what may come in by which interface
   */
  public static Edge open(EdgeConfig config, Optional<SourceRules> rules) throws IOException {
    TunDevice tun = TunDevice.open(config.tun(), config.offloads());
    List<Port> ports = new ArrayList<>();
    Edge edge;
    KernelTable kernel = null;
    try {
      TunSetup.check(config);
      // Before anything can come in.
      kernel = KernelTable.begin(config);
      TunSetup.apply(config);
      for (Rloc rloc : config.settings().rlocs()) {
        ports.add(port(config, rloc.locator()));
      }
      edge = new Edge(config, tun, ports, rules, kernel);
    } catch (IOException | RuntimeException e) {
      ports.forEach(Port::close);
      tun.close();
      if (kernel != null) {
        kernel.close();
      }
      throw e;
    }
    edge.start(tun, ports);
    return edge;
  }

  private static Port port(EdgeConfig config, Locator own) throws IOException {
    return switch (own) {
      case Locator.Ip ip -> UdpPort.open(ip.address(), config.port(), config.offloads());
      case Locator.Direct direct -> IpPort.open(direct.address(), config.ipProtocol());
      case Locator.Ethernet e ->
          EthernetPort.open(e, config.devices().getOrDefault(e, ""), config.etherType());
    };
  }

  private void start(TunDevice tun, List<Port> ports) throws IOException {
    thread.start();
    plane.start();
    try {
      for (IpAddress a : config.dnsForHosts()) {
        servers.add(NameServer.open(this, directory, NameServer.Side.HOSTS, a, config.dnsPort()));
      }
      for (IpAddress a : config.dnsForWorld()) {
        servers.add(NameServer.open(this, directory, NameServer.Side.WORLD, a, config.dnsPort()));
      }
    } catch (IOException e) {
      close();
      throw e;
    }
    LOG.info(
        "CETP edge is up: {} hosts, {} RLOCs, {} slots, offloads of {}: {}, groups datagrams: {}",
        config.hosts().size(),
        ports.size(),
        slots.size(),
        tun.name(),
        tun.offload(),
        ports.stream()
            .map(p -> p.locator() + " " + (p.groups() ? "yes" : "no"))
            .collect(Collectors.joining(", ")));
  }

  // The control thread.

  private void turn() throws InterruptedException {
    long wait = Math.clamp(machine.deadline() - System.nanoTime(), 0, LONGEST_WAIT_NANOS);
    Runnable task = queue.poll(wait);
    if (task == null) {
      perform(new EdgeInput.Tick());
    } else {
      task.run();
    }
    askRulesAgain();
  }

  /** What was said of addresses is asked again when rules have changed, once a second at most. */
  private void askRulesAgain() {
    if (rulesChanged && System.nanoTime() - rulesAskedNanos > PAUSE_NANOS) {
      rulesChanged = false;
      rulesAskedNanos = System.nanoTime();
      perform(new EdgeInput.SourcesChanged());
    }
  }

  private void perform(EdgeInput input) {
    for (EdgeAction action : machine.on(input, System.nanoTime())) {
      try {
        perform(action);
      } catch (RuntimeException e) {
        // What is to be done for one session must not keep back what is for others.
        stumbled(e);
      }
    }
  }

  /** Once a second: what makes us complain may come from outside. */
  @Override
  public synchronized void stumbled(RuntimeException e) {
    if (stumbles.isTime(System.nanoTime())) {
      LOG.error("{} stumbled", Thread.currentThread().getName(), e);
    }
  }

  @Override
  public void failed(Throwable cause) {
    LOG.error("{} has ended, and with it the edge", Thread.currentThread().getName(), cause);
    failure.complete(cause);
  }

  /** Completes when a thread of the edge has ended that should not: it is to be closed then. */
  public CompletionStage<Throwable> failure() {
    return failure.minimalCompletionStage();
  }

  private void perform(EdgeAction action) {
    switch (action) {
      case EdgeAction.Send s -> plane.send(s.path(), MessageEncoder.encode(s.message()));
      case EdgeAction.Install i -> {
        queue.proven(i.target().path().remote().address());
        plane.install(i);
      }
      case EdgeAction.Remove r -> plane.remove(r);
      case EdgeAction.ToHost t -> plane.toHost(t.slot(), t.host(), t.payload());
      case EdgeAction.Release r -> named.released(r.slot());
      case EdgeAction.Refuse r -> plane.refuse(r.slot(), r.host(), r.payload());
      case EdgeAction.CheckName c ->
          directory
              .check(c.name(), c.path().remote().address())
              .thenAccept(found -> checked(c.ticket(), outcome(found, c.path())));
      case EdgeAction.CheckIdentity c ->
          checked(
              c.ticket(),
              config.assured().contains(c.identity()) ? CheckOutcome.GOOD : CheckOutcome.BAD);
      case EdgeAction.CheckSource c -> checkSource(c.address(), c.ingress());
      case EdgeAction.Named n -> named.told(n.slot(), n.name());
      case EdgeAction.Count c -> count(c);
    }
  }

  private void count(EdgeAction.Count c) {
    events.count(c);
    if (c.event() == EdgeEvent.NO_SLOT && scarce.isTime(System.nanoTime())) {
      LOG.warn("no slot for one who wants one; {} of {} are free", slots.free(), slots.size());
    }
    if (c.event() == EdgeEvent.COOKIE_GOOD && c.path().isPresent()) {
      queue.proven(c.path().get().remote().address());
    }
  }

  private void checkSource(IpAddress source, IngressInterface ingress) {
    rules
        .look(source, ingress)
        .whenComplete(
            (verdict, failure) -> {
              // Who cannot say permits: the interface's own rules are in force all the same.
              SourceVerdict said = failure == null ? verdict : SourceVerdict.PERMITTED;
              if (!queue.offer(() -> perform(new EdgeInput.SourceChecked(source, ingress, said)))) {
                LOG.debug("no room for what is said of {} on {}", source, ingress);
              }
            });
  }

  private static CheckOutcome outcome(Lookup lookup, Path path) {
    return switch (lookup) {
      case Lookup.Found found ->
          found.destination().rlocs().stream()
                  .anyMatch(r -> r.locator().isSameStation(path.remote()))
              ? CheckOutcome.GOOD
              : CheckOutcome.BAD;
      case Lookup.NotThere _ -> CheckOutcome.BAD;
      case Lookup.Unanswered _ -> CheckOutcome.UNANSWERED;
    };
  }

  private void checked(long ticket, CheckOutcome outcome) {
    if (!queue.offer(() -> perform(new EdgeInput.Checked(ticket, outcome)))) {
      LOG.debug("no room for the outcome of a check");
    }
  }

  // From the data plane's threads.

  @Override
  public boolean listens(IpAddress from) {
    return queue.listens(from);
  }

  @Override
  public Claim returned(
      Path path, Identity source, Identity destination, Octets cookie, int ingress) {
    return gate.look(path, source, destination, cookie, ingress, System.nanoTime());
  }

  @Override
  public boolean datagram(Path path, byte[] datagram, Claim claim, int ingress) {
    return queue.offer(claim, path.remote().address(), () -> received(path, datagram, ingress));
  }

  private void received(Path path, byte[] datagram, int ingress) {
    ByteBuffer b = ByteBuffer.wrap(datagram);
    if (decoder.decode(b, 0, datagram.length, Carriage.DATAGRAM) instanceof Decoded.Read r) {
      Octets head =
          Octets.of(java.util.Arrays.copyOf(datagram, Math.min(REPORT_HEAD, datagram.length)));
      perform(
          new EdgeInput.Received(
              path,
              r.message(),
              r.unknown(),
              r.unknownType(),
              datagram.length,
              head,
              interfaces.of(ingress)));
    }
  }

  @Override
  public boolean fromHost(int slot, IpAddress source, Payload payload) {
    if (!shares.isHost(source)) {
      beside(source);
      return false;
    }
    return shares.take(
        source, host -> queue.offer(() -> fromHost(new EdgeInput.FromHost(slot, host, payload))));
  }

  @Override
  public void beside(IpAddress source) {
    others.seen(source).ifPresent(LOG::warn);
  }

  private void fromHost(EdgeInput.FromHost packet) {
    shares.giveBack(packet.host());
    perform(packet);
  }

  // From the DNS servers' threads.

  @Override
  public List<Host> hosts() {
    return config.hosts();
  }

  @Override
  public List<Rloc> rlocs() {
    return config.settings().rlocs();
  }

  @Override
  public boolean resolvesFor(IpAddress source) {
    if (shares.isHost(source)) {
      return true;
    }
    beside(source);
    return EdgeConfig.LOOPBACK.stream().anyMatch(p -> p.contains(source))
        || config.dnsFor().stream().anyMatch(p -> p.contains(source));
  }

  @Override
  public CompletionStage<Optional<IpAddress>> proxy(
      Host host, Lookup.Found found, AddressFamily family) {
    return queue.ask(() -> bind(host, found).map(slot -> config.realm().proxy(family, slot)));
  }

  private Optional<Integer> bind(Host host, Lookup.Found found) {
    String name = found.destination().name();
    OptionalInt slot = named.slot(host, name, () -> machine.slotFor(host, System.nanoTime()));
    if (slot.isEmpty()) {
      count(new EdgeAction.Count(EdgeEvent.NO_SLOT, Optional.empty(), Optional.empty()));
      return Optional.empty();
    }
    perform(new EdgeInput.Bound(slot.getAsInt(), host, found.destination()));
    return Optional.of(slot.getAsInt());
  }

  @Override
  public CompletionStage<Optional<String>> nameOf(IpAddress proxy) {
    int slot = config.realm().slot(proxy, slots.size());
    if (slot < 0) {
      return CompletableFuture.completedStage(Optional.empty());
    }
    return queue
        .ask(() -> named.wanted(slot, () -> perform(new EdgeInput.NameWanted(slot))))
        .thenCompose(answer -> answer);
  }

  // From anywhere.

  /**
   * Takes hosts, policies and preferences of RLOCs anew; sessions go on.
   *
   * @return what else is wanted, by its name in the file, which takes a restart
   */
  public List<String> reload(EdgeConfig wanted) {
    EdgeConfig running = config;
    List<String> fixed = running.restartNeeded(wanted);
    if (!fixed.isEmpty()) {
      LOG.warn("these take effect with a restart only: {}", String.join(", ", fixed));
    }
    EdgeConfig next = running.reloaded(wanted);
    config = next;
    shares.serve(next.hosts());
    others.serve(next.hosts());
    try {
      kernel.update(next);
    } catch (IOException e) {
      LOG.error("the kernel still has the rules of the hosts before: {}", e.getMessage());
    }
    queue.ask(
        () -> {
          perform(new EdgeInput.Hosts(next.hosts()));
          perform(new EdgeInput.OwnRlocs(next.settings().rlocs()));
          return true;
        });
    return fixed;
  }

  /** Rules have changed: what was said of source addresses is asked again soon. */
  public void rulesChanged() {
    rulesChanged = true;
  }

  /** Some sessions in the order of their slots, from the one behind {@code after}. */
  public CompletionStage<List<Seen>> sessions(int after, int limit) {
    return queue.ask(() -> machine.seen(after, limit));
  }

  /** How many sessions there are. */
  public CompletionStage<Integer> sessionCount() {
    return queue.ask(machine::size);
  }

  /** The first {@code limit} sessions whose peer has this RLOC. */
  public CompletionStage<List<Seen>> sessionsAt(IpAddress rloc, int limit) {
    return queue.ask(() -> machine.seenAt(rloc, limit));
  }

  /** What speaks of spoofing, by the interface it came in by. */
  public CompletionStage<Map<IngressInterface, Map<EdgeEvent, Long>>> evidence() {
    return queue.ask(events::evidence);
  }

  /** The configuration in force. */
  public EdgeConfig config() {
    return config;
  }

  /** What was counted, by name. */
  public CompletionStage<Map<String, Long>> counters() {
    return queue.ask(
        () -> {
          Map<String, Long> all = new LinkedHashMap<>(plane.counters());
          all.putAll(events.all());
          all.put("slots-free", (long) slots.free());
          all.putAll(directory.counters());
          return all;
        });
  }

  /** Tells the peers of all sessions, so that they need not find out by silence. */
  private void takeLeave() {
    CompletableFuture<Void> told = new CompletableFuture<>();
    Runnable leave =
        () -> {
          perform(new EdgeInput.Shutdown());
          running = false;
          told.complete(null);
        };
    try {
      if (queue.offer(leave, LEAVE_MILLIS)) {
        told.get(LEAVE_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("not all peers were told that this edge ends");
    }
  }

  @Override
  public void close() {
    servers.forEach(NameServer::close);
    if (running) {
      takeLeave();
    }
    running = false;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    plane.close();
    try {
      kernel.close();
    } catch (IOException e) {
      LOG.warn("the edge's rules stay in the kernel: {}", e.getMessage());
    }
  }
}
