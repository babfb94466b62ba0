package savd.testbed.peer;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import savd.net.AddressFamily;
import savd.net.AsPath;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.net.Prefix;
import savd.testbed.lab.LabException;
import savd.testbed.lab.NamespaceThread;

/**
 * A neighbour that never rests: some of its prefixes stay, the others come and go without a pause.
 * When the other side dies it calls again and sends its present table anew. Both families are on
 * one session over IPv4.
 */
public final class ChurningPeer implements AutoCloseable {
  /**
   * Who it is.
   *
   * @param stable announced all the time
   * @param churning announced and withdrawn in turn
   */
  public record Character(
      Asn asn,
      Asn remoteAs,
      InetSocketAddress local,
      InetSocketAddress remote,
      IpAddress nextHop4,
      IpAddress nextHop6,
      List<Prefix> stable,
      List<Prefix> churning) {}

  // Longer than any wait of a test: a test that fails should say what it waited for.
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int BURST = 20;
  private static final int CHUNK = 500;
  private final Character character;
  private final NamespaceThread inside;
  private final Random random;
  private final Thread thread;
  private final Set<Prefix> announced = new HashSet<>();
  private ScriptedPeer peer;
  private volatile boolean stop;
  private volatile boolean paused;
  private volatile long updates;
  private volatile RuntimeException failure;

  /**
   * Connects and begins; the table is sent and ended when this returns.
   *
   * @param inside a thread of the namespace to speak from
   */
  public ChurningPeer(Character character, NamespaceThread inside, long seed) {
    this.character = character;
    this.inside = inside;
    random = new Random(seed);
    connect();
    thread = Thread.ofPlatform().daemon().name("churning peer").start(this::run);
  }

  private void connect() {
    ScriptedPeer before = peer;
    peer =
        inside.call(
            () ->
                ScriptedPeer.connect(
                    character.asn(),
                    (Ipv4Address) character.nextHop4(),
                    character.remoteAs(),
                    character.local(),
                    character.remote(),
                    PATIENCE));
    if (before != null) {
      before.close();
    }
    announce(character.stable());
    announce(List.copyOf(announced));
    peer.endOfRib();
  }

  private void run() {
    try {
      while (!stop) {
        try {
          if (peer.isUp()) {
            churn();
          } else {
            connect();
          }
        } catch (UncheckedIOException e) {
          // The other side has died: the next round calls it again.
        }
      }
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    }
  }

  private synchronized void churn() {
    while (paused && !stop && peer.isUp()) {
      try {
        wait(100);
      } catch (InterruptedException e) {
        return;
      }
    }
    List<Prefix> up = new ArrayList<>();
    List<Prefix> down = new ArrayList<>();
    for (int i = 0; i < BURST; i++) {
      Prefix p = character.churning().get(random.nextInt(character.churning().size()));
      (announced.contains(p) ? down : up).add(p);
    }
    // The set is changed first: what a dying session did not deliver, the next one does.
    announced.addAll(up);
    down.forEach(announced::remove);
    announce(up);
    if (!down.isEmpty()) {
      peer.withdraw(down);
    }
    updates += BURST;
    java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
  }

  private void announce(List<Prefix> prefixes) {
    for (AddressFamily family : AddressFamily.values()) {
      List<Prefix> some = prefixes.stream().filter(p -> p.family() == family).toList();
      IpAddress nextHop =
          family == AddressFamily.IPV4 ? character.nextHop4() : character.nextHop6();
      for (int i = 0; i < some.size(); i += CHUNK) {
        peer.announce(
            some.subList(i, Math.min(i + CHUNK, some.size())),
            AsPath.of(character.asn().toLong()),
            nextHop);
      }
    }
  }

  /** Prefixes announced or withdrawn so far. */
  public long updates() {
    return updates;
  }

  /**
   * Rests, and returns what is announced now. The last UPDATE may still be on its way; a session
   * that dies meanwhile is made anew with the same table.
   */
  public Set<Prefix> pause() {
    paused = true;
    rethrow();
    synchronized (this) {
      Set<Prefix> all = new HashSet<>(character.stable());
      all.addAll(announced);
      return all;
    }
  }

  public void goOn() {
    paused = false;
  }

  private void rethrow() {
    if (failure != null) {
      throw new LabException("the churning peer gave up: " + failure.getMessage(), failure);
    }
  }

  @Override
  public void close() {
    stop = true;
    try {
      thread.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    peer.close();
  }
}
