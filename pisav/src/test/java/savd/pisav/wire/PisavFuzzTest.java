package savd.pisav.wire;

import org.junit.jupiter.api.Test;

class PisavFuzzTest {
  @Test
  void spoiledStreamsHaveTypedOutcomesOnly() {
    new PisavFuzz(20261122).run(60_000);
  }
}
