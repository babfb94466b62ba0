package savd.rules;

import java.util.Optional;
import savd.net.IngressInterface;

/**
 * A route that covers the source and yet does not permit it.
 *
 * @param because the ROA or ASPA that speaks against it, where one does
 */
public record Candidate(
    RouteEvidence route, WhyNot why, IngressInterface ingress, Optional<String> because) {
  public String text() {
    return words() + because.map(b -> "; " + b).orElse("");
  }

  private String words() {
    return switch (why) {
      case ROV_INVALID -> "Invalid by ROA: " + route;
      case ASPA_INVALID -> "Invalid by ASPA: " + route;
      case NOT_IN_CONE -> "its origin is not below the neighbor on " + ingress + ": " + route;
      case NUMBER_NOT_ASSERTED ->
          "its origin has a private or reserved number that nothing asserts: " + route;
      case NO_ROA -> "no ROA of an AS below the neighbor on " + ingress + " is for it: " + route;
      case LEAKED -> "a route leak (RFC 9234) is no evidence: " + route;
      case DEFAULT_ROUTE -> "a default route permits nothing: " + route;
      case NOT_BEST -> "the best route leads elsewhere: " + route;
      case ELSEWHERE -> "announced elsewhere only: " + route;
      case ORIGIN_NOT_LINKED ->
          "announced elsewhere only, and nothing of its origin counts for "
              + ingress
              + ": "
              + route;
      case NO_ORIGIN -> "announced elsewhere only, and its path has no origin AS: " + route;
    };
  }
}
