package savd.cetp.fsm;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import savd.cetp.message.Identity;
import savd.cetp.message.Locator;
import savd.cetp.message.Message;
import savd.cetp.message.Octets;
import savd.cetp.message.Payload;
import savd.cetp.message.Rloc;
import savd.cetp.message.Value;
import savd.cetp.policy.Policy;
import savd.cetp.wire.Carriage;
import savd.cetp.wire.Decoded;
import savd.cetp.wire.MessageDecoder;
import savd.cetp.wire.MessageEncoder;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Ipv4Address;

/**
 * Two edges and the network between them, on a clock that a test moves. Messages go as octets. West
 * has 192.0.2.1 and 203.0.113.1, east 198.51.100.1 and 203.0.113.129; the second ones are the
 * second path.
 */
final class TwoEdges {
  static final long MILLI = 1_000_000L;
  static final long SECOND = 1000 * MILLI;
  static final long LATENCY = 10 * MILLI;

  /** An edge with what it was told to do. */
  final class Edge {
    final String name;
    final List<IpAddress> locals;
    EdgeMachine machine;
    private final Function<RlocSigner, EdgeMachine> maker;
    final SlotPool slots = new SlotPool(64, 0, now);
    final SlotTimes times = new SlotTimes(64);
    final Map<EdgeEvent, Integer> counts = new EnumMap<>(EdgeEvent.class);
    final Map<Integer, EdgeAction.Install> installed = new HashMap<>();
    final List<Payload> toHost = new ArrayList<>();
    final List<EdgeAction.Refuse> refused = new ArrayList<>();
    final List<String> names = new ArrayList<>();
    final List<Message> sent = new ArrayList<>();
    final List<Path> sentOver = new ArrayList<>();
    long sentOctets;
    long receivedOctets;
    Predicate<String> dns = n -> true;
    boolean dnsIsSilent;
    Predicate<Identity> authority = i -> true;
    final List<Value.Endpoint> authorities = new ArrayList<>();

    /** Where everything comes in, and what is said of source addresses there. */
    Optional<IngressInterface> ingress = Optional.empty();

    Function<IpAddress, SourceVerdict> rules = a -> SourceVerdict.PERMITTED;
    final Map<String, Integer> evidence = new HashMap<>();

    Edge(String name, List<Host> hosts, List<String> addresses, long seed, EdgeSettings base) {
      this.name = name;
      locals = addresses.stream().map(IpAddress::parse).toList();
      Random random = new Random(seed);
      maker =
          signer ->
              new EdgeMachine(
                  base.withRlocs(rlocs(addresses, 1)),
                  hosts,
                  new Routes(),
                  slots,
                  times,
                  random,
                  signer);
      with(RlocSigner.none());
    }

    /** The routing table: the second path's network is its own. */
    private final class Routes implements LocalChoice {
      @Override
      public List<IpAddress> towards(Locator remote) {
        return remote.toString().startsWith("203.")
            ? List.of(locals.get(1), locals.get(0))
            : locals;
      }

      @Override
      public int mtu(Path path) {
        return deviceMtu;
      }
    }

    /** Begins anew with keys. */
    void with(RlocSigner signer) {
      machine = maker.apply(signer);
    }

    /** Is killed, and begins anew: nothing is left. */
    void restart() {
      with(RlocSigner.none());
      installed.clear();
    }

    void on(EdgeInput input) {
      perform(machine.on(input, now));
    }

