package savd.rpki.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PayloadFuzzTest {
  @Test
  void spoiled_files_have_typed_outcomes_only() throws Exception {
    assertThat(new PayloadFuzz(20261122).run(20_000)).as("some are still good").isGreaterThan(500);
  }
}
