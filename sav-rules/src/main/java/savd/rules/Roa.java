package savd.rules;

import java.util.Optional;
import savd.rpki.payload.Vrp;

/**
 * A ROA and where it came from.
 *
 * @param source a few words where that is worth saying
 */
public record Roa(Vrp vrp, Optional<String> source) {
  /** "192.0.2.0/24 AS64496 (asserted in exceptions.json)". */
  @Override
  public String toString() {
    return vrp + source.map(s -> " (" + s + ")").orElse("");
  }
}
