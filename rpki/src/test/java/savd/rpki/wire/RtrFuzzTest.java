package savd.rpki.wire;

import org.junit.jupiter.api.Test;

class RtrFuzzTest {
  @Test
  void spoiledStreamsHaveTypedOutcomesOnly() {
    new RtrFuzz(20261122).run(100_000);
  }
}
