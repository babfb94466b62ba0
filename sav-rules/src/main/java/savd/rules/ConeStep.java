package savd.rules;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import savd.relation.ConeLink;

/**
 * How one AS hangs on the next in a cone.
 *
 * @param source where its ASPA came from, where that is worth saying
 */
public record ConeStep(ConeLink link, Optional<String> source) {
  @Override
  public String toString() {
    return "AS " + link.member() + " by " + link + source.map(s -> " (" + s + ")").orElse("");
  }

  static String text(List<ConeStep> chain) {
    return chain.stream().map(ConeStep::toString).collect(Collectors.joining(", "));
  }
}
