package savd.control;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which part of a long table is asked for.
 *
 * @param limit at most so many rows, 1 and up; empty: all
 * @param after go on behind the row this cursor stands for, taken from {@code next} of an answer
 */
public record Paging(OptionalLong limit, Optional<String> after) {
  public static final Paging ALL = new Paging(OptionalLong.empty(), Optional.empty());

  public Paging {
    if (limit.isPresent() && limit.getAsLong() < 1) {
      throw new IllegalArgumentException("limit must be 1 or more, not " + limit.getAsLong());
    }
  }
}
