package savd.testbed.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import savd.net.AddressFamily;
import savd.testbed.lab.LabException;
import savd.testbed.probe.Flow;
import savd.testbed.rpki.RpkiData;
import savd.testbed.scenario.ProblemStatement.Variant;

/**
 * Figure 11: what AS 4 permits in all directions, by the information it has. Every source prefix is
 * sent on every interface.
 */
public final class Figure11 {
  /** The rows of the text that a method of today can fill, and one beside them. */
  public enum Row {
    RIB("only the RIB", "efp-a", "loose", ProblemStatement.published(), false),
    AS1_AND_AS4(
        "ROA and ASPA of AS 1 and AS 4",
        "bar-sav",
        "bar-sav-pi",
        ProblemStatement.published(1, 4),
        false),
    ALSO_AS2(
        "ROA and ASPA of AS 1, AS 2 and AS 4",
        "bar-sav",
        "bar-sav-pi",
        ProblemStatement.published(1, 2, 4),
        true);

    private final String text;
    private final String customers;
    private final String provider;
    private final RpkiData data;
    private final boolean shelters;

    Row(String text, String customers, String provider, RpkiData data, boolean shelters) {
      this.text = text;
      this.customers = customers;
      this.provider = provider;
      this.data = data;
      this.shelters = shelters;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** What was seen of a source on an interface of AS 4; the families must agree. */
  public record Cell(Row row, int ingress, int source, Verdict seen) {
    Verdict byText() {
      return expected(row != Row.RIB);
    }

    Verdict byDefinition() {
      return expected(row.shelters);
    }

    private Verdict expected(boolean sheltered) {
      boolean permitted =
          switch (ingress) {
            case 1 -> Set.of(1, 6).contains(source);
            case 2 -> Set.of(1, 2, 6).contains(source);
            case 5 -> source == 5;
            default -> !(sheltered && Set.of(1, 2, 6).contains(source));
          };
      return permitted ? Verdict.PERMIT : Verdict.BLOCK;
    }
  }

  private static final int PACKETS = 20;
  private static final int[] INTERFACES = {1, 2, 5, 3};
  private static final int[] SOURCES = {1, 2, 3, 5, 6};

  private Figure11() {}

  /** Builds the laboratory, measures every row, and takes it down. */
  public static List<Cell> measure(String labName) {
    List<Cell> cells = new ArrayList<>();
    try (Scene scene = new Scene(labName, Variant.P6_VIA_AS2)) {
      for (Row row : Row.values()) {
        scene.configure(row.customers, row.provider, false, row.data, List.of());
        measure(scene, row, cells);
      }
    }
    return cells;
  }

  private static void measure(Scene scene, Row row, List<Cell> cells) {
    List<Flow> flows = new ArrayList<>();
    for (int ingress : INTERFACES) {
      for (int source : SOURCES) {
        for (AddressFamily family : AddressFamily.values()) {
          flows.add(Scene.at(ingress, source, family));
        }
      }
    }
    Map<Flow, Integer> arrived = scene.send(flows, PACKETS);
    for (int ingress : INTERFACES) {
      for (int source : SOURCES) {
        int four = arrived.get(Scene.at(ingress, source, AddressFamily.IPV4));
        int six = arrived.get(Scene.at(ingress, source, AddressFamily.IPV6));
        if (four != six || four != 0 && four != PACKETS) {
          throw new LabException(
              "P%d at as%d, %s: %d and %d of %d packets arrived\n%s"
                  .formatted(source, ingress, row, four, six, PACKETS, scene.savdOnItself()));
        }
        cells.add(new Cell(row, ingress, source, four == 0 ? Verdict.BLOCK : Verdict.PERMIT));
      }
    }
  }

  /** What was measured otherwise than the methods' definitions say; empty when all is well. */
  public static List<Cell> deviations(List<Cell> cells) {
    return cells.stream().filter(c -> c.seen() != c.byDefinition()).toList();
  }

  /** The section of the page. */
  static String section(List<Cell> cells) {
    StringBuilder page = new StringBuilder(HEAD);
    for (Row row : Row.values()) {
      for (int ingress : INTERFACES) {
        List<Cell> some =
            cells.stream().filter(c -> c.row() == row && c.ingress() == ingress).toList();
        String seen = permitted(some.stream().filter(c -> c.seen() == Verdict.PERMIT).toList());
        String text = permitted(some.stream().filter(c -> c.byText() == Verdict.PERMIT).toList());
        page.append("| ").append(row).append(" | as").append(ingress).append(" | ");
        page.append(ingress == 3 ? row.provider : row.customers).append(" | ");
        page.append(text).append(" | ").append(seen).append(" | ");
        page.append(text.equals(seen) ? "" : "text and definition differ").append(" |\n");
      }
    }
    return page.append(NOTES).toString();
  }

  private static String permitted(List<Cell> cells) {
    return cells.stream().map(c -> "P" + c.source()).collect(Collectors.joining(", "));
  }

  private static final String HEAD =
      """
      ## Figure 11: all directions of AS 4

      Packets from each of P1, P2, P3, P5 and P6 sent straight to AS 4 on each of its interfaces; the
      table says which of them pass, the others are blocked. AS 1 marks P1 with NO_EXPORT towards AS 2
      and P6 towards AS 4, as drawn.

      | information | interface | method | passes by text | passes | |
      |---|---|---|---|---|---|
      """;

  private static final String NOTES =
      """

      The text lets AS 4 block P1, P2 and P6 on the interface to AS 3 when AS 1 and AS 4 alone have
      published ROAs and ASPAs. BAR-SAV-PI does not: nothing says that AS 2 has no other provider, and
      P1, P2 and P6 could come in from there. It does what the text says as soon as AS 2 publishes too.
      P5 passes in every row: the provider AS 3 of AS 5 is outside the cone, or unknown. The third row
      of the text, information of a protocol made for it, is no method of today.

      """;
}
