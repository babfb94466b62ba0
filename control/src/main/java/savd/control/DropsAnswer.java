package savd.control;

import java.io.IOException;
import java.util.List;
import savd.net.IngressInterface;

/**
 * {@code show drops}: document {@code {"totals":[{interface, blocked, samples}],"drops":[…],
 * "evidence":[…]}}.
 *
 * @param drops the latest samples, oldest first
 * @param evidence of spoofing that a CETP edge beside has seen; empty without one
 */
public record DropsAnswer(List<Total> totals, List<DropSample> drops, List<CetpEvidence> evidence)
    implements Answer {
  /**
   * Packets of one interface.
   *
   * @param blocked all that the rules block, since the counters began
   * @param samples how many were sampled since savd started
   */
  public record Total(IngressInterface ingress, long blocked, long samples) implements Answer {
    @Override
    public void write(JsonWriter json) throws IOException {
      json.put("interface", ingress.name()).put("blocked", blocked).put("samples", samples);
    }
  }

  @Override
  public void write(JsonWriter json) throws IOException {
    json.rows("totals", totals).rows("drops", drops);
    if (!evidence.isEmpty()) {
      json.rows("evidence", evidence);
    }
  }
}
