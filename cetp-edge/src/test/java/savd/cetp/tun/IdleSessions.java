package savd.cetp.tun;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import savd.cetp.fsm.Destination;
import savd.cetp.fsm.EdgeAction;
import savd.cetp.fsm.EdgeInput;
import savd.cetp.fsm.EdgeMachine;
import savd.cetp.fsm.EdgeSettings;
import savd.cetp.fsm.Host;
import savd.cetp.fsm.Path;
import savd.cetp.fsm.SlotPool;
import savd.cetp.fsm.SlotTimes;
import savd.cetp.message.Identity;
import savd.cetp.message.Locator;
import savd.cetp.message.Octets;
import savd.cetp.message.Payload;
import savd.cetp.message.Rloc;
import savd.cetp.policy.Policy;
import savd.cetp.wire.Carriage;
import savd.cetp.wire.Decoded;
import savd.cetp.wire.MessageDecoder;
import savd.cetp.wire.MessageEncoder;
import savd.net.IpAddress;
import savd.net.Ipv4Address;
import savd.net.Prefix;

/**
 * How much heap open sessions take that have gone quiet, control plane and data plane, at the edge
 * that was called: {@code IdleSessions 1000000}, with {@code -Xmx1g}.
 */
public final class IdleSessions {
  private static final int CALLERS = 10_000;
  private static final IpAddress WEST = IpAddress.parse("192.0.2.1");
  private static final IpAddress EAST = IpAddress.parse("198.51.100.1");
  private static final int SECOND = 1_000_000_000;

  private record Datagram(boolean toEast, byte[] octets) {}

  private final Host alice = host("alice.west.example", "0a00000000aa");
  private final Host bob = host("bob.east.example", "0b00000000bb");
  private final EdgeMachine east;
  private final FlowTable flows;
  private final Ways ways = new Ways();
  private final Realm realm =
      Realm.of(Prefix.parse("100.64.0.0/10"), Prefix.parse("fd00:ce7::/104"));
  private final ArrayDeque<Datagram> wire = new ArrayDeque<>();
  private EdgeMachine west;
  private long now = 1000L * SECOND;

  /** Any: nothing is sent by it. */
  private final UdpPort port;

  private IdleSessions(int sessions) throws IOException {
    port = UdpPort.open(IpAddress.parse("127.0.0.1"), 0, false);
    // A quarter of the slots is for the other direction.
    int slots = sessions + sessions / 3 + 1;
    east = machine(bob, EAST, slots, 1);
    flows = new FlowTable(slots);
  }

  private static Host host(String name, String identity) {
    return new Host(
        name,
        List.of(Identity.parse(identity)),
        Optional.of(Ipv4Address.parse("10.0.0.2")),
        Optional.empty(),
        Optional.empty(),
        Policy.lax("lax"));
  }

  private static List<Rloc> rlocs(IpAddress address) {
    return List.of(new Rloc(10, 1, new Locator.Ip(address, 0)));
  }

  /** Numbers that do not hold a million callers from one address back. */
  private static EdgeSettings settings(IpAddress address) {
    EdgeSettings usual = EdgeSettings.of(rlocs(address));
    return new EdgeSettings(
        usual.rlocs(),
        usual.probes(),
        usual.pathProbeNanos(),
        usual.pathProbes(),
        usual.deadPathProbeNanos(),
        Integer.MAX_VALUE,
        Integer.MAX_VALUE,
        usual.unexpectedBeforeReport(),
        Integer.MAX_VALUE,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE,
        false);
  }

  private static EdgeMachine machine(Host host, IpAddress local, int slots, long seed) {
    return new EdgeMachine(
        settings(local),
        List.of(host),
        remote -> List.of(local),
        new SlotPool(slots, 0, SECOND),
        new SlotTimes(slots),
        new Random(seed));
  }

  private void perform(boolean atEast, List<EdgeAction> actions) {
    for (EdgeAction action : actions) {
      if (action instanceof EdgeAction.Send s) {
        wire.add(new Datagram(!atEast, MessageEncoder.encode(s.message())));
      } else if (action instanceof EdgeAction.Install i && atEast) {
        flows.put(new Flow(i, realm, port, ways));
      }
    }
  }

  private void carry() {
    while (!wire.isEmpty()) {
      Datagram d = wire.poll();
      Path path =
          d.toEast
              ? new Path(EAST, new Locator.Ip(IpAddress.parse("192.0.2.1"), 0))
              : new Path(WEST, new Locator.Ip(IpAddress.parse("198.51.100.1"), 0));
      Decoded.Read r =
          (Decoded.Read)
              new MessageDecoder()
                  .decode(ByteBuffer.wrap(d.octets), 0, d.octets.length, Carriage.DATAGRAM);
      EdgeMachine to = d.toEast ? east : west;
      perform(
          d.toEast,
          to.on(
              new EdgeInput.Received(
                  path,
                  r.message(),
                  r.unknown(),
                  r.unknownType(),
                  d.octets.length,
                  Octets.of(d.octets),
                  Optional.empty()),
              now));
    }
  }

  /** Sets up so many sessions, from edge after edge of the same address; only bob's keeps them. */
  private void callers(int count, int seed) {
    SlotPool slots = new SlotPool(count, 0, now);
    west =
        new EdgeMachine(
            settings(WEST),
            List.of(alice),
            remote -> List.of(WEST),
            slots,
            new SlotTimes(count),
            new Random(seed));
    Destination bobInDns = new Destination(bob.name(), bob.identities().getFirst(), rlocs(EAST));
    Payload packet = new Payload.CompressedIpv4(17, Octets.parse("0102030405060708"));
    for (int i = 0; i < count; i++) {
      int slot = slots.take(now).orElseThrow();
      perform(false, west.on(new EdgeInput.Bound(slot, alice, bobInDns), now));
      perform(false, west.on(new EdgeInput.FromHost(slot, alice, packet), now));
      carry();
      // The east edge's acknowledgements and what it wants acknowledged.
      now += SECOND / 50_000;
      perform(false, west.on(new EdgeInput.Tick(), now));
      carry();
    }
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime r = Runtime.getRuntime();
    return r.totalMemory() - r.freeMemory();
  }

  public static void main(String[] args) throws IOException {
    int sessions = Integer.parseInt(args[0]);
    long empty = used();
    IdleSessions idle = new IdleSessions(sessions);
    for (int done = 0; done < sessions; done += CALLERS) {
      idle.callers(Math.min(CALLERS, sessions - done), done + 2);
    }
    idle.west = null;
    long octets = used() - empty;
    System.out.printf(
        "%d sessions, %d flows: %d MB, %d octets each; heap at most %d MB%n",
        idle.east.size(),
        idle.flows.size(),
        octets >> 20,
        octets / sessions,
        Runtime.getRuntime().maxMemory() >> 20);
    if (idle.east.size() != sessions || idle.flows.size() != sessions) {
      throw new AssertionError("not all are there");
    }
  }
}
