package savd.cetp.tun;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import savd.cetp.fsm.EdgeAction;
import savd.cetp.fsm.Host;
import savd.cetp.fsm.Path;
import savd.cetp.fsm.SlotTimes;
import savd.cetp.message.Octets;
import savd.cetp.message.Payload;
import savd.cetp.packet.Checksum;
import savd.cetp.packet.Ip;
import savd.cetp.packet.Translation;
import savd.cetp.wire.Finding;

/**
 * The data plane of an edge. {@link #perform}, {@link #send} and the other writing methods are for
 * one thread, that of the control plane.
 */
public final class Plane implements AutoCloseable {
  private static final int CONTROL_TTL = 64;
  private static final int IPV4_FRAME = 0x0800;
  private static final int ADMINISTRATIVELY_PROHIBITED = 13;

  private final TunDevice tun;
  private final List<Port> ports;
  private final Realm realm;
  private final int slots;
  private final Ways ways;
  private final int mtu;
  private final SlotTimes times;
  private final ControlSink control;
  private final FlowTable flows;
  private final Arena arena = Arena.ofShared();
  private final Tally tally = new Tally();
  private final DatagramSender sender = new DatagramSender(arena, tally);
  private final MemorySegment outSegment = arena.allocate(1 << 16, 8);
  private final MemorySegment inSegment = arena.allocate(1 << 16, 8);
  private final ByteBuffer inBuffer = inSegment.asByteBuffer();
  private final PacketWriter writer;
  private final Outward outward;
  private final Inward inward;
  private final Thread outwardThread;
  private final Thread inwardThread;
  private final Allowance refusals = new Allowance(16, 1_000_000, System.nanoTime());
  private volatile boolean running = true;

  /**
   * @param ports one for each of our RLOCs; closed with this
   * @param mtu of the TUN device
   */
  public Plane(
      TunDevice tun,
      List<Port> ports,
      Realm realm,
      int slots,
      int mtu,
      SlotTimes times,
      ControlSink control) {
    this.tun = tun;
    this.ports = List.copyOf(ports);
    this.realm = realm;
    ways = new Ways();
    this.slots = slots;
    this.mtu = mtu;
    this.times = times;
    this.control = control;
    flows = new FlowTable(slots);
    writer = new PacketWriter(tun, arena, tally, inSegment);
    outward = new Outward(this);
    inward = new Inward(this);
    outwardThread = thread("cetp-outward", outward::turn, outward::forget);
    inwardThread = thread("cetp-inward", inward::turn, inward::forget);
  }

  private Thread thread(String name, Turns.Turn turn, Runnable forget) {
    return Thread.ofPlatform()
        .name(name)
        .unstarted(new Turns(this::isRunning, turn, forget, control));
  }

  public void start() {
    outwardThread.start();
    inwardThread.start();
  }

  boolean isRunning() {
    return running;
  }

  TunDevice tun() {
    return tun;
  }

  List<Port> ports() {
    return ports;
  }

  Realm realm() {
    return realm;
  }

  int slots() {
    return slots;
  }

  SlotTimes times() {
    return times;
  }

  ControlSink control() {
    return control;
  }

  FlowTable flows() {
    return flows;
  }

  /** The largest IP packet of the TUN device. */
  int mtu() {
    return mtu;
  }

  private Port port(Path path) {
    for (Port p : ports) {
      if (p.carries(path)) {
        return p;
      }
    }
    return null;
  }

  public void install(EdgeAction.Install i) {
    Port port = port(i.target().path());
    if (port != null) {
      flows.put(new Flow(i, realm, port, ways));
    }
  }

  public void remove(EdgeAction.Remove r) {
    flows.remove(r.slot(), r.local().sessionBits());
  }

  /** Sends a message of the control plane. */
  public void send(Path path, byte[] message) {
    Port port = port(path);
    if (port == null) {
      return;
    }
    MemorySegment.copy(message, 0, outSegment, ValueLayout.JAVA_BYTE, 0, message.length);
    sender.begin(port, ways.target(port, path), null, CONTROL_TTL, 0, message.length);
    sender.part(outSegment.address(), message.length);
    sender.flush();
  }

