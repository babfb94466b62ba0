package savd.control;

import java.io.IOException;
import java.util.Optional;

/**
 * What RPKI data say of a route, as members of {@link RouteRow}: {@code rov, rov_reason, aspa,
 * aspa_reason, ineligible}.
 *
 * @param rov empty while no data are in force
 * @param rovReason the VRPs that decide, in words; only where a single prefix was asked for
 * @param aspa empty where paths are not verified: without data, on internal sessions and on those
 *     whose role is not known
 * @param aspaReason the hops that decide, in words; only where a single prefix was asked for
 * @param ineligible no list and no decision uses the route
 */
public record RouteValidity(
    Optional<OriginVerdict> rov,
    Optional<String> rovReason,
    Optional<PathVerdict> aspa,
    Optional<String> aspaReason,
    boolean ineligible)
    implements Answer {

  /** Of a route that no data say anything of. */
  public static RouteValidity unchecked(boolean ineligible) {
    return new RouteValidity(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), ineligible);
  }

  @Override
  public void write(JsonWriter json) throws IOException {
    json.put("rov", rov.map(RequestCodec::word))
        .put("rov_reason", rovReason)
        .put("aspa", aspa.map(RequestCodec::word))
        .put("aspa_reason", aspaReason)
        .put("ineligible", ineligible);
  }
}
