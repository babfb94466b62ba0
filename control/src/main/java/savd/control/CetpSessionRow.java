package savd.control;

import java.io.IOException;
import java.util.Optional;
import savd.net.IpAddress;

/**
 * One line of {@code cetp sessions}: document {@code {"sessions":[…],"next":…}}.
 *
 * <p>Members: {@code slot, role, state, host, peer, local_identity, peer_identity, local_rloc,
 * peer_rloc}.
 *
 * @param slot number of the session at this edge; the proxy address is made of it
 * @param role outbound or inbound
 * @param state bound, setup, cookied, backoff, half-open, open, doubted or ended
 * @param host ours
 * @param peer the other side's host, where it is known by name
 * @param localRloc where packets leave from, once there is a way
 */
public record CetpSessionRow(
    long slot,
    String role,
    String state,
    String host,
    Optional<String> peer,
    String localIdentity,
    String peerIdentity,
    Optional<IpAddress> localRloc,
    Optional<String> peerRloc)
    implements Answer {

  @Override
  public void write(JsonWriter json) throws IOException {
    json.put("slot", slot)
        .put("role", role)
        .put("state", state)
        .put("host", host)
        .put("peer", peer)
        .put("local_identity", localIdentity)
        .put("peer_identity", peerIdentity)
        .put("local_rloc", localRloc)
        .put("peer_rloc", peerRloc);
  }
}
