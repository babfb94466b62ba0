package savd.control;

import java.util.List;
import java.util.Optional;

/**
 * Some rows of a table.
 *
 * @param next cursor to go on with; empty when these are the last
 */
public record Page<R extends Answer>(List<R> rows, Optional<String> next) {
  public Page {
    rows = List.copyOf(rows);
  }
}
