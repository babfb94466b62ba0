package savd.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.Ipv4Address;
import savd.net.Peer;
import savd.net.PeerId;
import savd.net.RouteBatch;
import savd.rib.Decision;
import savd.rib.DecisionOptions;
import savd.rib.MemoryReport;
import savd.rib.PrefixIndex;
import savd.rib.Rib;
import savd.rib.RibDelta;
import savd.rib.RibView;

/**
 * Loads full tables into a {@link Rib} and says what that costs: loading in time on the clock and
 * CPU time of the thread, all else in CPU time.
 *
 * <pre>
 * RibLoad write DIR NEIGHBORS [IPV4 [IPV6]]   makes the tables (1,000,000 and 200,000 prefixes)
 * RibLoad cold DIR NEIGHBORS                  a cold load and nothing else
 * RibLoad load DIR NEIGHBORS                  a cold load, then the same again warm and more
 * </pre>
 */
public final class RibLoad {
  private static final int BATCH = 4096;

  private final Rib rib = new Rib();
  private final RouteBatch batch = new RouteBatch();
  private final Path directory;
  private final int neighbors;
  private long applyNanos;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private RibLoad(Path directory, int neighbors) {
    this.directory = directory;
    this.neighbors = neighbors;
    for (int i = 0; i < neighbors; i++) {
      rib.register(
          new Peer(
              new PeerId(i),
              "n" + i,
              new Ipv4Address(0x7F00_0001 + i),
              Asn.of(65_000 + i),
              Asn.of(64_999),
              1 + i,
              Optional.empty(),
              Optional.empty(),
              Peer.DEFAULT_VRF));
    }
  }

  public static void main(String[] args) throws IOException {
    if (args.length >= 3 && args[0].equals("write")) {
      int prefixes4 = args.length > 3 ? Integer.parseInt(args[3]) : 1_000_000;
      int prefixes6 = args.length > 4 ? Integer.parseInt(args[4]) : 200_000;
      write(Path.of(args[1]), Integer.parseInt(args[2]), prefixes4, prefixes6);
    } else if (args.length == 3 && args[0].equals("cold")) {
      new RibLoad(Path.of(args[1]), Integer.parseInt(args[2])).load("load, cold");
    } else if (args.length == 3 && args[0].equals("load")) {
      new RibLoad(Path.of(args[1]), Integer.parseInt(args[2])).run();
    } else {
      System.err.println(
          "usage: RibLoad write DIR NEIGHBORS [IPV4 [IPV6]] | cold|load DIR NEIGHBORS");
      System.exit(2);
    }
  }

  private static void write(Path directory, int neighbors, int prefixes4, int prefixes6)
      throws IOException {
    Files.createDirectories(directory);
    SyntheticTable table = new SyntheticTable(prefixes4, prefixes6, 1);
    for (int i = 0; i < neighbors; i++) {
      table.write(file(directory, i), i);
    }
    System.out.printf("%d groups for each of %d neighbors%n", table.groupCount(), neighbors);
  }

  private static Path file(Path directory, int neighbor) {
    return directory.resolve("neighbor" + neighbor + ".table");
  }

  private void run() throws IOException {
    print("start", 0, 0, rss());
    long routes = load("load, cold");
    memory();
    load("same again");
    stale();
    decide();
    search();
    churn();
    lose(0);
    long before = rib.pathCount(AddressFamily.IPV4) + rib.pathCount(AddressFamily.IPV6);
    for (int i = 1; i < neighbors; i++) {
      lose(i);
    }
    load("load, warm");
    System.out.printf("%d routes, %d of other neighbors%n", routes, before);
    memory();
  }

  // ---- phases

  /** All neighbours at once, a batch of each in turn. */
  private long load(String what) throws IOException {
    applyNanos = 0;
    long routes = 0;
    long changes = 0;
    long start = System.nanoTime();
    List<TableReader> readers = new ArrayList<>();
    for (int i = 0; i < neighbors; i++) {
      readers.add(new TableReader(file(directory, i)));
    }
    for (boolean more = true; more; ) {
      more = false;
      for (int i = 0; i < neighbors; i++) {
        batch.reset(new PeerId(i), start);
        more |= readers.get(i).fill(batch, BATCH);
        routes += batch.size();
        changes += apply().size();
      }
    }
    for (TableReader reader : readers) {
      reader.close();
    }
    print(what, routes, System.nanoTime() - start, rss());
    System.out.printf(
        "  CPU time in the RIB  %7.0f ms %6.0f ns/route, %d changes%n",
        applyNanos / 1e6, (double) applyNanos / routes, changes);
    return routes;
  }

  private RibDelta apply() {
    long before = cpuNanos();
    RibDelta delta = rib.apply(batch);
    applyNanos += cpuNanos() - before;
    return delta;
  }

  private void stale() throws IOException {
    applyNanos = 0;
    long routes = rib.pathCount(new PeerId(0), AddressFamily.IPV4);
    batch.reset(new PeerId(0), 0).event(RouteBatch.Kind.MARK_STALE, AddressFamily.IPV4);
    apply();
    print("mark stale", routes, applyNanos, rss());
    long start = cpuNanos();
    batch.reset(new PeerId(0), 0).event(RouteBatch.Kind.END_OF_RIB, AddressFamily.IPV4);
    drain(rib.apply(batch), "sweep all stale", start);
    reload(0);
  }

