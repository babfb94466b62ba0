package savd.control;

import java.io.IOException;
import java.util.Optional;

/**
 * How far the kernel is behind the rules.
 *
 * <p>Members: {@code kind, state, coupled, revision, error}.
 *
 * @param kind nftables, print or none
 * @param revision of the rules last committed; 0 for none yet
 * @param error what the last failed attempt failed with; empty once a later one succeeded
 */
public record DataplaneState(
    String kind, State state, boolean coupled, long revision, Optional<String> error)
    implements Answer {

  /** In one word. */
  public enum State {
    /** Nothing was computed yet, or nothing may be committed before readiness. */
    WAITING,
    /** A transaction is under way, or about to be. */
    COMMITTING,
    /** The kernel has what the rules say. */
    SYNCHRONIZED,
    /** The kernel refused; tried again soon. */
    RETRYING,
    /** Hands off, by command. */
    DECOUPLED,
    /** There is no dataplane. */
    NONE
  }

  @Override
  public void write(JsonWriter json) throws IOException {
    json.put("kind", kind)
        .put("state", RequestCodec.word(state))
        .put("coupled", coupled)
        .put("revision", revision)
        .put("error", error);
  }
}
