package savd.testbed.rpki;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import savd.testbed.cache.SavdRtrCache;
import savd.testbed.lab.Await;
import savd.testbed.lab.Lab;
import savd.testbed.lab.LabProcess;

/** savd's own cache with a file: all versions of RTR, ASPAs in the form of the present draft. */
public final class SavdCache implements RtrCache {
  private static final Duration START = Duration.ofSeconds(60);
  private final Lab lab;
  private final String node;
  private final int port;
  private final Path file;
  private final List<Path> more;
  private LabProcess process;

  public SavdCache(Lab lab, String node, int port, RpkiData data) {
    this(lab, node, port, data, List.of());
  }

  /** A cache that serves further files too, which stay as they are. */
  public SavdCache(Lab lab, String node, int port, RpkiData data, List<Path> more) {
    this.lab = lab;
    this.node = node;
    this.port = port;
    this.more = List.copyOf(more);
    file = lab.directory(node).resolve("savd-rtr-cache.json");
    data.write(file);
  }

  @Override
  public String kind() {
    return "savd-rtr-cache";
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void start() {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SavdRtrCache.class.getName(),
                file.toString()));
    more.forEach(f -> line.add(f.toString()));
    line.addAll(List.of("--listen", "0.0.0.0:" + port, "--look", "1", "--notify", "0"));
    // A client that lost its cache waits as long as the cache once said.
    line.addAll(List.of("--retry", "1"));
    process = lab.start(node, "savd-rtr-cache", line);
    Await.until(
        START,
        () -> "savd-rtr-cache serving\n" + process.tail(),
        () -> {
          process.mustLive();
          return process.tail().contains("serving");
        });
  }

  @Override
  public void stop() {
    process.stop();
  }

  @Override
  public void kill() {
    process.kill();
  }

  /** It looks at the file every second, and reads it when two looks find the same. */
  @Override
  public void replace(RpkiData data) {
    data.write(file);
  }
}
