package savd.fib;

import java.util.List;

/**
 * What a comparison of kernel and desired rules found.
 *
 * @param deviations a sentence each; empty when the kernel holds what it should
 * @param repair what became of the repair; empty deviations need none
 */
public record Findings(List<String> deviations, Outcome repair) {
  public Findings {
    deviations = List.copyOf(deviations);
  }

  public boolean isClean() {
    return deviations.isEmpty();
  }
}
