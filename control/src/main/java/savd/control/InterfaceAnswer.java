package savd.control;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import savd.net.BgpRole;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;

/**
 * One interface of {@code show interfaces}: document {@code {"interfaces":[…]}}.
 *
 * <p>Members: {@code name, description, role, role_source, method, effective_method, mode, ready,
 * waiting[], polarity, list, shared_with[], prefixes{ipv4, ipv6}, held, neighbors[],
 * packets{passed, blocked}, problems[]}.
 *
 * @param roleSource negotiated or configured; empty without a role
 * @param method as configured
 * @param effectiveMethod what stands for it now, such as efp-b for auto on a customer interface
 * @param waiting what is missing before it may be enforced
 * @param polarity allowlist or blocklist
 * @param list name of the list, where the method has one
 * @param sharedWith other interfaces with the same list
 * @param ipv4Prefixes on the list
 * @param held prefixes whose removal waits
 * @param passed packets since the counters began
 * @param blocked packets the rules block: dropped under enforce, only counted under monitor
 * @param problems contradictions, such as two roles
 */
public record InterfaceAnswer(
    IngressInterface name,
    Optional<String> description,
    Optional<BgpRole> role,
    Optional<String> roleSource,
    String method,
    String effectiveMethod,
    EnforcementMode mode,
    boolean ready,
    List<String> waiting,
    String polarity,
    Optional<String> list,
    List<IngressInterface> sharedWith,
    long ipv4Prefixes,
    long ipv6Prefixes,
    long held,
    List<String> neighbors,
    long passed,
    long blocked,
    List<String> problems)
    implements Answer {

  @Override
  public void write(JsonWriter json) throws IOException {
    json.put("name", name.name())
        .put("description", description)
        .put("role", role.map(RequestCodec::word))
        .put("role_source", roleSource)
        .put("method", method)
        .put("effective_method", effectiveMethod)
        .put("mode", RequestCodec.word(mode))
        .put("ready", ready)
        .put("waiting", waiting)
        .put("polarity", polarity)
        .put("list", list)
        .put("shared_with", sharedWith);
    json.object("prefixes").put("ipv4", ipv4Prefixes).put("ipv6", ipv6Prefixes).endObject();
    json.put("held", held).put("neighbors", neighbors);
    json.object("packets").put("passed", passed).put("blocked", blocked).endObject();
    json.put("problems", problems);
  }
}
