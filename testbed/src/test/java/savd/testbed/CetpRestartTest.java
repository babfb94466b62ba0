package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import savd.testbed.lab.Await;
import savd.testbed.lab.LabProcess;

/** Bob's edge ends and begins anew while alice pings bob, five times a second. */
class CetpRestartTest {
  private static final String BOB = "bob.east.example";

  /** From when the edge is up; the sessions' own silence would take 134 s. */
  private static final Duration BACK = Duration.ofSeconds(60);

  private static CetpLab cetp;
  private static LabProcess ping;

  @BeforeAll
  static void build() {
    Requirements.namespaces();
    Requirements.programs("ping", "nft");
    cetp = new CetpLab("strict");
    ping = cetp.lab().start("alice", "ping", List.of("ping", "-4", "-n", "-i", "0.2", BOB));
    Await.until(CetpLab.PATIENCE, () -> "bob answers: " + ping.tail(), () -> answers() > 5);
  }

  @AfterAll
  static void close() {
    if (cetp != null) {
      cetp.close();
    }
  }

  private static long answers() {
    Path log = cetp.lab().directory("alice").resolve("ping.log");
    try {
      return Files.readAllLines(log).stream().filter(l -> l.contains(" bytes from ")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void isBack(String how) {
    long up = System.nanoTime();
    long before = answers();
    Await.until(
        BACK,
        () -> "bob answers again: " + ping.tail() + cetp.report("west"),
        () -> answers() > before + 5);
    System.out.printf("%s: back after %.1f s%n", how, (System.nanoTime() - up) / 1e9);
    ping.mustLive();
  }

  @Test
  void afterAnEndInOrderBobIsBackWithinSeconds() {
    long told = cetp.counter("west", "closed-by-peer");
    cetp.stop("east");
    cetp.start("east");
    isBack("in order");
    assertThat(cetp.counter("west", "closed-by-peer")).isGreaterThan(told);
  }

  @Test
  void afterTheEdgeWasKilledBobIsBackWithinSeconds() {
    cetp.kill("east");
    cetp.start("east");
    isBack("killed");
  }
}
