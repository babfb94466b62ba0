package savd.fib;

import java.util.List;
import java.util.Optional;

/**
 * Samples of blocked packets, oldest first.
 *
 * @param lost how many more there were, at least, that could not be kept
 * @param unavailable why there can be no samples, where there cannot
 */
public record DropSamples(List<DropSample> samples, long lost, Optional<String> unavailable) {
  public DropSamples {
    samples = List.copyOf(samples);
  }
}
