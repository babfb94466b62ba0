package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The RFC table names tests; they have to exist. */
class RfcTableTest {
  private static final Path ROOT = Path.of(System.getProperty("savd.root", ".."));

  @Test
  void everyTestThatTheTableNamesExists() throws IOException {
    Set<String> tests;
    try (Stream<Path> files = Files.walk(ROOT)) {
      tests =
          files
              .filter(f -> f.toString().contains("/src/test/java/"))
              .map(f -> f.getFileName().toString())
              .filter(n -> n.endsWith("Test.java"))
              .map(n -> n.substring(0, n.length() - ".java".length()))
              .collect(Collectors.toSet());
    }
    Matcher named =
        Pattern.compile("\\b\\w+Test\\b")
            .matcher(Files.readString(ROOT.resolve("docs/rfc-compliance.md")));
    List<String> names = named.results().map(r -> r.group()).distinct().toList();
    assertThat(names).hasSizeGreaterThan(15);
    assertThat(tests).containsAll(names);
  }
}
