package savd.control;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.IpAddress;

/**
 * {@code explain SOURCE INTERFACE}.
 *
 * <p>Document: {@code source, interface, verdict, dropped, mode, method, revision, ready, layer,
 * rule, list, reasons[{kind, text}], routes[…], neighbors[], rlocs[…]}.
 *
 * @param dropped blocked and enforced
 * @param method in force on the interface
 * @param revision of the rules the answer is from
 * @param layer the step that decides
 * @param rule the prefix or range that decides, where one does
 * @param list the list it stands on, where it stands on one
 * @param reasons why the rule is there, or why none is, the weightiest first
 * @param routes behind the rule, some at least
 * @param neighbors behind the rule, by name
 * @param rlocs where the source is an RLOC of sessions of a CETP edge here: some of them
 */
public record ExplainAnswer(
    IpAddress source,
    IngressInterface ingress,
    RuleRow.Verdict verdict,
    boolean dropped,
    EnforcementMode mode,
    String method,
    long revision,
    boolean ready,
    RuleRow.Layer layer,
    Optional<String> rule,
    Optional<String> list,
    List<Reason> reasons,
    List<RouteRow> routes,
    List<String> neighbors,
    List<CetpRlocRow> rlocs)
    implements Answer {

  /**
   * One reason.
   *
   * @param kind a stable word, such as learned-here
   * @param text a sentence without a full stop
   */
  public record Reason(String kind, String text) implements Answer {
    @Override
    public void write(JsonWriter json) throws IOException {
      json.put("kind", kind).put("text", text);
    }
  }

  @Override
  public void write(JsonWriter json) throws IOException {
    json.put("source", source.toString())
        .put("interface", ingress.name())
        .put("verdict", RequestCodec.word(verdict))
        .put("dropped", dropped)
        .put("mode", RequestCodec.word(mode))
        .put("method", method)
        .put("revision", revision)
        .put("ready", ready)
        .put("layer", RequestCodec.word(layer))
        .put("rule", rule)
        .put("list", list)
        .rows("reasons", reasons)
        .rows("routes", routes)
        .put("neighbors", neighbors);
    if (!rlocs.isEmpty()) {
      json.rows("rlocs", rlocs);
    }
  }

  /** The same with what a CETP edge knows of the source. */
  public ExplainAnswer with(List<CetpRlocRow> known) {
    return new ExplainAnswer(
        source, ingress, verdict, dropped, mode, method, revision, ready, layer, rule, list,
        reasons, routes, neighbors, known);
  }
}
