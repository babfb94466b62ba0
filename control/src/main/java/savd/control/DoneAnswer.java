package savd.control;

import java.io.IOException;
import java.util.List;

/**
 * A command was carried out: document {@code {"done":…,"details":[…]}}.
 *
 * @param done what was done, in a sentence without a full stop
 * @param details what follows from it, a line each
 */
public record DoneAnswer(String done, List<String> details) implements Answer {
  public DoneAnswer(String done) {
    this(done, List.of());
  }

  @Override
  public void write(JsonWriter json) throws IOException {
    json.put("done", done).put("details", details);
  }
}
