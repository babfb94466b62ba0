package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of CETP's requirements names tests that there are, and leaves no requirement out. */
class CetpRequirementsTest {
  private static final Path ROOT = Path.of(System.getProperty("savd.root", ".."));
  private static final int LAST = 155;
  private static final Pattern LEGEND = Pattern.compile("\\b([A-Z]) `(\\w+Test)`");

  /** A class by its initial or in full, a method, perhaps only its beginning. */
  private static final Pattern NAMED = Pattern.compile("\\b([A-Z]|\\w+Test)\\.(\\w+)(…?)");

  private static final Pattern WHOLE = Pattern.compile("\\b([A-Z]|\\w+Test) \\(all\\)");
  private static final Pattern METHOD =
      Pattern.compile("(?s)@(?:Parameterized)?Test\\b(?:(?!\\bvoid\\b).)*\\bvoid (\\w+)\\(");

  private static String text() throws IOException {
    return Files.readString(ROOT.resolve("docs/cetp-requirements.md"));
  }

  private static List<String[]> rows() throws IOException {
    return text()
        .lines()
        .filter(l -> l.startsWith("| ") && !l.startsWith("| requirement"))
        .map(l -> l.substring(2, l.length() - 2).split(" \\| ", 3))
        .toList();
  }

  private static Map<String, String> classes() throws IOException {
    Map<String, String> classes = new HashMap<>();
    Matcher m = LEGEND.matcher(text());
    while (m.find()) {
      assertThat(classes.put(m.group(1), m.group(2))).as("two are %s", m.group(1)).isNull();
    }
    return classes;
  }

  /** Test methods by the simple name of their class, in all modules. */
  private static Map<String, List<String>> methods() throws IOException {
    Map<String, List<String>> methods = new HashMap<>();
    for (String module : List.of("cetp-edge", "daemon", "testbed")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        for (Path file : files.filter(f -> f.toString().endsWith("Test.java")).toList()) {
          String name = file.getFileName().toString().replace(".java", "");
          List<String> all = methods.computeIfAbsent(name, n -> new ArrayList<>());
          Matcher m = METHOD.matcher(Files.readString(file));
          while (m.find()) {
            all.add(m.group(1));
          }
        }
      }
    }
    return methods;
  }

  @Test
  void everyRequirementStandsInOneRow() throws IOException {
    List<Integer> found = new ArrayList<>();
    for (String[] row : rows()) {
      Matcher m = Pattern.compile("(\\d+)(?:–(\\d+))?").matcher(row[0]);
      while (m.find()) {
        int first = Integer.parseInt(m.group(1));
        int last = m.group(2) == null ? first : Integer.parseInt(m.group(2));
        IntStream.rangeClosed(first, last).forEach(found::add);
      }
    }
    assertThat(found).doesNotHaveDuplicates();
    assertThat(new TreeSet<>(found))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, LAST).boxed().toList());
  }

  @Test
  void everyRowNamesATestThatThereIsOrSaysThatItIsForLater() throws IOException {
    Map<String, String> classes = classes();
    Map<String, List<String>> methods = methods();
    for (String[] row : rows()) {
      String shown = row[2];
      int named = 0;
      Matcher m = NAMED.matcher(shown);
      while (m.find()) {
        String name = classes.getOrDefault(m.group(1), m.group(1));
        String method = m.group(2);
        boolean cut = !m.group(3).isEmpty();
        assertThat(methods.getOrDefault(name, List.of()))
            .as("%s names %s.%s", row[0], name, method)
            .anyMatch(t -> cut ? t.startsWith(method) : t.equals(method));
        named++;
      }
      Matcher whole = WHOLE.matcher(shown);
      while (whole.find()) {
        String name = classes.getOrDefault(whole.group(1), whole.group(1));
        assertThat(methods.get(name)).as("%s names %s", row[0], name).isNotEmpty();
        named++;
      }
      assertThat(named > 0 || shown.startsWith("later")).as("%s: %s", row[0], shown).isTrue();
    }
  }
}
