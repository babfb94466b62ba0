package savd.rules;

import java.util.List;
import java.util.Optional;
import savd.net.Asn;
import savd.relation.Standing;

/**
 * Members of our customer cone that stand otherwise with PI-SAV than before.
 *
 * @param some of them, {@link #MOST} at most
 * @param more how many turned beside them
 * @param inForce false while aggressive mode waits for answers
 */
public record TurnedMembers(List<Turned> some, int more, boolean inForce) {
  /** Members that are named. */
  public static final int MOST = 20;

  public TurnedMembers {
    some = List.copyOf(some);
  }

  /**
   * One of them.
   *
   * @param standing as it is now; empty for one that has left the cone
   */
  public record Turned(Asn asn, Optional<Standing> standing) {}
}
