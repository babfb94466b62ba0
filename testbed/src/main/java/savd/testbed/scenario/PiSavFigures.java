package savd.testbed.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import savd.net.AddressFamily;
import savd.net.Prefix;
import savd.testbed.lab.LabException;
import savd.testbed.probe.Flow;
import savd.testbed.rpki.RpkiData;
import savd.testbed.scenario.ProblemStatement.Variant;

/**
 * Figures 3 and 4 with PI-SAV on AS 4's interface to its provider: what is blocked there, by what
 * AS 4 is told of its cone, and that honest packets of every direction pass all the while.
 */
public final class PiSavFigures {
  /** What AS 4 is told of its customers AS 1, AS 2 and AS 5. */
  public enum Row {
    NO_DATA("nothing", "pi-sav", ProblemStatement.published(3), "", Set.of()),
    ONE("ASPA of AS 2", "pi-sav", ProblemStatement.published(2), "", Set.of(2)),
    BOTH("ASPAs of AS 1 and AS 2", "pi-sav", ProblemStatement.published(1, 2), "", Set.of(1, 2, 6)),
    ALL(
        "ASPAs of AS 1, AS 2 and AS 5",
        "pi-sav",
        ProblemStatement.published(1, 2, 5),
        "",
        Set.of(1, 2, 6)),
    CONFIGURED(
        "no ASPA; providers of AS 1 and AS 2 configured",
        "pi-sav",
        ProblemStatement.published(3),
        """
        [member.one]
        as = 1
        providers = [2, 4]
        [member.two]
        as = 2
        providers = [4]
        """,
        Set.of(1, 2, 6)),
    ELSEWHERE(
        "ASPAs of AS 1 and AS 2; a ROA of P2 for AS 3 too",
        "pi-sav",
        ProblemStatement.published(1, 2).with(RpkiData.vrp(v4(2), 3), RpkiData.vrp(v6(2), 3)),
        "",
        Set.of(1, 6)),
    EXCEPTED(
        "ASPAs of AS 1 and AS 2; P1 excepted",
        "pi-sav",
        ProblemStatement.published(1, 2),
        "[pi-sav]\nexceptions = [\"" + v4(1) + "\", \"" + v6(1) + "\"]\n",
        Set.of(2, 6)),
    LOOSE(
        "ASPAs of AS 1 and AS 2, with loose uRPF",
        "pi-sav-loose",
        ProblemStatement.published(1, 2),
        "",
        Set.of(1, 2, 6));

    private final String text;
    private final String method;
    private final RpkiData data;
    private final String sections;
    private final Set<Integer> blocked;

    Row(String text, String method, RpkiData data, String sections, Set<Integer> blocked) {
      this.text = text;
      this.method = method;
      this.data = data;
      this.sections = sections;
      this.blocked = blocked;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** What was seen of one kind of packets; the families must agree. */
  public record Cell(Row row, Traffic traffic, Verdict seen) {
    Verdict byDefinition() {
      Prefix source = sourceOf(traffic);
      boolean blocked =
          traffic.ingress().equals("as3")
              && row.blocked.stream()
                  .anyMatch(n -> ProblemStatement.prefix(n, AddressFamily.IPV4).equals(source));
      return blocked ? Verdict.BLOCK : Verdict.PERMIT;
    }

    private static Prefix sourceOf(Traffic traffic) {
      return ProblemStatement.prefixes(1, 2, 3, 4, 5, 6, 7).stream()
          .filter(p -> p.contains(traffic.source(AddressFamily.IPV4)))
          .findFirst()
          .orElseThrow();
    }
  }

  private static final int PACKETS = 20;
  private static final List<Traffic> TRAFFIC =
      List.of(
          Traffic.REFLECTION_FROM_PROVIDER,
          Traffic.DIRECT_FROM_PROVIDER,
          Traffic.FROM_MULTIHOMED,
          Traffic.FROM_PROVIDER,
          Traffic.OF_AS1,
          Traffic.OF_AS2,
          Traffic.OF_AS5,
          Traffic.LIMITED_PROPAGATION);

  private PiSavFigures() {}

  private static String v4(int number) {
    return ProblemStatement.prefix(number, AddressFamily.IPV4).toString();
  }

  private static String v6(int number) {
    return ProblemStatement.prefix(number, AddressFamily.IPV6).toString();
  }

  /** Builds the laboratory, measures every row, and takes it down. */
  public static List<Cell> measure(String labName) {
    List<Cell> cells = new ArrayList<>();
    try (Scene scene = new Scene(labName, Variant.P6_VIA_AS2)) {
      for (Row row : Row.values()) {
        scene.configure("efp-b", row.method, false, row.data, List.of(), row.sections);
        measure(scene, row, cells);
      }
    }
    return cells;
  }

  private static void measure(Scene scene, Row row, List<Cell> cells) {
    List<Flow> flows = new ArrayList<>();
    for (Traffic t : TRAFFIC) {
      Arrays.stream(AddressFamily.values()).map(t::flow).forEach(flows::add);
    }
    Map<Flow, Integer> arrived = scene.send(flows, PACKETS);
    for (Traffic t : TRAFFIC) {
      int four = arrived.get(t.flow(AddressFamily.IPV4));
      int six = arrived.get(t.flow(AddressFamily.IPV6));
      if (four != six || four != 0 && four != PACKETS) {
        throw new LabException(
            "%s, %s: %d and %d of %d packets arrived\n%s"
                .formatted(t, row, four, six, PACKETS, scene.savdOnItself()));
      }
      cells.add(new Cell(row, t, four == 0 ? Verdict.BLOCK : Verdict.PERMIT));
    }
  }

  /** What was measured otherwise than it must be; empty when all is well. */
  public static List<Cell> deviations(List<Cell> cells) {
    return cells.stream().filter(c -> c.seen() != c.byDefinition()).toList();
  }

  /** The section of the page: a row of the table for what AS 4 is told. */
  static String section(List<Cell> cells) {
    StringBuilder page = new StringBuilder(HEAD);
    for (Row row : Row.values()) {
      page.append("| ").append(row);
      for (Traffic t : TRAFFIC) {
        cells.stream()
            .filter(c -> c.row() == row && c.traffic() == t)
            .forEach(c -> page.append(" | ").append(c.seen().judged(t.honest())));
      }
      page.append(" |\n");
    }
    return page.append(NOTES).toString();
  }

  private static final String HEAD =
      """
      ## Figures 3 and 4 with PI-SAV

      PI-SAV (standalone) on AS 4's interface to AS 3, EFP-uRPF B on those to its customers; seen, and the test
      fails where it is not by definition. "Told" is what AS 4 knows of the providers of AS 1, AS 2 and
      AS 5. An attack that passes has a source of which AS 4 cannot know that it does not come from
      outside; no honest packet is blocked.

      | told | figure 3: P1 spoofed at as3 | figure 4: P2 spoofed at as3 | P5 over AS 3 | P3 at as3 | P1 at as1 | P2 at as2 | P5 at as5 | P1 over AS 2 |
      |---|---|---|---|---|---|---|---|---|
      """;

  private static final String NOTES =
      """

      P5 passes in every row: AS 5 has the provider AS 3 outside the cone, which its routes by AS 3 show
      even where no ASPA does. Without the ASPA of AS 1 nothing of AS 1's is blocked, and with no data at all
      nothing is.

      """;
}