  /** Gives a host a packet that came in over the control plane. */
  public void toHost(int slot, Host host, Payload payload) {
    switch (payload) {
      case Payload.CompressedIpv4 p ->
          host.ipv4().ifPresent(a -> ipv4(realm.proxy4(slot), a.bits(), p.protocol(), p.content()));
      case Payload.CompressedIpv6 p -> host.ipv6().ifPresent(a -> ipv6(slot, a, p));
      case Payload.Frame p when p.etherType() == IPV4_FRAME ->
          host.ipv4().ifPresent(a -> frame(realm.proxy4(slot), a.bits(), p.content()));
      case Payload.None _, Payload.Frame _ -> {}
    }
  }

  /** An IPv4 packet with its header, whose addresses are zero. */
  private void frame(int source, int destination, Octets content) {
    int length = content.length();
    inBuffer.put(0, content.toArray());
    int header = (inBuffer.get(0) & 0xF) * 4;
    int hops = (inBuffer.get(8) & 0xFF) - 1;
    if (hops <= 0) {
      tally.expired++;
      return;
    }
    inBuffer.put(8, (byte) hops);
    inBuffer.putInt(12, source);
    inBuffer.putInt(16, destination);
    inBuffer.putShort(10, (short) 0);
    inBuffer.putShort(10, (short) Checksum.of(Checksum.add(0, inBuffer, 0, header)));
    if ((inBuffer.getShort(6) & 0x1FFF) == 0) {
      long sum = Checksum.ofAddress(source) + Checksum.ofAddress(destination);
      int protocol = inBuffer.get(9) & 0xFF;
      Ip.change(inBuffer, header, length - header, protocol, Checksum.fold(sum));
      boolean whole = Ip.isWhole(inBuffer, 0) && length - header >= 8;
      if (whole && protocol == Ip.ICMP && Translation.isError(inBuffer.get(header) & 0xFF)) {
        Translation.inner(inBuffer, header, length - header, destination, source);
      }
    }
    writer.whole(0, length);
  }

  private void ipv4(int source, int destination, int protocol, Octets content) {
    int length = content.length();
    inBuffer.put(Ip.IPV4_HEADER, content.toArray());
    long sum = Checksum.ofAddress(source) + Checksum.ofAddress(destination);
    Ip.change(inBuffer, Ip.IPV4_HEADER, length, protocol, Checksum.fold(sum));
    if (protocol == Ip.ICMP && length >= 8 && Translation.isError(inBuffer.get(20) & 0xFF)) {
      Translation.inner(inBuffer, Ip.IPV4_HEADER, length, destination, source);
    }
    Ip.writeIpv4(
        inBuffer, 0, 0, Ip.IPV4_HEADER + length, CONTROL_TTL - 1, protocol, source, destination);
    writer.whole(0, Ip.IPV4_HEADER + length);
  }

  private void ipv6(int slot, savd.net.Ipv6Address host, Payload.CompressedIpv6 p) {
    int length = p.content().length();
    inBuffer.put(Ip.IPV6_HEADER, p.content().toArray());
    Ip.writeIpv6(inBuffer, 0, p.flow(), length, CONTROL_TTL - 1, p.protocol());
    inBuffer.putLong(8, realm.proxy6High());
    inBuffer.putLong(16, realm.proxy6Low(slot));
    inBuffer.putLong(24, host.high());
    inBuffer.putLong(32, host.low());
    long sum = Checksum.add(0, inBuffer, 8, 32);
    Ip.change(inBuffer, Ip.IPV6_HEADER, length, p.protocol(), Checksum.fold(sum));
    writer.whole(0, Ip.IPV6_HEADER + length);
  }