    private void perform(List<EdgeAction> actions) {
      for (EdgeAction action : actions) {
        switch (action) {
          case EdgeAction.Send s -> {
            byte[] octets = MessageEncoder.encode(s.message());
            sent.add(s.message());
            sentOver.add(s.path());
            sentOctets += octets.length;
            transmit(s.path(), octets);
          }
          case EdgeAction.Install i -> installed.put(i.slot(), i);
          case EdgeAction.Remove r -> installed.remove(r.slot());
          case EdgeAction.ToHost t -> toHost.add(t.payload());
          case EdgeAction.Release _ -> {}
          case EdgeAction.Refuse r -> refused.add(r);
          case EdgeAction.CheckName c ->
              later.add(
                  new Event(
                      now + checkNanos,
                      order++,
                      () -> on(new EdgeInput.Checked(c.ticket(), look(c.name())))));
          case EdgeAction.CheckIdentity c -> {
            c.authority().ifPresent(authorities::add);
            later.add(
                new Event(
                    now + checkNanos,
                    order++,
                    () ->
                        on(
                            new EdgeInput.Checked(
                                c.ticket(), outcome(authority.test(c.identity()))))));
          }
          case EdgeAction.CheckSource _ when deaf -> {}
          case EdgeAction.CheckSource c ->
              later.add(
                  new Event(
                      now + checkNanos,
                      order++,
                      () ->
                          on(
                              new EdgeInput.SourceChecked(
                                  c.address(), c.ingress(), rules.apply(c.address())))));
          case EdgeAction.Named n -> names.add(n.name());
          case EdgeAction.Count c -> {
            counts.merge(c.event(), 1, Integer::sum);
            c.ingress().ifPresent(i -> evidence.merge(i + " " + c.event(), 1, Integer::sum));
          }
        }
      }
    }

    private CheckOutcome look(String name) {
      return dnsIsSilent ? CheckOutcome.UNANSWERED : outcome(dns.test(name));
    }

    private static CheckOutcome outcome(boolean good) {
      return good ? CheckOutcome.GOOD : CheckOutcome.BAD;
    }

    int count(EdgeEvent event) {
      return counts.getOrDefault(event, 0);
    }

    /** A datagram comes in, from anywhere. */
    void receive(Path path, byte[] octets) {
      receivedOctets += octets.length;
      switch (new MessageDecoder()
          .decode(ByteBuffer.wrap(octets), 0, octets.length, Carriage.DATAGRAM)) {
        case Decoded.Malformed m -> throw new AssertionError(m.toString());
        case Decoded.Read r -> {
          dataPlane(path, r.message());
          on(
              new EdgeInput.Received(
                  path,
                  r.message(),
                  r.unknown(),
                  r.unknownType(),
                  octets.length,
                  Octets.of(octets).slice(0, Math.min(64, octets.length)),
                  ingress));
        }
      }
    }

    /** What the data plane would note. */
    private void dataPlane(Path path, Message m) {
      if (!m.elements().isEmpty()) {
        return;
      }
      for (EdgeAction.Install i : installed.values()) {
        if (i.local().equals(m.destination()) && i.peer().equals(m.source())) {
          times.received(i.slot(), now);
          i.accepted().stream()
              .filter(h -> h.path().equals(path))
              .forEach(h -> h.receivedNanos = now);
        }
      }
    }

    /** The host sends a packet into a slot, through the data plane if that knows the slot. */
    void send(int slot, Host host, int mark) {
      Payload payload = packet(mark);
      EdgeAction.Install i = installed.get(slot);
      if (i == null) {
        on(new EdgeInput.FromHost(slot, host, payload));
        return;
      }
      i.target().sentNanos = now;
      times.sent(slot, now);
      byte[] octets = MessageEncoder.encode(new Message(i.local(), i.peer(), List.of(), payload));
      transmit(i.target().path(), octets);
    }

    EdgeAction.Install only() {
      if (installed.size() != 1) {
        throw new AssertionError(name + " has " + installed.size() + " sessions in the data plane");
      }
      return installed.values().iterator().next();
    }

    boolean got(int mark) {
      return toHost.contains(packet(mark));
    }
  }

  private record Event(long at, long order, Runnable what) {}

  static final Policy LAX = Policy.lax("lax");

  final Edge west;
  final Edge east;
  long now = 1000 * SECOND;
  private long order;
  private final PriorityQueue<Event> later =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
  final Set<IpAddress> cut = new HashSet<>();
  Predicate<Message> lost = m -> false;

  /** One way, between the edges; and what a check of a caller takes. */
  long latency = LATENCY;

  long checkNanos = LATENCY;

