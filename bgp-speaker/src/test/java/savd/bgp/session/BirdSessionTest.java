package savd.bgp.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import savd.bgp.fsm.SessionConfig;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.IpAddress;
import savd.net.Prefix;
import savd.net.RouteBatch;

/**
 * A real BIRD on the loopback interface, one session over IPv4 and one over IPv6, both with MD5,
 * both sides connecting. Skipped where BIRD is not installed.
 */
@Timeout(300)
class BirdSessionTest {
  private static final int ROUTES = 500;
  private static final String KEY = "not a secret";

  @TempDir Path directory;
  private Process bird;
  private int birdPort;

  @BeforeEach
  void findBird() throws IOException {
    boolean installed = Files.isExecutable(Path.of("/usr/sbin/bird"));
    assumeTrue(
        installed,
        "SKIPPED: /usr/sbin/bird is not installed, no session with a real BIRD was tested");
    try (ServerSocket s = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      birdPort = s.getLocalPort();
    }
  }

  @AfterEach
  void stopBird() throws InterruptedException {
    if (bird != null) {
      bird.destroy();
      assertThat(bird.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private void startBird(int savdPort) throws IOException {
    StringBuilder c = new StringBuilder();
    c.append(
        "log stderr all; debug protocols { states, events };\nrouter id 10.0.0.2;\nprotocol device { }\n");
    c.append("protocol static s4 { ipv4;\n");
    expected(AddressFamily.IPV4)
        .forEach(p -> c.append("  route ").append(p).append(" blackhole;\n"));
    c.append("}\nprotocol static s6 { ipv6;\n");
    expected(AddressFamily.IPV6)
        .forEach(p -> c.append("  route ").append(p).append(" blackhole;\n"));
    c.append("}\n");
    for (String[] s :
        List.of(
            new String[] {"over4", "127.0.0.2", "127.0.0.1"},
            new String[] {"over6", "::1", "::1"})) {
      c.append(
          """
          protocol bgp %s {
            local %s port %d as 65002;
            neighbor %s port %d as 65001;
            multihop;
            strict bind on;
            password "%s";
            connect delay time 1;
            connect retry time 2;
            error wait time 1,2;
            graceful restart on;
            graceful restart time 60;
            ipv4 { export all; import all; next hop address 198.51.100.2; };
            ipv6 { export all; import all; next hop address 2001:db8::2; };
          }
          """
              .formatted(s[0], s[1], birdPort, s[2], savdPort, KEY));
    }
    Path conf = Files.writeString(directory.resolve("bird.conf"), c);
    Path control = directory.resolve("bird.ctl");
    bird =
        new ProcessBuilder("/usr/sbin/bird", "-f", "-c", conf.toString(), "-s", control.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("bird.log").toFile())
            .start();
  }

  private static Set<Prefix> expected(AddressFamily family) {
    Set<Prefix> prefixes = new TreeSet<>();
    for (int i = 0; i < ROUTES; i++) {
      String v4 = "100." + (64 + i / 256) + "." + i % 256 + ".0/24";
      prefixes.add(
          Prefix.parse(
              family == AddressFamily.IPV4
                  ? v4
                  : "2001:db8:" + Integer.toHexString(i + 16) + "::/48"));
    }
    return prefixes;
  }

  private String log() {
    try {
      return Files.readString(directory.resolve("bird.log"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private NeighborConfig neighbor(String name, String address, String local, String key) {
    SessionConfig session =
        SessionConfig.builder(Asn.of(65001), 0x0A000001)
            .remoteAsn(Asn.of(65002))
            .connectRetrySeconds(2)
            .build();
    return NeighborConfig.builder(name, IpAddress.parse(address), session)
        .port(birdPort)
        .localAddress(IpAddress.parse(local))
        .md5Key(key)
        .distance(new Distance.Multihop(64))
        .build();
  }

  private Lab lab() {
    return Lab.start(
        new SpeakerConfig(
            List.of(
                new SpeakerConfig.Listen(IpAddress.parse("127.0.0.1"), birdPort + 1),
                new SpeakerConfig.Listen(IpAddress.parse("::1"), birdPort + 1)),
            List.of(
                neighbor("over4", "127.0.0.2", "127.0.0.1", KEY),
                neighbor("over6", "::1", "::1", KEY))));
  }

  private void awaitAll(Lab savd, Set<Prefix> all, int endsOfRib) {
    savd.await(
        "all routes; BIRD says " + log(),
        () ->
            savd.events().stream().filter(RouteBatch.Kind.END_OF_RIB::equals).count() == endsOfRib
                && savd.routes("over4").keySet().equals(all)
                && savd.routes("over6").keySet().equals(all));
  }

  @Test
  void aThousandRoutesArriveOverBothTransportsAndAreKeptWhileBirdRestarts() throws Exception {
    try (Lab savd = lab()) {
      startBird(savd.port());
      Set<Prefix> all = expected(AddressFamily.IPV4);
      all.addAll(expected(AddressFamily.IPV6));
      awaitAll(savd, all, 4);
      assertThat(savd.status("over4").counters().treatedAsWithdraw()).isZero();
      // Killed, not stopped: no NOTIFICATION, so the routes stay as stale until it is back.
      bird.destroyForcibly().waitFor();
      savd.await("both sessions down", () -> savd.upCount() == 0);
      assertThat(savd.events())
          .contains(RouteBatch.Kind.MARK_STALE)
          .doesNotContain(RouteBatch.Kind.PEER_LOST);
      assertThat(savd.routes("over4").keySet()).isEqualTo(all);
      startBird(savd.port());
      awaitAll(savd, all, 8);
      assertThat(savd.events()).doesNotContain(RouteBatch.Kind.PEER_LOST);
      bird.destroy();
      savd.await("both sessions ended by BIRD", () -> savd.upCount() == 0);
      assertThat(savd.ends().subList(2, 4))
          .as(log())
          .containsOnly("received Cease, Administrative Shutdown");
      savd.await(
          "routes lost", () -> savd.routes("over4").isEmpty() && savd.routes("over6").isEmpty());
    }
  }
}
