package savd.rules;

import java.util.Optional;
import savd.net.EnforcementMode;
import savd.net.IngressInterface;
import savd.net.IpAddress;

/**
 * Why a source passes on an interface, or not; of the moment it was asked.
 *
 * <p>The dataplane's own first step (link-local, the interface's own subnets) is not known here.
 *
 * @param verdict what the rules say
 * @param mode {@link EnforcementMode#OFF} where the interface is not filtered at all
 * @param method in force, empty where none is
 * @param revision of the rules
 * @param ready the interface has rules
 * @param layer the step that decides
 * @param list the list that decides, where one does
 * @param reason why
 */
public record Explanation(
    IpAddress source,
    IngressInterface ingress,
    Verdict verdict,
    EnforcementMode mode,
    Optional<SavMethod> method,
    long revision,
    boolean ready,
    Layer layer,
    Optional<ListId> list,
    Reason reason) {

  /** What the rules say about a source. */
  public enum Verdict {
    PERMIT,
    BLOCK
  }

  /** The steps of {@link IngressRule}. */
  public enum Layer {
    ALLOW,
    DENY,
    LIST,
    DEFAULT
  }

  /** True when a packet from the source is really dropped. */
  public boolean dropped() {
    return ready && verdict == Verdict.BLOCK && mode == EnforcementMode.ENFORCE;
  }
}
