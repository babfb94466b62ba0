package savd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * Command lines against a savd that answers with the files of the module control. What people read
 * is in files too; {@code -Dsavd.golden=write} rewrites them.
 */
class SavctlTest {
  private static final Path ROOT = Path.of(System.getProperty("savd.root", ".."));
  private static final Path ANSWERS = ROOT.resolve("control/src/test/resources/answers");
  private static final Path TEXTS = ROOT.resolve("cli/src/test/resources/text");

  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private static String answer(String name) throws IOException {
    return Files.readString(ANSWERS.resolve(name + ".json"));
  }

  private int run(boolean coloured, OutputStream to, Path socket, String... words) {
    List<String> line = new ArrayList<>(List.of("-s", socket.toString()));
    line.addAll(List.of(words));
    PrintStream stream = new PrintStream(to, true, StandardCharsets.UTF_8);
    Terminal terminal =
        new Terminal(stream, new PrintStream(err, true, StandardCharsets.UTF_8), coloured);
    int status = Savctl.run(line.toArray(String[]::new), terminal);
    stream.flush();
    return status;
  }

  private int run(Path socket, String... words) {
    return run(false, out, socket, words);
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String complained() {
    return err.toString(StandardCharsets.UTF_8);
  }

  static Stream<Arguments> screens() {
    return Stream.of(
        Arguments.of("status", "show status"),
        Arguments.of("status-waiting", "show status"),
        Arguments.of("neighbors", "show neighbors"),
        Arguments.of("neighbor", "show neighbors AS65001-a"),
        Arguments.of("routes", "show routes --longer 192.0.2.0/24"),
        Arguments.of("routes-none", "show routes 192.0.2.0/24"),
        Arguments.of("interfaces", "show interfaces"),
        Arguments.of("rules", "show rules eth1"),
        Arguments.of("dataplane", "show dataplane"),
        Arguments.of("drops", "show drops"),
        Arguments.of("rpki", "show rpki"),
        Arguments.of("rpki-none", "show rpki"),
        Arguments.of("caches", "show rpki caches"),
        Arguments.of("vrps", "show rpki vrps"),
        Arguments.of("aspas", "show rpki aspas"),
        Arguments.of("router-keys", "show rpki keys"),
        Arguments.of("slurm", "show rpki slurm"),
        Arguments.of("validate", "validate 192.0.2.0/25 64496"),
        Arguments.of("validate-invalid", "validate 192.0.2.0/30 64496"),
        Arguments.of("validate-none", "validate 203.0.113.0/24 64496"),
        Arguments.of("cone", "show cone AS64500"),
        Arguments.of("cone-interface", "show cone eth1"),
        Arguments.of("cone-own", "show cone"),
        Arguments.of("pi-sav", "show pi-sav"),
        Arguments.of("pi-sav-waiting", "show pi-sav"),
        Arguments.of("pi-sav-none", "show pi-sav"),
        Arguments.of("explain-permit", "explain 198.51.100.7 eth1"),
        Arguments.of("explain-block", "explain 10.1.2.3 eth1"),
        Arguments.of("cetp-sessions", "cetp sessions"),
        Arguments.of("cetp-rlocs", "cetp rlocs"),
        Arguments.of("cetp-policies", "cetp policies"),
        Arguments.of("cetp-counters", "cetp counters"),
        Arguments.of("diff", "diff pom.xml"),
        Arguments.of("diff-none", "diff pom.xml"),
        Arguments.of("done", "reload"));
  }

  @ParameterizedTest
  @MethodSource("screens")
  void an_answer_is_shown_as_people_read_it(String name, String command) throws IOException {
    String json = answer(name);
    try (ScriptedSavd savd = new ScriptedSavd(directory.resolve("s"), line -> json)) {
      assertThat(run(savd.socket(), command.split(" "))).isZero();
    }
    assertThat(complained()).isEmpty();
    compare(name, said());
  }

  @Test
  void a_cache_that_is_named_is_shown_in_full() throws IOException {
    String json = answer("caches");
    try (ScriptedSavd savd = new ScriptedSavd(directory.resolve("s"), line -> json)) {
      assertThat(run(savd.socket(), "show", "rpki", "caches", "near")).isZero();
    }
    compare("caches-named", said());
  }

  @Test
  void a_cone_is_drawn_for_graphviz_with_all_states_told_apart() throws IOException {
    String json = answer("cone-own");
    try (ScriptedSavd savd = new ScriptedSavd(directory.resolve("s"), line -> json)) {
      assertThat(run(savd.socket(), "show", "cone", "--dot")).isZero();
    }
    compare("cone-own-dot", said());
    assertThat(said().lines().filter(l -> l.contains(" -> "))).hasSize(4);
    assertThat(said().lines().filter(l -> l.contains("fillcolor") && l.contains("AS")))
        .hasSize(4)
        .extracting(l -> l.replaceAll(".*(shape=\\w+, fillcolor=\\w+).*", "$1"))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cone", "cone-interface", "cone-own"})
  void what_is_drawn_for_graphviz_is_what_graphviz_reads(String name) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/dot")), "no Graphviz here: graph not read");
    String json = answer(name);
    try (ScriptedSavd savd = new ScriptedSavd(directory.resolve("s"), line -> json)) {
      run(savd.socket(), "show", "cone", "--dot");
    }
    Process dot = new ProcessBuilder("/usr/bin/dot", "-Tplain").start();
    try (OutputStream in = dot.getOutputStream()) {
      in.write(out.toByteArray());
    }
    String laidOut = new String(dot.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(dot.waitFor()).isZero();
    assertThat(laidOut).contains("node AS64500");
  }

  @Test
  void events_are_shown_a_line_each() throws IOException {
    StringBuilder events = new StringBuilder("{\"event\":\"subscribed\",\"at\":\"x\"}\n");
    try (Stream<Path> files = Files.list(ANSWERS)) {
      for (Path file : files.sorted().toList()) {
        if (file.getFileName().toString().startsWith("event-")) {
          events.append(Files.readString(file));
        }
      }
    }
    events.append("{\"event\":\"lost\",\"at\":\"2026-11-21T12:00:01Z\",\"count\":7}\n");
    try (ScriptedSavd savd = new ScriptedSavd(directory.resolve("s"), line -> events.toString())) {
      assertThat(run(savd.socket(), "monitor")).isEqualTo(1);
      assertThat(savd.requests())
          .containsExactly(
              "{\"monitor\":\"neighbors,readiness,rules,dataplane,configuration,rpki,pi-sav,drops\"}");
    }
    assertThat(complained()).contains("savd ended");
    compare("events", said());
  }

  private static void compare(String name, String text) throws IOException {
    Path golden = TEXTS.resolve(name + ".txt");
    if ("write".equals(System.getProperty("savd.golden"))) {
      Files.writeString(golden, text);
    }
    assertThat(text).isEqualTo(Files.readString(golden));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          show status | {"show":"status"}
          show neighbors | {"show":"neighbors"}
          show neighbors A | {"show":"neighbors","neighbor":"A"}
          show routes | {"show":"routes"}
          show routes 10.0.0.0/8 -n 5 | {"show":"routes","prefix":"10.0.0.0/8","limit":5}
          show routes --covering 2001:db8::1 -f ipv6 --origin AS65001 --neighbor A \
              | {"show":"routes","family":"ipv6","neighbor":"A","prefix":"2001:db8::1/128",\
          "match":"covering","origin":65001}
          show routes --longer 10.0.0.0/8 --interface eth1 --after x \
              | {"show":"routes","prefix":"10.0.0.0/8","match":"longer","interface":"eth1",\
          "after":"x"}
          show interfaces eth0.100 | {"show":"interfaces","interface":"eth0.100"}
          show rules eth1 -f ipv4 | {"show":"rules","interface":"eth1","family":"ipv4"}
          show routes --rov invalid --aspa unknown \
              | {"show":"routes","rov":"invalid","aspa":"unknown"}
          show rpki | {"show":"rpki"}
          show rpki caches | {"show":"caches"}
          show rpki caches near | {"show":"caches","cache":"near"}
          show rpki vrps 192.0.2.0/24 | {"show":"vrps","prefix":"192.0.2.0/24"}
          show rpki vrps --covering 192.0.2.0/24 --as 64496 -f ipv4 -n 9 \
              | {"show":"vrps","family":"ipv4","prefix":"192.0.2.0/24","match":"covering",\
          "as":64496,"limit":9}
          show rpki aspas --as AS64496 --provider 64500 \
              | {"show":"aspas","customer":64496,"provider":64500}
          show rpki keys --as 64496 --after x | {"show":"router_keys","as":64496,"after":"x"}
          show rpki slurm | {"show":"slurm"}
          show cone | {"show":"cone"}
          show cone --dot -n 5 | {"show":"cone","limit":5}
          show pi-sav | {"show":"pi_sav"}
          pi-sav detour on | {"announce_detour":true}
          pi-sav detour off | {"announce_detour":false}
          show cone AS64496 | {"show":"cone","as":64496}
          show cone 64496 -n 5 | {"show":"cone","as":64496,"limit":5}
          show cone asia1 | {"show":"cone","interface":"asia1"}
          validate 2001:db8::/32 AS64496 | {"validate":"2001:db8::/32","as":64496}
          show dataplane | {"show":"dataplane"}
          show drops eth1 | {"show":"drops","interface":"eth1"}
          explain 2001:db8::1 eth1 | {"explain":"2001:db8::1","interface":"eth1"}
          monitor drops routes -i eth1 | {"monitor":"routes,drops","interface":"eth1"}
          reload | {"reload":true}
          set-mode eth1 monitor | {"set_mode":"monitor","interface":"eth1"}
          dataplane couple | {"dataplane":"couple"}
          dataplane decouple | {"dataplane":"decouple"}
          neighbor A reset | {"neighbor":"A","action":"reset"}
          """)
  void a_command_line_becomes_the_request_it_should(String command, String request)
      throws IOException {
    try (ScriptedSavd savd = new ScriptedSavd(directory.resolve("s"), line -> "{}\n")) {
      run(savd.socket(), command.trim().split(" "));
      assertThat(savd.requests()).containsExactly(request.trim());
    }
  }

  @Test
  void diff_sends_the_file_s_text() throws IOException {
    Path file = Files.writeString(directory.resolve("c.toml"), "[router]\nas = 1 # ü\n");
    try (ScriptedSavd savd = new ScriptedSavd(directory.resolve("s"), line -> "{}\n")) {
      run(savd.socket(), "diff", file.toString());
      assertThat(savd.requests()).containsExactly("{\"diff\":\"[router]\\nas = 1 # ü\\n\"}");
    }
  }

  @Test
  void following_drops_shows_the_latest_and_then_those_that_come() throws IOException {
    String drops = answer("drops");
    String event = answer("event-drop");
    try (ScriptedSavd savd =
        new ScriptedSavd(
            directory.resolve("s"), line -> line.contains("monitor") ? event : drops)) {
      run(savd.socket(), "show", "drops", "--follow", "eth1");
      assertThat(savd.requests())
          .containsExactly(
              "{\"show\":\"drops\",\"interface\":\"eth1\"}",
              "{\"monitor\":\"drops\",\"interface\":\"eth1\"}");
    }
    assertThat(said()).contains("Samples").endsWith("udp dropped\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "routes", "diff"})
  void json_is_passed_on_octet_by_octet(String name) throws IOException {
    String json = answer(name);
    try (ScriptedSavd savd = new ScriptedSavd(directory.resolve("s"), line -> json)) {
      assertThat(run(savd.socket(), "-o", "json", "show", "routes")).isZero();
    }
    assertThat(said()).isEqualTo(json);
  }

  @Test
  void a_refusal_of_savd_is_told_and_ends_with_1_in_both_formats() throws IOException {
    String json = answer("error");
    try (ScriptedSavd savd = new ScriptedSavd(directory.resolve("s"), line -> json)) {
      assertThat(run(savd.socket(), "reload")).isEqualTo(1);
      assertThat(said()).isEmpty();
      assertThat(complained())
          .isEqualTo(
              "savctl: /etc/savd/savd.toml is not a configuration\n"
                  + "  /etc/savd/savd.toml:3: router.id: must not be 0.0.0.0 (RFC 6286)\n");
      assertThat(run(savd.socket(), "-o", "json", "reload")).isEqualTo(1);
      assertThat(said()).isEqualTo(json);
    }
  }

  @Test
  void a_table_that_ends_with_an_error_is_shown_as_far_as_it_goes() throws IOException {
    String json =
        answer("routes").strip().replaceFirst("\"next\".*", "")
            + "\"error\":{\"kind\":\"internal\",\"text\":\"broke\",\"problems\":[]}}\n";
    try (ScriptedSavd savd = new ScriptedSavd(directory.resolve("s"), line -> json)) {
      assertThat(run(savd.socket(), "show", "routes")).isEqualTo(1);
    }
    assertThat(said()).contains("198.51.100.0/24");
    assertThat(complained()).isEqualTo("savctl: broke\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"ready\":tr", "no json"})
  void an_answer_that_breaks_off_is_an_error(String answer) throws IOException {
    try (ScriptedSavd savd = new ScriptedSavd(directory.resolve("s"), line -> answer)) {
      assertThat(run(savd.socket(), "show", "status")).isEqualTo(1);
      assertThat(complained()).startsWith("savctl: the answer broke off: ");
    }
  }

  @Test
  void without_savd_it_says_what_to_look_at_and_ends_with_3() throws IOException {
    assertThat(run(directory.resolve("nowhere"), "show", "status")).isEqualTo(3);
    assertThat(complained())
        .isEqualTo(
            "savctl: cannot reach savd at "
                + directory.resolve("nowhere")
                + ": no such socket; is savd running, and control.socket the same?\n");
    Path gone = directory.resolve("gone");
    ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(gone))
        .close();
    err.reset();
    assertThat(run(gone, "show", "status")).isEqualTo(3);
    assertThat(complained()).contains("nobody listens there; savd is not running");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "show",
        "show nothing",
        "explain 192.0.2.1",
        "explain 192.0.2 eth1",
        "set-mode eth1 enforced",
        "show routes 10.0.0.0/8 --longer 10.0.0.0/8",
        "show routes --origin ASx",
        "show routes 192.0.2.1/24",
        "show routes --rov unknown",
        "show rpki nothing",
        "show rpki vrps 10.0.0.0/8 --covering 10.0.0.0/8",
        "show pi-sav eth1",
        "pi-sav detour",
        "pi-sav detour perhaps",
        "show cone 4294967296",
        "validate 192.0.2.0/24",
        "show rules",
        "-o yaml show status",
        "monitor everything",
        "diff no-such-file.toml",
        "dataplane flush"
      })
  void wrong_usage_is_told_briefly_and_ends_with_2(String command) {
    String[] words = command.isEmpty() ? new String[0] : command.split(" ");
    assertThat(run(directory.resolve("nowhere"), words)).isEqualTo(2);
    assertThat(said()).isEmpty();
    // The complaint, the synopsis of at most three lines, the hint.
    assertThat(complained()).startsWith("savctl: ").contains("--help");
    assertThat(complained().lines()).hasSizeLessThanOrEqualTo(5);
  }

  @Test
  void colours_are_for_terminals_and_do_not_disturb_the_columns() throws IOException {
    String json = answer("neighbors");
    ByteArrayOutputStream coloured = new ByteArrayOutputStream();
    try (ScriptedSavd savd = new ScriptedSavd(directory.resolve("s"), line -> json)) {
      run(true, coloured, savd.socket(), "show", "neighbors");
      run(savd.socket(), "show", "neighbors");
    }
    assertThat(said()).doesNotContain("\u001b");
    assertThat(coloured.toString(StandardCharsets.UTF_8))
        .contains("\u001b[32mestablished\u001b[0m")
        .satisfies(c -> assertThat(c.replaceAll("\u001b\\[\\d+m", "")).isEqualTo(said()));
  }

  @Test
  void when_nobody_reads_any_more_a_long_table_is_given_up() throws IOException {
    StringBuilder rows = new StringBuilder("{\"routes\":[");
    for (int i = 0; i < 20_000; i++) {
      rows.append(i == 0 ? "" : ",").append("{\"prefix\":\"10.0.0.0/8\"}");
    }
    String json = rows.append("]}\n").toString();
    int[] written = new int[1];
    OutputStream head =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            if (++written[0] > 10_000) {
              throw new IOException("Broken pipe");
            }
          }
        };
    try (ScriptedSavd savd = new ScriptedSavd(directory.resolve("s"), line -> json)) {
      assertThat(run(false, head, savd.socket(), "show", "routes")).isZero();
    }
    assertThat(complained()).isEmpty();
  }

  @Test
  void only_the_command_that_is_named_is_made_ready() {
    Terminal terminal = new Terminal(new PrintStream(out), new PrintStream(err), false);
    assertThat(Savctl.commandLine(terminal, "-s", "show", "explain", "x").getSubcommands().keySet())
        .containsExactly("explain");
    CommandLine show =
        Savctl.commandLine(terminal, "-o=json", "show", "status").getSubcommands().get("show");
    assertThat(show.getSubcommands().keySet()).containsExactly("status");
    assertThat(
            Savctl.commandLine(terminal, "show", "stat")
                .getSubcommands()
                .get("show")
                .getSubcommands())
        .hasSize(10);
    assertThat(Savctl.commandLine(terminal, "show", "--help").getSubcommands()).hasSize(12);
  }

  @Test
  void help_fits_a_terminal_of_80_columns_and_describes_every_command() {
    assertThat(run(directory.resolve("nowhere"), "--help")).isZero();
    assertThat(said().lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(80));
    assertThat(said()).contains("Exit status", "savctl explain", "set-mode", "neighbor");
  }
}
