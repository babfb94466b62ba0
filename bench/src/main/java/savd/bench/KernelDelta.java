package savd.bench;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import savd.fib.Outcome;
import savd.fib.netlink.NetworkNamespace;
import savd.fib.nft.NftDataplane;
import savd.fib.plan.Sharding;
import savd.fib.plan.TableSettings;
import savd.rules.RuleDelta;

/**
 * How long the kernel takes to load lists and to follow single changes and bursts.
 *
 * <p>{@code KernelDelta NAMESPACE PREFIXES LISTS [CHANGES [FILL]]} writes a table into the network
 * namespace (made with {@code ip netns add}) and prints one line a figure.
 */
public final class KernelDelta {
  private KernelDelta() {}

  public static void main(String[] args) throws Exception {
    int prefixes = Integer.parseInt(args[1]);
    int lists = Integer.parseInt(args[2]);
    int changes = args.length > 3 ? Integer.parseInt(args[3]) : 2000;
    int fill = args.length > 4 ? Integer.parseInt(args[4]) : Sharding.standard().fill();
    Sharding sharding =
        args.length > 4 ? new Sharding(2 * fill, fill, 3 * fill, 32 * fill) : Sharding.standard();
    SyntheticLists synthetic = new SyntheticLists(prefixes, lists, 42);
    RuleDelta load = synthetic.load(100);
    try (NftDataplane dataplane =
        NetworkNamespace.named(args[0])
            .call(() -> NftDataplane.open(TableSettings.standard(), sharding))) {
      long start = System.nanoTime();
      long cpu = cpuNanos();
      Outcome loaded = dataplane.commit(load);
      System.out.printf(
          "load: %s in %.3f s, %.3f s of it on a processor%n",
          loaded, (System.nanoTime() - start) / 1e9, (cpuNanos() - cpu) / 1e9);
      System.out.printf("peak resident %s%n", peakResident());
      load = null;
      measure(dataplane, synthetic, changes, 1, "single change");
      measure(dataplane, synthetic, changes / 10, 10, "10 at once");
      measure(dataplane, synthetic, changes / 20, 100, "100 at once");
      measure(dataplane, synthetic, 20, 1000, "burst of 1000");
    }
  }

  private static void measure(
      NftDataplane dataplane, SyntheticLists synthetic, int rounds, int count, String what) {
    long[] nanos = new long[rounds];
    long[] whole = new long[rounds];
    long[] cpu = new long[rounds];
    for (int i = 0; i < rounds; i++) {
      RuleDelta delta = synthetic.change(i + 2, count);
      long cpuStart = cpuNanos();
      long start = System.nanoTime();
      nanos[i] =
          switch (dataplane.commit(delta)) {
            case Outcome.Committed c -> c.nanos();
            case Outcome.Rejected r -> throw new IllegalStateException(r.toString());
            case Outcome.Diverged d -> throw new IllegalStateException(d.toString());
            case Outcome.Held h -> throw new IllegalStateException(h.toString());
          };
      whole[i] = System.nanoTime() - start;
      cpu[i] = cpuNanos() - cpuStart;
    }
    Arrays.sort(nanos);
    Arrays.sort(whole);
    Arrays.sort(cpu);
    System.out.printf(
        "%s: p50 %.3f ms, p99 %.3f ms, max %.3f ms (with tidying up p50 %.3f, max %.3f;"
            + " on a processor p50 %.3f, p99 %.3f)%n",
        what,
        nanos[rounds / 2] / 1e6,
        nanos[rounds * 99 / 100] / 1e6,
        nanos[rounds - 1] / 1e6,
        whole[rounds / 2] / 1e6,
        whole[rounds - 1] / 1e6,
        cpu[rounds / 2] / 1e6,
        cpu[rounds * 99 / 100] / 1e6);
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static String peakResident() throws java.io.IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(l -> l.startsWith("VmHWM"))
        .findFirst()
        .orElse("?");
  }
}
