package savd.control;

import java.io.IOException;
import java.util.List;

/**
 * {@code cetp counters}: document {@code {"sessions":…,"counters":[{name, count}],"evidence":[…]}}.
 *
 * @param sessions there are, in any state
 * @param counters since the edge started, of the data plane first
 * @param evidence of spoofing, by interface
 */
public record CetpCountersAnswer(long sessions, List<Counter> counters, List<CetpEvidence> evidence)
    implements Answer {

  /**
   * One counter.
   *
   * @param name stable words with hyphens
   */
  public record Counter(String name, long count) implements Answer {
    @Override
    public void write(JsonWriter json) throws IOException {
      json.put("name", name).put("count", count);
    }
  }

  @Override
  public void write(JsonWriter json) throws IOException {
    json.put("sessions", sessions).rows("counters", counters).rows("evidence", evidence);
  }
}
