package savd.control;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import savd.net.IngressInterface;
import savd.net.PathAttributes;
import savd.net.Prefix;

/**
 * One path of {@code show routes}: document {@code {"routes":[…],"next":…}}.
 *
 * <p>Members: {@code prefix, neighbor, interface, path_id, as_path, origin_as, origin, next_hop,
 * med, local_pref, otc, communities[], stale, leaked, age_seconds}, and those of {@link
 * RouteValidity}.
 *
 * @param pathId 0 without ADD-PATH
 * @param leaked a route leak by RFC 9234
 * @param validity what RPKI data say of it, and whether anything uses it
 */
public record RouteRow(
    Prefix prefix,
    String neighbor,
    Optional<IngressInterface> ingress,
    long pathId,
    PathAttributes attributes,
    boolean stale,
    boolean leaked,
    RouteValidity validity,
    long ageSeconds)
    implements Answer {
  private static final List<String> ORIGINS = List.of("igp", "egp", "incomplete");

  @Override
  public void write(JsonWriter json) throws IOException {
    json.put("prefix", prefix.toString())
        .put("neighbor", neighbor)
        .put("interface", ingress)
        .put("path_id", pathId)
        .put("as_path", attributes.asPath().toString())
        .put("origin_as", attributes.asPath().origin())
        .put("origin", ORIGINS.get(Math.clamp(attributes.origin(), 0, 2)))
        .put("next_hop", attributes.nextHop())
        .put("med", attributes.multiExitDisc())
        .put("local_pref", attributes.localPref())
        .put("otc", attributes.onlyToCustomer());
    List<String> communities = new ArrayList<>();
    for (int c : attributes.communities()) {
      communities.add((c >>> 16) + ":" + (c & 0xFFFF));
    }
    json.put("communities", communities)
        .put("stale", stale)
        .put("leaked", leaked)
        .put("age_seconds", ageSeconds)
        .write(validity);
  }
}
