package savd.testbed.cache;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import savd.rpki.files.PayloadFiles;
import savd.rpki.files.WatchedFiles;
import savd.rpki.payload.NamedPayload;
import savd.rpki.payload.Payload;
import savd.rpki.session.RtrCache;

/** The program {@code savd-rtr-cache}: serves files over RTR until it is ended. */
public final class SavdRtrCache {
  private SavdRtrCache() {}

  public static void main(String[] args) throws InterruptedException {
    try {
      run(CacheOptions.parse(args));
    } catch (IllegalArgumentException e) {
      System.err.println("savd-rtr-cache: " + e.getMessage() + "\n" + CacheOptions.USAGE);
      System.exit(2);
    } catch (IOException e) {
      System.err.println("savd-rtr-cache: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void run(CacheOptions options) throws IOException, InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(end::countDown));
    PayloadFiles files = new PayloadFiles(options.files());
    try (RtrCache cache = new RtrCache(options.cache())) {
      System.out.println("listening on ports " + cache.ports());
      do {
        if (files.look(System.currentTimeMillis())) {
          publish(files, cache);
        }
      } while (!end.await(options.look().toMillis(), TimeUnit.MILLISECONDS));
    }
  }

  /** What was good stays while a file is bad; before all were good once, nothing is served. */
  private static void publish(PayloadFiles files, RtrCache cache) {
    for (WatchedFiles.State<Payload> s : files.states()) {
      s.faults().forEach(f -> System.out.println("bad file: " + f));
    }
    files
        .payloads()
        .map(SavdRtrCache::union)
        .ifPresent(
            p -> {
              cache.publish(p);
              System.out.printf(
                  "serving %d VRPs, %d ASPAs, %d router keys%n",
                  p.vrpCount(), p.aspas().size(), p.routerKeys().size());
            });
  }

  private static Payload union(List<NamedPayload> parts) {
    Payload all = Payload.EMPTY;
    for (NamedPayload p : parts) {
      all =
          all.vrpCount() == 0 && all.aspas().size() == 0 && all.routerKeys().isEmpty()
              ? p.payload()
              : all.union(p.payload());
    }
    return all;
  }
}
