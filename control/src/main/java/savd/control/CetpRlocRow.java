package savd.control;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import savd.net.IngressInterface;

/**
 * One line of {@code cetp rlocs}, and of {@code explain} for an address that is an RLOC: document
 * {@code {"rlocs":[…],"next":…}}; ours come first.
 *
 * <p>Members: {@code rloc, order, preference, state, slot, host, peer, interface, in_use}.
 *
 * @param rloc address, with its port where that is not the usual one
 * @param order the lowest of all is tried first
 * @param preference 0 to 253, lower is better among equal orders; 254 drains, 255 has failed
 * @param slot the session it is of; empty for ours
 * @param host ours, in that session
 * @param peer the other side's, where it is known by name
 * @param ingress the interface that messages from it last came in by
 * @param inUse packets of the session go there
 */
public record CetpRlocRow(
    String rloc,
    int order,
    int preference,
    State state,
    OptionalLong slot,
    Optional<String> host,
    Optional<String> peer,
    Optional<IngressInterface> ingress,
    boolean inUse)
    implements Answer {

  /** What is known of it. */
  public enum State {
    /** Ours. */
    OWN,
    /** It has proved to be the peer's, or the DNS says so. */
    VERIFIED,
    /** It has yet to return a cookie: nothing is sent there but that. */
    UNVERIFIED,
    /** The rules of the interface say that it cannot come from there: not used. */
    BLOCKED
  }

  @Override
  public void write(JsonWriter json) throws IOException {
    json.put("rloc", rloc)
        .put("order", order)
        .put("preference", preference)
        .put("state", RequestCodec.word(state))
        .put("slot", slot)
        .put("host", host)
        .put("peer", peer)
        .put("interface", ingress.map(IngressInterface::name))
        .put("in_use", inUse);
  }
}
