package savd.testbed.rpki;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import savd.testbed.lab.Await;
import savd.testbed.lab.Lab;
import savd.testbed.lab.LabProcess;

/**
 * StayRTR with a file, without a network. It knows RTR versions 0 and 1; what it calls version 2 is
 * an early draft with another ASPA PDU, so it is kept from sending those.
 */
public final class StayRtr implements RtrCache {
  private static final Duration START = Duration.ofSeconds(60);
  private final Lab lab;
  private final String node;
  private final int port;
  private final Path file;
  private LabProcess process;

  public StayRtr(Lab lab, String node, int port, RpkiData data) {
    this.lab = lab;
    this.node = node;
    this.port = port;
    file = lab.directory(node).resolve("stayrtr.json");
    data.write(file);
  }

  /** One that serves a file, say with Router Keys, for as long as nobody replaces it. */
  public StayRtr(Lab lab, String node, int port, Path file) {
    this.lab = lab;
    this.node = node;
    this.port = port;
    this.file = file;
  }

  @Override
  public String kind() {
    return "StayRTR";
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void start() {
    process =
        lab.start(
            node,
            "stayrtr",
            List.of(
                "stayrtr",
                "-bind",
                ":" + port,
                "-cache",
                file.toString(),
                // The age of the file; what has expired it drops all the same.
                "-checktime=false",
                "-disable.aspa",
                "-metrics.addr",
                "",
                "-refresh",
                "1"));
    Await.until(
        START,
        () -> "StayRTR listening\n" + process.tail(),
        () -> {
          process.mustLive();
          return lab.run(node, "ss", "-Hltn", "sport = :" + port).out().contains("LISTEN");
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

  /** It looks at the file every second. */
  @Override
  public void replace(RpkiData data) {
    data.write(file);
  }
}
