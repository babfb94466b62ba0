package savd.cetp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CetpFuzzTest {
  @Test
  void spoiled_messages_have_typed_outcomes_only() {
    assertThat(new CetpFuzz(20261122).run(200_000)).isGreaterThan(10_000);
  }
}
