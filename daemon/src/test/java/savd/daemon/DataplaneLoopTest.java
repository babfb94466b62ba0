package savd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import savd.daemon.config.ConfigParser;
import savd.daemon.config.ConfigResult;
import savd.daemon.config.DataplaneSection;
import savd.net.IngressInterface;
import savd.rules.RuleDelta;

class DataplaneLoopTest {
  private static final String CONFIGURATION =
      """
      [router]
      as = 65004
      id = "192.0.2.4"
      """;

  @Test
  void questionsAreAnsweredWhateverBurstOfRulesTheyComeWith() throws Exception {
    if (!(ConfigParser.parse(CONFIGURATION) instanceof ConfigResult.Accepted(var config, var _))) {
      throw new AssertionError("not a configuration");
    }
    var opened = Dataplanes.open(config, Optional.of(DataplaneSection.Kind.NONE));
    try (DataplaneLoop loop =
        new DataplaneLoop(opened.dataplane(), Duration.ZERO, Set.of(), _ -> {}, _ -> {})) {
      loop.start();
      List<CompletableFuture<Integer>> answers = new ArrayList<>();
      for (int i = 1; i <= 2_000; i++) {
        loop.submit(
            new RuleDelta(
                i, List.of(), List.of(), List.of(new IngressInterface("eth1")), List.of()));
        if (i % 10 == 0) {
          int question = i;
          answers.add(
              CompletableFuture.supplyAsync(
                  () -> {
                    try {
                      return loop.ask(_ -> question);
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                  }));
        }
      }
      for (CompletableFuture<Integer> answer : answers) {
        assertThat(answer.get(30, TimeUnit.SECONDS)).isPositive();
      }
      long reached = loop.ask(_ -> loop.status().revision());
      assertThat(reached).isEqualTo(2_000);
    }
  }
}
