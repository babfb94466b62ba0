package savd.cetp.fsm;

import java.util.List;
import savd.cetp.message.Identity;
import savd.cetp.message.Rloc;

/**
 * What the DNS says of a name behind another edge.
 *
 * @param rlocs with addresses only; believed, because the DNS is what the name means
 */
public record Destination(String name, Identity identity, List<Rloc> rlocs) {
  public Destination {
    rlocs = List.copyOf(rlocs);
  }
}
