package savd.control;

import java.io.IOException;
import savd.net.IngressInterface;

/**
 * What speaks of spoofing at a CETP edge.
 *
 * <p>Members: {@code interface, kind, event, count}.
 *
 * @param ingress where it came in
 * @param kind cookie-failure, forged-control, unexpected-answer, blocked-source or failed-check
 * @param event what it was, such as cookie-bad
 * @param count since the edge started
 */
public record CetpEvidence(IngressInterface ingress, String kind, String event, long count)
    implements Answer {

  @Override
  public void write(JsonWriter json) throws IOException {
    json.put("interface", ingress.name()).put("kind", kind).put("event", event).put("count", count);
  }
}
