package savd.bench;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import savd.rpki.fsm.RouterConfig;
import savd.rpki.payload.Payload;
import savd.rpki.session.CacheConfig;
import savd.rpki.session.CacheListener;
import savd.rpki.session.RtrClients;
import savd.rpki.session.RtrConfig;

/**
 * How long a full load over RTR takes, from the wish to connect to a set that can be used, and what
 * of the heap it holds then. The first round is that of a program just started.
 *
 * <pre>
 * RtrLoad HOST PORT [VERSION [ROUNDS]]
 * </pre>
 */
public final class RtrLoad {
  private static final int ROUNDS = 5;

  private RtrLoad() {}

  /** Keeps what comes. */
  private static final class Latest implements CacheListener {
    private final BlockingQueue<Payload> payloads = new ArrayBlockingQueue<>(1);

    @Override
    public void payload(String cache, Payload payload) {
      payloads.add(payload);
    }

    @Override
    public void noPayload(String why) {}
  }

  public static void main(String[] args) throws InterruptedException {
    int version = args.length > 2 ? Integer.parseInt(args[2]) : 2;
    int rounds = args.length > 3 ? Integer.parseInt(args[3]) : ROUNDS;
    CacheConfig cache =
        CacheConfig.builder("cache", args[0])
            .port(Integer.parseInt(args[1]))
            .router(RouterConfig.DEFAULT.withVersions(0, version))
            .build();
    double[] millis = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      millis[i] = round(cache);
    }
    Arrays.sort(millis);
    System.out.printf("median            %8.1f ms of %d%n", millis[rounds / 2], rounds);
  }

  private static double round(CacheConfig cache) throws InterruptedException {
    Latest latest = new Latest();
    long before = heap();
    long start = System.nanoTime();
    try (RtrClients clients = new RtrClients(latest)) {
      clients.configure(RtrConfig.of(List.of(cache)));
      Payload payload = latest.payloads.poll(120, TimeUnit.SECONDS);
      double took = (System.nanoTime() - start) / 1e6;
      if (payload == null) {
        throw new IllegalStateException("no data: " + clients.status());
      }
      System.out.printf(
          "load              %8.1f ms, %d VRPs, %s, heap %.1f octets per VRP%n",
          took,
          payload.vrpCount(),
          payload.aspas(),
          (heap() - before) / (double) payload.vrpCount());
      return took;
    }
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
