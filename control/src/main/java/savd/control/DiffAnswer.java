package savd.control;

import java.io.IOException;
import java.util.List;
import savd.net.IngressInterface;

/**
 * {@code diff FILE}: document {@code {"configuration":[…],"changes":[{interface, source, change,
 * reason}]}}.
 *
 * @param configuration what the candidate changes in the configuration, a line each
 * @param changes what follows for sources, written as they are iterated
 */
public record DiffAnswer(List<String> configuration, Iterable<Change> changes) implements Answer {
  /**
   * A source whose verdict would change.
   *
   * @param source a prefix or a range
   * @param change the new verdict
   */
  public record Change(
      IngressInterface ingress, String source, RuleRow.Verdict change, String reason)
      implements Answer {
    @Override
    public void write(JsonWriter json) throws IOException {
      json.put("interface", ingress.name())
          .put("source", source)
          .put("change", RequestCodec.word(change))
          .put("reason", reason);
    }
  }

  @Override
  public void write(JsonWriter json) throws IOException {
    json.put("configuration", configuration).array("changes");
    for (Change change : changes) {
      json.object().write(change).endObject();
    }
    json.endArray();
  }
}
