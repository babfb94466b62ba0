package savd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import savd.daemon.config.ConfigParser;
import savd.daemon.config.ConfigResult;
import savd.daemon.config.ConfigSchema;

/** The manual pages say what the programs do: no key, option or command more or less. */
class ManualTest {
  private static final Path MANUALS = Path.of(System.getProperty("savd.root", ".."), "docs/man");
  private static final Pattern SECTION = Pattern.compile("^\\.Ss Section (\\S+)$");
  private static final Pattern KEY = Pattern.compile("^\\.It Ic ([a-z0-9-]+)$");
  private static final Pattern LONG_OPTION = Pattern.compile("Fl Fl ([a-z-]+)");

  private static List<String> lines(String manual) throws IOException {
    return Files.readAllLines(MANUALS.resolve(manual));
  }

  @Test
  void savd_toml_describes_the_keys_of_the_parser_section_by_section() throws IOException {
    Map<String, List<String>> described = new LinkedHashMap<>();
    List<String> keys = new ArrayList<>();
    for (String line : lines("savd.toml.5")) {
      Matcher section = SECTION.matcher(line);
      Matcher key = KEY.matcher(line);
      if (section.matches()) {
        keys = new ArrayList<>();
        described.put(section.group(1), keys);
      } else if (key.matches()) {
        keys.add(key.group(1));
      }
    }
    Map<String, List<String>> known = new LinkedHashMap<>();
    for (String section : ConfigSchema.sections()) {
      // The inline table is described with its key.
      if (!section.endsWith("max-prefixes")) {
        known.put(section, ConfigSchema.keys(section));
      }
    }
    assertThat(described.keySet()).containsExactlyElementsOf(known.keySet());
    known.forEach(
        (section, expected) ->
            assertThat(described.get(section))
                .as(section)
                .containsExactlyInAnyOrderElementsOf(expected));
  }

  @Test
  void the_example_of_savd_toml_is_a_configuration() throws IOException {
    String page = String.join("\n", lines("savd.toml.5"));
    int begin = page.indexOf(".Bd -literal -offset indent\n") + 28;
    String example = page.substring(begin, page.indexOf(".Ed", begin));
    assertThat(ConfigParser.parse(example))
        .isInstanceOfSatisfying(
            ConfigResult.Accepted.class, a -> assertThat(a.warnings()).isEmpty());
  }

  @Test
  void savd_has_the_commands_and_options_its_page_describes() throws IOException {
    Set<String> there = new TreeSet<>();
    Set<String> commands = new TreeSet<>();
    CommandLine savd = new CommandLine(Savd.class, CommandLine.defaultFactory());
    options(savd, there);
    savd.getSubcommands()
        .forEach(
            (name, command) -> {
              commands.add(name);
              options(command, there);
            });
    Set<String> described = new TreeSet<>();
    Set<String> headings = new TreeSet<>();
    for (String line : lines("savd.8")) {
      Matcher option = LONG_OPTION.matcher(line);
      while (option.find()) {
        described.add("--" + option.group(1));
      }
      if (line.startsWith(".It Cm ")) {
        headings.add(line.substring(7));
      }
    }
    assertThat(described).isEqualTo(there);
    assertThat(headings).isEqualTo(commands);
  }

  private static void options(CommandLine command, Set<String> to) {
    command.getCommandSpec().options().forEach(o -> to.add(o.longestName()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"savd.8", "savctl.8", "savd.toml.5"})
  void a_page_has_no_mistake_mandoc_would_find(String manual) throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/mandoc")), "mandoc is not installed: not checked");
    Process mandoc =
        new ProcessBuilder(
                "/usr/bin/mandoc", "-Tlint", "-Wstyle", MANUALS.resolve(manual).toString())
            .redirectErrorStream(true)
            .start();
    List<String> found =
        new String(mandoc.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            // Pages this machine has not installed.
            .filter(l -> !l.contains("referenced manual") && !l.contains("mandoc.db"))
            .toList();
    assertThat(found).isEmpty();
  }
}
