package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import savd.testbed.lab.Await;

/** A router between the edges takes less than they do, and says nothing: a black hole. */
class CetpNarrowPathTest {
  private static CetpLab cetp;
  private static CetpTraffic traffic;

  @BeforeAll
  static void build() {
    Requirements.namespaces();
    Requirements.programs("ping", "curl", "nft", "python3", "sysctl");
    cetp = new CetpLab("strict", CetpLab.Outside.IPV4.withRouter(), "");
    traffic = new CetpTraffic(cetp);
  }

  @AfterAll
  static void close() {
    if (cetp != null) {
      cetp.close();
    }
  }

  @Test
  void tcpGoesOnAndHostsAreToldThoughNoIcmpComesBack() throws IOException {
    traffic.reach(4, CetpTraffic.BOB);
    String silent =
        "table ip silent { chain out { type filter hook output priority 0;"
            + " icmp type destination-unreachable counter drop; }; }";
    cetp.lab().run("mid", "nft", silent).orThrow();
    for (String device : List.of("w", "e")) {
      cetp.lab().run("mid", "ip", "link", "set", device, "mtu", "1300").orThrow();
    }
    traffic.fileArrives(1_000_000, 8000, 4);
    // 1300 octets of IPv4 and UDP: 24 of CETP, then what the hosts see less its IP header.
    int most = 1300 - 28 - 24 + 20;
    traffic.isTold(4, 1400, most - 8, most);
    Await.until(
        CetpLab.PATIENCE,
        () -> "east finds the path narrow, too; it has " + cetp.report("east"),
        () -> {
          cetp.ping("alice", 4, 5, 0.2, CetpTraffic.BOB);
          return cetp.counter("east", "path-narrow") > 0;
        });
    // The kernel has not been told anything.
    assertThat(cetp.lab().run("west", "ip", "route", "get", "192.0.2.2").orThrow().out())
        .doesNotContain("mtu");
    // The router's words were there to be dropped.
    assertThat(cetp.lab().run("mid", "nft", "list", "table", "ip", "silent").orThrow().out())
        .containsPattern("packets [1-9]");
  }
}