  /**
   * Tells a host by ICMP that its packet may not go there (RFC 792, RFC 1812; RFC 4443): some at
   * once, and one a millisecond.
   */
  public void refuse(int slot, Host host, Payload payload) {
    if (!refusals.take(System.nanoTime())) {
      return;
    }
    switch (payload) {
      case Payload.CompressedIpv4 p when host.ipv4().isPresent() -> {
        int address = host.ipv4().get().bits();
        int quoted = Math.min(8, p.content().length());
        ByteBuffer icmp = ByteBuffer.allocate(8 + Ip.IPV4_HEADER + quoted);
        icmp.put(0, (byte) 3).put(1, (byte) ADMINISTRATIVELY_PROHIBITED);
        int total = Ip.IPV4_HEADER + p.content().length();
        Ip.writeIpv4(icmp, 8, 0, total, 1, p.protocol(), address, realm.proxy4(slot));
        icmp.put(28, p.content().toArray(), 0, quoted);
        icmp.putShort(2, (short) Checksum.of(Checksum.add(0, icmp, 0, icmp.capacity())));
        ipv4Plain(realm.proxy4(slot), address, icmp.array());
      }
      case Payload.CompressedIpv6 p when host.ipv6().isPresent() -> refuse6(slot, host, p);
      case Payload.CompressedIpv4 _, Payload.CompressedIpv6 _, Payload.None _, Payload.Frame _ -> {}
    }
  }

  private void ipv4Plain(int source, int destination, byte[] icmp) {
    inBuffer.put(Ip.IPV4_HEADER, icmp);
    int total = Ip.IPV4_HEADER + icmp.length;
    Ip.writeIpv4(inBuffer, 0, 0, total, CONTROL_TTL, Ip.ICMP, source, destination);
    writer.whole(0, total);
  }

  private void refuse6(int slot, Host host, Payload.CompressedIpv6 p) {
    int quoted = Math.min(64, p.content().length());
    ByteBuffer icmp = ByteBuffer.allocate(8 + Ip.IPV6_HEADER + quoted);
    icmp.put(0, (byte) 1).put(1, (byte) 1);
    Ip.writeIpv6(icmp, 8, p.flow(), p.content().length(), 1, p.protocol());
    icmp.putLong(16, host.ipv6().get().high());
    icmp.putLong(24, host.ipv6().get().low());
    icmp.putLong(32, realm.proxy6High());
    icmp.putLong(40, realm.proxy6Low(slot));
    icmp.put(48, p.content().toArray(), 0, quoted);
    long sum = Checksum.add(Ip.ICMPV6 + icmp.capacity(), icmp, 0, icmp.capacity());
    icmp.putShort(2, (short) Checksum.of(sum));
    ipv6(slot, host.ipv6().get(), new Payload.CompressedIpv6(58, 0, Octets.of(icmp.array())));
  }

  /** What was counted, by name; a little late at worst. */
  public Map<String, Long> counters() {
    Map<String, Long> all = new LinkedHashMap<>();
    add(all, "outward", outward.tally());
    add(all, "inward", inward.tally());
    all.put("inward false-cookies", inward.tally().falseCookies);
    add(all, "control", tally);
    for (Finding f : Finding.values()) {
      long count = inward.tally().findings[f.ordinal()];
      if (count > 0) {
        all.put("malformed " + f.name().toLowerCase(java.util.Locale.ROOT), count);
      }
    }
    all.put("flows", (long) flows.size());
    return all;
  }

  private static void add(Map<String, Long> all, String who, Tally t) {
    all.put(who + " packets", t.packets);
    all.put(who + " octets", t.octets);
    all.put(who + " calls", t.calls);
    all.put(who + " batched", t.batched);
    all.put(who + " no-flow", t.noFlow);
    all.put(who + " wrong-rloc", t.wrongRloc);
    all.put(who + " spoofed-host", t.spoofedHost);
    all.put(who + " control-full", t.controlFull);
    all.put(who + " failed", t.sendFailed);
    all.put(who + " expired", t.expired);
    all.put(who + " too-big", t.tooBig);
    all.put(who + " congested", t.congested);
  }

  @Override
  public void close() {
    running = false;
    try {
      for (Thread t : List.of(outwardThread, inwardThread)) {
        if (t.isAlive()) {
          t.join();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    outward.close();
    inward.close();
    arena.close();
    ports.forEach(Port::close);
    tun.close();
  }
}
