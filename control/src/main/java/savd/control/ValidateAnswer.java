package savd.control;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import savd.net.Asn;
import savd.net.Prefix;

/**
 * {@code validate PREFIX ASN}: origin validation (RFC 6811) of a route that need not exist.
 *
 * <p>Document: {@code prefix, as, state, text, vrps[{prefix, max_length, as, sources[], match,
 * filter}]}.
 *
 * @param text the state in words
 * @param vrps all that cover the prefix, those that match first
 */
public record ValidateAnswer(
    Prefix prefix, Asn origin, OriginVerdict state, String text, List<Covering> vrps)
    implements Answer {

  /** Whether a VRP that covers a route matches it, or why not. */
  public enum Match {
    MATCHES,
    /** It names another AS; AS 0 says that nobody may announce the prefix. */
    OTHER_AS,
    /** The route is more specific than it allows. */
    TOO_SPECIFIC,
    /** A local exception drops it: it is not in force. */
    FILTERED
  }

  /**
   * A VRP that covers the prefix.
   *
   * @param filter where the filter stands that drops it
   */
  public record Covering(VrpRow vrp, Match match, Optional<String> filter) implements Answer {
    @Override
    public void write(JsonWriter json) throws IOException {
      json.write(vrp).put("match", RequestCodec.word(match)).put("filter", filter);
    }
  }

  @Override
  public void write(JsonWriter json) throws IOException {
    json.put("prefix", prefix.toString())
        .put("as", origin.toLong())
        .put("state", RequestCodec.word(state))
        .put("text", text)
        .rows("vrps", vrps);
  }
}
