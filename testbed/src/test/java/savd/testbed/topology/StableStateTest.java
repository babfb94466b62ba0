package savd.testbed.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import savd.testbed.topology.Network.Relation;
import savd.testbed.topology.Truth.Packet;

/** Packets, and what of a drawn Internet can be said without drawing it again. */
class StableStateTest {
  private static final int SEEDS = 60;

  @Test
  void aSeedAlwaysGivesTheSameInternet() {
    Internet a = InternetGenerator.ORDINARY.draw(7);
    Internet b = InternetGenerator.ORDINARY.draw(7);
    assertThat(a.announcements().toString()).isNotEmpty();
    assertThat(a.network().size()).isEqualTo(b.network().size());
    assertThat(a.uses()).isEqualTo(b.uses());
    assertThat(a.phases()).isEqualTo(b.phases());
    assertThat(Knowledge.of(a, a.settle())).isEqualTo(Knowledge.of(b, b.settle()));
  }

  /** A route downward is never passed upward, so a packet that went down does not go up again. */
  @Test
  void packetsFollowTheRouteTheyMatchAndEndSomewhere() {
    int delivered = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      Internet internet = new InternetGenerator(EnumSet.noneOf(Trait.class), 10, 80).draw(seed);
      StableState state = internet.settle().getFirst();
      for (int slot = 0; slot < internet.slots(); slot += 5) {
        int[] entries = state.entries(slot);
        for (int as = 0; as < internet.network().size(); as++) {
          List<Integer> path = state.packetPath(as, slot);
          assertThat(path).as("seed %d", seed).doesNotHaveDuplicates();
          assertThat(entries[as] >= 0).isEqualTo(entersFromProvider(internet, path));
          delivered += state.forward(path.getLast(), slot) == StableState.DELIVERED ? 1 : 0;
        }
      }
    }
    assertThat(delivered).isGreaterThan(10_000);
  }

  private static boolean entersFromProvider(Internet internet, List<Integer> path) {
    Network network = internet.network();
    int at = path.indexOf(internet.top());
    if (at < 1) {
      return false;
    }
    for (int e = network.firstEnd(internet.top()); e < network.firstEnd(internet.top() + 1); e++) {
      if (network.neighbor(e) == path.get(at - 1)) {
        return network.relation(e) == Relation.PROVIDER;
      }
    }
    throw new AssertionError("not a neighbour");
  }

  /** What the search looks for is there: packets between members that come in from a provider. */
  @Test
  void manyInternetsHaveDetours() {
    int withDetour = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      Internet internet = InternetGenerator.ORDINARY.draw(seed);
      StableState state = internet.settle().getFirst();
      Truth truth = new Truth(state, internet.users());
      BitSet cone = state.cone();
      for (int slot = 0; slot < internet.slots(); slot++) {
        int user = truth.users(slot)[0];
        if (cone.get(user) && truth.users(slot).length == 1 && truth.entries(slot) != 0) {
          int end = internet.network().firstEnd(internet.top());
          end += Long.numberOfTrailingZeros(truth.entries(slot));
          Packet p = truth.packet(slot, end);
          assertThat(p.path()).contains(internet.top(), internet.network().neighbor(end));
          withDetour++;
          break;
        }
      }
    }
    assertThat(withDetour).isGreaterThan(10);
  }
}
