package savd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.AutoComplete;
import picocli.CommandLine;

/** The completion file that is shipped; {@code -Dsavd.golden=write} rewrites it. */
class CompletionTest {
  private static final Path FILE =
      Path.of(System.getProperty("savd.root", ".."), "docs/completion/savctl.bash");

  static CommandLine savctl() {
    PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
    return Savctl.commandLine(new Terminal(nowhere, nowhere, false));
  }

  @Test
  void the_file_knows_the_commands_and_options_there_are() throws IOException {
    String generated = AutoComplete.bash("savctl", savctl());
    // The comment at its head names the moment it was made.
    String lasting =
        generated.replaceAll("(?m)^# .*[Gg]enerated.*\n", "").replaceAll("(?m)[ \t]+$", "");
    if ("write".equals(System.getProperty("savd.golden"))) {
      Files.writeString(FILE, lasting);
    }
    assertThat(lasting).isEqualTo(Files.readString(FILE));
  }

  @ParameterizedTest
  @CsvSource({
    "savctl sh,                       show",
    "savctl show ne,                  neighbors",
    "savctl show r,                   routes rpki rules",
    "savctl set-mode eth1 e,          enforce",
    "savctl neighbor A re,            refresh reset",
    "savctl -o j,                     json",
    "savctl show routes --lon,        --longer",
    "savctl show routes --rov in,     invalid",
    "savctl show rpki c,              caches",
    "savctl cetp p,                   policies",
    "savctl show cone --d,            --dot",
    "savctl pi-sav detour o,          on off",
    "savctl show pi,                  pi-sav",
    "savctl v,                        validate"
  })
  void bash_offers_what_may_follow(String typed, String offered) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no bash here: completion not tried");
    String[] words = typed.trim().split(" ");
    String script =
        "source '"
            + FILE.toAbsolutePath()
            + "'; COMP_WORDS=("
            + typed
            + "); COMP_CWORD="
            + (words.length - 1)
            + "; _complete_savctl; echo \"${COMPREPLY[@]}\"";
    Process bash =
        // compopt complains that it is not called by readline: it is not.
        new ProcessBuilder("/bin/bash", "-c", script)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(bash.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(said.split("\\s+")).containsExactlyInAnyOrder(offered.trim().split(" "));
  }
}
