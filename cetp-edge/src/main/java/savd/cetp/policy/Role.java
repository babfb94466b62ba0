package savd.cetp.policy;

import java.util.Set;
import savd.cetp.message.ElementType;

/**
 * Elements in one role, inbound or outbound edge (tutorial, "Low-level policy definition").
 *
 * @param required what the other side must tell
 * @param offered what we tell unasked
 * @param available what we tell when asked, besides what is offered
 */
public record Role(
    Set<ElementType> required, Set<ElementType> offered, Set<ElementType> available) {
  public Role {
    required = Set.copyOf(required);
    offered = Set.copyOf(offered);
    available = Set.copyOf(available);
  }

  /** Whether an element may be told when asked for. */
  public boolean tells(ElementType type) {
    return offered.contains(type) || available.contains(type);
  }
}
