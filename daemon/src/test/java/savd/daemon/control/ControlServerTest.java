package savd.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.list;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import savd.control.DataplaneState;
import savd.control.DocumentReader;
import savd.control.Event;
import savd.control.JsonTree;
import savd.control.RequestCodec;
import savd.control.Topic;
import savd.daemon.config.ControlSection;
import savd.net.IngressInterface;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ControlServerTest {
  private static final IngressInterface ETH1 = new IngressInterface("eth1");

  @TempDir Path directory;
  private Path socket;
  private final FixedAnswers savd = new FixedAnswers();
  private final EventHub events = new EventHub();
  private ControlServer server;

  @BeforeEach
  void open() throws IOException {
    socket = directory.resolve("run/savd.sock");
    server = ControlServer.open(settings(socket), Handlers.of(savd), events);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static ControlSection settings(Path path) {
    return new ControlSection(path, 0660, Optional.empty());
  }

  private SocketChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    return channel;
  }

  private static void send(SocketChannel channel, byte[] octets) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(octets);
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  private static void send(SocketChannel channel, String text) throws IOException {
    send(channel, text.getBytes(StandardCharsets.UTF_8));
  }

  /** What a client with one line in hand gets: everything until savd closes. */
  private String ask(String line) throws IOException {
    try (SocketChannel channel = connect()) {
      send(channel, line);
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Map<String, Object> document(String line) throws IOException {
    return JsonTree.object(JsonTree.parse(ask(line).getBytes(StandardCharsets.UTF_8)));
  }

  private static Map<String, Object> error(Map<String, Object> document) throws IOException {
    return JsonTree.object(document.get("error"));
  }

  @Test
  void one_line_gets_one_line_and_the_connection_ends() throws IOException {
    String answer = ask("{\"show\":\"status\"}\n");
    assertThat(answer).endsWith("}\n").doesNotContain("}\n{");
    Map<String, Object> status = document("{\"show\":\"status\"}\n");
    assertThat(status)
        .containsEntry("ready", true)
        .containsEntry("revision", 17L)
        .containsEntry("established", 1L)
        .containsEntry("paths", 3L)
        .containsEntry("neighbors", Map.of("configured", 1L, "established", 1L))
        .containsEntry("routes", Map.of("ipv4", 3L, "ipv6", 0L));
    assertThat(JsonTree.object(status.get("dataplane")))
        .containsEntry("revision", 17L)
        .containsEntry("state", "synchronized");
  }

  @Test
  void questions_about_rpki_data_are_answered_under_their_names() throws IOException {
    assertThat(document("{\"show\":\"rpki\"}\n")).containsEntry("availability", "in-force");
    for (String table : new String[] {"caches", "vrps", "aspas"}) {
      Object rows = document("{\"show\":\"" + table + "\"}\n").get(table);
      assertThat(rows).asInstanceOf(list(Object.class)).hasSize(1);
    }
    assertThat(document("{\"show\":\"router_keys\"}\n")).containsEntry("keys", List.of());
    assertThat(document("{\"show\":\"slurm\"}\n")).containsKeys("files", "problems", "entries");
    assertThat(document("{\"show\":\"cone\",\"as\":64496}\n"))
        .containsEntry("as", 64496L)
        .containsKey("cone");
    assertThat(document("{\"show\":\"cone\",\"interface\":\"eth1\"}\n"))
        .containsEntry("interface", "eth1");
    assertThat(document("{\"validate\":\"192.0.2.0/24\",\"as\":64496}\n"))
        .containsEntry("state", "not-found");
    assertThat(error(document("{\"show\":\"caches\",\"cache\":\"far\"}\n")))
        .containsEntry("kind", "not_found");
  }

  @Test
  void questions_about_pi_sav_are_answered_with_what_holds_now() throws IOException {
    assertThat(document("{\"show\":\"cone\"}\n")).containsEntry("own", true).containsKey("cone");
    Map<String, Object> piSav = document("{\"show\":\"pi_sav\"}\n");
    assertThat(savd.atMostOld).isZero();
    assertThat(piSav)
        .containsEntry("mode", "conservative")
        .containsEntry("in_force", true)
        .containsEntry("standing", Map.of("standalone", 3L, "no_detour", 2L))
        .containsEntry("waited_for_as", List.of(64497L))
        .containsEntry("tops", List.of());
    assertThat(piSav.get("shares"))
        .asInstanceOf(list(Object.class))
        .singleElement()
        .isEqualTo(
            Map.of(
                "family",
                "ipv4",
                "cone",
                Map.of("prefixes", 20L, "networks", 5120.0),
                "standalone",
                share(5, 25.0, 2560, 50.0),
                "now",
                share(15, 75.0, 3840, 75.0)));
  }

  private static Map<String, Object> share(
      long prefixes, double ofPrefixes, double networks, double ofNetworks) {
    return Map.of(
        "prefixes",
        prefixes,
        "prefixes_percent",
        ofPrefixes,
        "networks",
        networks,
        "networks_percent",
        ofNetworks);
  }

  @Test
  void a_detour_is_announced_and_taken_back() throws IOException {
    assertThat(document("{\"announce_detour\":true}\n")).containsEntry("done", "detour announced");
    assertThat(document("{\"announce_detour\":false}\n"))
        .containsEntry("done", "detour taken back");
  }

  @Test
  void a_line_in_pieces_and_a_last_line_without_its_end_are_understood() throws IOException {
    try (SocketChannel channel = connect()) {
      for (byte b : "{\"show\":\"status\"}".getBytes(StandardCharsets.UTF_8)) {
        send(channel, new byte[] {b});
      }
      channel.shutdownOutput();
      assertThat(new DocumentReader(Channels.newInputStream(channel)).next())
          .hasValueSatisfying(d -> assertThat(d).containsKey("ready"));
    }
  }

  @Test
  void a_connection_kept_alive_answers_until_a_request_that_does_not_ask_for_it()
      throws IOException {
    String asking = "{\"show\":\"status\",\"keep_alive\":true}\n";
    String answers = ask(asking + asking + "{\"show\":\"status\"}\n" + asking);
    assertThat(answers.lines()).hasSize(3);
  }

  @Test
  void a_table_comes_as_one_document_page_by_page() throws IOException {
    savd.routes = 12_345;
    List<Object> prefixes = new ArrayList<>();
    try (SocketChannel channel = connect()) {
      send(channel, "{\"show\":\"routes\"}\n");
      Optional<Map<String, Object>> rest =
          new DocumentReader(Channels.newInputStream(channel))
              .next("routes", row -> prefixes.add(row.get("prefix")));
      assertThat(rest).contains(Map.of());
    }
    assertThat(prefixes).hasSize(12_345).doesNotHaveDuplicates();
    assertThat(savd.largestPage.get()).isEqualTo(ControlServer.PAGE_ROWS);
  }

  @Test
  void a_limit_ends_a_table_with_the_cursor_to_go_on_from() throws IOException {
    savd.routes = 5000;
    Map<String, Object> first = document("{\"show\":\"routes\",\"limit\":2500}\n");
    assertThat((List<?>) first.get("routes")).hasSize(2500);
    assertThat(first).containsEntry("next", "2500");
    Map<String, Object> second = document("{\"show\":\"routes\",\"after\":\"2500\"}\n");
    assertThat((List<?>) second.get("routes")).hasSize(2500);
    assertThat(second).doesNotContainKey("next");
  }

  @Test
  void a_table_that_fails_half_way_says_so_at_its_end() throws IOException {
    savd.routes = 5000;
    savd.failingRoute = 3500;
    Map<String, Object> answer = document("{\"show\":\"routes\"}\n");
    assertThat((List<?>) answer.get("routes")).hasSize(3000);
    assertThat(error(answer)).containsEntry("kind", "internal");
  }

  @Test
  void errors_are_typed() throws IOException {
    assertThat(error(document("{\"show\":\"neighbors\",\"neighbor\":\"x\"}\n")))
        .containsEntry("kind", "not_found")
        .containsEntry("text", "no neighbor x");
    assertThat(error(document("{\"dataplane\":\"couple\"}\n"))).containsEntry("kind", "conflict");
    assertThat(error(document("{\"reload\":true}\n")))
        .containsEntry("kind", "bad_configuration")
        .containsEntry("problems", List.of("a:1: b", "a:2: c"));
    assertThat(error(document("{\"explain\":\"192.0.2.1\",\"interface\":\"eth1\"}\n")))
        .containsEntry("kind", "internal");
    assertThat(error(document("GET / HTTP/1.1\r\n"))).containsEntry("kind", "bad_request");
  }

  @Test
  void an_error_does_not_end_a_connection_that_is_kept_alive() throws IOException {
    String answers = ask("{\"dataplane\":\"couple\",\"keep_alive\":true}\n{\"show\":\"status\"}\n");
    assertThat(answers.lines().toList())
        .hasSize(2)
        .last()
        .satisfies(l -> assertThat(l).contains("ready"));
  }

  @Test
  void a_line_without_end_is_cut_off() throws IOException {
    try (SocketChannel channel = connect()) {
      Thread writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    byte[] octets = new byte[1 << 16];
                    try {
                      for (int n = 0; n <= 2 * RequestCodec.MAX_LINE_OCTETS; n += octets.length) {
                        send(channel, octets);
                      }
                    } catch (IOException e) {
                      // savd has heard enough: what this test is about.
                    }
                  });
      byte[] answer = Channels.newInputStream(channel).readNBytes(22);
      assertThat(new String(answer, StandardCharsets.UTF_8))
          .isEqualTo("{\"error\":{\"kind\":\"bad_");
      writer.interrupt();
    }
  }

  @Test
  void arbitrary_octets_get_an_error_or_silence_and_savd_goes_on() throws IOException {
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      byte[] octets = new byte[random.nextInt(200)];
      random.nextBytes(octets);
      try (SocketChannel channel = connect()) {
        send(channel, octets);
        channel.shutdownOutput();
        byte[] answer = Channels.newInputStream(channel).readAllBytes();
        if (answer.length > 0) {
          assertThat(new String(answer, StandardCharsets.UTF_8)).startsWith("{\"error\":");
        }
      } catch (IOException e) {
        // Closing with octets unread resets the connection, which may overtake the answer.
        assertThat(e.getMessage()).containsAnyOf("reset", "Broken pipe");
      }
    }
    assertThat(ask("{\"show\":\"status\"}\n")).contains("\"ready\":true");
  }

  @Test
  void a_monitor_hears_what_it_asked_for_from_the_moment_it_is_told_so() throws IOException {
    try (SocketChannel channel = connect();
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))) {
      assertThat(events.wants(Topic.READINESS)).isFalse();
      send(channel, "{\"monitor\":\"readiness,configuration\",\"interface\":\"eth1\"}\n");
      assertThat(lines.readLine())
          .contains("\"subscribed\"")
          .contains("[\"readiness\",\"configuration\"]");
      assertThat(events.wants(Topic.READINESS)).isTrue();
      assertThat(events.wants(Topic.ROUTES)).isFalse();
      events.publish(
          new Event.ReadinessChanged(Instant.EPOCH, new IngressInterface("eth2"), true, ""));
      events.publish(
          new Event.DataplaneChanged(
              Instant.EPOCH,
              DataplaneState.State.COMMITTING,
              1,
              java.util.OptionalLong.empty(),
              ""));
      events.publish(new Event.ReadinessChanged(Instant.EPOCH, ETH1, true, "here"));
      assertThat(lines.readLine())
          .isEqualTo(
              "{\"event\":\"readiness\",\"at\":\"1970-01-01T00:00:00Z\",\"interface\":\"eth1\","
                  + "\"ready\":true,\"text\":\"here\"}");
      events.publish(new Event.ConfigurationChanged(Instant.EPOCH, Optional.empty(), "reloaded"));
      assertThat(lines.readLine()).contains("reloaded");
    }
  }

  @Test
  void a_monitor_that_hangs_up_is_forgotten() throws Exception {
    try (SocketChannel channel = connect()) {
      send(channel, "{\"monitor\":\"all\"}\n");
      assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(1);
      assertThat(events.wants(Topic.DROPS)).isTrue();
    }
    while (events.wants(Topic.DROPS)) {
      Thread.onSpinWait();
    }
  }

  @Test
  void a_listener_that_is_too_slow_hears_how_much_it_missed() throws Exception {
    try (EventHub.Subscription slow =
        events.subscribe(java.util.Set.of(Topic.READINESS), Optional.empty())) {
      Event event = new Event.ReadinessChanged(Instant.EPOCH, ETH1, true, "");
      for (int i = 0; i < EventHub.QUEUE_LIMIT + 5; i++) {
        events.publish(event);
      }
      EventHub.Subscription.Batch batch = slow.take().orElseThrow();
      assertThat(batch.events()).hasSize(EventHub.QUEUE_LIMIT);
      assertThat(batch.lost()).isEqualTo(5);
    }
  }

  @Test
  void the_socket_has_the_mode_configured_and_goes_with_the_server() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-rw----");
    server.close();
    assertThat(socket).doesNotExist();
  }

  @Test
  void a_second_savd_is_refused_and_the_first_goes_on() throws IOException {
    assertThatThrownBy(() -> ControlServer.open(settings(socket), Handlers.of(savd), events))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another savd is running");
    assertThat(ask("{\"show\":\"status\"}\n")).contains("\"ready\":true");
  }

  @Test
  void a_socket_left_behind_is_replaced() throws IOException {
    Path left = directory.resolve("left.sock");
    ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    dead.bind(UnixDomainSocketAddress.of(left));
    dead.close();
    assertThat(left).exists();
    try (ControlServer second = ControlServer.open(settings(left), Handlers.of(savd), events)) {
      assertThat(second).isNotNull();
      try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        assertThat(channel.connect(UnixDomainSocketAddress.of(left))).isTrue();
      }
    }
  }

  @Test
  void a_file_that_is_no_socket_is_left_alone() throws IOException {
    Path file = Files.writeString(directory.resolve("savd.toml"), "precious");
    assertThatThrownBy(() -> ControlServer.open(settings(file), Handlers.of(savd), events))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not a socket");
    assertThat(file).hasContent("precious");
  }

  @Test
  void a_group_that_does_not_exist_is_told() {
    ControlSection settings =
        new ControlSection(
            directory.resolve("g.sock"), 0660, Optional.of("no-such-group-anywhere"));
    assertThatThrownBy(() -> ControlServer.open(settings, Handlers.of(savd), events))
        .isInstanceOf(IOException.class)
        .hasMessage("control.group: there is no group no-such-group-anywhere");
    assertThat(directory.resolve("g.sock")).doesNotExist();
  }

  @Test
  void too_many_connections_are_told_so() throws IOException {
    List<SocketChannel> idle = new ArrayList<>();
    try {
      for (int i = 0; i < ControlServer.MAX_CONNECTIONS; i++) {
        SocketChannel channel = connect();
        idle.add(channel);
        // An answer shows that this connection is counted.
        send(channel, "{\"show\":\"status\",\"keep_alive\":true}\n");
        assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(1);
      }
      try (SocketChannel further = connect()) {
        assertThat(
                new String(Channels.newInputStream(further).readAllBytes(), StandardCharsets.UTF_8))
            .contains("\"busy\"");
      }
    } finally {
      for (SocketChannel channel : idle) {
        channel.close();
      }
    }
  }
}
