package savd.pisav.fsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import savd.pisav.message.ErrorCode;

/** The tables of docs/pi-sav-protocol.md are those of the code. */
class DocumentedMatricesTest {
  private static final Path DOCUMENT =
      Path.of(System.getProperty("savd.root"), "docs", "pi-sav-protocol.md");

  private static List<String> document() throws IOException {
    return Files.readAllLines(DOCUMENT).stream().map(DocumentedMatricesTest::plain).toList();
  }

  private static String plain(String line) {
    return line.strip().replaceAll("\\s+", " ");
  }

  @Test
  void theMatricesAreThoseOfTheTests() throws IOException {
    List<String> lines = document();
    for (String matrix : new String[] {TopFsmMatrixTest.MATRIX, MemberFsmMatrixTest.MATRIX}) {
      List<String> rows = matrix.lines().map(DocumentedMatricesTest::plain).toList();
      int at = lines.indexOf(rows.getFirst());
      assertThat(at).as(rows.getFirst()).isNotNegative();
      assertThat(lines.subList(at, at + rows.size())).isEqualTo(rows);
      assertThat(lines.get(at + rows.size())).isEqualTo("```");
    }
  }

  @Test
  void theErrorsAreThoseOfTheCode() throws IOException {
    List<String> lines = document();
    for (ErrorCode c : ErrorCode.values()) {
      if (c == ErrorCode.CEASE) {
        continue;
      }
      boolean offence = new Ending(Ending.By.US, c, "").isOffence();
      assertThat(lines)
          .as("error %s", c)
          .anyMatch(
              l ->
                  l.startsWith("| " + c.code() + " | " + c.text())
                      && l.endsWith(offence ? "| yes |" : "| |"));
    }
  }
}
