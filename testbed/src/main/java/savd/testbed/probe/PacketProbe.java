package savd.testbed.probe;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import savd.net.AddressFamily;
import savd.net.IpAddress;
import savd.testbed.lab.Await;
import savd.testbed.lab.Lab;
import savd.testbed.lab.LabException;
import savd.testbed.lab.LabPlan;
import savd.testbed.lab.Libc;
import savd.testbed.lab.NamespaceThread;

/** Sends packets on chosen links of a laboratory and says how many of each flow arrived. */
public final class PacketProbe implements AutoCloseable {
  private static final Duration SENTINEL_BOUND = Duration.ofSeconds(10);

  private final Lab lab;
  private final Map<String, Sender> senders = new HashMap<>();
  private final Map<Flow.Hop, Integer> interfaces = new HashMap<>();
  private final Map<String, Listener> listeners = new HashMap<>();
  private final Map<Integer, Tally> tallies = new ConcurrentHashMap<>();
  private final AtomicInteger nextFlow = new AtomicInteger();

  public PacketProbe(Lab lab) {
    this.lab = lab;
  }

  /** Where frames of one node leave: its thread, its socket. */
  private record Sender(NamespaceThread thread, int socket) {}

  /** One flow on its way: the frame, where it leaves, and what has arrived of it. */
  final class Stream {
    private final Frame frame;
    private final MemorySegment segment;
    private final MemorySegment linkAddress;
    private final int socket;
    final int number;

    private Stream(Flow flow, int number, int port, Arena arena) {
      this.number = number;
      LabPlan.End from = end(new Flow.Hop(flow.node(), flow.device()));
      LabPlan.End to = lab.plan().opposite(from);
      frame = new Frame(flow, number, port, lab.plan().mac(to), lab.plan().mac(from));
      segment = arena.allocate(frame.length());
      Sender sender = senderOf(flow.node());
      socket = sender.socket();
      int index =
          interfaces.computeIfAbsent(
              new Flow.Hop(flow.node(), flow.device()),
              h -> sender.thread().call(() -> Libc.interfaceIndex(h.device())));
      linkAddress = Libc.linkAddress(arena, index);
    }

    /** Sends one packet; on the sender's thread. */
    void send(int packet) {
      MemorySegment.copy(
          frame.numbered(packet), 0, segment, ValueLayout.JAVA_BYTE, 0, frame.length());
      Libc.send(socket, segment, linkAddress);
    }
  }

  private LabPlan.End end(Flow.Hop hop) {
    return lab.plan()
        .end(hop.node(), hop.device())
        .orElseThrow(() -> new LabException("no such link end: " + hop));
  }

  private Sender senderOf(String node) {
    return senders.computeIfAbsent(
        node,
        n -> {
          NamespaceThread thread = NamespaceThread.enter(lab.namespace(n));
          return new Sender(thread, thread.call(Libc::openFrameSocket));
        });
  }

  NamespaceThread sender(String node) {
    return senderOf(node).thread();
  }

  Stream open(Flow flow, Tally tally, Arena arena) {
    String destination =
        lab.plan()
            .owner(flow.destination())
            .orElseThrow(() -> new LabException("nobody has the address " + flow.destination()));
    Listener listener =
        listeners.computeIfAbsent(destination, n -> new Listener(lab.namespace(n), this::arrived));
    int number = nextFlow.incrementAndGet();
    tallies.put(number, tally);
    return new Stream(flow, number, listener.port(), arena);
  }

  private void arrived(int flowNumber, int packet) {
    Tally tally = tallies.get(flowNumber);
    if (tally != null) {
      tally.arrived(packet);
    }
  }

  /**
   * Sends {@code count} packets of each flow and returns how many of each arrived, in the order
   * given. Throws {@link LabException} when a sentinel does not come through: then the path itself
   * is broken, and nothing can be said about filters.
   */
  public Map<Flow, Integer> send(List<Flow> flows, int count) {
    Map<Flow, Integer> result = new LinkedHashMap<>();
    flows.forEach(f -> result.put(f, 0));
    // Flows that take the same way share their sentinels.
    Map<Flow, List<Flow>> ways = new LinkedHashMap<>();
    for (Flow flow : result.keySet()) {
      Flow way =
          new Flow(flow.node(), flow.device(), flow.destination(), flow.destination(), flow.via());
      ways.computeIfAbsent(way, w -> new ArrayList<>()).add(flow);
    }
    ways.values().forEach(some -> sendOneWay(some, count, result));
    return result;
  }

  private void sendOneWay(List<Flow> flows, int count, Map<Flow, Integer> result) {
    List<Stream> streams = new ArrayList<>();
    List<Tally> sent = new ArrayList<>();
    settle(flows.getFirst());
    try (Arena arena = Arena.ofShared()) {
      for (Flow flow : flows) {
        Tally tally = new Tally(count);
        sent.add(tally);
        streams.add(open(flow, tally, arena));
      }
      sender(flows.getFirst().node())
          .call(
              () -> {
                for (int i = 0; i < count; i++) {
                  for (Stream stream : streams) {
                    stream.send(i);
                  }
                }
                return null;
              });
      settle(flows.getFirst());
    } finally {
      streams.forEach(s -> tallies.remove(s.number));
    }
    for (int i = 0; i < flows.size(); i++) {
      result.put(flows.get(i), sent.get(i).count());
    }
  }

  /**
   * Returns when everything sent on the flow so far has arrived or been dropped. A sentinel is from
   * the subnet of the link it is sent on, so it cannot be sent at the start of a longer way: the
   * router that filters would not know it. It goes link by link: one to the end of each link, and
   * the last, on the filtered link itself, to the destination.
   */
  void settle(Flow flow) {
    List<Flow.Hop> hops = new ArrayList<>();
    hops.add(new Flow.Hop(flow.node(), flow.device()));
    hops.addAll(flow.via());
    for (int i = 0; i < hops.size(); i++) {
      LabPlan.End end = end(hops.get(i));
      IpAddress to =
          i == hops.size() - 1
              ? flow.destination()
              : address(lab.plan().opposite(end), flow.family());
      sentinel(new Flow(end.node(), end.device(), address(end, flow.family()), to));
    }
  }

  private void sentinel(Flow sentinel) {
    Tally tally = new Tally(1);
    AtomicInteger sent = new AtomicInteger();
    try (Arena arena = Arena.ofShared()) {
      Stream stream = open(sentinel, tally, arena);
      try {
        Await.until(
            SENTINEL_BOUND,
            () -> "a packet of the link's own subnet arriving: " + sentinel + ", sent " + sent,
            () -> {
              if (tally.count() == 0) {
                sent.incrementAndGet();
                sender(sentinel.node())
                    .call(
                        () -> {
                          stream.send(0);
                          return null;
                        });
              }
              return tally.count() > 0;
            });
      } finally {
        tallies.remove(stream.number);
      }
    }
  }

  private static IpAddress address(LabPlan.End end, AddressFamily family) {
    return end.addresses().stream()
        .map(LabPlan.InterfaceAddress::address)
        .filter(a -> a.family() == family)
        .findFirst()
        .orElseThrow(() -> new LabException("no " + family + " address at " + end));
  }

  void forget(int flowNumber) {
    tallies.remove(flowNumber);
  }

  @Override
  public void close() {
    listeners.values().forEach(Listener::close);
    for (Sender sender : senders.values()) {
      Libc.close(sender.socket());
      sender.thread().close();
    }
  }
}