  /** What the kernel would send at most; 0 when it cannot tell. */
  int deviceMtu;

  /** Larger packets are lost, and nobody says so. */
  int narrowMtu = Integer.MAX_VALUE;

  /** Questions about source addresses get no answer. */
  boolean deaf;

  final Host alice;
  final Host bob;

  TwoEdges(Policy alicePolicy, Policy bobPolicy) {
    this(
        host("alice.west.example", "0a00000000aa", alicePolicy),
        host("bob.east.example", "0b00000000bb", bobPolicy),
        EdgeSettings.of(List.of()));
  }

  TwoEdges(Host alice, Host bob, EdgeSettings settings) {
    this.alice = alice;
    this.bob = bob;
    west = new Edge("west", List.of(alice), List.of("192.0.2.1", "203.0.113.1"), 1, settings);
    east = new Edge("east", List.of(bob), List.of("198.51.100.1", "203.0.113.129"), 2, settings);
  }

  static Host host(String name, String identity, Policy policy) {
    return new Host(
        name,
        List.of(Identity.parse(identity), Identity.parse("2=f1f2f3f4")),
        Optional.of(Ipv4Address.parse("10.0.0.2")),
        Optional.empty(),
        Optional.empty(),
        policy);
  }

  static List<Rloc> rlocs(List<String> addresses, int firstPreference) {
    List<Rloc> rlocs = new ArrayList<>();
    for (String a : addresses) {
      rlocs.add(
          new Rloc(
              10 * (rlocs.size() + 1), firstPreference, new Locator.Ip(IpAddress.parse(a), 0)));
    }
    return rlocs;
  }

  static Payload packet(int mark) {
    return new Payload.CompressedIpv4(17, Octets.parse("%016x".formatted(mark)));
  }

  private Edge at(IpAddress address) {
    return west.locals.contains(address) ? west : east.locals.contains(address) ? east : null;
  }

  private void transmit(Path path, byte[] octets) {
    Decoded.Read r = (Decoded.Read) MessageDecoder.decode(octets);
    IpAddress to = path.remote().address();
    boolean tooLarge = octets.length + path.outsideOctets() > narrowMtu;
    if (tooLarge || cut.contains(path.local()) || cut.contains(to) || lost.test(r.message())) {
      return;
    }
    Edge receiver = at(to);
    if (receiver != null) {
      Path reverse = new Path(to, new Locator.Ip(path.local(), 0));
      later.add(new Event(now + latency, order++, () -> receiver.receive(reverse, octets)));
    }
  }

  /** Lets time pass, with all that is due in it, in order. */
  void pass(long nanos) {
    long until = now + nanos;
    int steps = 0;
    while (true) {
      if (++steps > 200_000) {
        throw new AssertionError("no end of events");
      }
      long next = later.isEmpty() ? Long.MAX_VALUE : later.peek().at;
      long due = Math.min(west.machine.deadline(), east.machine.deadline());
      if (Math.min(next, due) > until) {
        break;
      }
      now = Math.max(now, Math.min(next, due));
      if (next <= due) {
        later.poll().what.run();
      } else {
        west.on(new EdgeInput.Tick());
        east.on(new EdgeInput.Tick());
      }
    }
    now = until;
  }

  /** Alice has asked the DNS for bob: slot of bob at west. */
  int bindBob() {
    int slot = west.slots.take(now).orElseThrow();
    west.on(new EdgeInput.Bound(slot, alice, bobInDns()));
    return slot;
  }

  Destination bobInDns() {
    return new Destination(
        bob.name(),
        bob.identities().getFirst(),
        rlocs(List.of("198.51.100.1", "203.0.113.129"), 1));
  }

  /** A session from alice to bob, with a packet each way; the slot at west. */
  int open() {
    int slot = bindBob();
    west.send(slot, alice, 1);
    pass(SECOND);
    east.send(east.only().slot(), bob, 2);
    pass(SECOND);
    if (!east.got(1) || !west.got(2)) {
      throw new AssertionError("not open: " + west.counts + " " + east.counts);
    }
    return slot;
  }
}
