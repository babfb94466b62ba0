package savd.bgp.wire;

import org.junit.jupiter.api.Test;

class BgpFuzzTest {
  @Test
  void spoiled_messages_have_typed_outcomes_only() {
    new BgpFuzz(20261121).run(100_000);
  }
}
