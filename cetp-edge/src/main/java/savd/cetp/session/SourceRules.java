package savd.cetp.session;

import java.util.concurrent.CompletionStage;
import savd.cetp.fsm.SourceVerdict;
import savd.net.IngressInterface;
import savd.net.IpAddress;

/**
 * Who knows which source addresses may come in by which interface: source address validation,
 * beside which an edge may run. Asked for addresses of other edges, a few at a time, never for a
 * packet.
 */
@FunctionalInterface
public interface SourceRules {
  /** Must not wait. */
  CompletionStage<SourceVerdict> look(IpAddress source, IngressInterface ingress);
}
