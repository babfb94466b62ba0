package savd.bgp.mrt;

import org.junit.jupiter.api.Test;

class MrtFuzzTest {
  @Test
  void spoiled_files_have_typed_outcomes_only() {
    new MrtFuzz(20261121).run(15_000);
  }
}
