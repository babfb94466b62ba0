package savd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** savctl(8) says what savctl does: no command or option more or less. */
class ManualTest {
  private static final Pattern LONG_OPTION = Pattern.compile("Fl Fl ([a-z-]+)");

  /** A heading names a command: one word, two or three after show, cetp, rpki and pi-sav. */
  private static final Pattern COMMAND =
      Pattern.compile(
          "^\\.(?:It )?Cm (show rpki \\w+|(?:show|cetp|rpki|pi-sav) [a-z-]+|[a-z-]+)(?: .*)?$");

  private static void collect(
      String path, CommandLine command, Set<String> commands, Set<String> options) {
    command.getCommandSpec().options().forEach(o -> options.add(o.longestName()));
    if (command.getCommand() instanceof Callable) {
      commands.add(path);
    }
    command
        .getSubcommands()
        .forEach((name, c) -> collect((path + " " + name).strip(), c, commands, options));
  }

  @Test
  void savctl_has_the_commands_and_options_its_page_describes() throws IOException {
    Set<String> commands = new TreeSet<>();
    Set<String> options = new TreeSet<>();
    collect("", CompletionTest.savctl(), commands, options);
    Set<String> headings = new TreeSet<>();
    Set<String> described = new TreeSet<>();
    boolean itemOpen = false;
    for (String line :
        Files.readAllLines(Path.of(System.getProperty("savd.root", ".."), "docs/man/savctl.8"))) {
      Matcher option = LONG_OPTION.matcher(line);
      while (option.find()) {
        described.add("--" + option.group(1));
      }
      Matcher command = COMMAND.matcher(line);
      if ((line.startsWith(".It Cm") || itemOpen) && command.matches()) {
        headings.add(command.group(1));
      }
      itemOpen = line.equals(".It Xo");
    }
    assertThat(described).isEqualTo(options);
    assertThat(headings).isEqualTo(commands);
  }
}
