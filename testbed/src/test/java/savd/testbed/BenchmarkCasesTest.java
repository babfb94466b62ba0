package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import savd.testbed.scenario.BenchmarkCases;

/**
 * Cases of the BMWG's benchmark with real routers and packets. {@code -Dsavd.write=true} writes
 * docs/benchmark-cases.md instead of comparing with it.
 */
class BenchmarkCasesTest {
  @Test
  void everyMethodHasTheRatesThatItsDefinitionYieldsAndThePageIsCurrent() throws IOException {
    Requirements.namespaces();
    Requirements.programs("bird", "/usr/lib/frr/bgpd", "gobgpd");
    Requirements.savd();
    List<BenchmarkCases.Count> counts = BenchmarkCases.measure(Requirements.labName());
    assertThat(BenchmarkCases.deviations(counts)).isEmpty();

    Path file = Path.of(System.getProperty("savd.root"), "docs", "benchmark-cases.md");
    if (Boolean.getBoolean("savd.write")) {
      Files.writeString(file, BenchmarkCases.page(counts));
    }
    assertThat(file).as("write it with -Dsavd.write=true").hasContent(BenchmarkCases.page(counts));
  }
}
