package savd.bench.coverage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A line that {@link ConeCoverage} wrote. */
record CoverageRow(String as, int cone, String method, int aspaPercent, Amounts amounts) {
  static List<CoverageRow> read(Path file) throws IOException {
    List<CoverageRow> out = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String[] f = line.split(",");
      if (!line.startsWith("#") && !f[0].equals("as")) {
        out.add(
            new CoverageRow(
                f[0],
                Integer.parseInt(f[1]),
                f[2],
                Integer.parseInt(f[3]),
                new Amounts(
                    Long.parseLong(f[4]),
                    Long.parseLong(f[5]),
                    Double.parseDouble(f[6]),
                    Double.parseDouble(f[7]))));
      }
    }
    return out;
  }
}
