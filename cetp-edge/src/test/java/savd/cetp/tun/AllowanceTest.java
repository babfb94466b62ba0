package savd.cetp.tun;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AllowanceTest {
  @Test
  void some_at_once_and_then_one_each_time() {
    long start = Long.MAX_VALUE - 5_000;
    Allowance a = new Allowance(3, 1000, start);
    int taken = 0;
    for (int i = 0; i < 10; i++) {
      taken += a.take(start) ? 1 : 0;
    }
    assertThat(taken).isEqualTo(3);
    for (int i = 1; i <= 10_000; i++) {
      taken += a.take(start + i) ? 1 : 0;
    }
    assertThat(taken).isEqualTo(3 + 10);
  }
}
