package savd.rules;

import java.util.List;
import java.util.Optional;
import savd.net.Prefix;

/**
 * A page of a list that follows the RIB, in order of prefix. A page may be short, even empty, and
 * yet have a next one: looking for members has a limit too.
 *
 * @param rows prefixes on the list, and those that take a hole out of it
 * @param next where to go on, empty at the end
 */
public record Listing(List<Row> rows, Optional<Prefix> next) {
  public Listing {
    rows = List.copyOf(rows);
  }

  /**
   * One prefix.
   *
   * @param verdict {@code BLOCK} for a hole (longest match only)
   * @param heldUntilNanos when a removal that waits is due; {@link Long#MAX_VALUE} without one
   */
  public record Row(
      Prefix prefix, Explanation.Verdict verdict, Reason reason, long heldUntilNanos) {}
}
