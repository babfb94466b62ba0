package savd.rpki.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlurmFuzzTest {
  @Test
  void spoiled_files_have_typed_outcomes_only() {
    assertThat(new SlurmFuzz(20261122).run(20_000)).as("some are still good").isGreaterThan(500);
  }
}
