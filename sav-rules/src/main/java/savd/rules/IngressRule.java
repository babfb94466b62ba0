package savd.rules;

import java.util.Optional;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;

/**
 * What is applied to packets that come in on one interface. The steps, first match decides:
 *
 * <ol>
 *   <li>link-local and the interface's own subnets pass (the dataplane knows them);
 *   <li>a source on {@code allow} passes (configured exceptions);
 *   <li>a source on {@code deny} is blocked (configured denials, special-purpose prefixes);
 *   <li>a source on {@code list} passes if the polarity is {@link Polarity#ALLOWLIST}, is blocked
 *       if {@link Polarity#BLOCKLIST};
 *   <li>anything else is blocked under {@code ALLOWLIST} and passes under {@code BLOCKLIST}.
 * </ol>
 *
 * @param list empty for a method that has no list of its own: then the last step alone decides
 */
public record IngressRule(
    IngressInterface ingress,
    EnforcementMode mode,
    Polarity polarity,
    Optional<ListId> allow,
    Optional<ListId> deny,
    Optional<ListId> list) {

  /** What membership of the list means. */
  public enum Polarity {
    ALLOWLIST,
    BLOCKLIST
  }
}
