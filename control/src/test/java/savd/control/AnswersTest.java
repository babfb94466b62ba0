package savd.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every answer as savd writes it, in files that the tests of savctl read. {@code
 * -Dsavd.golden=write} rewrites them: a member that goes or changes breaks somebody's program.
 */
class AnswersTest {
  private static final Path FILES =
      Path.of(System.getProperty("savd.root", ".."), "control/src/test/resources/answers");

  static List<String> names() {
    return List.copyOf(new TreeSet<>(SampleAnswers.all().keySet()));
  }

  @ParameterizedTest
  @MethodSource("names")
  void an_answer_is_written_as_documented(String name) throws IOException {
    String written = SampleAnswers.line(SampleAnswers.all().get(name));
    Path golden = FILES.resolve(name + ".json");
    if ("write".equals(System.getProperty("savd.golden"))) {
      Files.writeString(golden, written);
    }
    assertThat(written).isEqualTo(Files.readString(golden));
  }

  @ParameterizedTest
  @MethodSource("names")
  void a_document_cut_short_never_looks_complete(String name) throws IOException {
    byte[] whole =
        SampleAnswers.line(SampleAnswers.all().get(name)).strip().getBytes(StandardCharsets.UTF_8);
    for (int length = 1; length < whole.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(whole, length);
      assertThatThrownBy(
              () -> new DocumentReader(new ByteArrayInputStream(cut)).next("routes", row -> {}))
          .isInstanceOf(IOException.class);
    }
    assertThat(new DocumentReader(new ByteArrayInputStream(whole)).next()).isPresent();
  }

  @Test
  void rows_of_a_table_come_one_by_one_and_the_rest_behind_them() throws IOException {
    byte[] table =
        "{\"a\":1,\"rows\":[{\"n\":1},{\"n\":2}],\"b\":[true],\"next\":\"x\"}\n{\"c\":2}\n"
            .getBytes(StandardCharsets.UTF_8);
    DocumentReader reader = new DocumentReader(new ByteArrayInputStream(table));
    List<Object> rows = new ArrayList<>();
    assertThat(reader.next("rows", row -> rows.add(row.get("n"))))
        .contains(Map.of("a", 1L, "b", List.of(true), "next", "x"));
    assertThat(rows).containsExactly(1L, 2L);
    assertThat(reader.next()).contains(Map.of("c", 2L));
    assertThat(reader.next()).isEmpty();
  }

  @Test
  void an_error_reads_back_with_its_kind_and_problems() throws IOException {
    ErrorAnswer error =
        new ErrorAnswer(ErrorKind.BAD_CONFIGURATION, "no \"good\"", List.of("a:1: b", "c"));
    byte[] line = SampleAnswers.line(error).getBytes(StandardCharsets.UTF_8);
    assertThat(ErrorAnswer.in(JsonTree.object(JsonTree.parse(line)))).contains(error);
    assertThat(ErrorAnswer.in(Map.of("done", "x"))).isEqualTo(Optional.empty());
  }

  @Test
  void a_writer_closed_in_the_middle_leaves_the_document_unfinished() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonWriter json = new JsonWriter(out)) {
      json.object().array("routes").object().put("n", 1);
    }
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("{\"routes\":[{\"n\":1");
  }
}
