package savd.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import savd.control.DataplaneState;
import savd.daemon.config.Endpoint;
import savd.daemon.control.FixedAnswers;
import savd.daemon.control.Handlers;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HttpServerTest {
  private final FixedAnswers savd = new FixedAnswers();
  private HttpServer server;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.open(Endpoint.parse("127.0.0.1:0"), Handlers.of(savd));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private record Reply(int statusCode, String contentType, String body) {}

  private Reply get(String path) throws IOException {
    return ask("GET", path);
  }

  private Reply ask(String method, String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://" + server.address() + path).toURL().openConnection();
    connection.setRequestMethod(method);
    int status = connection.getResponseCode();
    try (InputStream body =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      return new Reply(
          status,
          connection.getContentType(),
          new String(body.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void metrics_are_the_answers_savctl_gets() throws Exception {
    savd.routes = 1_200_000;
    Reply page = get("/metrics");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.contentType()).startsWith("text/plain; version=0.0.4");
    assertThat(page.body().lines())
        .contains(
            "savd_ready 1.0",
            "savd_neighbors 1.0",
            "savd_neighbors_established 1.0",
            "savd_routes{family=\"ipv4\"} 1200000.0",
            "savd_routes{family=\"ipv6\"} 0.0",
            "savd_revision 17.0",
            "savd_dataplane_revision 17.0",
            "savd_dataplane_coupled 1.0",
            "savd_dataplane_commits_total{outcome=\"committed\"} 12.0",
            "savd_dataplane_commits_total{outcome=\"failed\"} 1.0",
            "savd_dataplane_repairs_total 2.0",
            "savd_commit_seconds{quantile=\"0.5\"} 5.0E-4",
            "savd_commit_seconds{quantile=\"0.99\"} 0.002",
            "savd_interface_ready{interface=\"eth1\"} 1.0",
            "savd_list_prefixes{family=\"ipv4\",interface=\"eth1\"} 1200000.0",
            "savd_held_prefixes{interface=\"eth1\"} 1.0",
            "savd_permitted_total{interface=\"eth1\"} 1000.0",
            "savd_drops_total{interface=\"eth1\"} 7.0",
            "savd_neighbor_up{neighbor=\"AS65001-a\"} 1.0",
            "savd_neighbor_routes{family=\"ipv4\",neighbor=\"AS65001-a\"} 1200000.0",
            "savd_neighbor_flaps_total{neighbor=\"AS65001-a\"} 2.0",
            "savd_malformed_total{neighbor=\"AS65001-a\",outcome=\"treat-as-withdraw\"} 5.0",
            "savd_rpki_available 1.0",
            "savd_rpki_vrps{family=\"ipv4\"} 640120.0",
            "savd_rpki_vrps{family=\"ipv6\"} 151003.0",
            "savd_rpki_aspas 2400.0",
            "savd_rpki_router_keys 2.0",
            "savd_rpki_slurm_rejected 1.0",
            "savd_routes_rov{state=\"not-found\"} 10.0",
            "savd_routes_aspa{state=\"invalid\"} 2.0",
            "savd_routes_ineligible 22.0",
            "savd_rpki_cache_up{cache=\"near\"} 1.0",
            "savd_rpki_cache_in_use{cache=\"near\"} 1.0",
            "savd_rpki_cache_serial{cache=\"near\"} 99.0",
            "savd_rpki_cache_age_seconds{cache=\"near\"} 61.0",
            "savd_rpki_cache_failures_total{cache=\"near\"} 2.0",
            "savd_rpki_cache_expiries_total{cache=\"near\"} 1.0",
            "savd_rpki_cache_errors_total{cache=\"near\",direction=\"sent\"} 4.0",
            "savd_rpki_cache_errors_total{cache=\"near\",direction=\"received\"} 5.0",
            "savd_rpki_cache_forgiven_total{cache=\"near\",kind=\"withdrawal-with-providers\"} 6.0",
            "# TYPE savd_drops_total counter",
            "# TYPE savd_ready gauge");
  }

  @Test
  void a_scrape_shows_this_moment_and_forgets_what_is_gone() throws Exception {
    savd.neighborNames = List.of("A", "B");
    assertThat(get("/metrics").body()).contains("neighbor=\"A\"", "neighbor=\"B\"");
    savd.neighborNames = List.of("B");
    savd.ready = false;
    assertThat(get("/metrics").body())
        .doesNotContain("neighbor=\"A\"")
        .contains("neighbor=\"B\"", "savd_ready 0.0");
  }

  @Test
  void a_cache_that_is_lost_is_down_and_has_no_serial() throws Exception {
    assertThat(get("/metrics").body()).contains("savd_rpki_cache_serial");
    savd.cacheState = "waiting";
    assertThat(get("/metrics").body())
        .doesNotContain("savd_rpki_cache_serial", "savd_rpki_cache_age_seconds")
        .contains("savd_rpki_cache_up{cache=\"near\"} 0.0");
  }

  @Test
  void the_manual_page_names_the_metrics_there_are() throws Exception {
    Set<String> shown = new TreeSet<>();
    get("/metrics")
        .body()
        .lines()
        .filter(l -> !l.startsWith("#"))
        .forEach(l -> shown.add(l.split("[{ ]", 2)[0]));
    Set<String> described = new TreeSet<>();
    Path page = Path.of(System.getProperty("savd.root", ".."), "docs/man/savd.8");
    for (String line : Files.readAllLines(page)) {
      if (line.matches("\\.Li savd_[a-z_]+[a-z]( [,;.])?")) {
        described.add(line.substring(4).split(" ")[0]);
      }
    }
    assertThat(described).isEqualTo(shown);
  }

  @Test
  void pi_sav_is_weighed_every_ten_seconds_at_most() throws Exception {
    String p = "savd_pisav_protected_ratio{family=\"ipv4\",mode=";
    assertThat(get("/metrics").body().lines())
        .contains(
            "savd_pisav_in_force 1.0",
            "savd_pisav_waited_for 1.0",
            "savd_pisav_members{state=\"standalone\"} 3.0",
            "savd_pisav_members{state=\"no-detour\"} 2.0",
            p + "\"standalone\",unit=\"prefixes\"} 0.25",
            p + "\"standalone\",unit=\"networks\"} 0.5",
            p + "\"conservative\",unit=\"prefixes\"} 0.75",
            p + "\"conservative\",unit=\"networks\"} 0.75",
            "savd_pisav_sessions{state=\"established\",with=\"members\"} 1.0",
            "savd_pisav_refused_total{kind=\"replay\",with=\"members\"} 4.0");
    assertThat(savd.atMostOld).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void readiness_says_what_is_missing() throws Exception {
    assertThat(get("/ready").statusCode()).isEqualTo(200);
    savd.ready = false;
    Reply page = get("/ready");
    assertThat(page.statusCode()).isEqualTo(503);
    assertThat(page.body())
        .isEqualTo("{\"ready\":false,\"reasons\":[\"eth1: End-of-RIB of AS65001-a (ipv4)\"]}\n");
    assertThat(get("/health").statusCode()).isEqualTo(200);
  }

  @Test
  void a_kernel_that_refuses_is_not_healthy() throws Exception {
    assertThat(get("/health").body()).isEqualTo("{\"healthy\":true,\"reasons\":[]}\n");
    savd.dataplaneState = DataplaneState.State.RETRYING;
    Reply page = get("/health");
    assertThat(page.statusCode()).isEqualTo(503);
    assertThat(page.body()).contains("the dataplane refuses: ENOBUFS");
  }

  @Test
  void other_paths_and_methods_are_refused() throws Exception {
    assertThat(get("/").statusCode()).isEqualTo(404);
    assertThat(get("/metrics?name=x").statusCode()).isEqualTo(200);
    assertThat(ask("DELETE", "/health").statusCode()).isEqualTo(405);
    assertThat(ask("HEAD", "/health").statusCode()).isEqualTo(200);
  }

  @Test
  void what_is_not_http_gets_an_answer_and_the_end() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", server.address().port())) {
      socket
          .getOutputStream()
          .write("\u0001\u0002 nonsense\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).startsWith("HTTP/1.1 400");
    }
    assertThat(get("/health").statusCode()).isEqualTo(200);
  }

  @Test
  void an_address_in_use_is_told() {
    assertThatThrownBy(() -> HttpServer.open(server.address(), Handlers.of(savd)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("http.listen: cannot listen on 127.0.0.1:");
  }
}
