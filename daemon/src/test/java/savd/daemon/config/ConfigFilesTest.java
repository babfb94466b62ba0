package savd.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole files, each with the messages savd gives for it beside it. {@code -Dsavd.golden=write}
 * rewrites the messages; read them before committing.
 */
class ConfigFilesTest {
  private static final Path ROOT = Path.of(System.getProperty("savd.root", ".."));
  private static final Path FILES = ROOT.resolve("daemon/src/test/resources/config");

  static Stream<Path> goodFiles() throws IOException {
    return Stream.concat(
        tomlFiles(FILES.resolve("good")),
        // That one is of another program, with a reader of its own.
        tomlFiles(ROOT.resolve("docs/examples")).filter(f -> !f.endsWith("cetp-edge.toml")));
  }

  static Stream<Path> badFiles() throws IOException {
    return tomlFiles(FILES.resolve("bad"));
  }

  private static Stream<Path> tomlFiles(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> found = files.filter(f -> f.toString().endsWith(".toml")).sorted().toList();
      assertThat(found).isNotEmpty();
      return found.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("badFiles")
  void a_bad_file_is_refused_with_every_problem_its_line_and_what_would_be_right(Path file)
      throws IOException {
    ConfigResult result = ConfigParser.parse(file);
    assertThat(result).isInstanceOf(ConfigResult.Rejected.class);
    compare(file, "problems", ((ConfigResult.Rejected) result).problems());
  }

  @ParameterizedTest
  @MethodSource("goodFiles")
  void a_good_file_is_taken_and_what_is_doubtful_is_told(Path file) throws IOException {
    ConfigResult result = ConfigParser.parse(file);
    assertThat(result).isInstanceOf(ConfigResult.Accepted.class);
    compare(file, "warnings", ((ConfigResult.Accepted) result).warnings());
  }

  @ParameterizedTest
  @MethodSource("goodFiles")
  void what_is_printed_parses_back_to_the_same(Path file) {
    SavdConfig config = ((ConfigResult.Accepted) ConfigParser.parse(file)).config();
    String printed = ConfigPrinter.print(config);
    ConfigResult again = ConfigParser.parse(printed);
    assertThat(again).as(printed).isInstanceOf(ConfigResult.Accepted.class);
    assertThat(((ConfigResult.Accepted) again).config()).isEqualTo(config);
    assertThat(ConfigPrinter.print(((ConfigResult.Accepted) again).config())).isEqualTo(printed);
    assertThat(ConfigDiff.between(config, ((ConfigResult.Accepted) again).config()).isEmpty())
        .isTrue();
  }

  private static void compare(Path file, String extension, List<ConfigProblem> problems)
      throws IOException {
    String name = file.getFileName().toString();
    Path golden = file.resolveSibling(name.replace(".toml", "." + extension));
    String text = problems.stream().map(p -> p.describe(name) + "\n").collect(Collectors.joining());
    if ("write".equals(System.getProperty("savd.golden"))) {
      if (text.isEmpty()) {
        Files.deleteIfExists(golden);
      } else {
        Files.writeString(golden, text);
      }
    }
    assertThat(text).isEqualTo(Files.exists(golden) ? Files.readString(golden) : "");
  }
}
