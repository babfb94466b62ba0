package savd.bgp.session;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import savd.bgp.fsm.NegotiatedSession;
import savd.bgp.fsm.SessionEnd;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.Prefix;
import savd.net.RouteBatch;
import savd.net.RouteChange;
import savd.net.RouteSink;

/**
 * A speaker with the least that it needs around it: a RIB of maps, a registry, and a listener that
 * remembers. Everything a test waits for is a state here, and every change of state wakes it.
 */
final class Lab implements RouteSink, PeerRegistry, SessionListener, Advertiser, AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Map<PeerId, Peer> peers = new HashMap<>();
  private final Map<PeerId, Map<Prefix, RouteChange.Announce>> ribs = new HashMap<>();
  private final Map<PeerId, Map<AddressFamily, Boolean>> complete = new HashMap<>();
  private final List<RouteBatch.Kind> events = new ArrayList<>();
  private final List<String> ends = new ArrayList<>();
  private final List<Peer> released = new ArrayList<>();
  private final List<Runnable> waiting = new ArrayList<>();
  private final Map<PeerId, NegotiatedSession> up = new HashMap<>();
  private boolean writable = true;
  private int nextPeer;
  private int ups;
  private BgpSpeaker speaker;

  static Lab start(SpeakerConfig config) {
    Lab lab = new Lab();
    lab.speaker = new BgpSpeaker(config, lab, lab, Optional.of(lab));
    lab.speaker.start(lab);
    return lab;
  }

  BgpSpeaker speaker() {
    return speaker;
  }

  int port() {
    InetSocketAddress first = speaker.listening().getFirst();
    return first.getPort();
  }

  @Override
  public void close() {
    speaker.close();
  }

  // ---- the RIB

  @Override
  public RouteBatch acquire(PeerId peer, long arrivalNanos) {
    return new RouteBatch().reset(peer, arrivalNanos);
  }

  @Override
  public synchronized void submit(RouteBatch batch) {
    Map<Prefix, RouteChange.Announce> rib =
        ribs.computeIfAbsent(batch.peer(), _ -> new TreeMap<>());
    List<RouteChange> changes = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      changes.add(batch.change(i));
      switch (batch.change(i)) {
        case RouteChange.Announce a -> rib.put(a.prefix(), a);
        case RouteChange.Withdraw w -> rib.remove(w.prefix());
        case RouteChange.EndOfRib e ->
            complete
                .computeIfAbsent(batch.peer(), _ -> new EnumMap<>(AddressFamily.class))
                .put(e.family(), true);
        case RouteChange.PeerLost _ -> {
          rib.keySet().forEach(p -> changes.add(new RouteChange.Withdraw(batch.peer(), p, 0)));
          rib.clear();
          complete.remove(batch.peer());
        }
        case RouteChange.MarkStale _, RouteChange.SweepStale _ -> {}
      }
      if (batch.kind(i) != RouteBatch.Kind.ANNOUNCE && batch.kind(i) != RouteBatch.Kind.WITHDRAW) {
        events.add(batch.kind(i));
      }
    }
    for (AddressFamily f : AddressFamily.values()) {
      speaker.routesHeld(
          batch.peer(), f, rib.keySet().stream().filter(p -> p.family() == f).count());
    }
    speaker.advertise(changes);
    notifyAll();
  }

  /** The best routes are simply all routes here: no test has two for a prefix that it passes on. */
  @Override
  public synchronized void request(PeerId to, AddressFamily family) {
    List<RouteChange> all = new ArrayList<>();
    ribs.values()
        .forEach(
            rib ->
                rib.values().stream().filter(a -> a.prefix().family() == family).forEach(all::add));
    speaker.advertise(to, family, all, true);
  }

  @Override
  public synchronized boolean isWritable() {
    return writable;
  }

  @Override
  public synchronized void whenWritable(Runnable task) {
    if (writable) {
      task.run();
    } else {
      waiting.add(task);
      notifyAll();
    }
  }

  synchronized void writable(boolean value) {
    writable = value;
    if (value) {
      waiting.forEach(Runnable::run);
      waiting.clear();
    }
  }

  synchronized int sourcesWaiting() {
    return waiting.size();
  }

  // ---- registry and listener

  @Override
  public synchronized Peer register(
      String name,
      IpAddress address,
      Asn asn,
      Asn localAsn,
      Optional<IngressInterface> ingress,
      Optional<BgpRole> role,
      String vrf) {
    Peer peer =
        new Peer(new PeerId(nextPeer++), name, address, asn, localAsn, 0, ingress, role, vrf);
    peers.put(peer.id(), peer);
    return peer;
  }

  @Override
  public synchronized void release(Peer peer) {
    released.add(peer);
    notifyAll();
  }

  @Override
  public synchronized void up(Peer peer, NegotiatedSession session) {
    peers.put(peer.id(), peer);
    up.put(peer.id(), session);
    ups++;
    notifyAll();
  }

  @Override
  public synchronized void down(Peer peer, SessionEnd end) {
    up.remove(peer.id());
    ends.add(end.text());
    notifyAll();
  }

  @Override
  public synchronized void roleContradiction(Peer peer, BgpRole configured, BgpRole claimed) {
    ends.add("contradiction " + configured + " " + claimed);
    notifyAll();
  }

  // ---- questions

  synchronized boolean isUp(String name) {
    return id(name).filter(up::containsKey).isPresent();
  }

  synchronized int upCount() {
    return up.size();
  }

  synchronized int ups() {
    return ups;
  }

  synchronized NegotiatedSession session(String name) {
    return id(name).map(up::get).orElseThrow();
  }

  synchronized Peer peer(String name) {
    return peers.get(id(name).orElseThrow());
  }

  private Optional<PeerId> id(String name) {
    return peers.values().stream().filter(p -> p.name().equals(name)).map(Peer::id).findFirst();
  }

  synchronized Map<Prefix, RouteChange.Announce> routes(String name) {
    return new TreeMap<>(id(name).map(ribs::get).orElse(Map.of()));
  }

  synchronized boolean isComplete(String name, AddressFamily family) {
    return id(name).map(complete::get).map(m -> m.getOrDefault(family, false)).orElse(false);
  }

  synchronized List<RouteBatch.Kind> events() {
    return List.copyOf(events);
  }

  synchronized List<String> ends() {
    return List.copyOf(ends);
  }

  synchronized List<Peer> released() {
    return List.copyOf(released);
  }

  NeighborStatus status(String name) {
    return speaker.status().join().stream()
        .filter(s -> s.peer().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  // ---- waiting

  /**
   * Waits until the condition on this lab's state holds; it is asked without a lock, for it may ask
   * event loops.
   */
  void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("never happened: " + what + "; " + describe());
      }
      waitForChange();
    }
  }

  private synchronized String describe() {
    return "ends " + ends + ", up " + up.keySet() + ", events " + events;
  }

  /**
   * Until something changes here; a change just before, or one that is no state of this lab, is
   * seen a moment later.
   */
  private synchronized void waitForChange() {
    try {
      wait(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted");
    }
  }

  void awaitUp(String name) {
    await("session with " + name, () -> isUp(name));
  }
}
