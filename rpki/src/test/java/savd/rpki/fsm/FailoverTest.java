package savd.rpki.fsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailoverTest {
  private static final long PATIENCE = 10;

  /** Words: off, good (confirmed), up N (running for N, no data), old N (the same with data). */
  private static String decide(String used, String... caches) {
    List<Failover.View> views =
        java.util.stream.IntStream.range(0, caches.length)
            .mapToObj(i -> view("" + (char) ('a' + i), caches[i].split(" ")))
            .toList();
    Failover.Decision d =
        Failover.decide(views, used.isEmpty() ? Optional.empty() : Optional.of(used), PATIENCE);
    return d.running()
        + " uses "
        + d.used().orElse("none")
        + d.againNanos().map(n -> " again in " + n).orElse("");
  }

  private static Failover.View view(String name, String[] words) {
    long waited = words.length > 1 ? Long.parseLong(words[1]) : 0;
    return switch (words[0]) {
      case "off" -> new Failover.View(name, false, false, 99, false);
      case "good" -> new Failover.View(name, true, true, 0, true);
      case "up" -> new Failover.View(name, true, false, waited, false);
      case "old" -> new Failover.View(name, true, false, waited, true);
      default -> throw new IllegalArgumentException(Arrays.toString(words));
    };
  }

  @Test
  void theMostPreferredIsAskedFirstAndAlone() {
    assertThat(decide("", "off", "off")).isEqualTo("[a] uses none again in 10");
    assertThat(decide("", "up 4", "off")).isEqualTo("[a] uses none again in 6");
    assertThat(decide("", "good", "off")).isEqualTo("[a] uses a");
  }

  @Test
  void theNextIsAskedWhenPatienceEnds() {
    assertThat(decide("", "up 10", "off", "off")).isEqualTo("[a, b] uses none again in 10");
    assertThat(decide("", "up 20", "up 10", "off")).isEqualTo("[a, b, c] uses none again in 10");
    assertThat(decide("", "up 30", "up 20", "up 10")).isEqualTo("[a, b, c] uses none");
  }

  @Test
  void dataOfALostCacheServeUntilAnotherHasACompleteSet() {
    assertThat(decide("a", "old 3", "off")).isEqualTo("[a] uses a again in 7");
    assertThat(decide("a", "old 30", "up 5")).isEqualTo("[a, b] uses a again in 5");
    assertThat(decide("a", "old 30", "good")).isEqualTo("[a, b] uses b");
  }

  @Test
  void thePreferredTakesOverAgainAndTheOtherRests() {
    assertThat(decide("b", "up 30", "good")).isEqualTo("[a, b] uses b");
    assertThat(decide("b", "good", "good")).isEqualTo("[a] uses a");
  }

  @Test
  void whenAllAreLostTheOneInUseStaysAndThenAnyWithData() {
    assertThat(decide("b", "old 30", "old 20")).isEqualTo("[a, b] uses b");
    assertThat(decide("b", "old 30", "up 20")).isEqualTo("[a, b] uses a");
    assertThat(decide("b", "up 30", "up 20")).isEqualTo("[a, b] uses none");
  }

  @Test
  void aCacheWhoseDataAreInForceKeepsRunning() {
    assertThat(decide("b", "up 3", "old 20")).isEqualTo("[a, b] uses b again in 7");
  }

  @Test
  void withoutCachesNothingRuns() {
    assertThat(decide("")).isEqualTo("[] uses none");
  }
}
