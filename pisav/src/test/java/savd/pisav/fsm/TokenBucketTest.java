package savd.pisav.fsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void itGivesTheBurstAtOnceAndThenTheRate() {
    long start = Long.MAX_VALUE - SECOND;
    TokenBucket b = new TokenBucket(start, 10, 3);
    int taken = 0;
    while (b.take(start, 1)) {
      taken++;
    }
    assertThat(taken).isEqualTo(3);
    assertThat(b.take(start + SECOND / 10 - 1, 1)).isFalse();
    assertThat(b.take(start + SECOND / 10, 1)).isTrue();
    assertThat(b.take(start + SECOND / 10, 1)).isFalse();
    // The clock wraps, and a long rest gives no more than the burst.
    for (int i = 0; i < 3; i++) {
      assertThat(b.take(start + 60 * SECOND, 1)).isTrue();
    }
    assertThat(b.take(start + 60 * SECOND, 1)).isFalse();
    assertThat(b.take(start + 120 * SECOND, 4)).as("more than there ever is").isFalse();
    assertThat(b.take(start + 120 * SECOND, 3)).isTrue();
    assertThat(b.take(start + 120 * SECOND, 1)).isFalse();
  }

  @Test
  void delaysDoubleUpToTheLongestAndAreShortenedByAQuarterAtMost() {
    Backoff b = new Backoff(SECOND, 60 * SECOND);
    SplittableRandom random = new SplittableRandom(1);
    for (long full : new long[] {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
      assertThat(b.next(random)).isBetween(full * SECOND * 3 / 4, full * SECOND);
    }
    b.reset();
    assertThat(b.next(random)).isLessThanOrEqualTo(SECOND);
  }
}
