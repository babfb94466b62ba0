package savd.bench.coverage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Tables and a plot from what {@link ConeCoverage} wrote: {@code CoverageReport CSV SVG}. */
public final class CoverageReport {
  private static final int[] PERCENT = {0, 10, 50, 100};
  private static final int[] SIZES = {9, 19, 49, 99, 249, 699, 1999, 5001};

  /** A series: what it is called and which rows it has, whatever the share of ASPAs. */
  private record Series(String method, String label, String colour, boolean byAspa) {}

  private static final List<Series> SERIES =
      List.of(
          new Series("standalone-plus-no-detour", "standalone+, no detour", "#1b7837", false),
          new Series(
              "standalone-plus-return", "standalone+, detour through the top", "#9970ab", false),
          new Series(
              "standalone-plus-answers", "standalone+, detour as the draft says", "#2166ac", false),
          new Series("standalone", "standalone", "#b2182b", true),
          new Series("bar-sav-pi", "BAR-SAV-PI", "#e08214", true));

  private final List<CoverageRow> rows;

  private CoverageReport(List<CoverageRow> rows) {
    this.rows = rows;
  }

  public static void main(String[] args) throws IOException {
    CoverageReport report = new CoverageReport(CoverageRow.read(Path.of(args[0])));
    Files.writeString(Path.of(args[1]), report.plot());
    System.out.println(report.table("prefixes", Amounts::prefixShare));
    System.out.println(report.table("IPv4 addresses", Amounts::addressShare));
    System.out.println(statistics(Files.readAllLines(Path.of(args[0]))));
  }

  private double mean(Predicate<CoverageRow> which, ToDoubleFunction<Amounts> share) {
    return rows.stream()
            .filter(which)
            .mapToDouble(r -> share.applyAsDouble(r.amounts()))
            .average()
            .orElse(Double.NaN)
        * 100;
  }

  // ---- tables

  private String table(String what, ToDoubleFunction<Amounts> share) {
    StringBuilder out = new StringBuilder("Share of the cone's " + what + ", mean in percent:\n\n");
    out.append("| members | cones |");
    for (Series s : SERIES) {
      out.append(s.byAspa ? " " + s.label + " 0 / 10 / 50 / 100 % ASPA |" : " " + s.label + " |");
    }
    out.append("\n|---|---|").append("---|".repeat(SERIES.size())).append('\n');
    for (int i = 0; i + 1 < SIZES.length; i++) {
      int from = SIZES[i];
      int to = SIZES[i + 1];
      line(out, from + " to " + (to - 1), r -> r.cone() >= from && r.cone() < to, share);
    }
    line(out, "all", _ -> true, share);
    return out.toString();
  }

  private void line(
      StringBuilder out,
      String name,
      Predicate<CoverageRow> which,
      ToDoubleFunction<Amounts> share) {
    Set<String> cones = new TreeSet<>();
    rows.stream().filter(which).forEach(r -> cones.add(r.as()));
    out.append("| ").append(name).append(" | ").append(cones.size()).append(" |");
    for (Series s : SERIES) {
      List<String> cells = new ArrayList<>();
      for (int percent : s.byAspa ? PERCENT : new int[] {100}) {
        double m =
            mean(which.and(r -> r.method().equals(s.method) && r.aspaPercent() == percent), share);
        cells.add(String.format(Locale.ROOT, "%.0f", m));
      }
      out.append(' ').append(String.join(" / ", cells)).append(" |");
    }
    out.append('\n');
  }

  /** Sums of the lines with numbers of members. */
  private static String statistics(List<String> lines) {
    Map<String, Long> sums = new LinkedHashMap<>();
    Map<String, Long> present = new LinkedHashMap<>();
    int cones = 0;
    for (String line : lines) {
      if (line.startsWith("# ")) {
        String[] f = line.split(" ");
        cones++;
        for (int i = 2; i + 1 < f.length; i += 2) {
          long n = Long.parseLong(f[i + 1]);
          sums.merge(f[i], n, Long::sum);
          present.merge(f[i], n > 0 ? 1L : 0L, Long::sum);
        }
      }
    }
    return cones + " cones; members in all: " + sums + "; cones that have some: " + present;
  }

