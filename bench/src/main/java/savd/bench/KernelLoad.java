package savd.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import savd.fib.Outcome;
import savd.fib.netlink.NetworkNamespace;
import savd.fib.nft.NftDataplane;
import savd.fib.plan.Sharding;
import savd.fib.plan.TableSettings;
import savd.net.AddressRanges;
import savd.net.IpAddress;
import savd.rules.RuleDelta;

/**
 * How long it takes to load lists into the kernel, and how much memory, beside {@code nft -f}.
 *
 * <p>{@code KernelLoad NAMESPACE PREFIXES LISTS savd|nft} loads once, in this process or by a
 * script for nft with one interval set a list, and prints wall time, processor time and peak
 * memory. The namespace should be fresh.
 */
public final class KernelLoad {
  private KernelLoad() {}

  public static void main(String[] args) throws Exception {
    int prefixes = Integer.parseInt(args[1]);
    int lists = Integer.parseInt(args[2]);
    if (args[3].equals("nft")) {
      withNft(args[0], prefixes, lists);
    } else {
      withNetlink(args[0], prefixes, lists);
    }
  }

  private static void withNetlink(String namespace, int prefixes, int lists) throws Exception {
    RuleDelta load = new SyntheticLists(prefixes, lists, 42).load(100);
    System.gc();
    try (NftDataplane dataplane =
        NetworkNamespace.named(namespace)
            .call(() -> NftDataplane.open(TableSettings.standard(), Sharding.standard()))) {
      String before = memory("self", "VmRSS");
      long start = System.nanoTime();
      long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      Outcome outcome = dataplane.commit(load);
      System.out.printf(
          "savd %d prefixes in %d lists: %.2f s, %.2f s on a processor, memory before %s peak %s;"
              + " %s%n",
          prefixes,
          lists,
          (System.nanoTime() - start) / 1e9,
          (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e9,
          before,
          memory("self", "VmHWM"),
          outcome.getClass().getSimpleName());
    }
  }

  private static void withNft(String namespace, int prefixes, int lists) throws Exception {
    Path script = Files.createTempFile("lists", ".nft");
    try {
      write(script, new SyntheticLists(prefixes, lists, 42), lists);
      long start = System.nanoTime();
      Process nft =
          new ProcessBuilder(
                  List.of("ip", "netns", "exec", namespace, "nft", "-f", script.toString()))
              .inheritIO()
              .start();
      String peak = "?";
      do {
        String now = memory(Long.toString(nft.pid()), "VmHWM");
        peak = now.isEmpty() ? peak : now;
      } while (!nft.waitFor(2, TimeUnit.MILLISECONDS));
      double wall = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          "nft %d prefixes in %d lists: %.2f s, %.2f s on a processor, memory peak %s; status %d%n",
          prefixes,
          lists,
          wall,
          nft.info().totalCpuDuration().map(d -> d.toNanos() / 1e9).orElse(childrenCpu()),
          peak,
          nft.waitFor());
    } finally {
      Files.delete(script);
    }
  }

  /** Processor seconds of all children that have ended (proc(5), fields 16 and 17 of stat). */
  private static double childrenCpu() {
    try {
      String stat = Files.readString(Path.of("/proc/self/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / 100.0;
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private static void write(Path script, SyntheticLists synthetic, int lists) throws IOException {
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(script))) {
      out.println("table inet plain {");
      for (int l = 0; l < lists; l++) {
        out.println("set s" + l + " { type ipv4_addr; flags interval; elements = {");
        AddressRanges r = synthetic.ranges(l);
        for (int i = 0; i < r.size(); i++) {
          out.println(
              IpAddress.of(r.family(), 0, r.firstLow(i)) + "/24" + (i + 1 < r.size() ? "," : ""));
        }
        out.println("} }");
      }
      out.println("}");
    }
  }

  private static String memory(String process, String field) {
    try {
      return Files.readAllLines(Path.of("/proc", process, "status")).stream()
          .filter(l -> l.startsWith(field))
          .map(l -> l.substring(field.length() + 1).strip())
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }
}
