package savd.testbed.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import savd.testbed.topology.InternetGenerator;
import savd.testbed.topology.Trait;

/**
 * No honest packet is dropped by PI-SAV, in made-up Internets with fixed seeds. The long search is
 * {@code bench/pi-sav-search}; here {@code -Dsavd.search.seeds=N} makes it longer.
 */
class ImproperBlockSearchTest {
  private static final int SEEDS = Integer.getInteger("savd.search.seeds", 250);

  private static Map<Defence, Tally> search(int seeds, Set<Trait> traits, Defence... defences) {
    return new ImproperBlockSearch(new InternetGenerator(traits, 10, 300), List.of(defences))
        .run(0, seeds, _ -> {});
  }

  private static double share(Tally tally) {
    return (double) tally.blocked() / tally.sheltered();
  }

  @Test
  void noHonestPacketIsDroppedAndMuchIsProtected() {
    Map<Defence, Tally> tallies =
        search(
            SEEDS,
            Set.of(),
            Defence.STANDALONE,
            Defence.STANDALONE_TOLD,
            Defence.CONSERVATIVE_SOME,
            Defence.CONSERVATIVE,
            Defence.AGGRESSIVE_SOME,
            Defence.AGGRESSIVE);
    tallies.forEach(
        (defence, tally) -> {
          assertThat(tally.examples()).as(defence.name()).isEmpty();
          assertThat(tally.trials()).isEqualTo(SEEDS);
          assertThat(tally.sheltered()).isGreaterThan(100L * SEEDS);
        });
    // Of what could be blocked without harm; the rest is unknown, told of as shared, or hidden.
    assertThat(share(tallies.get(Defence.STANDALONE))).isGreaterThan(0.35);
    assertThat(share(tallies.get(Defence.CONSERVATIVE)))
        .isGreaterThan(share(tallies.get(Defence.STANDALONE)));
    assertThat(tallies.get(Defence.AGGRESSIVE).blocked())
        .as("when all have answered, both modes come to the same")
        .isEqualTo(tallies.get(Defence.CONSERVATIVE).blocked());
  }

  /** Otherwise the search could pass by never looking. */
  @ParameterizedTest
  @EnumSource(names = {"PEERING_ABOVE", "SECOND_USER_UNTOLD"})
  void whatTheTopCannotKnowIsFoundByTheSearch(Trait trait) {
    Tally tally = search(60, Set.of(trait), Defence.STANDALONE).get(Defence.STANDALONE);
    assertThat(tally.improperTrials()).isGreaterThan(3);
    assertThat(tally.examples())
        .allSatisfy(
            b -> {
              assertThat(b.traits()).containsExactly(trait);
              assertThat(b.packet().path()).hasSizeGreaterThan(1);
              assertThat(b.toString()).contains("blocked on");
            });
  }
}
