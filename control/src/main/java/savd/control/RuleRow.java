package savd.control;

import java.io.IOException;
import java.util.OptionalLong;

/**
 * One line of {@code show rules}: document {@code
 * {"revision":…,"interface":…,"rules":[…],"next":…}}. The lines stand in the order in which they
 * apply: allow, deny, list, and last the default.
 *
 * <p>Members: {@code source, verdict, layer, reason, held_seconds}.
 *
 * @param source a prefix, a range {@code first-last}, or {@code any} in the last line
 * @param layer which step decides
 * @param reason in words
 * @param heldSeconds how much longer a prefix stays whose routes are gone; empty for one in use
 */
public record RuleRow(
    String source, Verdict verdict, Layer layer, String reason, OptionalLong heldSeconds)
    implements Answer {

  /** What happens to the source. */
  public enum Verdict {
    PERMIT,
    BLOCK
  }

  /** The steps in their order. */
  public enum Layer {
    /** Link-local addresses and the interface's own subnets. */
    LOCAL,
    /** Configured exceptions. */
    ALLOW,
    /** Configured denials and special-purpose prefixes. */
    DENY,
    /** What the method found. */
    LIST,
    /** What is on no list. */
    DEFAULT
  }

  @Override
  public void write(JsonWriter json) throws IOException {
    json.put("source", source)
        .put("verdict", RequestCodec.word(verdict))
        .put("layer", RequestCodec.word(layer))
        .put("reason", reason)
        .put("held_seconds", heldSeconds);
  }
}
