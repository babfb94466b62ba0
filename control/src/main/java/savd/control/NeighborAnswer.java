package savd.control;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import savd.net.AddressFamily;
import savd.net.Asn;
import savd.net.BgpRole;
import savd.net.IngressInterface;
import savd.net.IpAddress;
import savd.net.Ipv4Address;

/**
 * One neighbour of {@code show neighbors}: document {@code {"neighbors":[…]}}.
 *
 * <p>Members: {@code name, address, as, local_as, interface, vrf, description, dynamic, state,
 * state_seconds, established_count, id, local_address, hold_seconds, keepalive_seconds, role,
 * role_source, capabilities[], families[{family, routes, stale, maximum, end_of_rib}],
 * received{updates, messages}, sent{updates, messages}, malformed{withdraw, discard, disable,
 * reset}, last_error, last_error_seconds, problems[]}.
 *
 * @param state one of idle, connect, active, open-sent, open-confirm, established, shutdown
 * @param stateSeconds how long it has been in this state
 * @param establishedCount sessions reached since the start
 * @param id its BGP identifier, once known
 * @param holdSeconds negotiated; empty without a session
 * @param roleSource negotiated or configured; empty without a role
 * @param capabilities what both sides use, by name
 * @param lastError why the last session ended, in words
 * @param problems contradictions the operator should look at, such as a role mismatch
 */
public record NeighborAnswer(
    String name,
    IpAddress address,
    Optional<Asn> asn,
    Asn localAs,
    Optional<IngressInterface> ingress,
    String vrf,
    Optional<String> description,
    boolean dynamic,
    String state,
    long stateSeconds,
    long establishedCount,
    Optional<Ipv4Address> id,
    Optional<IpAddress> localAddress,
    OptionalLong holdSeconds,
    OptionalLong keepaliveSeconds,
    Optional<BgpRole> role,
    Optional<String> roleSource,
    List<String> capabilities,
    List<Family> families,
    Messages received,
    Messages sent,
    Malformed malformed,
    Optional<String> lastError,
    OptionalLong lastErrorSeconds,
    List<String> problems)
    implements Answer {

  /**
   * What is held of one family.
   *
   * @param maximum limit of routes, where one is configured
   * @param endOfRib End-of-RIB was received in this session
   */
  public record Family(
      AddressFamily family, long routes, long stale, OptionalLong maximum, boolean endOfRib)
      implements Answer {
    @Override
    public void write(JsonWriter json) throws IOException {
      json.put("family", RequestCodec.word(family))
          .put("routes", routes)
          .put("stale", stale)
          .put("maximum", maximum)
          .put("end_of_rib", endOfRib);
    }
  }

  /** Messages in one direction since the start. */
  public record Messages(long updates, long messages) implements Answer {
    @Override
    public void write(JsonWriter json) throws IOException {
      json.put("updates", updates).put("messages", messages);
    }
  }

  /** Malformed UPDATE messages by what followed (RFC 7606, section 2). */
  public record Malformed(long withdraw, long discard, long disable, long reset) implements Answer {
    public static final Malformed NONE = new Malformed(0, 0, 0, 0);

    @Override
    public void write(JsonWriter json) throws IOException {
      json.put("withdraw", withdraw)
          .put("discard", discard)
          .put("disable", disable)
          .put("reset", reset);
    }
  }

  @Override
  public void write(JsonWriter json) throws IOException {
    json.put("name", name).put("address", address.toString());
    json.put("as", asn.map(a -> OptionalLong.of(a.toLong())).orElse(OptionalLong.empty()))
        .put("local_as", localAs.toLong())
        .put("interface", ingress)
        .put("vrf", vrf)
        .put("description", description)
        .put("dynamic", dynamic)
        .put("state", state)
        .put("state_seconds", stateSeconds)
        .put("established_count", establishedCount)
        .put("id", id)
        .put("local_address", localAddress)
        .put("hold_seconds", holdSeconds)
        .put("keepalive_seconds", keepaliveSeconds)
        .put("role", role.map(RequestCodec::word))
        .put("role_source", roleSource)
        .put("capabilities", capabilities)
        .rows("families", families);
    json.object("received").write(received).endObject();
    json.object("sent").write(sent).endObject();
    json.object("malformed").write(malformed).endObject();
    json.put("last_error", lastError)
        .put("last_error_seconds", lastErrorSeconds)
        .put("problems", problems);
  }
}
