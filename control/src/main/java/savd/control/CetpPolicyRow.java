package savd.control;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import savd.net.IpAddress;

/**
 * One host of {@code cetp policies}: document {@code {"policies":[…]}}.
 *
 * <p>Members: {@code host, addresses[], identities[], policy, checks[], identity_types[],
 * requires[], tells[], rules, max_flows, when_full, time_to_live_seconds}.
 *
 * @param policy its name
 * @param checks before somebody is let in: return-routability, naming, assurance
 * @param identityTypes that a caller may have; empty: any
 * @param requires what a caller has to tell
 * @param tells what is told to who is called
 * @param rules about single sources, by what they say
 * @param maxFlows inbound sessions at a time; empty: any number
 */
public record CetpPolicyRow(
    String host,
    List<IpAddress> addresses,
    List<String> identities,
    String policy,
    List<String> checks,
    List<Integer> identityTypes,
    List<String> requires,
    List<String> tells,
    List<String> rules,
    OptionalLong maxFlows,
    Optional<String> whenFull,
    long timeToLiveSeconds)
    implements Answer {

  @Override
  public void write(JsonWriter json) throws IOException {
    json.put("host", host)
        .put("addresses", addresses)
        .put("identities", identities)
        .put("policy", policy)
        .put("checks", checks)
        .numbers("identity_types", identityTypes.stream().mapToLong(Integer::longValue).toArray())
        .put("requires", requires)
        .put("tells", tells)
        .put("rules", rules)
        .put("max_flows", maxFlows)
        .put("when_full", whenFull)
        .put("time_to_live_seconds", timeToLiveSeconds);
  }
}
