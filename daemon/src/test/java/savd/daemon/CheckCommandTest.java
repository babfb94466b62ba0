package savd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckCommandTest {
  private static final Path ROOT = Path.of(System.getProperty("savd.root", ".."));

  @TempDir Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int check(Object... words) {
    String[] args = new String[words.length];
    for (int i = 0; i < words.length; i++) {
      args[i] = words[i].toString();
    }
    return new CommandLine(new CheckCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }

  @Test
  void the_shipped_example_is_fine() {
    Path example = ROOT.resolve("docs/examples/savd.toml");
    assertThat(check(example)).isZero();
    assertThat(out.toString()).isEqualTo(example + ": fine, 5 interfaces, 6 neighbors\n");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void verbose_prints_a_file_that_is_fine_again() throws Exception {
    assertThat(check("-v", ROOT.resolve("docs/examples/savd.toml"))).isZero();
    Path printed = Files.writeString(directory.resolve("printed.toml"), out.toString());
    assertThat(check(printed)).isZero();
  }

  @Test
  void problems_are_told_with_file_and_line_and_end_with_1() throws Exception {
    Path bad = Files.writeString(directory.resolve("bad.toml"), "[router]\nas = 65004\nid = 7\n");
    assertThat(check(bad)).isEqualTo(1);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .isEqualTo(
            bad
                + ":3: router.id: must be an IPv4 address in quotes, not 7\n"
                + bad
                + ": 1 problem\n");
    assertThat(check(directory.resolve("none.toml"))).isEqualTo(1);
    assertThat(err.toString()).contains("none.toml: no such file");
  }
}
