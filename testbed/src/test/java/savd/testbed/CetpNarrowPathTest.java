package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import savd.testbed.lab.Await;
import savd.testbed.lab.Command;
import savd.testbed.lab.LabProcess;

/** A router between the edges takes less than they do, and says nothing: a black hole. */
class CetpNarrowPathTest {
  private static final String BOB = "bob.east.example";
  private static final Pattern TOLD = Pattern.compile("mtu ?= ?([0-9]+)");
  private static CetpLab cetp;

  @BeforeAll
  static void build() {
    Requirements.namespaces();
    Requirements.programs("ping", "curl", "nft", "python3", "sysctl");
    cetp = new CetpLab("strict", CetpLab.Outside.IPV4.withRouter(), "");
  }

  @AfterAll
  static void close() {
    if (cetp != null) {
      cetp.close();
    }
  }

  @Test
  void tcpGoesOnAndHostsAreToldThoughNoIcmpComesBack() throws IOException {
    Await.until(
        Duration.ofSeconds(60),
        "alice and bob talk",
        () -> CetpLab.answered(cetp.ping("alice", 4, 5, 0.2, BOB)) == 5);
    String silent =
        "table ip silent { chain out { type filter hook output priority 0;"
            + " icmp type destination-unreachable counter drop; }; }";
    cetp.lab().run("mid", "nft", silent).orThrow();
    for (String device : List.of("w", "e")) {
      cetp.lab().run("mid", "ip", "link", "set", device, "mtu", "1300").orThrow();
    }
    Path served = Files.createDirectories(cetp.lab().directory("bob").resolve("www"));
    byte[] content = new byte[1_000_000];
    new Random(7).nextBytes(content);
    Files.write(served.resolve("file"), content);
    LabProcess server =
        cetp.lab()
            .start(
                "bob",
                "http",
                List.of("python3", "-m", "http.server", "--directory", served.toString(), "8000"));
    Path got = cetp.lab().directory("alice").resolve("got");
    String url = "http://" + BOB + ":8000/file";
    Await.until(
        Duration.ofSeconds(120),
        () -> "curl gets the file through the black hole; east has " + cetp.report("east"),
        () ->
            cetp.lab()
                .run("alice", "curl", "-4", "-s", "-m", "40", "-o", got.toString(), url)
                .ok());
    assertThat(Files.readAllBytes(got)).isEqualTo(content);
    server.stop();
    // 1300 octets of IPv4 and UDP: 24 of CETP, then what the hosts see less its IP header.
    int most = 1300 - 28 - 24 + 20;
    int[] told = {0};
    Await.until(
        Duration.ofSeconds(120),
        () -> "alice is told what her packets may have; last " + told[0],
        () -> {
          // Whoever asks while the edge is still searching hears less, which Linux keeps for long.
          cetp.lab().run("alice", "ip", "route", "flush", "cache").orThrow();
          told[0] = told();
          return told[0] >= most - 8;
        });
    assertThat(told[0]).isLessThanOrEqualTo(most);
    Await.until(
        Duration.ofSeconds(60),
        () -> "east finds the path narrow, too; it has " + cetp.report("east"),
        () -> {
          cetp.ping("alice", 4, 5, 0.2, BOB);
          return cetp.counter("east", "path-narrow") > 0;
        });
    // The kernel has not been told anything.
    assertThat(cetp.lab().run("west", "ip", "route", "get", "192.0.2.2").orThrow().out())
        .doesNotContain("mtu");
    // The router's words were there to be dropped.
    assertThat(cetp.lab().run("mid", "nft", "list", "table", "ip", "silent").orThrow().out())
        .containsPattern("packets [1-9]");
  }

  /** The largest packet a host hears of when it sends one of 1428 octets; 0 for no word. */
  private static int told() {
    Command large =
        cetp.lab()
            .run("alice", "ping", "-4", "-M", "do", "-s", "1400", "-c", "3", "-i", "0.3", BOB);
    Matcher m = TOLD.matcher(large.out() + large.err());
    return m.find() ? Integer.parseInt(m.group(1)) : 0;
  }
}
