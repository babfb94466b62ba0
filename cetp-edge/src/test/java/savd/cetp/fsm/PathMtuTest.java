package savd.cetp.fsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The search alone, on a path that a test makes; always looked at ten times a second. */
class PathMtuTest {
  private static final long LOOK = 100_000_000L;
  private static final long SECOND = 1_000_000_000L;
  private static final int DEVICE = 1500;

  /** A path with a size, and one who answers what arrives. */
  private static final class Simulated {
    private final Random random;
    private final PathMtu search = new PathMtu(1200, 576, 0);
    private long now;
    private int takes;
    private int device = DEVICE;
    private double loss;
    private boolean deaf;
    private boolean idle;
    private long usedNanos = 1;
    private int sent;
    private int largestSent;

    /** What is lost of this size, though it fits. */
    private int unlucky;

    private int unluckyTimes;

    Simulated(int takes, long seed) {
      this.takes = takes;
      random = new Random(seed);
    }

    void pass(long nanos) {
      for (long until = now + nanos; now < until; now += LOOK) {
        usedNanos = idle ? usedNanos : now;
        int size = search.look(now, usedNanos, () -> device);
        if (size == 0) {
          continue;
        }
        sent++;
        largestSent = Math.max(largestSent, size);
        if (size == unlucky && unluckyTimes-- > 0) {
          continue;
        }
        if (size <= takes && !deaf && random.nextDouble() >= loss) {
          search.arrived(size, now + LOOK / 2);
        }
      }
    }

    /** Known as well as it is to be known. */
    boolean isFound() {
      int real = Math.min(takes, device);
      return search.fits() <= real && real - search.fits() <= PathMtu.STEP;
    }
  }

  @Test
  void a_path_that_takes_what_the_device_does_is_known_after_one_answer() {
    Simulated s = new Simulated(DEVICE, 1);
    s.pass(SECOND);
    assertThat(s.search.fits()).isEqualTo(DEVICE);
    assertThat(s.search.isNarrow()).isFalse();
    assertThat(s.sent).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {576, 600, 1199, 1200, 1280, 1300, 1420, 1472, 1492, 1499})
  void a_narrow_path_is_found_out_without_any_word_from_it(int takes) {
    Simulated s = new Simulated(takes, 2);
    // Three for the device's size, and one a second while sizes do not fit.
    s.pass(40 * SECOND);
    assertThat(s.isFound()).as("%d of %d", s.search.fits(), takes).isTrue();
    assertThat(s.search.isNarrow()).isTrue();
    assertThat(s.sent).isLessThan(40);
  }

  /** All sizes that the search for 1300 comes by and that fit. */
  @ParameterizedTest
  @ValueSource(ints = {1200, 1275, 1293, 1297})
  void a_search_that_losses_ended_too_low_goes_on_soon(int unlucky) {
    Simulated s = new Simulated(1300, 9);
    s.unlucky = unlucky;
    s.unluckyTimes = PathMtu.MAX_PROBES;
    s.pass(90 * SECOND);
    assertThat(s.unluckyTimes).as("lost").isNotPositive();
    assertThat(s.isFound()).as("%d of 1300", s.search.fits()).isTrue();
  }

  @Test
  void a_path_that_takes_all_is_not_narrow_for_long_because_of_losses() {
    Simulated s = new Simulated(DEVICE, 10);
    s.unlucky = DEVICE;
    s.unluckyTimes = PathMtu.MAX_PROBES;
    s.pass(10 * SECOND);
    assertThat(s.search.isNarrow()).isTrue();
    s.pass(PathMtu.DOUBT_NANOS);
    assertThat(s.search.fits()).isEqualTo(DEVICE);
  }

  @Test
  void what_does_not_fit_is_asked_for_ever_more_seldom() {
    Simulated s = new Simulated(1300, 11);
    s.pass(40 * SECOND);
    s.sent = 0;
    s.pass(500 * SECOND);
    // One every five seconds confirms what is known; the rest is doubt.
    assertThat(s.sent).isBetween(100, 118);
  }

  @Test
  void what_every_path_takes_is_known_four_seconds_after_a_black_hole_has_come_to_notice() {
    Simulated s = new Simulated(DEVICE, 3);
    s.pass(20 * SECOND);
    s.takes = 1300;
    s.pass(PathMtu.CONFIRM_NANOS + 4 * SECOND);
    assertThat(s.search.fits()).isBetween(1200, 1300);
    s.pass(40 * SECOND);
    assertThat(s.isFound()).isTrue();
  }

  @Test
  void a_path_that_takes_more_again_is_used_as_far_after_ten_minutes_at_most() {
    Simulated s = new Simulated(1300, 4);
    s.pass(60 * SECOND);
    s.takes = DEVICE;
    s.pass(PathMtu.RAISE_NANOS);
    assertThat(s.search.fits()).isEqualTo(DEVICE);
  }

  @Test
  void of_who_does_not_answer_nothing_is_concluded_and_it_is_not_asked_without_end() {
    Simulated s = new Simulated(DEVICE, 5);
    s.deaf = true;
    s.pass(600 * SECOND);
    assertThat(s.search.fits()).isZero();
    // Three of each of three sizes, a pause of a minute, and so on.
    assertThat(s.sent).isBetween(9, 90);
    s.deaf = false;
    s.pass(120 * SECOND);
    assertThat(s.search.fits()).isEqualTo(DEVICE);
  }

  @Test
  void nothing_is_confirmed_where_nothing_is_sent() {
    Simulated s = new Simulated(DEVICE, 6);
    s.pass(2 * SECOND);
    int sent = s.sent;
    s.idle = true;
    s.pass(500 * SECOND);
    assertThat(s.sent).isLessThanOrEqualTo(sent + 1);
  }

  @Test
  void a_smaller_device_counts_at_once_and_nothing_larger_is_sent() {
    Simulated s = new Simulated(DEVICE, 7);
    s.pass(20 * SECOND);
    s.device = 1400;
    s.pass(PathMtu.CONFIRM_NANOS + SECOND);
    assertThat(s.search.fits()).isEqualTo(1400);
    s.largestSent = 0;
    s.pass(700 * SECOND);
    assertThat(s.largestSent).isEqualTo(1400);
  }

  @Test
  void an_answer_to_what_was_not_asked_teaches_nothing() {
    Simulated s = new Simulated(1300, 8);
    s.pass(SECOND / 2);
    s.search.arrived(1400, s.now);
    s.search.arrived(0, s.now);
    assertThat(s.search.fits()).isZero();
  }

  /** Any path, one packet in twenty lost, its size another every five minutes. */
  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void on_any_path_the_size_is_found_and_found_again(long seed) {
    Random random = new Random(seed);
    Simulated s = new Simulated(576 + random.nextInt(DEVICE), seed);
    s.loss = 0.05;
    int found = 0;
    for (int i = 0; i < 40; i++) {
      // Long enough for what is larger to be tried, too.
      s.pass(PathMtu.RAISE_NANOS + 60 * SECOND);
      found += s.isFound() ? 1 : 0;
      assertThat(s.search.fits()).isLessThanOrEqualTo(s.takes);
      s.takes = 576 + random.nextInt(DEVICE);
    }
    // Three probes in a row are lost now and then: what is known then is too small, for a while.
    assertThat(found).isGreaterThanOrEqualTo(36);
  }
}
