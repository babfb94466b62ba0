package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import savd.testbed.lab.Await;
import savd.testbed.lab.Command;
import savd.testbed.lab.LabProcess;

/** Edges that reach each other without UDP: as a protocol over IP, as Ethernet frames. */
class CetpCarriageTest {
  private static final String BOB = "bob.east.example";
  private static final String MAC = "(?:[0-9a-f]{2}:){5}[0-9a-f]{2}";

  /** What the slides name beside UDP. */
  enum Way {
    IPV4("ip", CetpLab.Outside.IPV4, "ip proto 253", "192\\.0\\.2\\.1 > 192\\.0\\.2\\.2"),
    IPV6("ip", CetpLab.Outside.IPV6, "ip6 proto 253", "2001:db8:1::1 > 2001:db8:1::2"),
    ETHERNET("ethernet", CetpLab.Outside.IPV4, "ether proto 0x88b5", MAC + " > " + MAC);

    private final CetpLab.Outside outside;
    private final String filter;
    private final String shown;

    Way(String carriage, CetpLab.Outside outside, String filter, String shown) {
      this.outside = outside.by(carriage);
      this.filter = filter;
      this.shown = shown;
    }
  }

  @BeforeAll
  static void check() {
    Requirements.namespaces();
    Requirements.programs("ping", "curl", "tcpdump", "python3");
  }

  @ParameterizedTest
  @EnumSource
  void hostsReachEachOtherAndTheCaptureShowsWhatCarriesThem(Way way) throws Exception {
    try (CetpLab cetp = new CetpLab("strict", way.outside, "")) {
      Path file = cetp.lab().directory("east").resolve("wire.pcap");
      List<String> listen = List.of("tcpdump", "-i", "p1", "-U", "-w", file.toString(), way.filter);
      LabProcess dump = cetp.lab().start("east", "tcpdump", listen);
      Await.until(
          Duration.ofSeconds(10), "tcpdump listens", () -> dump.tail().contains("listening on"));
      for (int family : new int[] {4, 6}) {
        Command ping = cetp.ping("alice", family, 5, 0.2, BOB);
        assertThat(CetpLab.answered(ping)).as(ping.out() + ping.err()).isEqualTo(5);
      }
      // In fragments: with its header, whatever the carriage.
      Command large =
          cetp.lab().run("alice", "ping", "-4", "-c", "3", "-i", "0.2", "-s", "3000", BOB);
      assertThat(CetpLab.answered(large)).as(large.out()).isEqualTo(3);
      String[] decoded = {""};
      Await.until(
          Duration.ofSeconds(10),
          () -> "a whole set-up and data are in the capture: " + decoded[0],
          () -> {
            decoded[0] = cetp.savctl("east", "cetp", "decode", file.toString());
            return decoded[0].contains("ipv6 next header 58");
          });
      dump.stop();
      assertThat(decoded[0])
          .containsPattern("(?m)^\\S+ " + way.shown + ", [0-9]+ octets: [0-9a-f]{12} > 0b0{8}bb ")
          .contains("    cookie RR", "    cookie A", " data")
          .containsPattern(" 0 malformed");
      aFileArrives(cetp);
      thePathIsCut(cetp);
    }
  }

  /** TCP both ways, as the TUN device's offloads have it. */
  private static void aFileArrives(CetpLab cetp) throws IOException {
    Path served = Files.createDirectories(cetp.lab().directory("bob").resolve("www"));
    byte[] content = new byte[10_000_000];
    new Random(3).nextBytes(content);
    Files.write(served.resolve("file"), content);
    LabProcess server =
        cetp.lab()
            .start(
                "bob",
                "http",
                List.of("python3", "-m", "http.server", "--directory", served.toString(), "8000"));
    Path got = cetp.lab().directory("alice").resolve("got");
    String url = "http://" + BOB + ":8000/file";
    for (String family : List.of("-4", "-6")) {
      if (family.equals("-6")) {
        server.stop();
        cetp.lab()
            .start(
                "bob",
                "http6",
                List.of(
                    "python3",
                    "-m",
                    "http.server",
                    "--bind",
                    "::",
                    "--directory",
                    served.toString(),
                    "8000"));
      }
      Await.until(
          Duration.ofSeconds(30),
          "curl gets the file",
          () ->
              cetp.lab()
                  .run("alice", "curl", family, "-s", "-m", "20", "-o", got.toString(), url)
                  .ok());
      assertThat(Files.readAllBytes(got)).isEqualTo(content);
    }
  }

  private static void thePathIsCut(CetpLab cetp) throws Exception {
    long before = cetp.counter("west", "outward-packets");
    CompletableFuture<Command> pings =
        CompletableFuture.supplyAsync(() -> cetp.ping("alice", 4, 100, 0.1, BOB));
    Await.until(
        Duration.ofSeconds(10),
        "pings go",
        () -> cetp.counter("west", "outward-packets") > before + 5);
    cetp.lab().run("east", "ip", "link", "set", "p1", "down").orThrow();
    Command ping = pings.get();
    assertThat(CetpLab.answered(ping)).as(ping.out()).isGreaterThanOrEqualTo(60);
    assertThat(cetp.counter("west", "path-died")).isPositive();
  }
}
