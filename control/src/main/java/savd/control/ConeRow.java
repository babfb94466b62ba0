package savd.control;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import savd.net.Asn;

/**
 * One AS of {@code show cone}: document {@code {"as", "interface" or "own":…,"cone":[…],"next":…}}.
 * Rows stand in the order of a tree, each behind its parent and that parent's earlier children.
 *
 * <p>Members: {@code as, parent, depth, why, text, prefixes{routes, roas}, state, reason,
 * reason_kind}.
 *
 * @param asn the member
 * @param parent through which it is a member; empty for the first and for configured ones
 * @param depth steps from the root, which has 0
 * @param text why it is a member, in words
 * @param routePrefixes prefixes in the Adj-RIBs-In with this origin
 * @param roaPrefixes prefixes of VRPs with this origin
 * @param standing how it stands with PI-SAV, where that goes by this cone
 */
public record ConeRow(
    Asn asn,
    Optional<Asn> parent,
    int depth,
    Why why,
    String text,
    long routePrefixes,
    long roaPrefixes,
    Optional<Standing> standing)
    implements Answer {

  /** What makes an AS a member. */
  public enum Why {
    /** It is where the cone begins: the AS asked for, or a neighbour on the interface. */
    ROOT,
    /** The configuration says so. */
    CONFIGURED,
    /** Its ASPA names the parent as a provider. */
    ASPA,
    /** It stands behind the parent in an AS path. */
    PATH,
    /** One of the two has declared it, to us or in our configuration. */
    DECLARED
  }

  /**
   * How a member stands with PI-SAV.
   *
   * @param state standalone, no-detour, sub-transit or below-sub-transit; the first two are blocked
   *     on provider interfaces
   * @param obstacle why it is not, or by itself would not be, standalone
   */
  public record Standing(String state, Optional<Obstacle> obstacle) {}

  /**
   * What speaks against blocking a member.
   *
   * @param kind a stable word, such as provider-outside
   * @param text in words
   */
  public record Obstacle(String kind, String text) {}

  @Override
  public void write(JsonWriter json) throws IOException {
    json.put("as", asn.toLong())
        .put("parent", parent.map(Asn::toLong).map(OptionalLong::of).orElse(OptionalLong.empty()))
        .put("depth", depth)
        .put("why", RequestCodec.word(why))
        .put("text", text);
    json.object("prefixes").put("routes", routePrefixes).put("roas", roaPrefixes).endObject();
    Optional<Obstacle> obstacle = standing.flatMap(Standing::obstacle);
    json.put("state", standing.map(Standing::state))
        .put("reason", obstacle.map(Obstacle::text))
        .put("reason_kind", obstacle.map(Obstacle::kind));
  }
}
