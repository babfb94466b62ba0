package savd.bgp.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import savd.bgp.fsm.SessionConfig;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Prefix;

/** A thousand idle sessions at once, both ends in this process: what one end costs in memory. */
@Timeout(300)
class ThousandSessionsTest {
  private static final int SESSIONS = 1000;

  /** Of heap for one end of an idle session, netty's channel included; 8 KiB measured. */
  private static final long HEAP_OCTETS = 16 * 1024;

  private static NeighborConfig member(int n, int port) {
    SessionConfig session =
        SessionConfig.builder(Asn.of(65002), 0x0A000002)
            .remoteAsn(Asn.of(65001))
            .connectRetrySeconds(60)
            .build();
    return NeighborConfig.builder("n" + n, IpAddress.parse("127.0.0.1"), session)
        .port(port)
        .localAddress(IpAddress.parse("127.1." + n / 250 + "." + (n % 250 + 1)))
        .build();
  }

  private static long heapUsed() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void aThousandIdleSessionsFitInAFewMegabytes() {
    NeighborConfig range =
        NeighborConfig.builder(
                "range",
                new Remote.Range(Prefix.parse("127.1.0.0/16"), SESSIONS),
                SessionConfig.builder(Asn.of(65001), 0x0A000001).build())
            .build();
    var listen = new SpeakerConfig.Listen(IpAddress.parse("127.0.0.1"), 0);
    try (Lab a = Lab.start(new SpeakerConfig(List.of(listen), List.of(range)))) {
      long before = heapUsed();
      int port = a.port();
      List<NeighborConfig> members =
          IntStream.range(0, SESSIONS).mapToObj(n -> member(n, port)).toList();
      try (Lab b = Lab.start(new SpeakerConfig(List.of(), members))) {
        a.await("all of them", () -> a.upCount() == SESSIONS && b.upCount() == SESSIONS);
        long each = (heapUsed() - before) / (2 * SESSIONS);
        assertThat(each).as("octets of heap for one end").isLessThan(HEAP_OCTETS);
        assertThat(Transport.directOctets()).as("octets of direct memory").isLessThan(16L << 20);
        assertThat(a.ends()).as("none lost").isEmpty();
        assertThat(b.speaker().status().join())
            .as("each came up with its first connection")
            .allSatisfy(status -> assertThat(status.lastEnd()).isEmpty());
      }
    }
  }
}
