package savd.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/control.md names every member of every answer, and no other. */
class AnswersPageTest {
  private static final Path PAGE =
      Path.of(System.getProperty("savd.root", ".."), "docs/control.md");
  private static final Pattern SECTION = Pattern.compile("^#+ (\\S+)$");
  private static final Pattern WORD = Pattern.compile("`([^`]+)`");

  /** Members that no sample has, or that a section leaves to another. */
  private static final Map<String, Set<String>> ELSEWHERE =
      Map.of(
          "routes", Set.of("routes[].local_pref", "routes[].otc"),
          "rules", Set.of("next"),
          "dataplane", Set.of("error"));

  private static final Map<String, String> SECTION_OF =
      Map.ofEntries(
          Map.entry("status-waiting", "status"),
          Map.entry("neighbor", "neighbors"),
          Map.entry("routes-none", "routes"),
          Map.entry("explain-permit", "explain"),
          Map.entry("explain-block", "explain"),
          Map.entry("diff-none", "diff"),
          Map.entry("rpki-none", "rpki"),
          Map.entry("validate-invalid", "validate"),
          Map.entry("validate-none", "validate"),
          Map.entry("cone-interface", "cone"),
          Map.entry("cone-own", "cone"),
          Map.entry("pi-sav-waiting", "pi-sav"),
          Map.entry("pi-sav-none", "pi-sav"));

  private static void members(Object value, String path, Set<String> to) {
    switch (value) {
      case Map<?, ?> map ->
          map.forEach((name, v) -> members(v, path.isEmpty() ? "" + name : path + "." + name, to));
      case List<?> list when !list.isEmpty() && list.getFirst() instanceof Map ->
          list.forEach(v -> members(v, path + "[]", to));
      case List<?> list -> to.add(path + "[]");
      default -> to.add(path);
    }
  }

  private static Map<String, Set<String>> written() throws IOException {
    Map<String, Set<String>> sections = new TreeMap<>();
    for (Map.Entry<String, Answer> sample : SampleAnswers.all().entrySet()) {
      String section = SECTION_OF.getOrDefault(sample.getKey(), sample.getKey());
      Set<String> members = sections.computeIfAbsent(section, s -> new TreeSet<>());
      String line = SampleAnswers.line(sample.getValue());
      members(JsonTree.parse(line.getBytes(StandardCharsets.UTF_8)), "", members);
    }
    // An array that was empty in one sample and had objects in another.
    for (Set<String> members : sections.values()) {
      members.removeIf(
          m -> m.endsWith("[]") && members.stream().anyMatch(o -> o.startsWith(m + ".")));
    }
    return sections;
  }

  private static Map<String, Set<String>> described() throws IOException {
    Map<String, Set<String>> sections = new HashMap<>();
    Set<String> members = new TreeSet<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher section = SECTION.matcher(line);
      if (section.matches()) {
        members = new TreeSet<>();
        sections.put(section.group(1), members);
      }
      Matcher word = WORD.matcher(line);
      while (word.find()) {
        members.add(word.group(1));
      }
    }
    return sections;
  }

  @Test
  void the_page_describes_the_members_there_are() throws IOException {
    Map<String, Set<String>> described = described();
    written()
        .forEach(
            (section, members) -> {
              Set<String> wanted = new TreeSet<>(members);
              if (section.equals("explain")) {
                wanted.removeIf(m -> m.startsWith("routes[]."));
                wanted.add("routes[]");
              } else if (section.startsWith("event-")) {
                wanted.removeAll(Set.of("event", "at"));
              }
              assertThat(described.get(section)).as(section).containsAll(wanted);
            });
  }

  @Test
  void the_page_describes_no_member_that_there_is_not() throws IOException {
    Map<String, Set<String>> written = written();
    described()
        .forEach(
            (section, words) -> {
              Set<String> there = new TreeSet<>(written.getOrDefault(section, Set.of()));
              there.addAll(ELSEWHERE.getOrDefault(section, Set.of()));
              // A word with a dot or a bracket is a member; others may be values.
              for (String word : words) {
                boolean path = word.matches("[a-z_0-9]+(\\[\\])?\\.[a-z_.0-9\\[\\]]+");
                if (path && !there.isEmpty()) {
                  assertThat(there).as(section).contains(word);
                }
              }
            });
  }
}
