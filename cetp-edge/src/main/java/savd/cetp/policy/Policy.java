package savd.cetp.policy;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import savd.cetp.message.ElementType;
import savd.cetp.message.Identity;

/**
 * The policy of a host.
 *
 * @param inbound as the inbound edge's host, being reached
 * @param outbound as the outbound edge's host, reaching out
 * @param reliable elements told until they are acknowledged; those of RLOCs and time to live always
 *     are where it matters
 * @param identityTypes types of identity a sender may have, best first; empty for any
 * @param refusals how often a sender with another type is told so before it is ignored; 0 for ever
 * @param ignoreSeconds how long it is ignored then
 * @param checks before admission
 * @param sources who may and who may not; who is on no line may
 * @param limit inbound sessions at a time
 * @param timeToLiveSeconds of our state when the other edge is silent, 4 to 65535
 * @param idleSeconds after which a session ends in which neither host has said anything
 */
public record Policy(
    String name,
    Role inbound,
    Role outbound,
    Set<ElementType> reliable,
    List<Integer> identityTypes,
    int refusals,
    int ignoreSeconds,
    Set<Check> checks,
    List<SourceRule> sources,
    FlowLimit limit,
    int timeToLiveSeconds,
    int idleSeconds) {
  public static final int DEFAULT_TIME_TO_LIVE = 60;

  /** As long as a NAT keeps a connection of TCP in which nothing is said (RFC 5382, REQ-5). */
  public static final int DEFAULT_IDLE = 7440;

  /** Shorter, hosts that still have the name's address from the DNS would lose it. */
  public static final int LEAST_IDLE = 60;

  public Policy {
    reliable = Set.copyOf(reliable);
    identityTypes = List.copyOf(identityTypes);
    checks = Set.copyOf(checks);
    sources = List.copyOf(sources);
    if (timeToLiveSeconds < 4 || timeToLiveSeconds > 65535) {
      throw new IllegalArgumentException("a time to live is 4 to 65535 s");
    }
    if (idleSeconds < LEAST_IDLE) {
      throw new IllegalArgumentException("a session may be idle for " + LEAST_IDLE + " s or more");
    }
  }

  /** Nothing required, nothing checked: the tutorial's "lax policy". */
  public static Policy lax(String name) {
    return new Policy(
        name,
        new Role(Set.of(), Set.of(), EnumSet.of(ElementType.NAME)),
        new Role(
            Set.of(),
            EnumSet.of(ElementType.NAME),
            EnumSet.of(ElementType.NAME, ElementType.CERTIFICATION_ADDRESS)),
        EnumSet.of(ElementType.IPV4_RLOCS, ElementType.IPV6_RLOCS, ElementType.TIME_TO_LIVE),
        List.of(),
        0,
        60,
        Set.of(),
        List.of(),
        FlowLimit.NONE,
        DEFAULT_TIME_TO_LIVE,
        DEFAULT_IDLE);
  }

  /** Lax, but nobody gets in without having shown that their RLOC is theirs, in the DNS too. */
  public static Policy strict(String name) {
    Policy lax = lax(name);
    return new Policy(
        name,
        new Role(EnumSet.of(ElementType.NAME), Set.of(), EnumSet.of(ElementType.NAME)),
        lax.outbound,
        lax.reliable,
        List.of(),
        0,
        60,
        EnumSet.of(Check.RETURN_ROUTABILITY, Check.NAMING),
        List.of(),
        FlowLimit.NONE,
        DEFAULT_TIME_TO_LIVE,
        DEFAULT_IDLE);
  }

  public Policy withLimit(FlowLimit other) {
    return new Policy(
        name,
        inbound,
        outbound,
        reliable,
        identityTypes,
        refusals,
        ignoreSeconds,
        checks,
        sources,
        other,
        timeToLiveSeconds,
        idleSeconds);
  }

  public Policy withChecks(Set<Check> other) {
    return new Policy(
        name,
        inbound,
        outbound,
        reliable,
        identityTypes,
        refusals,
        ignoreSeconds,
        other,
        sources,
        limit,
        timeToLiveSeconds,
        idleSeconds);
  }

  public Policy withSources(List<SourceRule> other) {
    return new Policy(
        name,
        inbound,
        outbound,
        reliable,
        identityTypes,
        refusals,
        ignoreSeconds,
        checks,
        other,
        limit,
        timeToLiveSeconds,
        idleSeconds);
  }

  /** With only these types of identity; whoever insists on another is ignored for a while. */
  public Policy withIdentityTypes(List<Integer> types, int refusalsBefore, int ignoreFor) {
    return new Policy(
        name,
        inbound,
        outbound,
        reliable,
        types,
        refusalsBefore,
        ignoreFor,
        checks,
        sources,
        limit,
        timeToLiveSeconds,
        idleSeconds);
  }

  /**
   * Whether a host behind the same edge may, where no RLOC is to be looked at, and the edge knows
   * who it is (slides, "if remote CES is local CES").
   *
   * @param caller its name
   * @param identities what it can be known by
   */
  public boolean admitsLocally(String caller, List<Identity> identities) {
    List<Identity> fitting =
        identities.stream()
            .filter(i -> identityTypes.isEmpty() || identityTypes.contains(i.type()))
            .toList();
    if (fitting.isEmpty()) {
      return false;
    }
    for (SourceRule rule : sources) {
      boolean fits =
          rule.rlocs().isEmpty()
              && rule.matchesName(caller)
              && rule.identity().map(fitting::contains).orElse(true);
      if (fits) {
        return rule.admit();
      }
    }
    return true;
  }

  /** With these elements to be told by callers. */
  public Policy withRequired(Set<ElementType> required) {
    return new Policy(
        name,
        new Role(required, inbound.offered(), inbound.available()),
        outbound,
        reliable,
        identityTypes,
        refusals,
        ignoreSeconds,
        checks,
        sources,
        limit,
        timeToLiveSeconds,
        idleSeconds);
  }

  /** With these elements told until they are acknowledged. */
  public Policy withReliable(Set<ElementType> told) {
    return new Policy(
        name,
        inbound,
        outbound,
        told,
        identityTypes,
        refusals,
        ignoreSeconds,
        checks,
        sources,
        limit,
        timeToLiveSeconds,
        idleSeconds);
  }

  /** Without telling the host's name unasked; who asks is told. */
  public Policy withoutOfferedName() {
    return new Policy(
        name,
        inbound,
        new Role(outbound.required(), Set.of(), outbound.available()),
        reliable,
        identityTypes,
        refusals,
        ignoreSeconds,
        checks,
        sources,
        limit,
        timeToLiveSeconds,
        idleSeconds);
  }

  /** Without telling the host's name, asked or unasked. */
  public Policy withoutName() {
    Role nothing = new Role(inbound.required(), Set.of(), Set.of());
    return new Policy(
        name,
        nothing,
        new Role(outbound.required(), Set.of(), Set.of()),
        reliable,
        identityTypes,
        refusals,
        ignoreSeconds,
        checks,
        sources,
        limit,
        timeToLiveSeconds,
        idleSeconds);
  }

  public Policy withTimeToLive(int seconds) {
    return new Policy(
        name,
        inbound,
        outbound,
        reliable,
        identityTypes,
        refusals,
        ignoreSeconds,
        checks,
        sources,
        limit,
        seconds,
        idleSeconds);
  }

  /** Ending sessions in which neither host has said anything for so long. */
  public Policy withIdle(int seconds) {
    return new Policy(
        name,
        inbound,
        outbound,
        reliable,
        identityTypes,
        refusals,
        ignoreSeconds,
        checks,
        sources,
        limit,
        timeToLiveSeconds,
        seconds);
  }
}
