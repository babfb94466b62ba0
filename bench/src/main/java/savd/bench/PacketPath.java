package savd.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import savd.fib.Outcome;
import savd.fib.netlink.NetworkNamespace;
import savd.fib.nft.NftDataplane;
import savd.fib.plan.Sharding;
import savd.fib.plan.TableSettings;
import savd.net.AddressRanges;

/**
 * What the rules cost a packet. One thread sends 60-byte frames through a router namespace to a
 * sink that drops them at once; all the work of the kernel is done on that thread's account, so
 * processor time per packet is the cost, and it does not depend on what else the machine does.
 *
 * <p>{@code PacketPath PREFIXES LISTS [ROUNDS [PACKETS]]}, as root; makes and deletes the
 * namespaces fib-ps, fib-pr and fib-pk. With a fifth argument it compares ways to find the set for
 * a source instead: one set, an interval map, an exact map on the source's first 12 bits.
 */
public final class PacketPath {
  private static final int FRAMES = 1 << 16;
  private static final int FRAME_BYTES = 64;
  private static final int BATCH = 64;
  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW = 3;
  private static final int SOL_PACKET = 263;
  private static final int PACKET_QDISC_BYPASS = 20;
  private static final List<String> NAMESPACES = List.of("fib-ps", "fib-pr", "fib-pk");

