package savd.rules;

import it.unimi.dsi.fastutil.ints.IntIterator;
import it.unimi.dsi.fastutil.ints.IntLinkedOpenHashSet;
import it.unimi.dsi.fastutil.ints.IntSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import savd.net.Asn;
import savd.relation.Cone;
import savd.relation.Exposure;
import savd.relation.Standing;

/** Which members of the cone of PI-SAV stand otherwise than when it was asked last, each once. */
final class TurnLog {
  /** Members are told apart up to so many; a bound for who is never asked. */
  private static final int MOST = 4096;

  private final IntLinkedOpenHashSet turned = new IntLinkedOpenHashSet();

  /** How many beside them. */
  private int beside;

  /** Notes who entered a cone in this step, and who left it. */
  void note(Cone cone) {
    note(cone.entered(), _ -> true);
    note(cone.left(), _ -> true);
  }

  /** Notes whose state of exposure is another one by this step. */
  void note(Exposure exposure) {
    // What is below somebody who may be reached from outside need not be in the cone.
    note(exposure.entered(), exposure.cone()::contains);
    note(exposure.left(), exposure.cone()::contains);
  }

  private void note(IntSet some, IntPredicate members) {
    for (IntIterator it = some.iterator(); it.hasNext(); ) {
      int asn = it.nextInt();
      if (!members.test(asn)) {
        continue;
      }
      if (turned.size() < MOST) {
        turned.add(asn);
      } else if (!turned.contains(asn)) {
        beside++;
      }
    }
  }

  boolean isEmpty() {
    return turned.isEmpty();
  }

  /**
   * Who turned since the last call.
   *
   * @param inForce whether PI-SAV is
   */
  TurnedMembers take(boolean inForce, IntFunction<Optional<Standing>> standings) {
    List<TurnedMembers.Turned> some = new ArrayList<>();
    for (IntIterator it = turned.iterator(); it.hasNext() && some.size() < TurnedMembers.MOST; ) {
      int asn = it.nextInt();
      some.add(new TurnedMembers.Turned(new Asn(asn), standings.apply(asn)));
    }
    int more = turned.size() - some.size() + beside;
    turned.clear();
    beside = 0;
    return new TurnedMembers(some, more, inForce);
  }
}
