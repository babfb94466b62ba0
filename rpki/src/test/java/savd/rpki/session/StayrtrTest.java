package savd.rpki.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import savd.rpki.fsm.RouterConfig;

/** Our client against StayRTR, the cache of many networks. */
class StayrtrTest {
  private static final Path PROGRAM = Path.of("/usr/bin/stayrtr");
  private static final String DATA =
      """
      {"metadata":{"buildtime":"2026-11-22T00:00:00Z"},
      "roas":[
       {"asn":64496,"prefix":"192.0.2.0/24","maxLength":28,"ta":"x"},
       {"asn":64497,"prefix":"2001:db8::/32","maxLength":48,"ta":"x"},
       {"asn":4200000001,"prefix":"198.51.100.0/22","maxLength":24,"ta":"x"}],
      "bgpsec_keys":[{"asn":64496,"ski":"5D4250E2D81D4448D8A29EFCE91D29FF075EC9E2","pubkey":"%s",
       "ta":"x"}]}
      """
          .formatted(
              "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEgFcjQ/g//LAQerAH2Mpp+GucoDAGBbhIqD33wNPsXxnAGb"
                  + "+mtZ7XQrVO9DQ6UlAShtig5+QfEKpTtFgiqfiAFQ==");

  @TempDir private Path dir;
  private final Heard heard = new Heard();
  private final RtrClients clients = new RtrClients(heard);
  private Process process;
  private int port;

  @BeforeEach
  void needsTheProgram() throws IOException {
    assumeTrue(Files.isExecutable(PROGRAM), "stayrtr is not installed");
    try (ServerSocket s = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = s.getLocalPort();
    }
    Files.writeString(dir.resolve("data.json"), DATA);
  }

  @AfterEach
  void end() throws InterruptedException {
    clients.close();
    stop();
  }

  private void serve(String... options) throws IOException, InterruptedException {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                PROGRAM.toString(),
                "-bind",
                "127.0.0.1:" + port,
                "-cache",
                dir.resolve("data.json").toString(),
                "-checktime=false",
                "-loglevel",
                "debug",
                "-metrics.addr",
                ""));
    command.addAll(List.of(options));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("log").toFile())
            .start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      try {
        new Socket("127.0.0.1", port).close();
        return;
      } catch (IOException e) {
        if (System.nanoTime() > end || !process.isAlive()) {
          throw new IOException("stayrtr: " + Files.readString(dir.resolve("log")), e);
        }
        // Nothing tells when a program listens.
        process.waitFor(20, TimeUnit.MILLISECONDS);
      }
    }
  }

  private void stop() throws InterruptedException {
    if (process != null) {
      process.destroy();
      process.waitFor(10, TimeUnit.SECONDS);
      process = null;
    }
  }

  private void connect(RouterConfig router) {
    clients.configure(
        RtrConfig.of(
            List.of(CacheConfig.builder("stay", "127.0.0.1").port(port).router(router).build())));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void itsDataAreLoadedInEveryVersionItIsToldToSpeak(int version) throws Exception {
    serve("-protocol", Integer.toString(version));
    connect(RouterConfig.DEFAULT);
    heard.await("the data", h -> h.payload() != null);
    assertThat(heard.payload().ipv4().size()).isEqualTo(2);
    assertThat(heard.payload().ipv6().vrp(0)).hasToString("2001:db8::/32-48 AS64497");
    assertThat(heard.payload().routerKeys()).hasSize(version == 0 ? 0 : 1);
    CacheStatus status = clients.status().getFirst();
    assertThat(status.version()).contains(version);
    assertThat(status.inUse()).isTrue();
    assertThat(status.counters().fullLoads()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aVersionWeAreToldToSpeakIsSpoken(int version) throws Exception {
    serve();
    connect(RouterConfig.DEFAULT.withVersions(0, version));
    heard.await("the data", h -> h.payload() != null);
    assertThat(clients.status().getFirst().version()).contains(version);
  }

  @Test
  void aRestartWithAnotherSessionIsSurvivedWithoutAGap() throws Exception {
    serve();
    long second = System.currentTimeMillis() / 1000;
    connect(RouterConfig.DEFAULT);
    heard.await("the data", h -> h.payload() != null);
    stop();
    Files.writeString(dir.resolve("data.json"), DATA.replace("64497", "64499"));
    heard.await("the loss", h -> h.events().stream().anyMatch(e -> e.contains("WAITING")));
    // It draws its session identifier from the clock's second, see docs/lab-notes/stayrtr.md.
    while (System.currentTimeMillis() / 1000 == second) {
      Thread.onSpinWait();
    }
    serve();
    heard.await("the new data", h -> h.payload() != null && h.payload().ipv6().asn(0) == 64499);
    assertThat(heard.events()).doesNotContain("none");
  }
}
