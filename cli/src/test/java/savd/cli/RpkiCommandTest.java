package savd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RpkiCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("object");
  }

  private int savctl(String... args) {
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    return Savctl.run(args, terminal);
  }

  @Test
  void what_is_no_object_is_told_in_a_line() throws IOException {
    Files.writeString(file, "hello");
    assertThat(savctl("rpki", "inspect", file.toString())).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8).strip())
        .isEqualTo("savctl: " + file + ": not an object in DER");
  }

  @Test
  void a_missing_file_is_told_in_a_line() {
    assertThat(savctl("rpki", "inspect", file.toString())).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8).strip())
        .isEqualTo("savctl: " + file + ": no such file");
  }

  @Test
  void a_large_file_is_not_read() throws IOException {
    Files.write(file, new byte[2 << 20]);
    assertThat(savctl("rpki", "inspect", file.toString())).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("larger than an object");
  }
}
