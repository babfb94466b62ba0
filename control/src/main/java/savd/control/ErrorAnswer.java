package savd.control;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What went wrong: member {@code "error":{kind, text, problems[]}}, alone in a document or as the
 * last member of a table that could not be finished.
 */
public record ErrorAnswer(ErrorKind kind, String text, List<String> problems) implements Answer {
  public static ErrorAnswer of(ControlException e) {
    return new ErrorAnswer(e.kind(), e.getMessage(), e.problems());
  }

  /** The error within a document read, if there is one. */
  public static Optional<ErrorAnswer> in(Map<String, Object> document) throws IOException {
    if (!document.containsKey("error")) {
      return Optional.empty();
    }
    Map<String, Object> error = JsonTree.object(document.get("error"));
    List<String> problems =
        error.get("problems") instanceof List<?> list
            ? list.stream().map(Object::toString).toList()
            : List.of();
    return Optional.of(
        new ErrorAnswer(
            ErrorKind.of(String.valueOf(error.get("kind"))),
            String.valueOf(error.get("text")),
            problems));
  }

  @Override
  public void write(JsonWriter json) throws IOException {
    json.object("error")
        .put("kind", kind.word())
        .put("text", text)
        .put("problems", problems)
        .endObject();
  }
}
