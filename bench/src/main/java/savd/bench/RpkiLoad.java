package savd.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.Prefix;
import savd.rpki.files.BadFile;
import savd.rpki.files.PayloadReader;
import savd.rpki.payload.OriginValidity;
import savd.rpki.payload.Payload;
import savd.rpki.payload.VrpTable;

/**
 * What a full set of VRPs costs: reading the file, the table's size, building it out of order, a
 * small change, and validating a whole table of routes in order of address.
 *
 * <pre>
 * RpkiLoad FILE [PREFIXES.tsv.gz ...]     lines of PREFIX TAB ORIGIN[,ORIGIN] ...
 * </pre>
 */
public final class RpkiLoad {
  private static final int ROUNDS = 5;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private RpkiLoad() {}

  private record Route(Prefix prefix, int origin) {}

  public static void main(String[] args) throws IOException, BadFile {
    Payload payload = Payload.EMPTY;
    for (int i = 0; i < ROUNDS; i++) {
      long start = THREADS.getCurrentThreadCpuTime();
      payload = PayloadReader.read(Path.of(args[0]));
      System.out.printf(
          "read              %8.1f ms%n", (THREADS.getCurrentThreadCpuTime() - start) / 1e6);
    }
    System.out.printf(
        "tables            %8.1f octets per VRP, %d VRPs, %s%n",
        (double) payload.bytes() / payload.vrpCount(), payload.vrpCount(), payload.aspas());
    for (AddressFamily family : AddressFamily.values()) {
      change(payload.vrps(family));
    }
    for (int i = 1; i < args.length; i++) {
      sweep(payload, Path.of(args[i]));
    }
  }

  private static void change(VrpTable table) {
    Integer[] order = new Integer[table.size()];
    Arrays.setAll(order, i -> i);
    Collections.shuffle(Arrays.asList(order), new Random(1));
    for (int round = 0; round < ROUNDS; round++) {
      long start = THREADS.getCurrentThreadCpuTime();
      VrpTable.Builder all = VrpTable.builder(table.family());
      for (int row : order) {
        add(all, table, row);
      }
      VrpTable built = all.build();
      long middle = THREADS.getCurrentThreadCpuTime();
      VrpTable.Builder removed = VrpTable.builder(table.family());
      for (int i = 0; i < 100; i++) {
        add(removed, table, order[i]);
      }
      VrpTable less = built.apply(removed.build(), VrpTable.empty(table.family()));
      long end = THREADS.getCurrentThreadCpuTime();
      System.out.printf(
          "%s built from any order %8.1f ms, 100 removed %8.2f ms, %d left%n",
          table.family(), (middle - start) / 1e6, (end - middle) / 1e6, less.size());
    }
  }

  private static void add(VrpTable.Builder to, VrpTable from, int row) {
    to.add(from.high(row), from.low(row), from.length(row), from.maxLength(row), from.asn(row));
  }

  private static void sweep(Payload payload, Path file) throws IOException {
    List<Route> routes = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (!line.startsWith("#")) {
          String[] fields = line.split("\t");
          routes.add(
              new Route(Prefix.parse(fields[0]), Asn.parse(fields[1].split(",")[0]).value()));
        }
      }
    }
    routes.sort((a, b) -> a.prefix().compareTo(b.prefix()));
    AddressFamily family = routes.getFirst().prefix().family();
    System.out.println(routes.size() + " routes of " + family + " in order of address");
    validate(payload.vrps(family), routes);
    Collections.shuffle(routes, new Random(2));
    System.out.println("in no order");
    validate(payload.vrps(family), routes);
  }

  private static void validate(VrpTable vrps, List<Route> routes) {
    int n = routes.size();
    long[] high = routes.stream().mapToLong(r -> r.prefix().high()).toArray();
    long[] low = routes.stream().mapToLong(r -> r.prefix().low()).toArray();
    int[] length = routes.stream().mapToInt(r -> r.prefix().length()).toArray();
    int[] origin = routes.stream().mapToInt(Route::origin).toArray();
    for (int round = 0; round < ROUNDS; round++) {
      int[] count = new int[OriginValidity.values().length];
      long start = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < n; i++) {
        count[vrps.validate(high[i], low[i], length[i], origin[i]).ordinal()]++;
      }
      System.out.printf(
          "validate          %8.1f ns a route; valid %d, invalid %d, not found %d%n",
          (THREADS.getCurrentThreadCpuTime() - start) / (double) n, count[0], count[1], count[2]);
    }
  }
}