  // ---- plot

  private String plot() {
    StringBuilder out = new StringBuilder();
    out.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1000 460\" font-family=\"sans-serif\" font-size=\"12\">\n");
    out.append("<rect width=\"1000\" height=\"460\" fill=\"white\"/>\n");
    frame(out, 60, "Mean of all cones", "share of ASes with an ASPA");
    for (int percent : PERCENT) {
      text(out, 60 + 3.8 * percent, 372, "middle", percent + " %");
    }
    frame(out, 560, "Each cone, and means by size, at 100 % ASPA", "members of the cone");
    for (int size : new int[] {10, 100, 1000, 5000}) {
      text(out, sizeX(size), 372, "middle", Integer.toString(size));
    }
    SERIES.forEach(s -> dots(out, s));
    int legend = 0;
    for (Series s : SERIES) {
      lines(out, s);
      double x = 60 + legend % 3 * 310;
      double y = 420 + legend / 3 * 20;
      out.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%.0f\" y=\"%.0f\" width=\"12\" height=\"12\" fill=\"%s\"/>%n",
              x,
              y - 10,
              s.colour));
      text(out, x + 18, y, "start", s.label);
      legend++;
    }
    return out.append("</svg>\n").toString();
  }

  private static void frame(StringBuilder out, double x, String title, String axis) {
    text(out, x - 40, 20, "start", title + ": IPv4 addresses protected");
    text(out, x + 190, 392, "middle", axis);
    for (int share = 0; share <= 100; share += 20) {
      out.append(
          String.format(
              Locale.ROOT,
              "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>%n",
              x,
              x + 380,
              shareY(share),
              shareY(share)));
      text(out, x - 6, shareY(share) + 4, "end", share + " %");
    }
  }

  private static double shareY(double share) {
    return 355 - 3.2 * share;
  }

  private static double sizeX(double cone) {
    return 560 + 380 * Math.log10(cone / 9) / Math.log10(5001.0 / 9);
  }

  private static void text(StringBuilder out, double x, double y, String anchor, String text) {
    out.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
            x,
            y,
            anchor,
            text));
  }

  private void lines(StringBuilder out, Series s) {
    List<String> points = new ArrayList<>();
    for (int percent : PERCENT) {
      double m =
          mean(
              r -> r.method().equals(s.method) && r.aspaPercent() == (s.byAspa ? percent : 100),
              Amounts::addressShare);
      points.add(point(60 + 3.8 * percent, shareY(m)));
    }
    line(out, points, s.colour);
    points.clear();
    for (int i = 0; i + 1 < SIZES.length; i++) {
      int from = SIZES[i];
      int to = SIZES[i + 1];
      double m =
          mean(
              r ->
                  r.method().equals(s.method)
                      && r.aspaPercent() == 100
                      && r.cone() >= from
                      && r.cone() < to,
              Amounts::addressShare);
      if (!Double.isNaN(m)) {
        points.add(point(sizeX(Math.sqrt((double) from * to)), shareY(m)));
      }
    }
    line(out, points, s.colour);
  }

  private static String point(double x, double y) {
    return String.format(Locale.ROOT, "%.1f,%.1f", x, y);
  }

  private static void line(StringBuilder out, List<String> points, String colour) {
    out.append(
        String.format(
            "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2.5\"/>%n",
            String.join(" ", points), colour));
  }

  private void dots(StringBuilder out, Series s) {
    for (CoverageRow r : rows) {
      if (r.method().equals(s.method) && r.aspaPercent() == 100) {
        out.append(
            String.format(
                Locale.ROOT,
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\" fill-opacity=\"0.35\"/>%n",
                sizeX(Math.max(9, r.cone())),
                shareY(100 * r.amounts().addressShare()),
                s.colour));
      }
    }
  }
}