  private final Linker linker = Linker.nativeLinker();
  private final MethodHandle socket = handle("socket", JAVA_INT, JAVA_INT, JAVA_INT);
  private final MethodHandle bind = handle("bind", JAVA_INT, ADDRESS, JAVA_INT);
  private final MethodHandle setsockopt =
      handle("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private final MethodHandle sendmmsg = handle("sendmmsg", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private final Arena arena = Arena.ofShared();
  private final MemorySegment frames = arena.allocate((long) FRAMES * FRAME_BYTES, 64);
  private final MemorySegment vectors = arena.allocate((long) FRAMES * 16, 8);
  private final MemorySegment messages = arena.allocate((long) FRAMES * 64, 8);
  private final int packets;
  private int descriptor;

  private PacketPath(int packets) {
    this.packets = packets;
  }

  private MethodHandle handle(String name, MemoryLayout... arguments) {
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments));
  }

  public static void main(String[] args) throws Exception {
    int prefixes = Integer.parseInt(args[0]);
    int lists = Integer.parseInt(args[1]);
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
    PacketPath path = new PacketPath(args.length > 3 ? Integer.parseInt(args[3]) : 2_000_000);
    SyntheticLists synthetic = new SyntheticLists(prefixes, lists, 42);
    path.buildLab();
    try {
      if (args.length > 4) {
        path.compareCandidates(synthetic, rounds);
      } else {
        path.run(synthetic, rounds);
      }
    } finally {
      NAMESPACES.forEach(ns -> tryExec("ip", "netns", "delete", ns));
    }
  }

  private void run(SyntheticLists synthetic, int rounds) throws Exception {
    double[] none = new double[rounds];
    double[] honest = new double[rounds];
    double[] spoofed = new double[rounds];
    AddressRanges listed = synthetic.ranges(0);
    for (int i = 0; i < rounds; i++) {
      fill(listed, true);
      none[i] = send("no rules", packets);
      try (NftDataplane dataplane =
          NetworkNamespace.named("fib-pr")
              .call(() -> NftDataplane.open(TableSettings.standard(), Sharding.standard()))) {
        if (!(dataplane.commit(synthetic.load(100)) instanceof Outcome.Committed)) {
          throw new IllegalStateException("not loaded");
        }
        honest[i] = send("honest", packets);
        fill(listed, false);
        spoofed[i] = send("spoofed", 0);
      }
      exec("ip", "netns", "exec", "fib-pr", "nft", "delete", "table", "inet", "savd");
    }
    double base = median(none);
    System.out.printf(
        "nanoseconds of processor a packet: no rules %.0f, honest %.0f, spoofed %.0f; rate against"
            + " no rules: honest %.2f, spoofed %.2f%n",
        base, median(honest), median(spoofed), base / median(honest), base / median(spoofed));
  }

  private void compareCandidates(SyntheticLists synthetic, int rounds) throws Exception {
    AddressRanges listed = synthetic.ranges(0);
    for (String candidate : List.of("one set", "interval map", "exact map")) {
      double[] honest = new double[rounds];
      double[] spoofed = new double[rounds];
      DispatchCandidates.load("fib-pr", candidate, listed);
      for (int i = 0; i < rounds; i++) {
        fill(listed, true);
        honest[i] = send(candidate + ", honest", packets);
        fill(listed, false);
        spoofed[i] = send(candidate + ", spoofed", 0);
      }
      exec("ip", "netns", "exec", "fib-pr", "nft", "delete", "table", "inet", "candidate");
      System.out.printf(
          "%s: nanoseconds of processor a packet: honest %.0f, spoofed %.0f (best %.0f, %.0f)%n",
          candidate, median(honest), median(spoofed), best(honest), best(spoofed));
    }
  }

  private static double best(double[] values) {
    return Arrays.stream(values).min().orElseThrow();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private void buildLab() throws Exception {
    for (String ns : NAMESPACES) {
      tryExec("ip", "netns", "delete", ns);
      exec("ip", "netns", "add", ns);
    }
    wire("fib-ps", "s0", "fib-pr", "b0");
    wire("fib-pr", "o0", "fib-pk", "k0");
    exec("ip", "-n", "fib-pr", "address", "add", "192.0.2.1/24", "dev", "b0");
    exec("ip", "-n", "fib-pr", "address", "add", "198.51.100.1/24", "dev", "o0");
    exec(
        "ip",
        "-n",
        "fib-pr",
        "neighbor",
        "add",
        "198.51.100.2",
        "lladdr",
        "02:00:00:00:00:09",
        "dev",
        "o0",
        "nud",
        "permanent");
    exec("ip", "-n", "fib-pr", "link", "set", "b0", "address", "02:00:00:00:00:01");
    for (String option :
        List.of("ipv4.ip_forward=1", "ipv4.conf.all.rp_filter=0", "ipv4.conf.b0.rp_filter=0")) {
      exec("ip", "netns", "exec", "fib-pr", "sysctl", "-qw", "net." + option);
    }
    exec(
        "ip",
        "netns",
        "exec",
        "fib-pk",
        "nft",
        "add table netdev sink; add chain netdev sink in "
            + "{ type filter hook ingress device k0 priority 0; policy drop; }");
    // Links and neighbours settle before the first round, and no test hangs on how long that takes.
    Thread.sleep(500);
    NetworkNamespace.named("fib-ps").call(this::openSocket);
  }

  private static void wire(String a, String aName, String b, String bName) throws Exception {
    exec("ip", "-n", a, "link", "add", aName, "type", "veth", "peer", "name", bName, "netns", b);
    exec("ip", "-n", a, "link", "set", aName, "up");
    exec("ip", "-n", b, "link", "set", bName, "up");
  }

  private int openSocket() {
    try (Arena local = Arena.ofConfined()) {
      descriptor = (int) socket.invokeExact(AF_PACKET, SOCK_RAW, 0);
      int index =
          Integer.parseInt(
              exec("ip", "netns", "exec", "fib-ps", "cat", "/sys/class/net/s0/ifindex").strip());
      MemorySegment address = local.allocate(20, 4);
      address.set(JAVA_SHORT, 0, (short) AF_PACKET);
      address.set(JAVA_INT, 4, index);
      int bound = (int) bind.invokeExact(descriptor, address, 20);
      MemorySegment one = local.allocateFrom(JAVA_INT, 1);
      int set = (int) setsockopt.invokeExact(descriptor, SOL_PACKET, PACKET_QDISC_BYPASS, one, 4);
      if (descriptor < 0 || bound < 0 || set < 0) {
        throw new IOException("AF_PACKET socket");
      }
      return descriptor;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  /** Makes the frames: random sources on the list, or random ones that are not. */
  private void fill(AddressRanges listed, boolean honest) {
    Random random = new Random(7);
    byte[] ethernet = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0};
    ValueLayout.OfInt bigEndian = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    for (int i = 0; i < FRAMES; i++) {
      MemorySegment frame = frames.asSlice((long) i * FRAME_BYTES, FRAME_BYTES);
      frame.fill((byte) 0);
      MemorySegment.copy(ethernet, 0, frame, JAVA_BYTE, 0, ethernet.length);
      // SyntheticLists takes every second /24 at most: the one behind a listed one is not listed.
      long source = listed.firstLow(random.nextInt(listed.size())) + random.nextInt(256);
      frame.set(bigEndian, 14, 0x4500002E);
      frame.set(bigEndian, 22, 0x40110000);
      frame.set(bigEndian, 26, (int) (honest ? source : source + 256));
      frame.set(bigEndian, 30, 0xC6336402);
      checksum(frame);
      vectors.set(JAVA_LONG, (long) i * 16, frame.address());
      vectors.set(JAVA_LONG, (long) i * 16 + 8, 60);
      messages.set(JAVA_LONG, (long) i * 64 + 16, vectors.address() + (long) i * 16);
      messages.set(JAVA_LONG, (long) i * 64 + 24, 1);
    }
  }

  private static void checksum(MemorySegment frame) {
    ValueLayout.OfShort bigEndian =
        ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    int sum = 0;
    for (int i = 0; i < 20; i += 2) {
      sum += frame.get(bigEndian, 14 + i) & 0xFFFF;
    }
    sum = (sum & 0xFFFF) + (sum >>> 16);
    sum = (sum & 0xFFFF) + (sum >>> 16);
    frame.set(bigEndian, 24, (short) ~sum);
  }

  /** Sends all packets; returns nanoseconds of processor time a packet. */
  private double send(String what, long expected) throws Exception {
    sendAll(packets / 10);
    long before = forwarded();
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    sendAll(packets);
    double each =
        (double) (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / packets;
    long passed = forwarded() - before;
    System.out.printf("%s: %.0f ns a packet, %d forwarded%n", what, each, passed);
    if (Math.abs(passed - expected) > expected / 100) {
      throw new IllegalStateException(what + ": " + passed + " forwarded, not " + expected);
    }
    return each;
  }

  private void sendAll(int count) {
    try {
      for (int sent = 0; sent < count; ) {
        long at = sent & (FRAMES - 1);
        MemorySegment batch = messages.asSlice(at * 64, (long) BATCH * 64);
        int n = (int) sendmmsg.invokeExact(descriptor, batch, BATCH, 0);
        if (n != BATCH) {
          throw new IllegalStateException("sendmmsg: " + n);
        }
        sent += n;
      }
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  private static long forwarded() throws Exception {
    return Long.parseLong(
        exec("ip", "netns", "exec", "fib-pr", "cat", "/sys/class/net/o0/statistics/tx_packets")
            .strip());
  }

  private static String exec(String... command) throws Exception {
    Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (p.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + out);
    }
    return out;
  }

  private static void tryExec(String... command) {
    try {
      exec(command);
    } catch (Exception e) {
      // It was not there, or will be cleaned up with the next run.
      System.err.print("");
    }
  }
}
