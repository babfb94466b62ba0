package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import savd.testbed.lab.Await;
import savd.testbed.lab.LabProcess;

/**
 * Edges that reach each other otherwise than over UDP's well-known port: as a protocol over IP, as
 * Ethernet frames.
 */
class CetpCarriageTest {
  private static final String MAC = "(?:[0-9a-f]{2}:){5}[0-9a-f]{2}";

  /** What the slides name beside UDP, and UDP between other ports than the well-known one. */
  enum Way {
    PORT(
        "udp",
        CetpLab.Outside.IPV4.at(5000),
        "udp port 5000",
        "192\\.0\\.2\\.1:5001 > 192\\.0\\.2\\.2:5000"),
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
      Await.until(CetpLab.PATIENCE, "tcpdump listens", () -> dump.tail().contains("listening on"));
      CetpTraffic traffic = new CetpTraffic(cetp);
      traffic.reach(4, CetpTraffic.BOB);
      traffic.reach(6, CetpTraffic.BOB);
      // In fragments: with its header, whatever the carriage.
      traffic.reach(4, 3, 3000, 3, CetpTraffic.BOB);
      String[] decoded = {""};
      Await.until(
          CetpLab.PATIENCE,
          () -> "a whole set-up and data are in the capture: " + decoded[0],
          () -> {
            decoded[0] = cetp.savctl("east", "cetp", "decode", "--port", "5000", file.toString());
            return decoded[0].contains("ipv6 next header 58");
          });
      dump.stop();
      assertThat(decoded[0])
          .containsPattern("(?m)^\\S+ " + way.shown + ", [0-9]+ octets: [0-9a-f]{12} > 0b0{8}bb ")
          .contains("    cookie RR", "    cookie A", " data")
          .containsPattern(" 0 malformed");
      // TCP both ways, as the TUN device's offloads have it.
      traffic.fileArrives(10_000_000, 8000, 4, 6);
      traffic.goesOnWhenThePathIsCut();
    }
  }
}