  private void reload(int neighbor) throws IOException {
    long start = cpuNanos();
    long routes = 0;
    try (TableReader reader = new TableReader(file(directory, neighbor))) {
      for (boolean more = true; more; ) {
        batch.reset(new PeerId(neighbor), start);
        more = reader.fill(batch, BATCH);
        routes += batch.size();
        apply();
      }
    }
    print("announce again", routes, cpuNanos() - start, rss());
  }

  private void lose(int neighbor) {
    long start = cpuNanos();
    batch.reset(new PeerId(neighbor), 0).event(RouteBatch.Kind.PEER_LOST, AddressFamily.IPV4);
    drain(rib.apply(batch), "lose neighbor " + neighbor, start);
  }

  private void drain(RibDelta first, String what, long start) {
    long removed = first.size();
    long worst = cpuNanos() - start;
    while (rib.pending()) {
      long before = cpuNanos();
      removed += rib.continuePending().size();
      worst = Math.max(worst, cpuNanos() - before);
    }
    rib.releaseDelta();
    print(what, removed, cpuNanos() - start, rss());
    System.out.printf("  longest slice        %7.1f ms%n", worst / 1e6);
  }

  private void decide() {
    Decision decision = new Decision(DecisionOptions.PLAIN);
    for (int round = 0; round < 2; round++) {
      long start = cpuNanos();
      long[] sums = new long[2];
      for (AddressFamily family : AddressFamily.values()) {
        rib.prefixes(family)
            .forEach(
                id -> {
                  int best = decision.best(rib, family, id);
                  sums[0]++;
                  sums[1] += best == RibView.NONE ? 0 : 1;
                });
      }
      print("decide", sums[0], cpuNanos() - start, rss());
    }
  }

  private void search() {
    PrefixIndex index = rib.prefixes(AddressFamily.IPV4);
    PrefixIndex index6 = rib.prefixes(AddressFamily.IPV6);
    long[] found = new long[1];
    for (PrefixIndex i : List.of(index, index6)) {
      long start = cpuNanos();
      i.forEach(id -> found[0] += i.lessSpecific(id) == PrefixIndex.NONE ? 0 : 1);
      print("less specific " + i.family(), i.size(), cpuNanos() - start, rss());
      start = cpuNanos();
      int n = 0;
      for (int id = i.ceiling(0, 0, 0); id != PrefixIndex.NONE; id = i.next(id)) {
        n++;
      }
      print("next " + i.family(), n, cpuNanos() - start, rss());
    }
    SplittableRandom random = new SplittableRandom(5);
    long start = cpuNanos();
    for (int n = 0; n < 1_000_000; n++) {
      found[0] += index.longestMatch(0, random.nextInt() & 0xFFFF_FFFFL, 32) == -1 ? 0 : 1;
    }
    print("longest match", 1_000_000, cpuNanos() - start, rss());
    System.out.println("  found " + found[0]);
  }

  /** Single changes, each a batch of its own, of prefixes at random. */
  private void churn() {
    PrefixIndex index = rib.prefixes(AddressFamily.IPV4);
    SplittableRandom random = new SplittableRandom(6);
    byte[] block = {4, 9, 9, 9, 9, 0x40, 1, 1, 0, 0x40, 2, 6, 2, 1, 0, 0, 0, 0};
    int n = 300_000;
    long start = cpuNanos();
    for (int k = 0; k < n; k++) {
      int id = random.nextInt(index.capacity());
      long low = index.low(id);
      int length = index.length(id);
      batch.reset(new PeerId(0), k);
      if (random.nextInt(4) == 0) {
        batch.withdraw(AddressFamily.IPV4, 0, low, length, 0);
      } else {
        block[16] = (byte) (k >> 8);
        block[17] = (byte) k;
        int set = batch.addAttributes(block, 0, block.length);
        batch.announce(AddressFamily.IPV4, 0, low, length, 0, set, false);
      }
      rib.apply(batch);
    }
    print("single changes", n, cpuNanos() - start, rss());
  }

  // ---- figures

  private static void print(String what, long n, long nanos, long rss) {
    System.out.printf(
        "%-22s %9d in %7.0f ms %6.0f ns each, RSS %d MiB%n",
        what, n, nanos / 1e6, n == 0 ? 0 : (double) nanos / n, rss >> 20);
  }

  private void memory() throws IOException {
    MemoryReport report = rib.memory();
    long paths = rib.pathCount(AddressFamily.IPV4) + rib.pathCount(AddressFamily.IPV6);
    for (MemoryReport.Table t : report.tables()) {
      System.out.printf(
          "  %-18s %7.1f MiB %9d rows %6.1f B/path%n",
          t.name(), t.bytes() / 1048576.0, t.rows(), (double) t.bytes() / paths);
    }
    System.out.printf(
        "  together %.1f MiB, %.1f B/path; %d attribute sets%n",
        report.bytes() / 1048576.0, (double) report.bytes() / paths, rib.attributeSetCount());
    System.gc();
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM") || line.startsWith("VmRSS")) {
        System.out.println("  after a collection: " + line);
      }
    }
  }

  /** CPU time of this thread: what other work on the machine disturbs least. */
  private static long cpuNanos() {
    return THREADS.getCurrentThreadCpuTime();
  }

  /** Octets resident now, 0 where the system does not tell. */
  private static long rss() {
    try {
      String[] words = Files.readString(Path.of("/proc/self/statm")).split(" ");
      return Long.parseLong(words[1]) * 4096;
    } catch (IOException e) {
      return 0;
    }
  }
}
