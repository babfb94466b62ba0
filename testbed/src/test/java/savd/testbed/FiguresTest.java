package savd.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import savd.testbed.scenario.Figure11;
import savd.testbed.scenario.Figures;
import savd.testbed.scenario.Measurement;
import savd.testbed.scenario.PiSavFigures;
import savd.testbed.scenario.ProblemStatement.Variant;

/**
 * The figures of the problem statement with real routers and packets. {@code -Dsavd.write=true}
 * writes docs/figures.md instead of comparing with it.
 */
class FiguresTest {
  @Test
  void everyCellIsWhatTheMethodsDefinitionSaysAndThePageIsCurrent() throws IOException {
    Requirements.namespaces();
    Requirements.programs("bird", "/usr/lib/frr/bgpd", "gobgpd");
    Requirements.savd();
    Measurement measurement = new Measurement(Requirements.labName());
    List<Measurement.Cell> cells = List.of();
    for (Variant variant : Variant.values()) {
      cells = measurement.measure(variant);
    }
    assertThat(Figures.deviations(cells)).isEmpty();
    List<PiSavFigures.Cell> piSav = PiSavFigures.measure(Requirements.labName());
    assertThat(PiSavFigures.deviations(piSav)).isEmpty();
    List<Figure11.Cell> figure11 = Figure11.measure(Requirements.labName());
    assertThat(Figure11.deviations(figure11)).isEmpty();

    Path file = Path.of(System.getProperty("savd.root"), "docs", "figures.md");
    if (Boolean.getBoolean("savd.write")) {
      Files.writeString(file, Figures.page(cells, piSav, figure11));
    }
    assertThat(file)
        .as("write it with -Dsavd.write=true")
        .hasContent(Figures.page(cells, piSav, figure11));
  }
}
