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
  private final Map<String, NamespaceThread> senders = new HashMap<>();
  private final Map<String, Listener> listeners = new HashMap<>();
  private final Map<Integer, Tally> tallies = new ConcurrentHashMap<>();
  private final AtomicInteger nextFlow = new AtomicInteger();
  private final Arena arena = Arena.ofShared();

  public PacketProbe(Lab lab) {
    this.lab = lab;
  }

  /** One flow on its way: the frame, where it leaves, and what has arrived of it. */
  final class Stream {
    private final Frame frame;
    private final MemorySegment segment;
    private final MemorySegment linkAddress;
    private final int socket;
    final Flow flow;
    final int number;

    private Stream(Flow flow, int number) {
      this.flow = flow;
      this.number = number;
      LabPlan.End from = end(new Flow.Hop(flow.node(), flow.device()));
      LabPlan.End to = lab.plan().opposite(from);
      frame = new Frame(flow, number, lab.plan().mac(to), lab.plan().mac(from));
      segment = arena.allocate(frame.length());
      NamespaceThread sender = sender(flow.node());
      socket = sender.call(Libc::openFrameSocket);
      int index = sender.call(() -> Libc.interfaceIndex(flow.device()));
      linkAddress = Libc.linkAddress(arena, index);
    }

    /** Sends one packet; on the sender's thread. */
    void send(int packet) {
      MemorySegment.copy(
          frame.numbered(packet), 0, segment, ValueLayout.JAVA_BYTE, 0, frame.length());
      Libc.send(socket, segment, linkAddress);
    }

    void close() {
      Libc.close(socket);
    }
  }

  private LabPlan.End end(Flow.Hop hop) {
    return lab.plan()
        .end(hop.node(), hop.device())
        .orElseThrow(() -> new LabException("no such link end: " + hop));
  }

  NamespaceThread sender(String node) {
    return senders.computeIfAbsent(node, n -> NamespaceThread.enter(lab.namespace(n)));
  }

  Stream open(Flow flow, Tally tally) {
    String destination =
        lab.plan()
            .owner(flow.destination())
            .orElseThrow(() -> new LabException("nobody has the address " + flow.destination()));
    listeners.computeIfAbsent(destination, n -> new Listener(lab.namespace(n), this::arrived));
    int number = nextFlow.incrementAndGet();
    tallies.put(number, tally);
    return new Stream(flow, number);
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
    for (Flow flow : flows) {
      Tally tally = new Tally(count);
      Stream stream = open(flow, tally);
      try {
        settle(flow);
        sender(flow.node())
            .call(
                () -> {
                  for (int i = 0; i < count; i++) {
                    stream.send(i);
                  }
                  return null;
                });
        settle(flow);
      } finally {
        stream.close();
        tallies.remove(stream.number);
      }
      result.merge(flow, tally.count(), Integer::sum);
    }
    return result;
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
    Stream stream = open(sentinel, tally);
    AtomicInteger sent = new AtomicInteger();
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
      stream.close();
      tallies.remove(stream.number);
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
    senders.values().forEach(NamespaceThread::close);
    arena.close();
  }
}
