package savd.testbed.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import savd.testbed.topology.Announcement.Treatment;
import savd.testbed.topology.Network.Relation;

/**
 * The three passes against BGP as it runs: every AS takes what neighbours announce, checks for
 * loops, chooses, announces, over and over until nothing changes.
 */
class RoutesTest {
  /** A route as a router holds it: ASes from the next one to the origin, with repeats. */
  private record Route(List<Integer> path, int end, boolean noExport) {}

  private static final class PathVector {
    private final Network network;
    private final Announcement announcement;
    private final int number;
    private final BitSet down;
    private final Map<Integer, Route> best = new HashMap<>();

    PathVector(Internet internet, int number, BitSet down) {
      network = internet.network();
      this.number = number;
      this.announcement = internet.announcements().get(number);
      this.down = down;
      for (int o : announcement.origins()) {
        best.put(o, new Route(List.of(), -1, false));
      }
      int rounds = 0;
      while (round()) {
        assertThat(rounds++).as("BGP settles").isLessThan(200);
      }
    }

    private boolean round() {
      boolean changed = false;
      for (int as = 0; as < network.size(); as++) {
        if (!announcement.isOrigin(as)) {
          Optional<Route> chosen = choose(as);
          changed |= !chosen.equals(Optional.ofNullable(best.get(as)));
          chosen.ifPresentOrElse(putting(as), removing(as));
        }
      }
      return changed;
    }

    private java.util.function.Consumer<Route> putting(int as) {
      return r -> best.put(as, r);
    }

    private Runnable removing(int as) {
      return () -> best.remove(as);
    }

    private Optional<Route> choose(int as) {
      Route chosen = null;
      for (int e = network.firstEnd(as); e < network.firstEnd(as + 1); e++) {
        Optional<Route> r = received(e);
        if (r.isPresent() && (chosen == null || rank(r.get(), chosen) < 0)) {
          chosen = r.get();
        }
      }
      return Optional.ofNullable(chosen);
    }

    private int rank(Route a, Route b) {
      int byClass = network.relation(a.end).compareTo(network.relation(b.end));
      if (byClass != 0) {
        return byClass;
      }
      int byPreference = Integer.compare(preference(b.end), preference(a.end));
      if (byPreference != 0) {
        return byPreference;
      }
      int byLength = Integer.compare(a.path.size(), b.path.size());
      return byLength != 0
          ? byLength
          : Integer.compare(
              network.asn(network.neighbor(a.end)), network.asn(network.neighbor(b.end)));
    }

    private int preference(int end) {
      return network.prefersByPrefix(network.neighbor(network.reverse(end)))
          ? (int) (Dice.mix(31L * end + number) & 3)
          : network.preference(end);
    }

    /** Of an AS that has a default route, or wants no parts, only customers are heard. */
    private boolean isTaken(int end, int receiver) {
      boolean isPart = announcement.slots().count() < Slots.BLOCK;
      return network.relation(end) == Relation.CUSTOMER
          || !network.takesDefault(receiver) && !(isPart && network.takesNoParts(receiver));
    }

    /** What comes in at an end and is taken, checked for loops. */
    Optional<Route> received(int end) {
      int from = network.neighbor(end);
      int back = network.reverse(end);
      int receiver = network.neighbor(back);
      Route r = best.get(from);
      if (r == null
          || down.get(network.link(end))
          || network.isDefaultOnly(back)
          || !isTaken(end, receiver)) {
        return Optional.empty();
      }
      boolean own = announcement.isOrigin(from);
      if (own ? announcement.at(back) == Treatment.WITHHELD : !mayPass(r, back)) {
        return Optional.empty();
      }
      List<Integer> path = new ArrayList<>();
      for (int i = 0; i <= network.prepend(back); i++) {
        path.add(from);
      }
      path.addAll(r.path);
      return path.contains(receiver)
          ? Optional.empty()
          : Optional.of(new Route(path, end, own && announcement.at(back) == Treatment.NO_EXPORT));
    }

    private boolean mayPass(Route r, int to) {
      if (r.noExport) {
        return false;
      }
      boolean ofCustomer = network.relation(r.end) == Relation.CUSTOMER;
      return switch (network.relation(to)) {
        case CUSTOMER -> true;
        case PEER -> ofCustomer;
        case PROVIDER -> ofCustomer && !network.isPartialTransit(r.end);
      };
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
  void threePassesFindTheStableState(long seed) {
    Internet internet = new InternetGenerator(EnumSet.allOf(Trait.class), 10, 60).draw(seed);
    Network network = internet.network();
    List<StableState> states = internet.settle();
    for (int phase = 0; phase < states.size(); phase++) {
      for (int i = 0; i < internet.announcements().size(); i++) {
        PathVector expected = new PathVector(internet, i, internet.phases().get(phase));
        Routes found = states.get(phase).routes(i);
        for (int as = 0; as < network.size(); as++) {
          Route best = expected.best.get(as);
          int via = best == null ? Routes.NONE : best.end < 0 ? Routes.OWN : best.end;
          assertThat(found.via(as)).as("AS %d, announcement %d", as, i).isEqualTo(via);
          for (int e = network.firstEnd(as); e < network.firstEnd(as + 1); e++) {
            compareReceived(network, expected.received(e), found, e);
          }
        }
      }
    }
  }

  private static void compareReceived(Network network, Optional<Route> r, Routes found, int e) {
    assertThat(found.isReceived(e)).isEqualTo(r.isPresent());
    if (r.isPresent()) {
      int[] path = r.get().path.stream().mapToInt(network::asn).toArray();
      assertThat(found.path(e)).isEqualTo(path);
      assertThat(found.origin(e)).isEqualTo(r.get().path.getLast());
    }
  }
}
