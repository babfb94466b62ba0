package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import savd.testbed.lab.Await;
import savd.testbed.lab.LabProcess;

/**
 * Hosts with a tunnel of their own, over the addresses the edges gave them. Their kernel leaves
 * checksums inside it to be computed by whoever has to, and hands on large packets.
 */
class CetpHostTunnelTest {
  private static CetpLab cetp;

  @BeforeAll
  static void build() {
    Requirements.namespaces();
    Requirements.programs("curl", "getent", "python3");
    cetp = new CetpLab("strict");
  }

  @AfterAll
  static void close() {
    if (cetp != null) {
      cetp.close();
    }
  }

  /**
   * One whose packets fit, and one with the MTU hosts give it by themselves, whose packets the
   * edge's kernel cuts; with and without a checksum outside; over IPv6, where there always is one.
   */
  @ParameterizedTest
  @CsvSource({
    "4, noudpcsum, 1398",
    "4, udpcsum, 1398",
    "4, udpcsum, 1450",
    "6, udp6zerocsumrx, 1358"
  })
  void tcpInsideOfVxlanOfHostsArrives(int family, String checksum, int mtu) throws IOException {
    tunnel("alice", family, "bob.east.example", 1, checksum, mtu);
    tunnel("bob", family, "alice.west.example", 2, checksum, mtu);
    Path served = Files.createDirectories(cetp.lab().directory("bob").resolve("www"));
    byte[] content = new byte[5_000_000];
    new Random(5).nextBytes(content);
    Files.write(served.resolve("file"), content);
    Path got = cetp.lab().directory("alice").resolve("got");
    Files.deleteIfExists(got);
    String directory = served.toString();
    LabProcess server =
        cetp.lab()
            .start(
                "bob",
                "http",
                List.of("python3", "-m", "http.server", "--directory", directory, "8000"));
    String url = "http://172.31.9.2:8000/file";
    Await.until(
        Duration.ofSeconds(40),
        "curl gets the file",
        () -> cetp.lab().run("alice", "curl", "-s", "-m", "10", "-o", got.toString(), url).ok());
    assertThat(Files.readAllBytes(got)).isEqualTo(content);
    server.stop();
  }

  private static void tunnel(
      String host, int family, String peer, int own, String checksum, int mtu) {
    String hosts = "ahostsv" + family;
    String found = cetp.lab().run(host, "getent", hosts, peer).orThrow().out();
    String remote = found.substring(0, found.indexOf(' '));
    // What was there before may be there still.
    cetp.lab().run(host, "ip", "link", "delete", "vx");
    cetp.lab()
        .run(
            host, "ip", "link", "add", "vx", "type", "vxlan", "id", "7", "remote", remote,
            "dstport", "4789", checksum)
        .orThrow();
    cetp.lab().run(host, "ip", "address", "add", "172.31.9." + own + "/24", "dev", "vx").orThrow();
    String octets = Integer.toString(mtu);
    cetp.lab().run(host, "ip", "link", "set", "vx", "mtu", octets, "up").orThrow();
  }
}
