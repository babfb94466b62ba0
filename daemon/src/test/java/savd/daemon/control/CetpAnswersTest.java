package savd.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import savd.control.CetpCountersAnswer;
import savd.control.CetpEvidence;
import savd.control.CetpPolicyRow;
import savd.control.CetpRlocRow;
import savd.control.CetpSessionRow;
import savd.control.Page;
import savd.daemon.config.ControlSection;
import savd.daemon.config.Endpoint;
import savd.daemon.http.HttpServer;
import savd.net.IngressInterface;

/** A control socket with an edge behind it, with savd, or with both. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CetpAnswersTest {
  @TempDir Path directory;

  /** An edge with 2500 sessions. */
  static final class Many implements CetpHandler {
    @Override
    public Page<CetpSessionRow> sessions(Optional<String> after, int limit) {
      int from = after.map(Integer::parseInt).orElse(-1) + 1;
      int to = Math.min(2500, from + limit);
      List<CetpSessionRow> rows = IntStream.range(from, to).mapToObj(Many::row).toList();
      return new Page<>(rows, to < 2500 ? Optional.of("" + (to - 1)) : Optional.empty());
    }

    private static CetpSessionRow row(int slot) {
      return new CetpSessionRow(
          slot,
          "inbound",
          "open",
          "a.example",
          Optional.empty(),
          "0a",
          "0b",
          Optional.empty(),
          Optional.empty());
    }

    @Override
    public Page<CetpRlocRow> rlocs(Optional<String> after, int limit) {
      return new Page<>(List.of(), Optional.empty());
    }

    @Override
    public List<CetpPolicyRow> policies() {
      return List.of();
    }

    @Override
    public CetpCountersAnswer counters() {
      return new CetpCountersAnswer(
          2500,
          List.of(new CetpCountersAnswer.Counter("cookie-bad", 17)),
          List.of(
              new CetpEvidence(new IngressInterface("up0"), "cookie-failure", "cookie-bad", 17)));
    }
  }

  private String ask(Handlers handlers, String line) throws Exception {
    Path socket = directory.resolve("s");
    ControlSection settings = new ControlSection(socket, 0600, Optional.empty());
    try (ControlServer server = ControlServer.open(settings, handlers, new EventHub());
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      assertThat(server).isNotNull();
      channel.connect(UnixDomainSocketAddress.of(socket));
      Channels.newOutputStream(channel).write((line + "\n").getBytes(StandardCharsets.UTF_8));
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void an_edge_that_runs_alone_answers_for_itself_and_says_what_it_is_not() throws Exception {
    Handlers alone = Handlers.of(new Many());
    assertThat(ask(alone, "{\"cetp\":\"counters\"}")).contains("\"sessions\":2500");
    assertThat(ask(alone, "{\"show\":\"status\"}")).contains("conflict").contains("CETP edge");
    assertThat(ask(alone, "{\"monitor\":\"all\"}")).contains("conflict");
  }

  @Test
  void a_savd_without_an_edge_says_so() throws Exception {
    assertThat(ask(Handlers.of(new FixedAnswers()), "{\"cetp\":\"sessions\"}"))
        .contains("conflict")
        .contains("no section [cetp]");
  }

  @Test
  void all_sessions_come_page_by_page_in_one_document() throws Exception {
    Handlers both = new Handlers(Optional.of(new FixedAnswers()), Optional.of(new Many()));
    String all = ask(both, "{\"cetp\":\"sessions\"}");
    assertThat(all.split("\"slot\":", -1)).hasSize(2501);
    String some = ask(both, "{\"cetp\":\"sessions\",\"limit\":3,\"after\":\"9\"}");
    assertThat(some).contains("\"slot\":10").contains("\"slot\":12").contains("\"next\":\"12\"");
    assertThat(some).doesNotContain("\"slot\":13");
  }

  @Test
  void metrics_tell_what_speaks_of_spoofing_by_interface_in_either_format() throws Exception {
    try (HttpServer server =
        HttpServer.open(Endpoint.parse("127.0.0.1:0"), Handlers.of(new Many()))) {
      for (String accept : List.of("text/plain", "application/openmetrics-text;version=1.0.0")) {
        var connection =
            java.net.URI.create("http://" + server.address() + "/metrics").toURL().openConnection();
        connection.setRequestProperty("Accept", accept);
        String page =
            new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(page.lines())
            .contains(
                "savd_cetp_sessions 2500.0",
                "savd_cetp_events_total{event=\"cookie-bad\"} 17.0",
                "savd_cetp_evidence_total{event=\"cookie-bad\",interface=\"up0\","
                    + "kind=\"cookie-failure\"} 17.0");
        boolean open = accept.startsWith("application");
        assertThat(connection.getContentType())
            .startsWith(open ? "application/open" : "text/plain");
        assertThat(page.endsWith("# EOF\n")).isEqualTo(open);
      }
    }
  }
}
